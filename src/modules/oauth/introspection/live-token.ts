import type { Reader } from '../../../platform/database/database.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { findPrivateToken } from '../private-tokens/private-token.repository.ts'
import { statusOf } from '../private-tokens/private-token.ts'
import { isAsMade, isLiveAt } from '../token/check-token.ts'
import { type RefreshRules, refreshDenial } from '../token/refresh-rights.ts'
import { refreshHashOf } from '../token/refresh-token.ts'
import { findIssued, findPair } from '../token/token.repository.ts'
import { type AccessToken, verifyAccessToken } from '../token/verify-token.ts'

/** What there is to say about a token that is good for something. Instants in milliseconds. */
export type LiveToken = {
  /** The app and the credentials it was issued to; null for a private token (spec oauth.md §13). */
  issuedTo: { appId: string; clientId: string } | null
  scopes: string[]
  bearer: { type: 'Person' | 'Organization'; id: string }
  onBehalfOf: { personId: string; roles: number } | null
  issuedAt: number
  expiresAt: number
  /** What an access token says of itself; null for a refresh token. */
  access: Pick<AccessToken, 'jti' | 'audience'> | null
}

export type LiveTokenDeps = RefreshRules & { db: Reader; keyRing: KeyRing; tokenIssuer: string }

/**
 * What the token in this text is, when it is good at `now`; null otherwise. What is revoked is known to the database at
 * once, so every process says the same. Whatever kinds of token there are, this is where they are told apart.
 */
export async function findLiveToken(
  deps: LiveTokenDeps,
  text: string,
  now: number,
): Promise<LiveToken | null> {
  const access = await verifyAccessToken(deps.keyRing, text, deps.tokenIssuer)
  return access ? liveAccessToken(deps, access, now) : liveRefreshToken(deps, text, now)
}

/** Lives from its issue to its expiry unless its family is revoked, whatever rights are lost (spec oauth.md §12.2). */
async function liveAccessToken(
  { db }: LiveTokenDeps,
  access: AccessToken,
  now: number,
): Promise<LiveToken | null> {
  if (!isLiveAt(access, now)) return null
  const { jti, scopes, bearer, onBehalfOf, notBefore: issuedAt, expiresAt } = access
  const said = { scopes, bearer, onBehalfOf, issuedAt, expiresAt, access }
  const issuedTo = await findIssued(db, { jti })
  if (issuedTo) return issuedTo.isRevoked ? null : { ...said, issuedTo }
  const made = await findPrivateToken(db, jti)
  return made && statusOf(made, now) === 'active' && isAsMade(access, made)
    ? { ...said, issuedTo: null }
    : null
}

/** Lives until it is redeemed or expires, and while a refresh would not be denied (spec oauth.md §11). */
async function liveRefreshToken(deps: LiveTokenDeps, text: string, now: number): Promise<LiveToken | null> {
  const pair = await findPair(deps.db, { refreshHash: refreshHashOf(text) })
  if (!pair) return null
  const { token, family } = pair
  const { refreshExpiresAt: expiresAt } = token
  if (token.redeemedAt !== null || expiresAt === null || expiresAt <= now) return null
  if (await refreshDenial(deps.db, pair, deps)) return null
  const { scopes, bearer, personId } = family
  const { issuedAt, roles } = token
  const onBehalfOf = personId === null ? null : { personId, roles: roles ?? 0 }
  return { issuedTo: family, scopes, bearer, onBehalfOf, issuedAt, expiresAt, access: null }
}
