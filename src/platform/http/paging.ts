import type { FastifyRequest } from 'fastify'
import type { Slice } from '../web/pager.ts'
import { queryParameter } from './browser.ts'

const QUERY_CHARACTERS_MAX = 100

/** The slice of `matching` rows that `?page=` asks for; a page that does not exist is the nearest one. */
export function sliceAsked(request: FastifyRequest, matching: number, pageSize: number): Slice {
  const asked = Number(queryParameter(request, 'page') ?? 1)
  const last = Math.max(1, Math.ceil(matching / pageSize))
  const page = Number.isInteger(asked) ? Math.min(Math.max(asked, 1), last) : 1
  return { from: (page - 1) * pageSize, matching, pageSize }
}

/** What `?q=` searches for; empty for everything. */
export function searchAsked(request: FastifyRequest): string {
  return (queryParameter(request, 'q') ?? '').slice(0, QUERY_CHARACTERS_MAX).trim()
}
