import type { Reader } from '../../../platform/database/database.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { findPrivateToken } from '../private-tokens/private-token.repository.ts'
import type { PrivateToken } from '../private-tokens/private-token.ts'
import type { TokenFault } from '../protocol/oauth-error.ts'
import type { RevocationSet } from '../revocation/revocation-set.ts'
import { type AccessToken, verifyAccessToken } from './verify-token.ts'

/** Clocks of several server processes may differ by this much. */
const CLOCK_SKEW_MS = 5_000

/** The access token in this text when it is ours and good at `now`, otherwise what is wrong with it. */
export type CheckToken = (text: string, now: number) => Promise<AccessToken | TokenFault>

/**
 * Checks as resource servers do: signature, times, revocation (spec oauth.md §10.3). Asks the database nothing, but
 * whether a private token was made here when its key has retired: for a year, whoever has that key could date one back.
 */
export function createTokenCheck({
  db,
  keyRing,
  revocations,
  tokenIssuer,
}: {
  db: Reader
  keyRing: KeyRing
  revocations: Pick<RevocationSet, 'isRevoked'>
  tokenIssuer: string
}): CheckToken {
  return async (text, now) => {
    const token = await verifyAccessToken(keyRing, text, tokenIssuer)
    if (!token || !hasBegun(token, now)) return 'invalid_jwt'
    if (hasExpired(token, now)) return 'jwt_expired'
    if (await revocations.isRevoked(token.jti)) return 'invalid_jwt'
    const { isPrivate, keyRetiresAt } = token
    const isDoubtful = isPrivate && keyRetiresAt !== null && keyRetiresAt <= now
    return isDoubtful && !isAsMade(token, await findPrivateToken(db, token.jti)) ? 'invalid_jwt' : token
  }
}

/** Whether a private token says what was stored when it was made. */
export function isAsMade({ bearer, scopes, expiresAt }: AccessToken, made: PrivateToken | null): boolean {
  return (
    made?.bearer.type === bearer.type &&
    made.bearer.id === bearer.id &&
    made.expiresAt === expiresAt &&
    made.scopes.join(' ') === scopes.join(' ')
  )
}

/** Whether `now` lies between its issue and its expiry. */
export function isLiveAt(token: AccessToken, now: number): boolean {
  return hasBegun(token, now) && !hasExpired(token, now)
}

function hasBegun({ notBefore }: AccessToken, now: number): boolean {
  return notBefore <= now + CLOCK_SKEW_MS
}

function hasExpired({ expiresAt }: AccessToken, now: number): boolean {
  return expiresAt <= now
}
