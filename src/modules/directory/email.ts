import { domainToASCII, domainToUnicode } from 'node:url'

// RFC 5321 §4.5.3.1: the local part has at most 64, the whole address at most 254 octets.
const ADDRESS_BYTES_MAX = 254
const LOCAL_PART_BYTES_MAX = 64
/** RFC 5322 "atext" plus letters, marks and digits of any script (RFC 6531 §3.3); dots only between atoms. */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
/** A host name of at least two labels, the last of which is no number. */
const HOST = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/

/** An address as mails go to it (the local part as it was written) and the key it is compared by. */
export type EmailAddress = { address: string; key: string }

/**
 * Reads an e-mail address; null when it is none. Addresses that differ only in case, in compatibility characters or
 * in the spelling of an international host have the same key, so that nobody can register a look-alike of another
 * person's address (attack S6).
 */
export function parseEmail(text: string): EmailAddress | null {
  if (text.length > ADDRESS_BYTES_MAX) return null
  const typed = text.trim().normalize('NFKC')
  const at = typed.lastIndexOf('@')
  const localPart = typed.slice(0, Math.max(at, 0))
  const localKey = localPart.toLowerCase().normalize('NFKC')
  const host = domainToASCII(typed.slice(at + 1).toLowerCase())
  const address = `${localPart}@${domainToUnicode(host)}`
  const key = `${localKey}@${host}`
  const isShortEnough =
    Buffer.byteLength(localPart) <= LOCAL_PART_BYTES_MAX &&
    Math.max(Buffer.byteLength(key), Buffer.byteLength(address)) <= ADDRESS_BYTES_MAX
  const isAddress = LOCAL_PART.test(localPart) && LOCAL_PART.test(localKey) && HOST.test(host)
  return isShortEnough && isAddress ? { address, key } : null
}
