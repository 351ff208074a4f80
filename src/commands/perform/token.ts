import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { isObject } from './metadata.ts'

/** A JWT of any server taken apart, its signature not looked at. */
export type DecodedToken = {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  input: string
  signature: Buffer
}

/** What a token is worth, for people. */
export type Verdict = { isGood: boolean; words: string }

/** Takes a JWT in compact form apart (RFC 7515 §3.1); null when it is none, such as an opaque token. */
export function decodeToken(token: string): DecodedToken | null {
  const [head = '', body = '', signature = '', ...rest] = token.split('.')
  const header = parseObject(head)
  const claims = parseObject(body)
  if (header === null || claims === null || rest.length > 0) return null
  return { header, claims, input: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') }
}

/** Whether a key of the set made the signature, and whether the token is valid at `now` (RFC 7519 §4.1). */
export function judge(
  { header, claims, input, signature }: DecodedToken,
  keySet: unknown,
  now: number,
): Verdict {
  const name = String(header['alg'])
  const algorithm = ALGORITHMS.get(name)
  // A shared secret, or none at all, proves nothing to those who only know public keys.
  if (algorithm === undefined) return bad(`the algorithm ${name} is not one of public keys`)
  const keys = keysFor({ name, kid: header['kid'], keyType: algorithm.keyType }, keySet)
  if (keys.length === 0) return bad(`the key set has no ${name} key ${String(header['kid'] ?? '')}`.trim())
  const isSigned = keys.some(key => {
    const { digest, options } = algorithm
    return verify(digest, Buffer.from(input), { key, ...options }, signature)
  })
  if (!isSigned) return bad('the signature is not that of the key')
  const seconds = now / 1000
  if (typeof claims['exp'] === 'number' && claims['exp'] <= seconds) return bad('the token has expired')
  // Clocks differ: what is valid from a minute from now on was just made elsewhere.
  if (typeof claims['nbf'] === 'number' && claims['nbf'] > seconds + LEEWAY_SECONDS) {
    return bad('the token is not valid yet')
  }
  return {
    isGood: true,
    words: `the signature is good (${name}, key ${String(header['kid'] ?? 'without id')})`,
  }
}

const LEEWAY_SECONDS = 60

type Algorithm = {
  keyType: 'RSA' | 'EC' | 'OKP'
  digest: string | null
  options: { padding?: number; saltLength?: number; dsaEncoding?: 'ieee-p1363' }
}

const PSS = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
}
const CONCATENATED = { dsaEncoding: 'ieee-p1363' } as const

/** The signature algorithms of RFC 7518 §3.1 and RFC 8037 that public keys verify. */
const ALGORITHMS = new Map<string, Algorithm>([
  ['RS256', { keyType: 'RSA', digest: 'sha256', options: {} }],
  ['RS384', { keyType: 'RSA', digest: 'sha384', options: {} }],
  ['RS512', { keyType: 'RSA', digest: 'sha512', options: {} }],
  ['PS256', { keyType: 'RSA', digest: 'sha256', options: PSS }],
  ['PS384', { keyType: 'RSA', digest: 'sha384', options: PSS }],
  ['PS512', { keyType: 'RSA', digest: 'sha512', options: PSS }],
  ['ES256', { keyType: 'EC', digest: 'sha256', options: CONCATENATED }],
  ['ES384', { keyType: 'EC', digest: 'sha384', options: CONCATENATED }],
  ['ES512', { keyType: 'EC', digest: 'sha512', options: CONCATENATED }],
  ['EdDSA', { keyType: 'OKP', digest: null, options: {} }],
])

/** The keys that may have made the signature: of the right kind, and with the key id when the token names one. */
function keysFor(
  { name, kid, keyType }: { name: string; kid: unknown; keyType: string },
  keySet: unknown,
): KeyObject[] {
  const listed = isObject(keySet) && Array.isArray(keySet['keys']) ? keySet['keys'].filter(isObject) : []
  return listed
    .filter(jwk => jwk['kty'] === keyType && (jwk['alg'] === undefined || jwk['alg'] === name))
    .filter(jwk => kid === undefined || jwk['kid'] === kid)
    .flatMap(jwk => publicKey(jwk) ?? [])
}

/** Null for a key that cannot be read or is not for signatures (RFC 8037 §3.2): others of the set may do. */
function publicKey(jwk: Record<string, unknown>): KeyObject | null {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return key.asymmetricKeyType === 'x25519' || key.asymmetricKeyType === 'x448' ? null : key
  } catch {
    return null
  }
}

function bad(words: string): Verdict {
  return { isGood: false, words }
}

function parseObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
