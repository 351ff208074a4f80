import { ApiError } from './api.ts'

/** An object from outside; nothing sent is an empty one (directory-api.md §1). Throws 400 for anything else. */
export function objectOf(value: unknown, name: string): object {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new ApiError(400, { [name]: ['is invalid'] })
  return value
}

/** A member of an object from outside; undefined when it has none of its own. */
export function ownValue(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined
}

/** The same where a text or null is expected; undefined when it was not sent. Throws 400 for another type. */
export function ownText(object: object, name: string): string | null | undefined {
  const value = ownValue(object, name)
  if (value === undefined || value === null || typeof value === 'string') return value
  throw new ApiError(400, { [name]: ['is invalid'] })
}
