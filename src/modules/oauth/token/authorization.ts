import type { TokenFamily } from './token-family.ts'

/** Lifetime of access tokens (spec oauth.md §11). */
export const ACCESS_TOKEN_SECONDS = 3600
/** Lifetime of refresh tokens; each refresh starts it anew (spec oauth.md §11). */
export const REFRESH_TOKEN_SECONDS = 7 * 24 * 3600
/** Lifetime of authorization codes (spec oauth.md §11). */
export const CODE_SECONDS = 600

/** What every grant comes to, and all that tokens are made of: who, through which app, what, until when (ms). */
export type Authorization = {
  family: TokenFamily
  jti: string
  /** Of the access token: the family's scopes, or fewer (G-09). */
  scopes: string[]
  roles: number | null
  refreshToken: string | null
  issuedAt: number
  expiresAt: number
}
