import type { FastifyInstance, FastifyReply } from 'fastify'
import { sha256Hex } from '../../platform/crypto/digest.ts'
import { formField, queryParameter } from '../../platform/http/browser.ts'
import { sendPage } from '../../platform/http/pages.ts'
import { tooManyAttempts } from '../../platform/http/rate-limit.ts'
import { flowUrl } from '../../platform/web/flow-link.ts'
import { confirmEmail } from './confirm-email.ts'
import type { IdentityParts } from './deps.ts'
import { type ConfirmationPendingModel, confirmationPendingPage, confirmEmailPage } from './email.view.ts'
import { findLiveLink } from './email-link.repository.ts'
import { browserFacts, destinationOf, type Flow, openFlow } from './flow.page.ts'
import { ensureConfirmationSent, resendConfirmation } from './request-confirmation.ts'
import type { Session } from './session.ts'

/** GET and POST /email/confirm: the page behind the link. Looking at it changes nothing, so programs may. */
export function confirmEmailPages(scope: FastifyInstance, parts: IdentityParts): void {
  scope.get('/email/confirm', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const token = queryParameter(request, 'token') ?? ''
    const named = { tokenHash: sha256Hex(token), purpose: 'confirmation' as const }
    const link = await findLiveLink(parts.db, named, parts.clock.now())
    if (link === null) return sendDead(reply, flow)
    return sendPage(reply, confirmEmailPage(flow.context, { state: 'ask', email: link.email, token }))
  })

  scope.post('/email/confirm', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const token = formField(request, 'token') ?? ''
    const browser = browserFacts(parts, request)
    const now = parts.clock.now()
    const outcome = await parts.db.transaction(tx => confirmEmail(tx, parts.hooks, { token, browser }, now))
    if (outcome === null) return sendDead(reply, flow)
    if (outcome.sessionToken !== null) parts.sessionCookie.set(reply, outcome.sessionToken)
    const isSignedInAs = flow.session?.personId === outcome.person.id
    const continueUrl = isSignedInAs ? (outcome.returnTo ?? '/') : '/signin?notice=email_confirmed'
    const { email } = outcome.person
    return sendPage(reply, confirmEmailPage(flow.context, { state: 'confirmed', email, continueUrl }))
  })
}

/** GET and POST /email/confirmation: waits until the signed-in person has confirmed the address; POST sends it again. */
export function confirmationPendingPages(scope: FastifyInstance, parts: IdentityParts): void {
  scope.get('/email/confirmation', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const { session } = flow
    if (session === null) return reply.redirect(signInFirst(flow), 303)
    if (session.person.isEmailConfirmed) return reply.redirect(destinationOf(flow, session.person), 303)
    const returnTo = destinationOf(flow, { isEmailConfirmed: true })
    await ensureConfirmationSent(parts, { personId: session.personId, returnTo }, parts.clock.now())
    return sendPending(reply, flow, session, queryParameter(request, 'opened') === null ? 'sent' : 'not_yet')
  })

  scope.post('/email/confirmation', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const { session } = flow
    if (session === null) return reply.redirect(signInFirst(flow), 303)
    if (session.person.isEmailConfirmed) return reply.redirect(destinationOf(flow, session.person), 303)
    const now = parts.clock.now()
    const { addressBlock } = browserFacts(parts, request)
    const returnTo = destinationOf(flow, { isEmailConfirmed: true })
    const refused = await resendConfirmation(parts, { session, addressBlock, returnTo }, now)
    if (refused === null) return sendPending(reply, flow, session, 'resent')
    return sendPending(reply, flow, session, { waitSeconds: tooManyAttempts(reply, refused.freeAt, now) })
  })

  function sendPending(
    reply: FastifyReply,
    { context, link, app, cancelUrl }: Flow,
    { person }: Session,
    state: ConfirmationPendingModel['state'],
  ): FastifyReply {
    const mailboxUrl = parts.settings.hasMailbox ? '/sandbox/mailbox' : null
    const model = { flow: link, app, email: person.email, state, cancelUrl, mailboxUrl }
    return sendPage(reply, confirmationPendingPage(context, model), context.formTargets)
  }
}

/** Comes back here once signed in. */
function signInFirst({ link }: Flow): string {
  const returnTo = flowUrl('/email/confirmation', { ...link, interaction: null, lang: null })
  return flowUrl('/signin', { ...link, returnTo })
}

function sendDead(reply: FastifyReply, { context, session }: Flow): FastifyReply {
  const canResend = session !== null && !session.person.isEmailConfirmed
  return sendPage(reply.code(410), confirmEmailPage(context, { state: 'dead', canResend }))
}
