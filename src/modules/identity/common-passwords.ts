import { createRequire } from 'node:module'

/** What the dictionary lacks: rows of digits and keys, and what is typed first in German. */
const MORE = `
123123123 987654321 9876543210 12121212 0123456789 01234567 87654321 p@ssword p@55w0rd passwort123 geheim123 hallo1234
willkommen willkommen1 schatz123 qwertzui qwertzuiop qwertz123 yxcvbnm1 abcdefgh abcdefghi changeme123 admin1234
administrator1 summer123 winter123 sommer123 login123 minecraft1
`
const ONE_CHARACTER = /^(.)\1{0,19}$/u

let known: ReadonlySet<string> | null = null

/**
 * Whether a password is among those that leaks hold most often and that are tried first, whatever its case (attack S12).
 * The dictionary, some 49,000 of them, is read when it is asked for the first time.
 */
export function isCommonPassword(password: string): boolean {
  known ??= new Set([...dictionary(), ...MORE.trim().split(/\s+/)])
  const plain = password.toLowerCase()
  return known.has(plain) || ONE_CHARACTER.test(plain)
}

function dictionary(): readonly string[] {
  const library = createRequire(import.meta.url)('@zxcvbn-ts/language-common') as {
    dictionary: { 'passwords-common': readonly string[] }
  }
  return library.dictionary['passwords-common']
}
