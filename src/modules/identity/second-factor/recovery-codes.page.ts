import type { FastifyInstance } from 'fastify'
import { sendPage } from '../../../platform/http/pages.ts'
import type { AccountParts } from '../deps.ts'
import { browserFacts } from '../flow.page.ts'
import { factorsOf } from './factors.ts'
import { makeRecoveryCodes } from './manage-codes.ts'
import { newRecoveryCodesPage, recoveryCodesPage } from './recovery-codes.view.ts'

/** GET and POST /account/security/recovery-codes: makes new ones and shows them, once. */
export function recoveryCodePages(scope: FastifyInstance, parts: AccountParts): void {
  const { db, clock, portal } = parts
  const path = '/account/security/recovery-codes'
  scope.get(path, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'open')
    if (!visit) return reply
    const { visitor, context } = visit
    const { hasCodes, passkeys, recoveryCodes } = await factorsOf(db, visitor.id)
    if (!hasCodes && passkeys === 0) return reply.redirect('/account/security', 303)
    return sendPage(reply, newRecoveryCodesPage(context, { visitor, left: recoveryCodes }))
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'send')
    if (!visit) return reply
    const { visitor, session, context } = visit
    const owner = { personId: visitor.id, session, browser: browserFacts(parts, request) }
    const codes = await makeRecoveryCodes(parts, owner, clock.now())
    if (codes === null) return reply.redirect('/account/security', 303)
    const model = { timeZone: visitor.timeZone, codes, reason: 'renewed' } as const
    return sendPage(reply, recoveryCodesPage({ ...context, path }, model))
  })
}
