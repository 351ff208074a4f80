import type { FastifyInstance } from 'fastify'
import { sha256Hex } from '../../platform/crypto/digest.ts'
import { formField, queryParameter } from '../../platform/http/browser.ts'
import { sendPage } from '../../platform/http/pages.ts'
import { tooManyAttempts } from '../../platform/http/rate-limit.ts'
import { flowUrl } from '../../platform/web/flow-link.ts'
import { parseEmail } from '../directory/index.ts'
import type { IdentityParts } from './deps.ts'
import { findLiveLink } from './email-link.repository.ts'
import { browserFacts, openFlow } from './flow.page.ts'
import { PASSWORD_CHARACTERS_MIN, passwordFault } from './password.ts'
import {
  deadResetLinkPage,
  type ForgotPasswordModel,
  forgotPasswordPage,
  resetMailSentPage,
  resetPasswordPage,
} from './password.view.ts'
import { requestReset, resetPassword } from './reset-password.ts'

/** GET and POST /password/forgot: asks for a link. The answer never tells whether there is an account (attack S1). */
export function forgotPasswordPages(scope: FastifyInstance, parts: IdentityParts): void {
  scope.get('/password/forgot', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const email = flow.session?.person.email ?? flow.interaction?.email ?? ''
    const model = { flow: flow.link, app: flow.app, email, fault: null, waitSeconds: null }
    return sendPage(reply, forgotPasswordPage(flow.context, model))
  })

  scope.post('/password/forgot', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const { context, link, app } = flow
    const now = parts.clock.now()
    const typed = formField(request, 'email')?.trim() ?? ''
    const email = parseEmail(typed)
    const again = (more: Pick<ForgotPasswordModel, 'fault' | 'waitSeconds'>) =>
      sendPage(reply, forgotPasswordPage(context, { flow: link, app, email: typed, ...more }))
    if (email === null) {
      reply.code(422)
      return again({ fault: typed === '' ? 'missing' : 'invalid', waitSeconds: null })
    }
    const browser = browserFacts(parts, request)
    const refused = await requestReset(parts, { email, browser, returnTo: flowUrl('/signin', link) }, now)
    if (refused) return again({ fault: null, waitSeconds: tooManyAttempts(reply, refused.freeAt, now) })
    const mailboxUrl = parts.settings.hasMailbox ? '/sandbox/mailbox' : null
    return sendPage(reply, resetMailSentPage(context, { flow: link, email: typed, mailboxUrl }))
  })
}

/** GET and POST /password/reset: the page behind the link. Looking at it changes nothing. */
export function resetPasswordPages(scope: FastifyInstance, parts: IdentityParts): void {
  const passwordLengthMin = PASSWORD_CHARACTERS_MIN
  const liveLink = (token: string) =>
    findLiveLink(parts.db, { tokenHash: sha256Hex(token), purpose: 'password_reset' }, parts.clock.now())

  scope.get('/password/reset', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const token = queryParameter(request, 'token') ?? ''
    const link = await liveLink(token)
    if (link === null) return sendPage(reply.code(410), deadResetLinkPage(flow.context))
    const model = { token, email: link.email, passwordLengthMin, fault: null }
    return sendPage(reply, resetPasswordPage(flow.context, model))
  })

  scope.post('/password/reset', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const token = formField(request, 'token') ?? ''
    const context = { ...flow.context, path: `/password/reset?${new URLSearchParams({ token })}` }
    const dead = () => sendPage(reply.code(410), deadResetLinkPage(context))
    const link = await liveLink(token)
    if (link === null) return dead()
    const password = formField(request, 'password') ?? ''
    const fault = passwordFault(password, link.emailKey)
    if (fault) {
      const model = { token, email: link.email, passwordLengthMin, fault }
      return sendPage(reply.code(422), resetPasswordPage(context, model))
    }
    const wish = { token, password, browser: browserFacts(parts, request) }
    const outcome = await resetPassword(parts, wish, parts.clock.now())
    if (outcome === null) return dead()
    parts.sessionCookie.clear(reply)
    const back = await signInAfterReset(outcome.returnTo)
    return reply.redirect(back, 303)

    /** Back into the flow the link was asked for in, if this browser can go on with it. */
    async function signInAfterReset(returnTo: string | null): Promise<string> {
      const query = new URLSearchParams(returnTo?.split('?', 2)[1] ?? '')
      const interaction = query.get('interaction')
      if (interaction !== null && (await parts.describeInteraction(request, interaction)) === null) {
        query.delete('interaction')
      }
      query.set('notice', 'password_changed')
      return `/signin?${query}`
    }
  })
}
