import { type Act, actsAs, recordAudit } from '../../../platform/audit.ts'
import { uuid } from '../../../platform/crypto/random.ts'
import type { Db, Reader, Tx } from '../../../platform/database/database.ts'
import { DAY_MS } from '../../../platform/durations.ts'
import { plainName } from '../../../platform/web/plain-text.ts'
import { lockApp, type ProvidedScope } from '../../apps/index.ts'
import { type Connectable, lockBearer } from '../../connections/index.ts'
import { findMembership, findPerson, isAdministrator, lockPerson } from '../../directory/index.ts'
import { isSessionAlive } from '../../identity/index.ts'
import type { Issuer } from '../token/issuer.ts'
import { availableScopes } from './available-scopes.ts'
import { countMadeBy, countPrivateTokens, insertPrivateToken } from './private-token.repository.ts'
import {
  ACTIVE_TOKENS_MAX,
  NOTE_CHARACTERS_MAX,
  PRIVATE_TOKEN_SECONDS,
  SCOPES_CHARACTERS_MAX,
  TOKENS_A_DAY_MAX,
} from './private-token.ts'

/** Of what was sent, no more than this is looked at. */
const SCOPES_MAX = 1000

/** What is wished for. */
export type PrivateTokenWish = {
  bearer: Connectable
  note: string
  scopes: readonly string[]
  /** Who makes it, in which session; null for the operator, who may for every bearer. */
  maker: { personId: string; sessionId: number } | null
  /** Whose act it is, for the audit log. */
  act: Act
  /** Names the form, so that one that is sent twice makes one token. */
  formId: string
}

/** Why there is no token. */
export type PrivateTokenFault =
  | 'note_missing'
  | 'note_too_long'
  | 'scopes_missing'
  | 'scopes_unavailable'
  | 'scopes_too_many'
  | 'too_many_active'
  | 'too_many_today'
  | 'made_already'
  | 'no_bearer'
  | 'not_permitted'

/** The token, which is shown this once, and what is kept of it. */
export type CreatedPrivateToken = {
  token: string
  jti: string
  note: string
  scopes: string[]
  expiresAt: number
}

/**
 * Step 2 of tokens without a flow: makes a private access token (spec oauth.md §13).
 * a. The note and the scopes are read.
 * b. In one transaction: the providing apps, the maker and the bearer are taken, so that nothing the token rests on ends behind its
 *    back; who makes it may do so, the scopes are the bearer's, and there are not too many tokens yet.
 * c. It is stored, with an entry in the audit log, and signed.
 */
export async function createPrivateToken(
  { db, issuer }: { db: Db; issuer: Issuer },
  wish: PrivateTokenWish,
  now: number,
): Promise<CreatedPrivateToken | PrivateTokenFault> {
  const note = plainName(wish.note)
  if (note === '') return 'note_missing'
  if (note.length > NOTE_CHARACTERS_MAX) return 'note_too_long'
  const wanted = [...new Set(wish.scopes.slice(0, SCOPES_MAX))].sort()
  if (wanted.length === 0) return 'scopes_missing'
  if (wanted.join(' ').length > SCOPES_CHARACTERS_MAX) return 'scopes_too_many'

  const stored = await db.transaction(tx => {
    actsAs(tx, wish.act)
    return store(tx, { ...wish, note, wanted }, now)
  })
  if (typeof stored === 'string') return stored
  const subject = `${wish.bearer.type}/${wish.bearer.id}`
  const token = await issuer.sign(
    { ...stored, subject, audience: subject, scopes: wanted, roles: null },
    null,
  )
  return { token, jti: stored.jti, note, scopes: wanted, expiresAt: stored.expiresAt }
}

/** Step b, in the caller's transaction. */
export async function store(
  tx: Tx,
  {
    bearer,
    note,
    wanted,
    maker,
    formId,
  }: Pick<PrivateTokenWish, 'bearer' | 'note' | 'maker' | 'formId'> & { wanted: string[] },
  now: number,
): Promise<{ jti: string; issuedAt: number; expiresAt: number } | PrivateTokenFault> {
  const chosen = await takeScopes(tx, bearer, wanted)
  if (maker !== null && !(await takeMaker(tx, maker, now))) return 'not_permitted'
  if (!(await lockBearer(tx, bearer)) || (await isBanned(tx, bearer))) return 'no_bearer'
  if (maker !== null && !(await mayMakeTokens(tx, maker.personId, bearer))) return 'not_permitted'
  const stillAvailable = new Set((await availableScopes(tx, bearer)).map(({ id }) => id))
  if (chosen.length < wanted.length || !chosen.every(({ id }) => stillAvailable.has(id)))
    return 'scopes_unavailable'
  const createdBy = maker?.personId ?? null
  const { active, recent } = await countPrivateTokens(tx, bearer, { now, since: now - DAY_MS })
  if (active >= ACTIVE_TOKENS_MAX) return 'too_many_active'
  const made = createdBy === null ? 0 : await countMadeBy(tx, createdBy, now - DAY_MS)
  if (Math.max(recent, made) >= TOKENS_A_DAY_MAX) return 'too_many_today'
  const jti = uuid(now)
  // Whole seconds, as the token says them.
  const issuedAt = Math.floor(now / 1000) * 1000
  const expiresAt = issuedAt + PRIVATE_TOKEN_SECONDS * 1000
  const token = { jti, bearer, note, createdBy, formId, createdAt: now, expiresAt, scopes: chosen }
  if (!(await insertPrivateToken(tx, token))) return 'made_already'
  await recordAudit(
    tx,
    {
      action: 'private_token_created',
      subject: `${bearer.type}/${bearer.id}`,
      reason: `AccessToken/${jti}: ${wanted.join(' ')}`,
    },
    now,
  )
  return { jti, issuedAt, expiresAt }
}

/** Step b: the scopes of these names that the bearer has. The apps that provide them are taken, but not the hub's own. */
async function takeScopes(tx: Tx, bearer: Connectable, wanted: string[]): Promise<ProvidedScope[]> {
  const available = await availableScopes(tx, bearer)
  const chosen = available.filter(({ scope }) => wanted.includes(scope.text))
  const providers = new Set(chosen.filter(scope => !scope.isOfPlatformApp).map(({ appId }) => appId))
  for (const appId of [...providers].sort()) await lockApp(tx, appId)
  return chosen
}

/**
 * Takes who makes the token; false when their session has ended meanwhile. The first confirmation of an address ends
 * sessions and tokens (G-26): none is made behind its back.
 */
async function takeMaker(
  tx: Tx,
  { personId, sessionId }: { personId: string; sessionId: number },
  now: number,
): Promise<boolean> {
  return (await lockPerson(tx, personId)) && isSessionAlive(tx, sessionId, now)
}

async function isBanned(tx: Tx, { type, id }: Connectable): Promise<boolean> {
  return type === 'Person' && (await findPerson(tx, id))?.bannedAt !== null
}

/** A person for themselves; for an organization its owners and admins (platform.md §2). */
export async function mayMakeTokens(reader: Reader, personId: string, bearer: Connectable): Promise<boolean> {
  if (bearer.type === 'Person') return bearer.id === personId
  const membership = await findMembership(reader, { organizationId: bearer.id, personId })
  return membership !== null && isAdministrator(membership.roles)
}
