import { domainToASCII } from 'node:url'

// RFC 5321 §4.5.3.1: the local part has at most 64, the whole address at most 254 octets.
const ADDRESS_BYTES_MAX = 254
const LOCAL_PART_BYTES_MAX = 64
/** RFC 5322 "atext" plus letters, marks and digits of any script (RFC 6531 §3.3); dots only between atoms. */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
/** A host name of at least two labels, the last of which is no number. */
const HOST = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/

/** An address as it was written (compatibility characters folded) and the key it is compared by. */
export type EmailAddress = { address: string; key: string }

/**
 * Reads an e-mail address; null when it is none. Addresses that differ only in case, in compatibility characters or
 * in the spelling of an international host have the same key, so that nobody can register a look-alike of another
 * person's address (attack S6).
 */
export function parseEmail(text: string): EmailAddress | null {
  if (text.length > ADDRESS_BYTES_MAX) return null
  const address = text.trim().normalize('NFKC')
  const folded = address.toLowerCase().normalize('NFKC')
  const at = folded.lastIndexOf('@')
  const localPart = folded.slice(0, Math.max(at, 0))
  const host = domainToASCII(folded.slice(at + 1))
  const key = `${localPart}@${host}`
  const isShortEnough =
    Buffer.byteLength(localPart) <= LOCAL_PART_BYTES_MAX &&
    Math.max(Buffer.byteLength(key), Buffer.byteLength(address)) <= ADDRESS_BYTES_MAX
  return isShortEnough && LOCAL_PART.test(localPart) && HOST.test(host) ? { address, key } : null
}
