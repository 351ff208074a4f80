import { isCommonPassword } from './common-passwords.ts'

export const PASSWORD_CHARACTERS_MIN = 8
/** Longer ones are refused before they are hashed (attack S11). */
const PASSWORD_BYTES_MAX = 1024

/** What is wrong with a new password. */
export type PasswordFault = 'missing' | 'too_short' | 'too_long' | 'too_common'

/** The fault of a new password; null when it may be used. `email` belongs to the same person. */
export function passwordFault(password: string, email: string): PasswordFault | null {
  if (password === '') return 'missing'
  if (!isHashable(password)) return 'too_long'
  if ([...password].length < PASSWORD_CHARACTERS_MIN) return 'too_short'
  const own = [email, email.split('@', 1)[0]].map(text => text?.toLowerCase())
  return own.includes(password.toLowerCase()) || isCommonPassword(password) ? 'too_common' : null
}

/** Whether a password can be one at all: longer ones are never hashed, whoever sends them (attack S11). */
export function isHashable(password: string): boolean {
  return password.length <= PASSWORD_BYTES_MAX && Buffer.byteLength(password) <= PASSWORD_BYTES_MAX
}
