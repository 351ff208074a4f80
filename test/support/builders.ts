import { activateApp } from '../../src/modules/apps/index.ts'
import {
  addMember,
  bitsFromRoles,
  createOrganization,
  createPerson,
  parseEmail,
} from '../../src/modules/directory/index.ts'
import {
  createPasswordHasher,
  INSECURE_PASSWORD_COST_FOR_TESTS,
  storePassword,
} from '../../src/modules/identity/index.ts'
import { applied } from './apps.ts'
import { DEMO_PASSWORD, type TestApp } from './test-app.ts'
import type { TestBrowser } from './test-browser.ts'
import type { TestClient } from './test-client.ts'

/** Where the apps of the builders take their answers. */
export const CALLBACK = 'https://app.example.com/callback'

export type BuiltPerson = { id: string; name: string; email: string; browser: TestBrowser }

let built = 0

/** A person, and a browser in which they are signed in. */
export async function buildPerson(
  app: TestApp,
  {
    email = `person${++built}@example.org`,
    locale = 'en',
    isConfirmed = true,
  }: { email?: string; locale?: 'en' | 'de'; isConfirmed?: boolean } = {},
): Promise<BuiltPerson> {
  const now = app.clock.now()
  const hash = await createPasswordHasher(INSECURE_PASSWORD_COST_FOR_TESTS).hash(DEMO_PASSWORD)
  const address = parseEmail(email)
  if (!address) throw new Error(`${email} is no address`)
  const name = `Person ${built}`
  const details = { firstName: 'Ada', name, locale, countryCode: 'DE', email: address }
  const id = await app.db.transaction(async tx => {
    const person = await createPerson(tx, { ...details, ...(isConfirmed && { emailConfirmedAt: now }) }, now)
    if (!person) throw new Error(`${email} is taken`)
    await storePassword(tx, { personId: person.id, hash }, now)
    return person.id
  })
  return { id, name: `Ada ${name}`, email, browser: await app.signedIn(email) }
}

/** An organization with its owner and, by their ids, its members. */
export function buildOrganization(
  app: TestApp,
  {
    owner,
    name = `Organization ${++built}`,
    members = {},
  }: { owner: { id: string }; name?: string; members?: Record<string, string[]> },
): Promise<{ id: string; name: string; slug: string }> {
  const now = app.clock.now()
  const details = { name, countryCode: 'DE', kinds: ['printer'], sections: {} }
  return app.db.transaction(async tx => {
    const { id, slug } = await createOrganization(tx, { ...details, creatorId: owner.id }, now)
    for (const [personId, roles] of Object.entries(members))
      await addMember(tx, { organizationId: id, personId, roles: bitsFromRoles(roles) }, now)
    return { id, name, slug }
  })
}

export type BuiltApp = {
  id: string
  name: string
  vendorId: string
  /** The confidential credentials. */
  client: TestClient
  /** The public credentials. */
  publicClient: TestClient
}

/** What matters about an app; scopes it provides are `items` and the like, each as read, write and both. */
export type AppWishes = {
  name?: string
  vendorId?: string
  type?: 'public' | 'private'
  /** Makes it an add-on of the app of this name. */
  mainApp?: string
  isActive?: boolean
  redirectUrls?: string[]
  desires?: string[]
  provides?: { name: string; bearer?: 'Person' | 'Organization' | 'all' }[]
  entryPointUrl?: string
}

/** An app with confidential and public credentials. Its vendor is an organization of its own unless one is given. */
export async function buildApp(app: TestApp, wishes: AppWishes = {}): Promise<BuiltApp> {
  const now = app.clock.now()
  const { name = `app_${++built}`, mainApp, isActive = true } = wishes
  const type = mainApp === undefined ? (wishes.type ?? 'public') : 'addon'
  const vendorId = wishes.vendorId ?? (await buildOrganization(app, { owner: await buildPerson(app) })).id
  const manifest = {
    name,
    type,
    organization: vendorId,
    title: `Title of ${name}`,
    ...(mainApp !== undefined && { parent_app: mainApp }),
    oauth_redirect_urls: wishes.redirectUrls ?? [CALLBACK],
    oauth_scopes: (wishes.provides ?? []).flatMap(offer),
    desired_oauth_scopes: wishes.desires ?? ['directory.person.r', 'directory.organization.r'],
    credentials: [{ confidential: true }, { confidential: false }],
    ...(wishes.entryPointUrl !== undefined && { entry_point_url: wishes.entryPointUrl }),
  }
  const created = await applied(app.db, app.app.apps, manifest, now)
  if (isActive) await app.db.transaction(tx => activateApp(tx, actOn(created.app.id), app.app.apps, now))
  const [confidential, open] = created.credentials
  if (!confidential || !open) throw new Error('the manifest asks for two credentials')
  return {
    id: created.app.id,
    name,
    vendorId,
    client: app.client({ id: confidential.credentials.id, secret: confidential.secret }),
    publicClient: app.client({ id: open.credentials.id }),
  }
}

/** An act of the operator on an app. */
export function actOn(appId: string): { appId: string; actor: string } {
  return { appId, actor: 'operator' }
}

/** A bearer that has let the app in before, with these scopes as the app desires them. */
export async function buildConnection(
  app: TestApp,
  {
    appId,
    bearer,
    granted = [],
  }: { appId: string; bearer: { type: 'Person' | 'Organization'; id: string }; granted?: string[] },
): Promise<string> {
  const consent = { appId, bearer, establishedBy: null, granted, waiting: [], unavailable: [] }
  const { connectionId } = await app.db.transaction(tx =>
    app.app.connections.allow(tx, consent, app.clock.now()),
  )
  return connectionId
}

function offer({ name, bearer = 'all' }: { name: string; bearer?: string }) {
  return ['read_only', 'write_only', 'read_write'].map(kind => ({
    name,
    kind,
    bearer_kind: bearer,
    translations: [{ locale: 'en', title: `${kind} ${name}` }],
  }))
}
