import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Outage } from '../../platform/database/database.ts'
import { failureReply, requestFault } from '../../platform/http/failures.ts'
import { pathFormat } from '../../platform/http/server.ts'
import { type AnswerBody, chooseFormat, toXml } from './protocol/answer-format.ts'
import { OAuthError, type Refusal, statusOf } from './protocol/oauth-error.ts'

/** Writes an OAuth error as a page, for callers that ask for one (spec oauth.md §2.3). */
export type RenderErrorPage = (request: FastifyRequest, status: number, description: string) => string

/**
 * Makes a scope answer as the OAuth endpoints do: errors as identifier and description in the negotiated format, with
 * the status of RFC 6749 §5.2 (spec oauth.md §2.5); nothing cached.
 */
export function useOAuthSurface(scope: FastifyInstance, renderErrorPage: RenderErrorPage): void {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
  })
  scope.setErrorHandler((error, request, reply) => {
    if (error instanceof OAuthError) return sendRefusal(request, reply, error.refusal, renderErrorPage)
    const fault = requestFault(error)
    if (fault)
      return sendError(request, reply, {
        status: fault.status,
        error: 'invalid_request',
        description: fault.text,
      })
    const { status, code, text } = failureReply(error, request)
    if (error instanceof Outage) reply.header('retry-after', '5')
    return sendError(request, reply, { status, error: code, description: text })
  })

  function sendError(
    request: FastifyRequest,
    reply: FastifyReply,
    { status, error, description }: { status: number; error: string; description: string },
  ) {
    return answerError(
      request,
      reply.code(status),
      { error, error_description: description },
      renderErrorPage,
    )
  }
}

/** Answers in the negotiated format (spec oauth.md §2.3). */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, body: AnswerBody): FastifyReply {
  const format = chooseFormat(pathFormat(request), request.headers.accept)
  if (format.kind === 'xml') return reply.header('content-type', format.contentType).send(toXml(body))
  if (format.kind === 'text') {
    // Two fields and no more (spec oauth.md §6).
    const text = `access_token=${String(body['access_token'])}&token_type=${String(body['token_type'])}`
    return reply.header('content-type', format.contentType).send(text)
  }
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body))
}

/** Answers a refusal and tells the log why. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { error, description, reason }: Refusal,
  renderErrorPage: RenderErrorPage,
): FastifyReply {
  const status = statusOf(error)
  request.log.info({ error, reason }, 'refused')
  if (status === 401) reply.header('www-authenticate', 'Basic realm="oauth", charset="UTF-8"')
  return answerError(
    request,
    reply.code(status),
    {
      error,
      error_description: description,
      errors: error === 'invalid_scope' ? { scopes: [description] } : undefined,
    },
    renderErrorPage,
  )
}

function answerError(
  request: FastifyRequest,
  reply: FastifyReply,
  body: AnswerBody & { error: string; error_description: string },
  renderErrorPage: RenderErrorPage,
): FastifyReply {
  const format = chooseFormat(pathFormat(request), request.headers.accept)
  reply.header('content-type', format.contentType)
  switch (format.kind) {
    case 'json':
      return reply.send(JSON.stringify(body))
    case 'xml':
      return reply.send(toXml(body))
    case 'text':
      return reply.send(`${body.error}\n${body.error_description}`)
    case 'page':
      return reply.send(renderErrorPage(request, reply.statusCode, body.error_description))
  }
}
