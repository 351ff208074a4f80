import { type Act, actsAs, recordAudit } from '../../../platform/audit.ts'
import { firstUuidAt } from '../../../platform/crypto/random.ts'
import type { Db, Reader, Tx } from '../../../platform/database/database.ts'
import { DAY_MS, MINUTE_MS } from '../../../platform/durations.ts'
import { type App, type Client, credentialsOf, findApp, lockApp, takeClient } from '../../apps/index.ts'
import { type Connection, findHoldings, lockBearer, scopesByState } from '../../connections/index.ts'
import { findMembership, isDeveloper } from '../../directory/index.ts'
import type { Authorization } from '../token/authorization.ts'
import { type Issuer, issue } from '../token/issuer.ts'
import { newRefreshToken } from '../token/refresh-token.ts'
import { insertFamily, isFamilyKnown } from '../token/token.repository.ts'
import type { TokenFamily } from '../token/token-family.ts'
import { countGenerated } from './active-tokens.repository.ts'

/** So many are generated for one connection in a day: they are for trying, apps have the other flows. */
const GENERATED_A_DAY_MAX = 100
/** A form is sent within a day; by as much as a minute the clocks of two servers may differ. */
const FORM_MS_MAX = DAY_MS
const CLOCKS_APART_MS_MAX = MINUTE_MS

/** What is wished for. Scopes under the names the connection holds them by. */
export type GenerationWish = {
  appId: string
  organizationId: string
  scopes: readonly string[]
  /** The person who asks; null for the operator, who may for every private app. */
  createdBy: string | null
  /** Whose act it is, for the audit log. */
  act: Act
  /** Names the form, so that one that is sent twice makes one pair: it becomes the id of the family, which tells its age. */
  formId: string
}

/** Why there is no token. */
export type GenerationFault =
  | 'not_private'
  | 'not_active'
  | 'not_permitted'
  | 'not_connected'
  | 'no_credentials'
  | 'scopes_missing'
  | 'scopes_not_granted'
  | 'too_many_today'
  | 'made_already'
  | 'form_too_old'

/** The pair, which is shown this once. Instants in milliseconds. */
export type GeneratedToken = {
  accessToken: string
  refreshToken: string
  jti: string
  scopes: string[]
  clientId: string
  expiresAt: number
}

/**
 * Step 4 of tokens without a flow: generates a token for an organization that is connected to a private app (spec
 * oauth.md §13): an ordinary family of the app's oldest confidential credentials that hangs on the connection, so that refresh, rights and revocation are
 * those of every other. App and organization are taken first, so that nothing ends behind its back.
 */
export async function generateConnectionToken(
  { db, issuer }: { db: Db; issuer: Issuer },
  wish: GenerationWish,
  now: number,
): Promise<GeneratedToken | GenerationFault> {
  const scopes = [...new Set(wish.scopes)]
  if (scopes.length === 0) return 'scopes_missing'
  if (!isOfNow(wish.formId, now)) return 'form_too_old'
  const generated = await db.transaction(tx => {
    actsAs(tx, wish.act)
    return begin(tx, { ...wish, scopes }, now)
  })
  if (typeof generated === 'string') return generated
  const { authorization, client, refreshToken } = generated
  const { access_token: accessToken } = await issuer.respond(authorization, client, now)
  const { jti, expiresAt } = authorization
  return { accessToken: String(accessToken), refreshToken, jti, scopes, clientId: client.id, expiresAt }
}

function isOfNow(formId: string, now: number): boolean {
  return formId >= firstUuidAt(now - FORM_MS_MAX) && formId < firstUuidAt(now + CLOCKS_APART_MS_MAX)
}

type Begun = { authorization: Authorization; client: Client; refreshToken: string }

async function begin(
  tx: Tx,
  { appId, organizationId, scopes, createdBy, formId }: GenerationWish,
  now: number,
): Promise<Begun | GenerationFault> {
  const bearer = { type: 'Organization', id: organizationId } as const
  const app = (await lockApp(tx, appId)) ? await findApp(tx, appId) : null
  // The app is taken: of two forms at once the second one finds the family of the first.
  if (await isFamilyKnown(tx, formId)) return 'made_already'
  if (app?.type !== 'private') return 'not_private'
  if (app.state === 'inactive') return 'not_active'
  if (createdBy !== null && !(await mayGenerate(tx, createdBy, app))) return 'not_permitted'
  const isLive = await lockBearer(tx, bearer)
  const connection = isLive ? await connectionOf(tx, appId, organizationId) : null
  if (connection === null) return 'not_connected'
  const { granted } = scopesByState(connection)
  if (!scopes.every(scope => granted.includes(scope))) return 'scopes_not_granted'
  const client = await confidentialClient(tx, appId)
  if (client === null) return 'no_credentials'
  if ((await countGenerated(tx, connection.id, now - DAY_MS)) >= GENERATED_A_DAY_MAX) return 'too_many_today'

  const family: TokenFamily = {
    id: formId,
    appId,
    clientId: client.id,
    clientIsConfidential: true,
    connectionId: connection.id,
    personConnectionId: null,
    bearer,
    personId: null,
    roles: null,
    scopes: [...scopes],
    personScopes: [],
    separator: ',',
    flow: 'connection_page',
    parentFamilyId: null,
  }
  await insertFamily(tx, family, now)
  const refreshToken = newRefreshToken(now)
  const authorization = await issue(tx, { family, scopes: family.scopes, roles: null, refreshToken }, now)
  await recordAudit(
    tx,
    {
      action: 'connection_token_generated',
      subject: `Organization/${organizationId}`,
      reason: `App/${appId}, AccessToken/${authorization.jti}: ${scopes.join(' ')}`,
    },
    now,
  )
  return { authorization, client, refreshToken }
}

/** Owners, admins and developers of the vendor (platform.md §2, §4.10). */
export async function mayGenerate(
  reader: Reader,
  personId: string,
  { organizationId }: Pick<App, 'organizationId'>,
): Promise<boolean> {
  if (organizationId === null) return false
  const membership = await findMembership(reader, { organizationId, personId })
  return membership !== null && isDeveloper(membership.roles)
}

/** The connection of an app and an organization; null when there is none now. */
export async function connectionOf(
  reader: Reader,
  appId: string,
  organizationId: string,
): Promise<Connection | null> {
  const [holdings] = await findHoldings(reader, appId, [{ type: 'Organization', id: organizationId }])
  return holdings?.connection ?? null
}

/** Taken, so that no token is made behind the back of what ends the credentials. */
async function confidentialClient(tx: Tx, appId: string): Promise<Client | null> {
  const oldest = (await credentialsOf(tx, appId)).find(({ isConfidential }) => isConfidential)
  const client = oldest ? await takeClient(tx, oldest.id) : null
  return client?.isConfidential && !client.isDeleted ? client : null
}
