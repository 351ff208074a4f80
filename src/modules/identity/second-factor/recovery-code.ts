import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { randomText } from '../../../platform/crypto/random.ts'

export const RECOVERY_CODES = 10
/** Without characters that are read as one another: 0 and O, 1, I and L. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
/** 16 characters carry 79 bits: enough that a hash of them tells nothing. */
const GROUPS = 4
const GROUP_LENGTH = 4
const CODE = new RegExp(`^[${ALPHABET}]{${GROUPS * GROUP_LENGTH}}$`)

/** New recovery codes as they are written down: `K7QF-2M9X-…`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: GROUPS }, () => randomText(ALPHABET, GROUP_LENGTH)).join('-'),
  )
}

/** The hash of a recovery code however it is typed; null when it cannot be one. */
export function recoveryCodeHash(typed: string): string | null {
  const code = typed.replaceAll(/[\s-]/g, '').toUpperCase()
  return CODE.test(code) ? sha256Hex(code) : null
}
