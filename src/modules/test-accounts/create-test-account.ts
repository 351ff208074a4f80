import { type Act, actsAs, recordAudit } from '../../platform/audit.ts'
import type { Db, Reader, Tx } from '../../platform/database/database.ts'
import { DAY_MS } from '../../platform/durations.ts'
import type { OutcomeLimit } from '../../platform/http/rate-limit.ts'
import { holdAddress } from '../../platform/mail/mail.repository.ts'
import { type FetchedPictureFault, fetchPicture } from '../../platform/outbound-http/fetch-picture.ts'
import type { ForeignFetch } from '../../platform/outbound-http/foreign-fetch.ts'
import type { Fit } from '../../platform/pictures/make-picture.ts'
import type { Picture } from '../../platform/pictures/picture.ts'
import { type App, findAppByName, holdProviders, lockApp } from '../apps/index.ts'
import { type Connections, connectableApp, installTogether, whoMayConnect } from '../connections/index.ts'
import {
  addMember,
  bitsFromRoles,
  changeAvatar,
  changeLogo,
  countTestAccountsMade,
  createPerson,
  createTestOrganization,
  type DirectoryHooks,
  findOrganization,
  findPersonByEmailKey,
} from '../directory/index.ts'
import { type PasswordHasher, storePassword } from '../identity/index.ts'
import { storeWholeToken } from '../oauth/index.ts'
import {
  ACCOUNTS_A_DAY_MAX,
  ACCOUNTS_MAX,
  type Definition,
  type DefinitionFault,
  type DefinitionFaultCode,
  type MemberDefinition,
} from './definition.ts'
import { endTestAccount } from './end-test-account.ts'
import {
  findTestAccountByName,
  findTestAccountsOf,
  findTestPersonIds,
  insertTestAccount,
  insertTestPerson,
  takeTestAccounts,
} from './test-account.repository.ts'
import type { TestAccount } from './test-account.ts'

const TOKEN_NOTE = 'Test account'

export type CreateDeps = {
  db: Db
  connections: Connections
  hooks: DirectoryHooks
  hasher: PasswordHasher
  fetchForeign: ForeignFetch
  /** Runs the works of one vendor one after another. */
  inTurnOf<T>(vendorId: string, work: () => Promise<T>): Promise<T>
  /** How often a vendor may be told that an address belongs to somebody (attack S1). */
  toldLimit: OutcomeLimit
}

/** What is wished for. */
export type TestAccountWish = {
  /** Whose it becomes. */
  vendorId: string
  definition: Definition
  /** Whether the one of the same name ends for it; otherwise the name is taken. */
  replaces: boolean
  act: Act
  /** What else happens in the transaction that makes it: afterwards another one may be in its place. */
  alongside?: (tx: Tx, made: TestAccount) => Promise<unknown>
}

export type TestAccountOutcome = { ok: true; account: TestAccount } | { ok: false; faults: DefinitionFault[] }

/** The same, and how many addresses of others it tells of. */
type Attempt = { ok: true; account: TestAccount } | { ok: false; faults: DefinitionFault[]; told: number }

/** An address was taken by somebody while this account was made: nothing of it stays. */
class AddressTaken extends Error {
  readonly index: number
  constructor(index: number) {
    super(`the address of member ${index} was taken meanwhile`)
    this.name = 'AddressTaken'
    this.index = index
  }
}

/**
 * Makes a test account (directory-api.md §16):
 * 1. what stands against it is looked for before anything costly is done
 * 2. pictures are fetched and passwords hashed
 * 3. in one transaction: looked at again, the account of the same name ends, and everything is made. Others see the one or
 *    the other; of two that race for a name one is left.
 *
 * A vendor's are made one after another in this process, so that what is costly about them leaves room for others.
 */
export function createTestAccount(
  deps: CreateDeps,
  wish: TestAccountWish,
  now: number,
): Promise<TestAccountOutcome> {
  const { vendorId, definition } = wish
  const { inTurnOf, toldLimit } = deps
  return inTurnOf(vendorId, async () => {
    // Before anything is looked at: a refusal must not tell more than an answer.
    if (definition.members.length > 0) toldLimit.permit(vendorId, now)
    const made = await tryToCreate(deps, wish, now)
    if (!made.ok) toldLimit.count(vendorId, made.told, now)
    return made
  })
}

