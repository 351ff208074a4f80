import { parseScopeName, type ScopeNames, SHORT_SCOPES } from '../../apps/index.ts'
import { kidOf, validPayload } from '../keys/jwt.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { PRIVATE_TOKEN_SECONDS } from '../private-tokens/private-token.ts'
import { ACCESS_TOKEN_SECONDS } from './authorization.ts'

/** The claims of an access token of ours; instants in milliseconds. */
export type AccessToken = {
  jti: string
  audience: string[]
  scopes: string[]
  bearer: { type: 'Person' | 'Organization'; id: string }
  onBehalfOf: { personId: string; roles: number } | null
  notBefore: number
  expiresAt: number
  /** Made in the settings: it names its bearer as audience (spec oauth.md §13). */
  isPrivate: boolean
  /** When the key that signed it retires; null while it is not to. */
  keyRetiresAt: number | null
}

/** A process may notice this late that its key has retired. */
const LATE_SIGNATURES_MS = 60_000

const SUBJECT = /^(?:Person\/([0-9a-f-]{36})>)?(Person|Organization)\/([0-9a-f-]{36})$/

/**
 * The access token in this text when our key signed it and its claims have the form of spec oauth.md §10.1; null
 * otherwise. Does not look at expiry or revocation. Other tokens of ours (ID tokens) have neither that subject nor a
 * scope array (G-30, J4).
 */
export async function verifyAccessToken(
  keyRing: KeyRing,
  text: string,
  issuer: string,
): Promise<AccessToken | null> {
  const kid = kidOf(text)
  const found = kid === null ? null : await keyRing.verificationKey(kid)
  const payload = found && validPayload(text, found.key, found.algorithm)
  if (!found || !payload) return null
  const { iss, sub, aud, jti, nbf, exp, scope, roles } = payload
  if (iss !== issuer || typeof sub !== 'string' || typeof jti !== 'string') return null
  if (typeof nbf !== 'number' || typeof exp !== 'number' || !isTexts(aud) || !isTexts(scope)) return null
  // A key that leaked after its time is good for nothing new (J1).
  if (found.retiredAt !== null && nbf * 1000 > found.retiredAt + LATE_SIGNATURES_MS) return null
  const [, personId, type, id] = SUBJECT.exec(sub) ?? []
  if ((type !== 'Person' && type !== 'Organization') || id === undefined) return null
  // Nor for what is dated back: no token lives longer than those the hub gives (spec oauth.md §11).
  const isPrivate = personId === undefined && aud[0] === sub
  if (exp - nbf > (isPrivate ? PRIVATE_TOKEN_SECONDS : ACCESS_TOKEN_SECONDS)) return null
  return {
    jti,
    audience: aud,
    scopes: scope,
    bearer: { type, id },
    onBehalfOf: personId === undefined ? null : { personId, roles: typeof roles === 'number' ? roles : 0 },
    notBefore: nbf * 1000,
    expiresAt: exp * 1000,
    isPrivate,
    keyRetiresAt: found.retiredAt,
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

/** Whether one of the required scopes of the platform app (`person.r`) is covered by the token's (oauth.md §3.4, §16.2). */
export function scopesAllow(
  names: ScopeNames,
  required: readonly string[],
  scopes: readonly string[],
): boolean {
  const read = (scope: string) => parseScopeName(`${names.platformApp}.${scope}`)
  const held = scopes.map(scope => {
    const equivalent = SHORT_SCOPES.get(scope)
    return equivalent === undefined ? parseScopeName(scope) : read(equivalent)
  })
  return required.map(read).some(want => want && held.some(have => have && names.covers(have, want)))
}
