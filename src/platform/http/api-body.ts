import type { FastifyRequest } from 'fastify'
import { ApiError } from './api.ts'
import { queryParameter } from './browser.ts'

/** An object from outside; nothing sent is an empty one (directory-api.md §1). Throws 400 for anything else. */
export function objectOf(value: unknown, name: string): object {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new ApiError(400, { [name]: ['is invalid'] })
  return value
}

/**
 * The root object a request to make something is wrapped in. Throws 400 when it is missing (directory-api.md §2): an
 * update may be empty (`objectOf`), what is made needs at least a name.
 */
export function requiredRoot(body: unknown, name: string): object {
  const root = ownValue(objectOf(body, 'base'), name)
  if (root === undefined || root === null) throw new ApiError(400, { [name]: ["can't be blank"] })
  return objectOf(root, name)
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

const SINCE = 'updated_or_created_since'
/** ISO 8601 with a day, and a time with a zone if there is one. */
const ISO_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))?$/

/**
 * What of a list was created or changed after the time the query names; all of it when it names none
 * (directory-api.md §1). Throws 400 for what is no ISO time.
 */
export function changedSince<Item extends { updatedAt: number }>(
  request: FastifyRequest,
  items: readonly Item[],
): readonly Item[] {
  const since = sinceAsked(request)
  return since === null ? items : items.filter(({ updatedAt }) => updatedAt > since)
}

/** The instant (ms) after which the query wants what was created or changed; null: all. Throws 400 for no ISO time. */
export function sinceAsked(request: FastifyRequest): number | null {
  // A plus that was not encoded arrives as a space.
  const sent = queryParameter(request, SINCE)?.trim().replace(' ', '+') ?? ''
  if (sent === '') return null
  const since = ISO_TIME.test(sent) ? Date.parse(sent) : Number.NaN
  if (!Number.isFinite(since)) throw new ApiError(400, { [SINCE]: ['is invalid'] })
  return since
}
