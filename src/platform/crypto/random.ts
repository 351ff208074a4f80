import { randomBytes, randomUUID } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const POOL_BYTES = 8192

let pool = Buffer.alloc(0)
let poolPosition = 0

/** A secret of letters and digits; the default length of 32 carries 190 bits. */
export function randomSecret(length = 32): string {
  return randomText(ALPHABET, length)
}

/** Characters of an alphabet of at most 256, each as likely as the others. */
export function randomText(alphabet: string, length: number): string {
  // Bytes from here on would make the first characters likelier than the others.
  const unbiasedLimit = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    const byte = nextByte()
    if (byte < unbiasedLimit) text += alphabet.charAt(byte % alphabet.length)
  }
  return text
}

/** A clock may step back this far before new identifiers follow it instead of the latest identifier. */
const BACKWARD_STEP_MS_MAX = 10_000
const COUNTERS_PER_MS = 0x1000
/** New milliseconds start in the lower half, so that at least 2048 identifiers fit into each. */
const COUNTER_START_MAX = 0x800

let latestMs = 0
let counter = 0

/**
 * A UUID of version 7 (RFC 9562 §5.7) in lower case for the instant `now` in milliseconds. Identifiers made by one
 * process grow, also within a millisecond and when the clock steps back a little (RFC 9562 §6.2, method 1).
 */
export function uuid(now: number): string {
  if (now > latestMs || latestMs - now > BACKWARD_STEP_MS_MAX) {
    latestMs = now
    counter = ((nextByte() << 8) | nextByte()) % COUNTER_START_MAX
  } else if (++counter === COUNTERS_PER_MS) {
    latestMs += 1
    counter = 0
  }
  const time = Math.floor(latestMs).toString(16).padStart(12, '0')
  // The last two groups of a version 4 UUID are the variant and 62 random bits, as version 7 wants them.
  const random = randomUUID().slice(18)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}${random}`
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a text has the form of an identifier, in lower case: anything else names nothing (spec oauth.md §2.4). */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** Identifiers that were made before `instant` (ms) are less than this text, all others are not. */
export function firstUuidAt(instant: number): string {
  const time = Math.max(0, Math.floor(instant)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}`
}

/** One random byte; fetched from the system in blocks, because one call a byte costs a hundred times more. */
function nextByte(): number {
  if (poolPosition === pool.length) {
    pool = randomBytes(POOL_BYTES)
    poolPosition = 0
  }
  const byte = pool.readUInt8(poolPosition)
  pool[poolPosition++] = 0
  return byte
}
