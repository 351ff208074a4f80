import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sha256Hex } from '../crypto/digest.ts'
import { Outage } from '../database/database.ts'
import { failureReply, requestFault } from './failures.ts'
import { TooManyRequests, tooMany } from './rate-limit.ts'

const ETAG_CHARACTERS = 32

/** Why a page was refused; each has its text on the error page. */
export type PageRefusalCode =
  | 'foreign_form'
  | 'not_found'
  | 'too_many_requests'
  | 'bad_request'
  | 'administrators_only'
  | 'developers_only'
  | 'owners_only'
  | 'second_factor_required'
  | 'test_account'

/** An expected "no" of a page, shown as an error page. */
export class PageRefusal extends Error {
  readonly status: number
  readonly code: PageRefusalCode

  constructor(status: number, code: PageRefusalCode) {
    super(code)
    this.name = 'PageRefusal'
    this.status = status
    this.code = code
  }
}

/** What the error page is told; `reference` is set for bugs. */
export type PageFailure = {
  status: number
  code: PageRefusalCode | 'server_error' | 'temporarily_unavailable'
  reference: string | null
}

/**
 * Makes a scope answer as pages do: nothing cached, no framing, no foreign script, errors as a page that
 * `renderFailure` writes in the reader's language.
 */
export function usePageSurface(
  scope: FastifyInstance,
  renderFailure: (request: FastifyRequest, failure: PageFailure) => Promise<string>,
): void {
  // Redirects too: they carry cookies and the addresses of requests.
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
  })
  const send = async (request: FastifyRequest, reply: FastifyReply, failure: PageFailure) =>
    sendPage(reply.code(failure.status), await renderFailure(request, failure))
  scope.setNotFoundHandler((request, reply) =>
    send(request, reply, { status: 404, code: 'not_found', reference: null }),
  )
  scope.setErrorHandler((error, request, reply) => {
    if (error instanceof PageRefusal) {
      return send(request, reply, { status: error.status, code: error.code, reference: null })
    }
    if (error instanceof TooManyRequests) {
      return send(request, tooMany(reply, error), { status: 429, code: 'too_many_requests', reference: null })
    }
    const fault = requestFault(error)
    if (fault) return send(request, reply, { status: fault.status, code: 'bad_request', reference: null })
    const { status, code } = failureReply(error, request)
    if (error instanceof Outage) {
      reply.header('retry-after', '5')
      return send(request, reply, { status, code: 'temporarily_unavailable', reference: null })
    }
    return send(request, reply, {
      status,
      code: code === 'server_error' ? code : 'server_error',
      reference: request.id,
    })
  })
}

/**
 * Sends a whole page. `formTargets` are the origins or schemes its forms may lead to beside our own: Chromium blocks a
 * form's redirect to an app otherwise (architecture §7).
 */
export function sendPage(reply: FastifyReply, page: string, formTargets: string[] = []): FastifyReply {
  return pageHeaders(reply, formTargets).header('cache-control', 'no-store').send(page)
}

/**
 * Sends a page that is the same for everybody who is not signed in, until the program changes. Browsers may keep it and
 * ask whether it still is the same.
 */
export function sendKeptPage(request: FastifyRequest, reply: FastifyReply, page: string): FastifyReply {
  const headers = pageHeaders(reply, []).header('cache-control', 'private, no-cache')
  return sendUnlessKnown(request, headers, page)
}

/** Sends a body with its tag, or nothing to who has it already (RFC 9110 §13.1.2). */
export function sendUnlessKnown(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string | Buffer,
): FastifyReply {
  const etag = `"${sha256Hex(body).slice(0, ETAG_CHARACTERS)}"`
  const known = request.headers['if-none-match']?.split(',').map(tag => tag.trim().replace(/^W\//, '')) ?? []
  reply.header('etag', etag)
  return known.includes(etag) || known.includes('*') ? reply.code(304).send() : reply.send(body)
}

function pageHeaders(reply: FastifyReply, formTargets: string[]): FastifyReply {
  const formAction = ["'self'", ...formTargets].join(' ')
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; connect-src 'self'; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`,
    )
    .header('x-frame-options', 'DENY')
    .header('referrer-policy', 'same-origin')
}
