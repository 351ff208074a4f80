import type { FastifyReply } from 'fastify'
import { answerUrl } from '../protocol/redirect-uri.ts'
import type { CodeRedirect, RedirectError } from './authorization-request.ts'
import type { Answer } from './conclude.ts'
import { deviceDoneUrl } from './interaction-url.ts'

/**
 * Sends the person on with what was concluded: back to the app with a code, which comes first (spec oauth.md §4.2,
 * C-51), then `state` and `iss` (G-16); or to the page that sends them back to their device.
 */
export function sendAnswer(reply: FastifyReply, answer: Answer, issuer: string): FastifyReply {
  switch (answer.kind) {
    case 'code': {
      const { to, code } = answer
      return leave(reply, to.redirectUri, { code, state: to.state ?? undefined, iss: issuer })
    }
    case 'device':
      return reply.redirect(deviceDoneUrl(answer.to.authorizationId), 303)
  }
}

/** Sends the person back with an error (spec oauth.md §4.3). */
export function redirectWithError(
  reply: FastifyReply,
  { redirectUri, state }: Pick<CodeRedirect, 'redirectUri' | 'state'>,
  { error, description }: RedirectError,
  issuer: string,
): FastifyReply {
  reply.log.info({ error, reason: description }, 'authorization refused')
  const answer = { error, error_description: description, state: state ?? undefined, iss: issuer }
  return leave(reply, redirectUri, answer)
}

function leave(
  reply: FastifyReply,
  redirectUri: string,
  answer: Record<string, string | undefined>,
): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(answerUrl(redirectUri, answer), 302)
}
