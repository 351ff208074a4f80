import type { App } from './app.ts'
import { CATALOGUE_MANIFESTS } from './demo-catalogue.ts'
import { DEMO } from './demo-facts.ts'
import {
  applyManifest,
  createApp,
  findApp,
  findClient,
  parseManifest,
  secretMatches,
} from './modules/apps/index.ts'
import { findHoldings } from './modules/connections/index.ts'
import {
  addMember,
  bitsFromRoles,
  createOrganization,
  createPerson,
  findMembership,
  findOrganization,
  findPersonByEmailKey,
  parseEmail,
} from './modules/directory/index.ts'
import { createPasswordHasher, type PasswordCost, storePassword } from './modules/identity/index.ts'
import type { Reader, Tx } from './platform/database/database.ts'

const fixedId = (end: string) => `0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e${end}`

const PERSON_IDS = [fixedId('41'), fixedId('42'), fixedId('43'), fixedId('44')]
const [OWNER, MEMBER, DEVELOPER, OPERATOR] = DEMO.persons

const ORGANIZATIONS = [
  {
    id: DEMO.lindenPress,
    name: 'Linden Press',
    countryCode: 'DE',
    kinds: ['printer'],
    sections: { printer: ['softcover_books', 'brochures'] },
    creator: OWNER.email,
  },
  {
    id: DEMO.harborLabels,
    name: 'Harbor Labels',
    countryCode: 'NL',
    kinds: ['printer'],
    sections: { printer: ['labels'] },
    creator: MEMBER.email,
    creatorRoles: ['admin'],
  },
  {
    id: DEMO.stockworks,
    name: 'Stockworks',
    countryCode: 'DE',
    kinds: ['software_developer'],
    sections: { software_developer: ['warehousing'] },
    creator: DEVELOPER.email,
  },
]

/** An app of the demo; its manifest lacks what is the same for all. */
type DemoApp = {
  id: string
  credentials: {
    id: string
    secret: string | undefined
    name: null
    description: string
    isConfidential: boolean
  }[]
  manifest: { name: string; desired_oauth_scopes?: string[] } & Record<string, unknown>
}

const WAREHOUSE_ID = fixedId('20')
/** All apps as their vendor would write them; made in this order, because the others desire what the first provides. */
const APPS: DemoApp[] = [
  {
    id: WAREHOUSE_ID,
    credentials: [confidential(DEMO.warehouse)],
    manifest: {
      name: 'warehouse',
      category: 'warehouse',
      translations: [
        { locale: 'en', title: 'Warehouse', summary: 'Knows what is in stock, and where.' },
        { locale: 'de', title: 'Warehouse', summary: 'Weiß, was auf Lager ist, und wo.' },
      ],
      oauth_scopes: [
        items('read_only', 'See items in stock', 'Artikel auf Lager ansehen'),
        items('write_only', 'Add and change items in stock', 'Artikel auf Lager anlegen und ändern'),
        items('read_write', 'See and change items in stock', 'Artikel auf Lager ansehen und ändern'),
      ],
    },
  },
  {
    id: fixedId('10'),
    credentials: [
      confidential(DEMO.stockKeeper),
      {
        id: DEMO.stockKeeper.publicClientId,
        secret: undefined,
        name: null,
        description: 'Demo, without a secret',
        isConfidential: false,
      },
    ],
    manifest: {
      name: 'stock_keeper',
      category: 'warehouse',
      translations: [
        { locale: 'en', title: 'Stock Keeper', summary: 'Orders paper before it runs out.' },
        { locale: 'de', title: 'Stock Keeper', summary: 'Bestellt Papier, bevor es ausgeht.' },
      ],
      entry_point_url: 'http://localhost:3000/',
      oauth_redirect_urls: DEMO.stockKeeper.redirectUrls,
      desired_oauth_scopes: [
        'directory.person.r',
        'directory.person.rw',
        'directory.organization.r',
        'directory.organization_members.r',
        'directory.sites.rw',
        'directory.delegations.rw',
        'warehouse.items.r',
        'warehouse.items.rw',
        'user:read',
        'user:write',
      ],
    },
  },
  ...CATALOGUE_MANIFESTS.map((manifest, index) => ({
    id: fixedId(`5${index}`),
    credentials: [],
    manifest,
  })),
]

/**
 * Puts the demo data into a sandbox: four persons, three organizations, a vendor with two apps of which one provides
 * scopes to the other, and more apps to look at in the store. What is there already stays as it is. Throws in production.
 */
