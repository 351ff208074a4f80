import type { FastifyInstance } from 'fastify'
import { queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { sliceAsked } from '../../../platform/http/paging.ts'
import { pathParameter } from '../../../platform/http/portal.ts'
import type { AccountParts } from '../deps.ts'
import { countLiveSessions, findLiveSessionsOf } from '../session.repository.ts'
import { deviceOf } from './device.ts'
import { endAllOtherSessions, endOneSession } from './end-sessions.ts'
import { sessionsPage } from './sessions.view.ts'

const PAGE_SIZE = 20
const SESSION_ID = /^\d{1,15}$/

/** GET /account/sessions: where one is signed in; POST …/:id/end and …/others: signs out there. */
export function sessionPages(scope: FastifyInstance, { db, clock, portal, placeOf }: AccountParts): void {
  scope.get('/account/sessions', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, session, context } = visit
    const now = clock.now()
    const count = await countLiveSessions(db, visitor.id, now)
    const slice = sliceAsked(request, count, PAGE_SIZE)
    const page = { personId: visitor.id, currentId: session.id, limit: PAGE_SIZE, offset: slice.from }
    const sessions = await findLiveSessionsOf(db, page, now)
    const notice = queryParameter(request, 'notice')
    return sendPage(
      reply,
      sessionsPage(context, {
        timeZone: visitor.timeZone,
        rows: sessions.map(({ userAgent, ...row }) => ({
          ...row,
          device: deviceOf(userAgent),
          place: row.addressBlock === null ? null : placeOf(row.addressBlock),
          isThisOne: row.id === session.id,
        })),
        ...slice,
        now,
        notice: (['ended', 'others_ended'] as const).find(known => known === notice) ?? null,
      }),
    )
  })

  scope.post('/account/sessions/:id/end', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const named = pathParameter(request, 'id') ?? ''
    if (!SESSION_ID.test(named)) throw new PageRefusal(404, 'not_found')
    const id = Number(named)
    // This one is left by signing out, which takes the cookie, too.
    if (id === visit.session.id) return reply.redirect('/signout', 303)
    const { visitor, act } = visit
    if (!(await endOneSession(db, { personId: visitor.id, id, act }, clock.now())))
      throw new PageRefusal(404, 'not_found')
    return reply.redirect('/account/sessions?notice=ended', 303)
  })

  scope.post('/account/sessions/others', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, session, act } = visit
    await endAllOtherSessions(db, { personId: visitor.id, keptId: session.id, act }, clock.now())
    return reply.redirect('/account/sessions?notice=others_ended', 303)
  })
}
