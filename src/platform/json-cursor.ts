/** One thing that is wrong with a JSON document, and where: `oauth_redirect_urls[0]`. */
export type JsonFault = { path: string; fault: string }

/** One place of a JSON document from outside. */
export type JsonCursor = {
  readonly path: string
  /** Notes what is wrong here. */
  fault(text: string): void
  /** Whether something was found wrong here or below. */
  hasFaults(): boolean
  /** The value of a key; undefined when the key is absent. Use `object` first. */
  key(name: string): JsonCursor | undefined
  /** Whether this is an object; every key that is not among `keys` is a fault. */
  object(keys: readonly string[]): boolean
  /** The items of a list of at most `max`. */
  list(max: number): JsonCursor[]
  /** A text of 1 to `max` characters without control characters (lines may break where `isMultiline`). */
  text(max: number, isMultiline?: boolean): string
  /** The same, or null. */
  textOrNull(max: number, isMultiline?: boolean): string | null
  oneOf<Choice extends string>(choices: readonly [Choice, ...Choice[]]): Choice
  boolean(): boolean
}

/** Control characters and those that turn the reading direction: texts are shown on pages and in terminals. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const UNSAFE_BUT_LINES = /[^\P{Cc}\n\r\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/**
 * Reads a JSON document and notes everything that is wrong with it in `faults`, by path. What cannot be used is replaced
 * by an empty value: whoever finds faults uses nothing of what was read.
 */
export function jsonCursor(value: unknown, faults: JsonFault[], path = ''): JsonCursor {
  const fault = (text: string): void => {
    faults.push({ path, fault: text })
  }
  const child = (next: unknown, step: string) =>
    jsonCursor(next, faults, path === '' ? step : `${path}${step}`)
  const record = isRecord(value) ? value : {}
  const text = (max: number, isMultiline = false): string => {
    if (typeof value !== 'string') fault('must be a text')
    else if (value.trim() === '') fault('must not be empty')
    else if (value.length > max) fault(`must have at most ${max} characters`)
    else if ((isMultiline ? UNSAFE_BUT_LINES : UNSAFE).test(value))
      fault('must not contain control characters')
    else return value.trim()
    return ''
  }
  return {
    path,
    fault,
    hasFaults: () => faults.some(known => known.path.startsWith(path)),
    key(name) {
      const step = path === '' ? name : `.${name}`
      return Object.hasOwn(record, name) ? child(record[name], step) : undefined
    },
    object(keys) {
      if (!isRecord(value)) {
        fault('must be an object')
        return false
      }
      for (const key of Object.keys(value)) {
        if (!keys.includes(key)) child(null, path === '' ? key : `.${key}`).fault('is not known')
      }
      return true
    },
    list(max) {
      if (!Array.isArray(value)) fault('must be a list')
      else if (value.length > max) fault(`must have at most ${max} items`)
      else return value.map((item, index) => child(item, `[${index}]`))
      return []
    },
    text,
    textOrNull: (max, isMultiline) => (value === null ? null : text(max, isMultiline)),
    oneOf(choices) {
      const choice = choices.find(candidate => candidate === value)
      if (choice === undefined) fault(`must be one of ${choices.join(', ')}`)
      return choice ?? choices[0]
    },
    boolean() {
      if (typeof value !== 'boolean') fault('must be true or false')
      return value === true
    },
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
