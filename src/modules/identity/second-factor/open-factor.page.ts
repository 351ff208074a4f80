import type { FastifyReply } from 'fastify'
import type { Visit } from '../../../platform/http/portal.ts'

/**
 * A second factor belongs to an address that is known to be the person's: the first confirmation ends what was made
 * before (G-26). Leads to it, and says whether it did.
 */
export function confirmFirst(reply: FastifyReply, { visitor }: Visit, returnTo: string): boolean {
  if (visitor.isEmailConfirmed) return false
  reply.redirect(`/email/confirmation?${new URLSearchParams({ return_to: returnTo })}`, 303)
  return true
}
