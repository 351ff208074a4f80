import { hmacHex } from '../../../platform/crypto/digest.ts'
import { randomText } from '../../../platform/crypto/random.ts'
import type { SecretBox } from '../../../platform/crypto/secret-box.ts'

/** The letters of RFC 8628 §6.1: no vowels, so no words; no digits, so nothing looks like a digit. Eight carry 34 bits. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8
const USER_CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`)
const PURPOSE = 'user code'

/** A fresh user code as devices show it: `KMXR-TZWQ`. */
export function newUserCode(): string {
  return grouped(randomText(LETTERS, LENGTH))
}

/** A code as somebody typed it in its one spelling; null when it cannot be one. Case, spaces and hyphens do not matter (D1). */
export function parseUserCode(typed: string): string | null {
  const letters = typed.toUpperCase().replace(/[\s\p{Dash}]/gu, '')
  return USER_CODE.test(letters) ? grouped(letters) : null
}

function grouped(letters: string): string {
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`
}

/** How user codes are stored: eight letters need a key, or a copy of the database tells them. */
export type UserCodes = {
  /** Under the current key first, then under the previous one while it is changed (G-24). */
  hashes(userCode: string): [string, ...string[]]
  seal(userCode: string): string
  open(ciphertext: string): string
}

export function createUserCodes(secretBox: SecretBox): UserCodes {
  const [current, ...previous] = secretBox.keys(PURPOSE)
  if (!current) throw new Error('a secret box has a key')
  return {
    hashes: userCode => [hmacHex(current, userCode), ...previous.map(key => hmacHex(key, userCode))],
    seal: userCode => secretBox.seal(PURPOSE, userCode),
    open: ciphertext => secretBox.open(PURPOSE, ciphertext),
  }
}
