import type { Value } from './database.ts'

/**
 * The values of a query as both databases take them. Throws for anything else, above all for `undefined`: the drivers
 * would store it as null. Numbers are integers, as every number column is; text has no NUL, which PostgreSQL refuses.
 */
export function bindable(values: readonly unknown[]): Value[] {
  return values.map(value => {
    if (value === null) return value
    if (typeof value === 'string' && !value.includes('\0')) return value
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    throw new TypeError(`cannot bind ${describe(value)}`)
  })
}

/** Names the fault without printing the value, which may be a secret. */
function describe(value: unknown): string {
  if (typeof value === 'string') return 'text with a NUL character'
  if (typeof value === 'number') return 'a number that is no safe integer'
  return value === undefined ? 'undefined' : `a ${typeof value}`
}
