import type { FastifyInstance, FastifyReply } from 'fastify'
import { formField } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import type { Visit } from '../../../platform/http/portal.ts'
import type { AccountParts } from '../deps.ts'
import { browserFacts } from '../flow.page.ts'
import { PASSWORD_CHARACTERS_MIN, type PasswordFault, passwordFault } from '../password.ts'
import { changePassword } from './change-password.ts'
import { changePasswordPage } from './change-password.view.ts'

/** GET and POST /account/security/password, after a fresh sign-in (attack S10). */
export function changePasswordPages(scope: FastifyInstance, parts: AccountParts): void {
  const path = '/account/security/password'
  scope.get(path, async (request, reply) => {
    const visit = await parts.portal.open({ request, reply }, 'open')
    return visit ? send(reply, visit, null) : reply
  })

  scope.post(path, async (request, reply) => {
    const visit = await parts.portal.open({ request, reply }, 'send')
    if (!visit) return reply
    const { visitor, session } = visit
    const password = formField(request, 'password') ?? ''
    const fault = passwordFault(password, visitor.emailKey)
    if (fault) return send(reply.code(422), visit, fault)
    const owner = { personId: visitor.id, session, browser: browserFacts(parts, request) }
    const token = await changePassword(parts, { ...owner, password }, parts.clock.now())
    if (token === null) return reply.redirect('/signin', 303)
    parts.sessionCookie.set(reply, token)
    return reply.redirect('/account/security?notice=password_changed', 303)
  })
}

function send(reply: FastifyReply, { context, visitor }: Visit, fault: PasswordFault | null): FastifyReply {
  const { email, timeZone } = visitor
  const model = { email, timeZone, fault, passwordLengthMin: PASSWORD_CHARACTERS_MIN }
  return sendPage(reply, changePasswordPage(context, model))
}
