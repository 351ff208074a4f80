import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/** SHA-256 of the bytes (of a text: in UTF-8), as 64 lower-case hexadecimal digits. */
export function sha256Hex(text: string | Buffer): string {
  return hash('sha256', text, 'hex')
}

/** SHA-256 of the text's UTF-8 bytes in unpadded base64url, as PKCE's S256 (RFC 7636 §4.2) and JWK thumbprints use it. */
export function sha256Base64Url(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** HMAC-SHA256 of the text's UTF-8 bytes, as 64 lower-case hexadecimal digits. */
export function hmacHex(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}

/** Whether two texts are equal, in a time that tells nothing about where they differ; only their lengths may show. */
export function equalInConstantTime(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
