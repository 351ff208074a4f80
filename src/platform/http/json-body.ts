const TOKENS = /"(?:[^"\\]+|\\.)*"|[{}[\]:]/g

/** The value of a JSON text, or what is wrong with it. */
export type JsonBody = { ok: true; value: unknown } | { ok: false; fault: string }

/**
 * Reads a JSON text. A name that stands twice in its object is refused, because readers disagree about which of the
 * values counts (RFC 8259 §4, G-04); objects within it are left alone.
 */
export function readJson(text: string): JsonBody {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, fault: 'The body is not valid JSON.' }
  }
  return isRepeating(text, value)
    ? { ok: false, fault: 'The body names a member twice.' }
    : { ok: true, value }
}

/** Whether a valid text names more members of its object than were left when it was read. */
function isRepeating(text: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  let depth = 0
  let names = 0
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    else if (token === ':' && depth === 1) names += 1
  }
  return names !== Object.keys(value).length
}
