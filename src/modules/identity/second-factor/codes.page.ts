import type { FastifyInstance, FastifyReply } from 'fastify'
import { formField } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import type { Visit } from '../../../platform/http/portal.ts'
import type { AccountParts } from '../deps.ts'
import { browserFacts } from '../flow.page.ts'
import { type CodesFault, setUpCodesPage, turnCodesOffPage } from './codes.view.ts'
import { factorsOf } from './factors.ts'
import { beginSetUp, openSetUp, type SetUp, turnCodesOff, turnCodesOn } from './manage-codes.ts'
import { codeUri } from './one-time-code.ts'
import { confirmFirst } from './open-factor.page.ts'
import { recoveryCodesPage } from './recovery-codes.view.ts'

const SET_UP_PATH = '/account/security/codes/new'
const OFF_PATH = '/account/security/codes/off'

/** One-time codes of an authenticator app: turned on with a code, turned off after a question (attack S10). */
export function codePages(scope: FastifyInstance, parts: AccountParts): void {
  const { db, clock, portal, secretBox, settings } = parts
  const send = (reply: FastifyReply, visit: Visit, setUp: SetUp, fault: CodesFault | null) => {
    const { email, timeZone } = visit.visitor
    const uri = codeUri(setUp.secret, { brandName: settings.brandName, email })
    return sendPage(reply, setUpCodesPage(visit.context, { timeZone, setUp, uri, fault }))
  }

  scope.get(SET_UP_PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'open')
    if (!visit || confirmFirst(reply, visit, SET_UP_PATH)) return reply
    if ((await factorsOf(db, visit.visitor.id)).hasCodes) return reply.redirect('/account/security', 303)
    return send(reply, visit, beginSetUp(secretBox, visit.visitor.id, clock.now()), null)
  })

  scope.post(SET_UP_PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'send')
    if (!visit || confirmFirst(reply, visit, SET_UP_PATH)) return reply
    const { visitor, session, context } = visit
    const now = clock.now()
    const setUp = openSetUp(secretBox, formField(request, 'set_up') ?? '', visitor.id, now)
    if (setUp === null) return reply.redirect(SET_UP_PATH, 303)
    const code = (formField(request, 'code') ?? '').trim()
    if (code === '') return send(reply.code(422), visit, setUp, 'missing')
    const owner = { personId: visitor.id, session, browser: browserFacts(parts, request) }
    const outcome = await turnCodesOn(parts, { owner, secret: setUp.secret, code }, now)
    switch (outcome.kind) {
      case 'mismatch':
        return send(reply.code(422), visit, setUp, 'mismatch')
      case 'signed_out':
      case 'on_already':
        return reply.redirect('/account/security', 303)
      case 'on': {
        const { recoveryCodes: codes } = outcome
        if (codes === null) return reply.redirect('/account/security?notice=codes_on', 303)
        const model = { timeZone: visitor.timeZone, codes, reason: 'codes_on' } as const
        return sendPage(reply, recoveryCodesPage(context, model))
      }
    }
  })

  scope.get(OFF_PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'open')
    if (!visit) return reply
    const { visitor, context } = visit
    const { hasCodes, passkeys } = await factorsOf(db, visitor.id)
    if (!hasCodes) return reply.redirect('/account/security', 303)
    return sendPage(reply, turnCodesOffPage(context, { visitor, isLast: passkeys === 0 }))
  })

  scope.post(OFF_PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'send')
    if (!visit) return reply
    const owner = {
      personId: visit.visitor.id,
      session: visit.session,
      browser: browserFacts(parts, request),
    }
    await turnCodesOff(parts, owner, clock.now())
    return reply.redirect('/account/security?notice=codes_off', 303)
  })
}
