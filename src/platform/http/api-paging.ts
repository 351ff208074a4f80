import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from './api.ts'
import { queryParameter } from './browser.ts'

const PER_PAGE_MAX = 100

/** Which part of a list an API request asks for. */
export type PageAsked = { page: number; perPage: number }

/** `page` and `per_page` (directory-api.md §3). Throws 400 for what is no page. */
export function pageAsked(request: FastifyRequest): PageAsked {
  const number = (name: string, otherwise: number, max: number) => {
    const sent = queryParameter(request, name) ?? ''
    if (sent === '') return otherwise
    const value = /^\d{1,9}$/.test(sent) ? Number(sent) : 0
    if (value < 1 || value > max) throw new ApiError(400, ['invalid_page'])
    return value
  }
  return {
    page: number('page', 1, Number.MAX_SAFE_INTEGER),
    perPage: number('per_page', PER_PAGE_MAX, PER_PAGE_MAX),
  }
}

/** Says with a list where in it one is, and where the other pages are (directory-api.md §3, RFC 8288). */
export function pageHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { publicUrl, page, perPage, total }: PageAsked & { publicUrl: string; total: number },
): void {
  const last = Math.max(1, Math.ceil(total / perPage))
  const [path = '', query = ''] = request.url.split('?', 2)
  const to = (target: number, relation: string) => {
    const parameters = new URLSearchParams(query)
    parameters.set('page', String(target))
    return `<${publicUrl}${path}?${parameters}>; rel="${relation}"`
  }
  const links = [
    to(1, 'first'),
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next')] : []),
    to(last, 'last'),
  ]
  reply.headers({
    'current-page': String(page),
    'total-count': String(total),
    'total-pages': String(last),
    link: links.join(', '),
  })
}
