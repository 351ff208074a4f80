import type { FastifyReply } from 'fastify'
import { queryParameter } from '../../../platform/http/browser.ts'
import { answerUrl } from '../protocol/redirect-uri.ts'
import type { Destination, DeviceWay, RedirectError } from './authorization-request.ts'
import type { Answer } from './conclude.ts'
import type { AuthorizeDeps } from './deps.ts'
import { deviceDoneUrl } from './interaction-url.ts'

/** Of a token response what belongs into a fragment (RFC 6749 §4.2.2). */
const TOLD_WITH_TOKEN = ['access_token', 'token_type', 'expires_in', 'scope']

/**
 * Sends the person on with what was concluded: back to the app with a code, which comes first (spec oauth.md §4.2,
 * C-51), then `state` and `iss` (G-16); with a token in the fragment, which no server sees (RFC 6749 §4.2.2); or to the
 * page that sends them back to their device.
 */
export async function answerRequest(
  reply: FastifyReply,
  { clock, issuer, publicUrl }: Pick<AuthorizeDeps, 'clock' | 'issuer' | 'publicUrl'>,
  answer: Answer,
): Promise<FastifyReply> {
  switch (answer.kind) {
    case 'code':
      return leave(reply, answer.to, { code: answer.code }, publicUrl)
    case 'token': {
      const body = await issuer.respond(answer.authorization, answer.client, clock.now())
      const told = Object.fromEntries(TOLD_WITH_TOKEN.map(name => [name, String(body[name])]))
      return leave(reply, answer.to, told, publicUrl)
    }
    case 'device':
      return toDevice(reply, answer.to)
  }
}

/** Sends the person to the page that tells how the device was answered, in the language they read. */
export function toDevice(reply: FastifyReply, { authorizationId }: DeviceWay): FastifyReply {
  return reply.redirect(deviceDoneUrl(authorizationId, queryParameter(reply.request, 'lang')), 303)
}

/** Sends the person back with an error (spec oauth.md §4.3). */
export function redirectWithError(
  reply: FastifyReply,
  to: Destination,
  { error, description }: RedirectError,
  issuer: string,
): FastifyReply {
  reply.log.info({ error, reason: description }, 'authorization refused')
  return leave(reply, to, { error, error_description: description }, issuer)
}

function leave(
  reply: FastifyReply,
  { kind, redirectUri, state }: Destination,
  answer: Record<string, string>,
  issuer: string,
): FastifyReply {
  const told = { ...answer, state: state ?? undefined, iss: issuer }
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(answerUrl(redirectUri, told, kind === 'token' ? 'fragment' : 'query'), 302)
}
