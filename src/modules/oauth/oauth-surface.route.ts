import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Outage } from '../../platform/database/database.ts'
import { failureReply, requestFault } from '../../platform/http/failures.ts'
import { sendPage } from '../../platform/http/pages.ts'
import { TooManyRequests, tooMany } from '../../platform/http/rate-limit.ts'
import { pathFormat } from '../../platform/http/server.ts'
import { type AnswerBody, chooseFormat, toXml } from './protocol/answer-format.ts'
import { OAuthError, statusOf } from './protocol/oauth-error.ts'

/** An error as it is answered (spec oauth.md §2.5). */
export type OAuthFault = { status: number; error: string; description: string }

/** Writes an error as a page, for callers that ask for one (spec oauth.md §2.3). */
export type RenderErrorPage = (request: FastifyRequest, fault: OAuthFault) => string

/**
 * Makes a scope answer as the OAuth endpoints do: errors as identifier and description in the negotiated format, with
 * the status of RFC 6749 §5.2 (spec oauth.md §2.5); nothing cached.
 */
export function useOAuthSurface(scope: FastifyInstance, renderErrorPage: RenderErrorPage): void {
  scope.addHook('onRequest', (_request, reply, done) => {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
    done()
  })
  scope.setErrorHandler((error, request, reply) => {
    if (error instanceof TooManyRequests) {
      return tooMany(reply, error).header('content-type', 'text/plain; charset=utf-8').send('Retry later')
    }
    if (error instanceof Outage) reply.header('retry-after', '5')
    const fault = faultOf(error, request)
    const challenge = challengeOf(fault)
    if (challenge !== null) reply.header('www-authenticate', challenge)
    return sendFault(request, reply.code(fault.status), fault, renderErrorPage)
  })
}

/** What a token answer is as text (spec oauth.md §6). */
const TOKEN_TEXT_FIELDS = ['access_token', 'token_type']

/** Answers in the negotiated format; of text only these fields, values not encoded (spec oauth.md §2.3, §6, §7.1). */
export function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  body: AnswerBody,
  textFields: readonly string[] = TOKEN_TEXT_FIELDS,
): FastifyReply {
  const format = chooseFormat(pathFormat(request), request.headers.accept)
  if (format.kind === 'xml') return reply.header('content-type', format.contentType).send(toXml(body))
  if (format.kind === 'text') {
    const text = textFields.map(name => `${name}=${String(body[name])}`).join('&')
    return reply.header('content-type', format.contentType).send(text)
  }
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body))
}

/** What the caller is told; the log is told why. */
function faultOf(error: unknown, request: FastifyRequest): OAuthFault {
  if (error instanceof OAuthError) return refusalFault(error, request)
  const unreadable = requestFault(error)
  if (unreadable) return { status: unreadable.status, error: 'invalid_request', description: unreadable.text }
  const { status, code, text } = failureReply(error, request)
  return { status, error: code, description: text }
}

function refusalFault({ refusal, clientId }: OAuthError, request: FastifyRequest): OAuthFault {
  const { error, description, reason } = refusal
  const isWaiting = error === 'authorization_pending' || error === 'slow_down'
  request.log[isWaiting ? 'debug' : 'info']({ error, reason, clientId }, 'refused')
  return { status: statusOf(refusal), error, description }
}

/** How to authenticate: as a client (RFC 6749 §5.2), or with a better bearer token (RFC 6750 §3). */
function challengeOf({ status, error, description }: OAuthFault): string | null {
  if (error !== 'invalid_token') return status === 401 ? 'Basic realm="oauth", charset="UTF-8"' : null
  const fault = status === 401 ? '' : `, error="invalid_token", error_description="${description}"`
  return `Bearer realm="oauth"${fault}`
}

/** Clients look for the identifier there: of a scope (spec oauth.md §2.5), of a token as the API says it (§10.3). */
function errorsOf({ error, description }: OAuthFault): AnswerBody[string] {
  if (error === 'invalid_scope') return { scopes: [description] }
  return error === 'invalid_token' ? [description] : undefined
}

function sendFault(
  request: FastifyRequest,
  reply: FastifyReply,
  fault: OAuthFault,
  renderErrorPage: RenderErrorPage,
): FastifyReply {
  const { error, description } = fault
  const format = chooseFormat(pathFormat(request), request.headers.accept)
  const body = { error, error_description: description, errors: errorsOf(fault) }
  reply.header('content-type', format.contentType)
  switch (format.kind) {
    case 'json':
      return reply.send(JSON.stringify(body))
    case 'xml':
      return reply.send(toXml(body))
    case 'text':
      return reply.send(`${error}\n${description}`)
    case 'page':
      return sendPage(reply, renderErrorPage(request, fault))
  }
}
