import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { randomSecret } from '../../../platform/crypto/random.ts'

/** Refresh tokens can be searched for in logs and repositories by this. */
const PREFIX = 'grt_'
/** Digits of the millisecond of issue, in base 36: enough until the year 5188. */
const TIME_LENGTH = 9
const SECRET_LENGTH = 43
const SPELLING = new RegExp(`^${PREFIX}([0-9a-z]{${TIME_LENGTH}})[A-Za-z0-9_-]{${SECRET_LENGTH}}$`)

/** Whether this text looks like a refresh token of ours. */
export function isRefreshToken(text: string): boolean {
  return text.startsWith(PREFIX)
}

/** A fresh refresh token: 256 bits behind the instant of its issue. */
export function newRefreshToken(now: number): string {
  return refreshTokenOf(now, randomSecret(SECRET_LENGTH))
}

/** The refresh token with this secret, 43 characters of base64url, that was issued at `issuedAt` (ms). */
export function refreshTokenOf(issuedAt: number, secret: string): string {
  return PREFIX + Math.floor(issuedAt).toString(36).padStart(TIME_LENGTH, '0') + secret
}

/**
 * Under what a refresh token is stored and found: its hash behind its instant. Tokens that are issued together so lie
 * together in the index; hashes alone would touch a page of it each, and of a million tokens none is in the cache.
 */
export function refreshHashOf(token: string): string {
  const [, time = ''] = SPELLING.exec(token) ?? []
  return time + sha256Hex(token)
}