async function tryToCreate(
  deps: CreateDeps,
  { vendorId, definition, replaces, act, alongside }: TestAccountWish,
  now: number,
): Promise<Attempt> {
  const { db, hasher } = deps
  const early = await db.transaction(async tx => {
    // Nobody replaces an account while it is looked at.
    await takeTestAccounts(tx, vendorId)
    return refusalsOf(tx, { vendorId, definition, replaces }, now)
  })
  if (early.faults.length > 0) return refused(early)

  const pictures = await fetchPictures(deps, definition)
  if (!pictures.ok) return { ...pictures, told: 0 }
  const members: HashedMember[] = []
  // One after another: everybody who signs in waits in the same line (attack S11).
  for (const { secret, ...member } of definition.members) {
    const hash = 'hash' in secret ? secret.hash : await hasher.hash(secret.password)
    members.push({ ...member, secret: { hash } })
  }
  const prepared = { vendorId, replaces, definition: { ...definition, members }, ...pictures }
  try {
    return await db.transaction(async tx => {
      actsAs(tx, act)
      const made = await make(tx, deps, prepared, now)
      if (made.ok) await alongside?.(tx, made.account)
      return made
    })
  } catch (error) {
    if (!(error instanceof AddressTaken)) throw error
    return { ok: false, faults: [taken(error.index)], told: 1 }
  }
}

type Refusals = {
  faults: DefinitionFault[]
  /** How many addresses belong to people the vendor did not make itself. */
  told: number
  former: TestAccount | null
  apps: App[]
}

function refused({ faults, told }: Refusals): Attempt {
  return { ok: false, faults, told }
}

/** What stands against an account: its apps, its addresses, how many there are. */
async function refusalsOf(
  reader: Reader,
  { vendorId, replaces, definition: { organization, appNames, members } }: Omit<TestAccountWish, 'act'>,
  now: number,
): Promise<Refusals> {
  const faults: DefinitionFault[] = []
  const vendor = await findOrganization(reader, vendorId)
  if (vendor === null) faults.push({ path: 'base', fault: 'invalid' })
  // Else whoever deletes one would delete a tree of them at once.
  else if (vendor.testAccountOwnerId !== null) faults.push({ path: 'base', fault: 'nested' })
  const former = await findTestAccountByName(reader, { vendorId, name: organization.name })
  if (former !== null && !replaces) faults.push({ path: 'name', fault: 'taken' })
  const apps: App[] = []
  for (const [index, appName] of appNames.entries()) {
    const app = await findAppByName(reader, appName)
    const fault = await appFault(reader, app)
    if (fault !== null) faults.push({ path: `connection_attributes[${index}]`, fault })
    else if (app !== null) apps.push(app)
  }
  let told = 0
  const ending = former === null ? [] : await findTestPersonIds(reader, former.organizationId)
  for (const [index, { email }] of members.entries()) {
    const holder = await findPersonByEmailKey(reader, email.key)
    if (holder === null || ending.includes(holder.id)) continue
    faults.push(taken(index))
    if (holder.testAccountOwnerId !== vendorId) told += 1
  }
  const others = (await findTestAccountsOf(reader, vendorId)).length - (former === null ? 0 : 1)
  if (others >= ACCOUNTS_MAX) faults.push({ path: 'base', fault: 'accounts' })
  const made = await countTestAccountsMade(reader, { vendorId, since: now - DAY_MS })
  if (made >= ACCOUNTS_A_DAY_MAX) faults.push({ path: 'base', fault: 'accounts_today' })
  return { faults, told, former, apps }
}

/** Why an app is not connected: by the one rule of who may connect it, asked for an organization that is only made now. */
export async function appFault(reader: Reader, app: App | null): Promise<DefinitionFaultCode | null> {
  if (app === null || app.isPlatform) return 'inclusion'
  const refusalFor = await whoMayConnect(reader, connectableApp(app), {
    isSandbox: true,
    organizationIds: [],
  })
  return refusalFor(null) === null ? null : 'not_connectable'
}

function taken(index: number): DefinitionFault {
  return { path: `member_attributes[${index}].email`, fault: 'taken' }
}

/** A member whose password is known as its hash only. */
type HashedMember = MemberDefinition & { secret: { hash: string } }

type Prepared = Omit<TestAccountWish, 'act' | 'definition'> & {
  definition: Omit<Definition, 'members'> & { members: readonly HashedMember[] }
  logo: Picture | null
  avatars: readonly (Picture | null)[]
}

