import type { Connectable } from '../../connections/index.ts'

/** Lifetime of private access tokens: a year, no refresh (spec oauth.md §11, C-24). */
export const PRIVATE_TOKEN_SECONDS = 365 * 24 * 3600
/** A note is one line. */
export const NOTE_CHARACTERS_MAX = 100
/** All scopes of a token together: it stays below 8 KB (spec oauth.md §10.1). */
export const SCOPES_CHARACTERS_MAX = 4000
/** So many tokens of one bearer can be active at the same time. */
export const ACTIVE_TOKENS_MAX = 50
/** So many are made for one bearer, and by one person, in a day: each that is revoked stays on the public list for a year. */
export const TOKENS_A_DAY_MAX = 100

/** Why a private token ended before its time. */
export type PrivateTokenEnd =
  | 'revoked by its holder'
  | 'revoked by its bearer'
  | 'revoked by the operator'
  | 'scope no longer available'
  | 'person not available'
  | 'organization deleted'
  | 'address confirmed first'

/** A private access token as it is kept, without the token; instants in milliseconds. */
export type PrivateToken = {
  jti: string
  bearer: Connectable
  note: string
  /** Sorted, as the token says them. */
  scopes: string[]
  /** The person who made it, which it does not depend on; null for the operator. */
  createdBy: string | null
  createdAt: number
  expiresAt: number
  revokedAt: number | null
  /** A `PrivateTokenEnd`, or one that a newer program knows. */
  revocationReason: string | null
}

/** How a token is listed (platform.md §9). */
export type PrivateTokenStatus = 'active' | 'revoked' | 'expired'

/** What became of a token by now. One that was revoked stays so. */
export function statusOf(
  { revokedAt, expiresAt }: Pick<PrivateToken, 'revokedAt' | 'expiresAt'>,
  now: number,
): PrivateTokenStatus {
  if (revokedAt !== null) return 'revoked'
  return expiresAt <= now ? 'expired' : 'active'
}
