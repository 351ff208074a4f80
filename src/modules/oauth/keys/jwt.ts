import { type KeyObject, sign, verify } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { sha256Base64Url } from '../../../platform/crypto/digest.ts'

/** Signature algorithms of access tokens (G-03). */
export type SigningAlgorithm = 'RS256' | 'ES256' | 'EdDSA'

/** All algorithms, the compatible one first. */
export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = ['RS256', 'ES256', 'EdDSA']

const TOKEN_LENGTH_MAX = 8192
const SIGNATURE_LENGTHS = { RS256: null, ES256: 64, EdDSA: 64 }
/** Nobody works beside this thread: what others do is waited for, and going there and back is lost. */
const isOnlyCore = availableParallelism() === 1
const signInPool = promisify<string, Buffer, KeyObject, Buffer>((algorithm, data, key, done) =>
  sign(algorithm, data, key, (error, signature) => done(error, signature)),
)

/** A key that signs, with its JOSE header already encoded. */
export type Signer = {
  kid: string
  algorithm: SigningAlgorithm
  privateKey: KeyObject
  encodedHeader: string
}

/** The encoded header of a key: exactly `kid` and `alg`, in this order (spec oauth.md §10.1). */
export function encodeHeader(kid: string, algorithm: SigningAlgorithm): string {
  return Buffer.from(JSON.stringify({ kid, alg: algorithm })).toString('base64url')
}

/**
 * A signed JWT in compact form (RFC 7515 §3.1). RS256 costs about 0.3 ms and is made in the thread pool, where there is
 * another core for it; the elliptic algorithms are quicker than the way there.
 */
export async function signJwt(
  { algorithm, privateKey, encodedHeader }: Signer,
  payload: object,
): Promise<string> {
  const input = `${encodedHeader}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`
  const data = Buffer.from(input)
  const signature =
    algorithm === 'RS256' && !isOnlyCore
      ? await signInPool('sha256', data, privateKey)
      : signAtOnce(algorithm, data, privateKey)
  return `${input}.${signature.toString('base64url')}`
}

function signAtOnce(algorithm: SigningAlgorithm, data: Buffer, key: KeyObject): Buffer {
  switch (algorithm) {
    case 'RS256':
      return sign('sha256', data, key)
    case 'ES256':
      return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })
    case 'EdDSA':
      return sign(null, data, key)
  }
}

/** What a JWT says. */
type Payload = Readonly<Record<string, unknown>>

/** A JWT taken apart, its signature not yet checked. */
export type DecodedJwt = {
  kid: string
  algorithm: string
  payload: Payload
  /** The whole token. */
  text: string
  input: string
  signature: Buffer
}

/** Takes a compact JWT apart; null when it is none. Header members other than `kid` and `alg` are never read (J1). */
export function decodeJwt(token: string): DecodedJwt | null {
  if (token.length > TOKEN_LENGTH_MAX) return null
  const [header, body, signature, ...rest] = token.split('.')
  if (!header || !body || !signature || rest.length > 0) return null
  const head = parseObject(header)
  const payload = parseObject(body)
  const bytes = Buffer.from(signature, 'base64url')
  // One spelling only: decoding tolerates what RFC 7515 §2 does not allow (J3).
  if (bytes.toString('base64url') !== signature) return null
  if (!head || !payload || typeof head['kid'] !== 'string' || typeof head['alg'] !== 'string') return null
  return {
    kid: head['kid'],
    algorithm: head['alg'],
    payload,
    text: token,
    input: `${header}.${body}`,
    signature: bytes,
  }
}

/** The key a JWT names; null for a text that is none. The header of a token that was found valid is not read again. */
export function kidOf(token: string): string | null {
  if (token.length > TOKEN_LENGTH_MAX) return null
  return validHeaders.get(token.slice(0, token.indexOf('.'))) ?? decodeJwt(token)?.kid ?? null
}

/**
 * What a JWT says that this key signed; null for others. A token is presented again and again while it lives, and verifying
 * costs up to 0.1 ms: what was found valid is known by the digest of the whole token, for as long as the key is.
 */
export function validPayload(token: string, key: KeyObject, algorithm: SigningAlgorithm): Payload | null {
  const known = validTokens.get(key)?.get(sha256Base64Url(token))
  if (known) return known
  const jwt = decodeJwt(token)
  if (!jwt || !signatureIsValid(jwt, key, algorithm)) return null
  remember(jwt, key)
  return jwt.payload
}

/** Of each key; the oldest is forgotten first. A token takes about a kilobyte. */
const VALID_TOKENS_MAX = 5_000
const validTokens = new WeakMap<KeyObject, Map<string, Payload>>()
/** The kid by the encoded header: as many as keys, since each key signs under one header. */
const validHeaders = new Map<string, string>()

function remember({ text, kid, payload }: DecodedJwt, key: KeyObject): void {
  const valid = validTokens.get(key) ?? new Map<string, Payload>()
  if (valid.size >= VALID_TOKENS_MAX) valid.delete(valid.keys().next().value ?? '')
  // Handed to many requests: nobody changes it.
  for (const value of Object.values(payload)) Object.freeze(value)
  validTokens.set(key, valid.set(sha256Base64Url(text), Object.freeze(payload)))
  validHeaders.set(text.slice(0, text.indexOf('.')), kid)
}

/** Whether the signature is the key's. The algorithm is the key's own; a token that names another is refused (J1). */
export function signatureIsValid(jwt: DecodedJwt, key: KeyObject, algorithm: SigningAlgorithm): boolean {
  return jwt.algorithm === algorithm && verifies(jwt, key, algorithm)
}

function verifies({ input, signature }: DecodedJwt, key: KeyObject, algorithm: SigningAlgorithm): boolean {
  const length = SIGNATURE_LENGTHS[algorithm]
  if (length !== null && signature.length !== length) return false
  const data = Buffer.from(input)
  switch (algorithm) {
    case 'RS256':
      return verify('sha256', data, key, signature)
    case 'ES256':
      return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)
    case 'EdDSA':
      return verify(null, data, key, signature)
  }
}

function parseObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