export async function loadDemo(app: App, passwordCost: PasswordCost): Promise<void> {
  if (app.apps.environment !== 'sandbox') throw new Error('demo data belongs into a sandbox only')
  const hasher = createPasswordHasher(passwordCost)
  // Outside the transaction, because hashing takes its time.
  const hashes = await Promise.all(DEMO.persons.map(() => hasher.hash(DEMO.password)))
  const now = app.clock.now()
  await app.db.transaction(async tx => {
    const ids = new Map<string, string>()
    for (const [index, person] of DEMO.persons.entries()) {
      const wanted = { ...person, id: PERSON_IDS[index] ?? '', hash: hashes[index] ?? '' }
      ids.set(person.email, await ensurePerson(tx, wanted, now))
    }
    for (const { creator, ...organization } of ORGANIZATIONS) {
      if (await findOrganization(tx, organization.id)) continue
      await createOrganization(tx, { ...organization, creatorId: ids.get(creator) ?? '' }, now)
    }
    const membership = { organizationId: DEMO.lindenPress, personId: ids.get(MEMBER.email) ?? '' }
    if (!(await findMembership(tx, membership))) {
      await addMember(tx, { ...membership, roles: bitsFromRoles(['member']) }, now)
    }
    for (const demoApp of APPS) await ensureApp(tx, app, demoApp, now)
    await ensureConnection(tx, app, { establishedBy: ids.get(OWNER.email) ?? null }, now)
  })
}

/** What of the demo data is in this database that everybody knows how to use: production must not start with it. */
export async function findDemoData(reader: Reader, now: number): Promise<string[]> {
  const found: string[] = []
  for (const { id, secret } of APPS.flatMap(({ credentials }) => credentials)) {
    const client = await findClient(reader, id)
    if (!client || client.isDeleted || client.appIsDeleted) continue
    const isKnown = client.isConfidential && secret !== undefined && secretMatches(client, secret, now)
    found.push(
      isKnown
        ? `the client ${id} of ${client.appName} with its published secret`
        : `the client ${id} of ${client.appName}`,
    )
  }
  for (const { email } of DEMO.persons) {
    const person = await findPersonByEmailKey(reader, email)
    if (person) found.push(`the account ${email}`)
  }
  return found
}

type DemoPerson = (typeof DEMO.persons)[number] & { id: string; hash: string }

/** Gives the id of the person; an account with this address stays as it is. */
async function ensurePerson(tx: Tx, { hash, ...person }: DemoPerson, now: number): Promise<string> {
  const email = parseEmail(person.email)
  if (email === null) throw new Error(`${person.email} is no address`)
  const existing = await findPersonByEmailKey(tx, email.key)
  if (existing) return existing.id
  const isOperator = person.email === OPERATOR.email
  const created = await createPerson(tx, { ...person, email, isOperator, emailConfirmedAt: now }, now)
  if (created) await storePassword(tx, { personId: created.id, hash }, now)
  return person.id
}

async function ensureApp(tx: Tx, { apps }: App, { id, credentials, manifest }: DemoApp, now: number) {
  if (await findApp(tx, id)) return
  const platform = apps.names.isPlatformApp('directory') ? 'directory' : apps.names.platformApp
  const desired = manifest.desired_oauth_scopes?.map(scope => scope.replace(/^directory\./, `${platform}.`))
  const document = desired ? { ...manifest, desired_oauth_scopes: desired } : manifest
  const parsed = parseManifest(document, 'sandbox')
  if (!parsed.ok) throw new Error(`the demo app ${manifest.name} is wrong: ${JSON.stringify(parsed.faults)}`)
  const { translations } = parsed.manifest
  if (!translations) throw new Error(`the demo app ${manifest.name} has no title`)
  const actor = 'operator'
  const app = {
    id,
    name: manifest.name,
    type: 'public' as const,
    organizationId: DEMO.stockworks,
    translations,
  }
  const created = await createApp(tx, { ...app, credentials, actor }, apps, now)
  if ('fault' in created)
    throw new Error(`the demo app ${manifest.name} cannot be made: its name ${created.fault}`)
  const applied = await applyManifest(tx, { manifest: parsed.manifest, actor }, apps, now)
  if (applied.outcome === 'refused') {
    throw new Error(`the demo app ${manifest.name} cannot be made: ${JSON.stringify(applied.faults)}`)
  }
}

/** Linden Press uses the warehouse already. */
async function ensureConnection(
  tx: Tx,
  { connections }: App,
  { establishedBy }: { establishedBy: string | null },
  now: number,
): Promise<void> {
  const bearer = { type: 'Organization' as const, id: DEMO.lindenPress }
  const [holdings] = await findHoldings(tx, WAREHOUSE_ID, [bearer])
  if (holdings?.connection) return
  const consent = {
    appId: WAREHOUSE_ID,
    bearer,
    establishedBy,
    granted: [],
    waiting: [],
    unavailable: [],
  }
  await connections.allow(tx, consent, now)
}

function confidential({ clientId, secret }: { clientId: string; secret: string }) {
  return {
    id: clientId,
    secret,
    name: null,
    description: 'Demo, with a published secret',
    isConfidential: true,
  }
}

function items(kind: 'read_only' | 'write_only' | 'read_write', en: string, de: string) {
  const translations = [
    { locale: 'en', title: en },
    { locale: 'de', title: de },
  ]
  return { name: 'items', kind, bearer_kind: 'all', translations }
}
