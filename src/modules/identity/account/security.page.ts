import type { FastifyInstance } from 'fastify'
import { queryParameter } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import type { AccountParts } from '../deps.ts'
import { passwordChangedAt } from '../password.repository.ts'
import { factorsOf } from '../second-factor/factors.ts'
import { findPasskeysOf } from '../second-factor/passkey.repository.ts'
import { countLiveSessions } from '../session.repository.ts'
import { SECURITY_NOTICES, securityPage } from './security.view.ts'

/** GET /account/security: everything by which a person proves who they are. */
export function securityPages(scope: FastifyInstance, { db, clock, portal }: AccountParts): void {
  scope.get('/account/security', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, context } = visit
    const now = clock.now()
    const notice = queryParameter(request, 'notice')
    return sendPage(
      reply,
      securityPage(context, {
        visitor,
        passwordChangedAt: await passwordChangedAt(db, visitor.id),
        factors: await factorsOf(db, visitor.id),
        passkeys: await findPasskeysOf(db, visitor.id),
        sessionCount: await countLiveSessions(db, visitor.id, now),
        notice: SECURITY_NOTICES.find(known => known === notice) ?? null,
        now,
      }),
    )
  })
}
