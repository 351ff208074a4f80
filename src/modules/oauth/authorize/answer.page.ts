import type { FastifyReply } from 'fastify'
import { answerUrl } from '../protocol/redirect-uri.ts'
import type { AuthorizationRequest, RedirectError } from './authorization-request.ts'

/** Where an answer goes: known before the rest of the request is. */
export type Destination = Pick<AuthorizationRequest, 'redirectUri' | 'state'>

/** Sends the person back with a code; it comes first (spec oauth.md §4.2, C-51), then `state` and `iss` (G-16). */
export function redirectWithCode(
  reply: FastifyReply,
  to: Destination,
  code: string,
  issuer: string,
): FastifyReply {
  return leave(reply, to, { code, state: to.state ?? undefined, iss: issuer })
}

/** Sends the person back with an error (spec oauth.md §4.3). */
export function redirectWithError(
  reply: FastifyReply,
  to: Destination,
  { error, description }: RedirectError,
  issuer: string,
): FastifyReply {
  reply.log.info({ error, reason: description }, 'authorization refused')
  return leave(reply, to, {
    error,
    error_description: description,
    state: to.state ?? undefined,
    iss: issuer,
  })
}

function leave(
  reply: FastifyReply,
  { redirectUri }: Destination,
  answer: Record<string, string | undefined>,
): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(answerUrl(redirectUri, answer), 302)
}
