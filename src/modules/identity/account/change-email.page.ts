import type { FastifyInstance, FastifyReply } from 'fastify'
import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import type { Visit } from '../../../platform/http/portal.ts'
import { tooManyAttempts } from '../../../platform/http/rate-limit.ts'
import { parseEmail } from '../../directory/index.ts'
import type { AccountParts, IdentityParts } from '../deps.ts'
import { findLiveLink, findWaitingChange } from '../email-link.repository.ts'
import { browserFacts, openFlow } from '../flow.page.ts'
import { askForEmail, confirmNewEmail, withdrawEmailChange } from './change-email.ts'
import { type ChangeEmailFault, changeEmailPage, confirmNewEmailPage } from './change-email.view.ts'

const PATH = '/account/email'

/** GET and POST /account/email, after a fresh sign-in (attack S10); POST …/withdraw takes the wish back. */
export function changeEmailPages(scope: FastifyInstance, parts: AccountParts): void {
  const { db, clock, portal, settings } = parts
  const send = async (
    reply: FastifyReply,
    { context, visitor }: Visit,
    state: { typed: string; fault: ChangeEmailFault | null; isWithdrawn?: boolean },
  ) => {
    const { id: personId, email, emailKey, timeZone } = visitor
    const waitingFor = await findWaitingChange(db, { personId, emailKey }, clock.now())
    const mailboxUrl = settings.hasMailbox ? '/sandbox/mailbox' : null
    const model = { timeZone, email, waitingFor, mailboxUrl, isWithdrawn: false, ...state }
    return sendPage(reply, changeEmailPage(context, model))
  }

  scope.get(PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'open')
    if (!visit) return reply
    const isWithdrawn = queryParameter(request, 'notice') === 'withdrawn'
    return send(reply, visit, { typed: '', fault: null, isWithdrawn })
  })

  scope.post(PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'send')
    if (!visit) return reply
    const { visitor, session } = visit
    const typed = formField(request, 'email')?.trim() ?? ''
    const email = parseEmail(typed)
    const refuse = (fault: ChangeEmailFault) => send(reply.code(422), visit, { typed, fault })
    if (email === null) return refuse({ code: typed === '' ? 'missing' : 'invalid' })
    if (email.address === visitor.email) return refuse({ code: 'same' })
    const now = clock.now()
    const owner = { personId: visitor.id, session, browser: browserFacts(parts, request) }
    const outcome = await askForEmail(parts, { owner, emailKey: visitor.emailKey, email }, now)
    if (outcome.kind === 'wait') {
      const waitSeconds = tooManyAttempts(reply, outcome.freeAt, now)
      return send(reply, visit, { typed, fault: { code: 'too_many_attempts', waitSeconds } })
    }
    return reply.redirect(PATH, 303)
  })

  scope.post(`${PATH}/withdraw`, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'send')
    if (!visit) return reply
    const { visitor, session } = visit
    const owner = { personId: visitor.id, session, browser: browserFacts(parts, request) }
    await withdrawEmailChange(db, owner, clock.now())
    return reply.redirect(`${PATH}?notice=withdrawn`, 303)
  })
}

/** GET and POST /email/change: the page behind the link to a new address. Looking at it changes nothing. */
export function confirmNewEmailPages(scope: FastifyInstance, parts: IdentityParts): void {
  const path = '/email/change'
  scope.get(path, async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const token = queryParameter(request, 'token') ?? ''
    const named = { tokenHash: sha256Hex(token), purpose: 'email_change' as const }
    const link = await findLiveLink(parts.db, named, parts.clock.now())
    if (!link?.newEmail)
      return sendPage(reply.code(410), confirmNewEmailPage(flow.context, { state: 'dead' }))
    const model = { state: 'ask', email: link.newEmail, token } as const
    return sendPage(reply, confirmNewEmailPage(flow.context, model))
  })

  scope.post(path, async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const token = formField(request, 'token') ?? ''
    const browser = browserFacts(parts, request)
    const outcome = await confirmNewEmail(parts, { token, browser }, parts.clock.now())
    if (outcome === null)
      return sendPage(reply.code(410), confirmNewEmailPage(flow.context, { state: 'dead' }))
    if (outcome.sessionToken !== null) parts.sessionCookie.set(reply, outcome.sessionToken)
    const continueUrl = outcome.sessionToken === null ? '/signin' : '/account/profile'
    const { email } = outcome.person
    return sendPage(reply, confirmNewEmailPage(flow.context, { state: 'done', email, continueUrl }))
  })
}