/** Step 3. Takes apps first, then persons, then the organization, as everywhere. */
async function make(
  tx: Tx,
  { connections, hooks }: CreateDeps,
  prepared: Prepared,
  now: number,
): Promise<Attempt> {
  const { vendorId, definition, logo } = prepared
  await takeTestAccounts(tx, vendorId)
  const known = await refusalsOf(tx, prepared, now)
  if (known.faults.length > 0) return refused(known)
  const appIds = [...new Set(known.apps.map(({ id }) => id))].sort()
  for (const appId of appIds) await lockApp(tx, appId)
  for (const appId of appIds) await holdProviders(tx, appId)
  // Looked at again with the apps taken: one may have been switched off meanwhile.
  const settled = await refusalsOf(tx, prepared, now)
  if (settled.faults.length > 0) return refused(settled)

  const { former } = settled
  if (former !== null) await endTestAccount(tx, former, hooks, now)
  const { organization, sites } = definition
  const { id: organizationId } = await createTestOrganization(tx, { ...organization, vendorId, sites }, now)
  const personIds = await addMembers(tx, { ...prepared, organizationId }, now)
  if (logo !== null) await changeLogo(tx, { organizationId, picture: logo }, now)
  await installTogether(tx, connections, { appIds, organizationId, personIds }, now)
  const bearer = { type: 'Organization', id: organizationId } as const
  const tokenJti = await storeWholeToken(tx, { bearer, note: TOKEN_NOTE }, now)
  const { name } = organization
  const account = { organizationId, vendorId, name, definition, tokenJti, createdAt: now }
  await insertTestAccount(tx, account)
  await recordAudit(
    tx,
    {
      action: 'test_account_created',
      subject: `Organization/${vendorId}`,
      details: { organization: organizationId, name },
    },
    now,
  )
  return { ok: true, account }
}

async function addMembers(
  tx: Tx,
  { vendorId, organizationId, definition, avatars }: Prepared & { organizationId: string },
  now: number,
): Promise<string[]> {
  const personIds: string[] = []
  for (const [index, member] of definition.members.entries()) {
    const { firstName, name, locale, countryCode, email, roles, secret } = member
    const details = { firstName, name, locale, countryCode, email }
    // Whoever made them answers for the address; nothing is sent to it.
    const vouched = { emailConfirmedAt: now, testAccountOwnerId: vendorId }
    const person = await createPerson(tx, { ...details, ...vouched }, now)
    if (person === null) throw new AddressTaken(index)
    const personId = person.id
    await insertTestPerson(tx, { personId, organizationId })
    await holdAddress(tx, { address: email.address, heldFor: organizationId })
    await storePassword(tx, { personId, hash: secret.hash }, now)
    await addMember(tx, { organizationId, personId, roles: bitsFromRoles(roles) }, now)
    const picture = avatars[index] ?? null
    if (picture !== null) await changeAvatar(tx, { personId, picture }, now)
    personIds.push(personId)
  }
  return personIds
}

const PICTURE_FAULTS: Record<FetchedPictureFault, DefinitionFaultCode> = {
  url: 'picture_url',
  unreachable: 'picture_unreachable',
  too_large: 'picture_too_large',
  unsupported: 'picture_unsupported',
}

/** Step 2: all pictures at the same time, so that the slowest decides how long it takes. */
async function fetchPictures(
  { fetchForeign }: CreateDeps,
  { logoUrl, members }: Definition,
): Promise<
  { ok: true; logo: Picture | null; avatars: (Picture | null)[] } | { ok: false; faults: DefinitionFault[] }
> {
  const faults: DefinitionFault[] = []
  const pictureAt = async (path: string, url: string | null, fit: Fit) => {
    const fetched = url === null ? null : await fetchPicture(fetchForeign, url, fit)
    if (fetched === null) return null
    if (fetched.ok) return fetched.picture
    faults.push({ path, fault: PICTURE_FAULTS[fetched.fault] })
    return null
  }
  const avatarAt = ({ avatarUrl }: MemberDefinition, index: number) =>
    pictureAt(`member_attributes[${index}].avatar_url`, avatarUrl, 'cut')
  const [logo, avatars] = await Promise.all([
    pictureAt('logo_url', logoUrl, 'whole'),
    Promise.all(members.map(avatarAt)),
  ])
  return faults.length > 0 ? { ok: false, faults } : { ok: true, logo, avatars }
}
