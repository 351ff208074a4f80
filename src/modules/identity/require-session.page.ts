import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../platform/clock.ts'
import type { Session } from './session.ts'
import type { SessionOf } from './sessions.ts'
import { AGAIN } from './sign-in.view.ts'

/**
 * Pages only for somebody who is signed in. Each gives the session, or null when the reply leads to the sign-in page,
 * from which one comes back to this address.
 */
export type RequireSession = {
  signedIn(request: FastifyRequest, reply: FastifyReply): Promise<Session | null>
  /**
   * For sensitive acts (attack S10): who proved longer ago than `withinMs` who they are enters the password again. A
   * form gets more time than the page it came from, so that nobody loses what they typed.
   */
  recentlySignedIn(
    request: FastifyRequest,
    reply: FastifyReply,
    recency: { withinMs: number },
  ): Promise<Session | null>
}

/** Leads to the sign-in page where there is no session, or one that is too old. */
export function createRequireSession({
  clock,
  session: sessionOf,
}: {
  clock: Clock
  session: SessionOf
}): RequireSession {
  return {
    async signedIn(request, reply) {
      const session = await sessionOf(request)
      if (session === null) reply.redirect(signInUrl(request), 303)
      return session
    },
    async recentlySignedIn(request, reply, { withinMs }) {
      const session = await sessionOf(request)
      if (session !== null && clock.now() - session.authenticatedAt <= withinMs) return session
      reply.redirect(signInUrl(request, session === null ? {} : AGAIN), 303)
      return null
    },
  }
}

function signInUrl({ url }: FastifyRequest, more: Record<string, string> = {}): string {
  return `/signin?${new URLSearchParams({ ...more, return_to: url })}`
}
