import { Secret, TOTP } from 'otpauth'
import { encode } from 'uqr'

/** Under which key secrets of authenticator apps are sealed. */
export const CODE_SECRET_PURPOSE = 'one-time code secret'
/** RFC 4226 §4 R6 recommends 160 bits. */
const SECRET_BYTES = 20
/** RFC 6238 §5.2: one step on either side, for clocks that differ a little. */
const STEPS_AROUND = 1
const DIGITS = 6
const STEP_MS = 30_000
const CODE = /^\d{6}$/
/** The quiet zone, in modules. */
const QR_BORDER = 3

/** A secret of an authenticator app, in base32 as it is typed. */
export function newCodeSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** The address an authenticator app reads from the picture. */
export function codeUri(secret: string, { brandName, email }: { brandName: string; email: string }): string {
  // A colon parts issuer and account.
  const issuer = brandName.replaceAll(':', ' ')
  return new TOTP({ issuer, label: email.replaceAll(':', ' '), secret: Secret.fromBase32(secret) }).toString()
}

/** The time step a code belongs to, when it is right at `now`; null otherwise (RFC 6238 §4). */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  if (!CODE.test(code)) return null
  const delta = TOTP.validate({
    token: code,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: DIGITS,
    period: STEP_MS / 1000,
    timestamp: now,
    window: STEPS_AROUND,
  })
  return delta === null ? null : Math.floor(now / STEP_MS) + delta
}

/** What was typed without the spaces that apps show. */
export function plainCode(typed: string): string {
  return typed.replaceAll(/[\s-]/g, '')
}

/** A QR code of a text: its size in modules, and the shapes of the dark ones as an SVG path. */
export function qrPath(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: QR_BORDER })
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { size, path }
}
