import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import { searchAsked } from '../../../platform/http/paging.ts'
import { type Portal, pathParameter, type Visit } from '../../../platform/http/portal.ts'
import { plainFrame } from '../../../platform/web/portal-page.ts'
import { findDiscoverable, findDiscoverableById } from '../discoverable.repository.ts'
import type { MailSettings } from '../invite.ts'
import { askToJoin, withdrawJoinRequest } from '../join.ts'
import { findJoinRequestsOf } from '../join-request.repository.ts'
import { FIND_NOTICES, findOrganizationPage, type Standing } from './find-organization.view.ts'

const FOUND_MAX = 20

export type FindPagesDeps = { db: Db; clock: Clock; portal: Portal; mail: MailSettings }

/** Finding an organization one works for, and asking to join it (platform.md §1.2). */
export function findOrganizationPages(scope: FastifyInstance, deps: FindPagesDeps): void {
  const { db, clock, portal } = deps
  const path = '/organizations/find'
  scope.get(path, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, context } = visit
    const query = searchAsked(request)
    const requests = await findJoinRequestsOf(db, visitor.id)
    const found = await findDiscoverable(db, { query, limit: FOUND_MAX })
    const waiting = []
    for (const { id, organizationId, declinedAt } of requests) {
      const organization = declinedAt === null ? await findDiscoverableById(db, organizationId) : null
      if (organization) waiting.push({ id, organization })
    }
    const asked = queryParameter(request, 'notice')
    return sendPage(
      reply,
      findOrganizationPage(context, {
        frame: plainFrame(visitor.timeZone),
        query,
        found: found.map(organization => ({
          organization,
          standing: standingOf(visit, organization.id, requests),
        })),
        waiting,
        notice: FIND_NOTICES.find(notice => notice === asked) ?? null,
      }),
    )
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, act } = visit
    const organizationId = formField(request, 'organization') ?? ''
    const outcome = await askToJoin(deps, { organizationId, personId: visitor.id, act }, clock.now())
    return reply.redirect(`${path}?notice=${outcome}`, 303)
  })

  scope.post(`${path}/:id/withdraw`, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, act } = visit
    const id = pathParameter(request, 'id') ?? ''
    const outcome = await withdrawJoinRequest(deps, { id, personId: visitor.id, act }, clock.now())
    return reply.redirect(`${path}?notice=${outcome}`, 303)
  })
}

function standingOf(
  { visitor }: Visit,
  organizationId: string,
  requests: readonly { organizationId: string; declinedAt: number | null }[],
): Standing {
  if (visitor.organizations.some(({ id }) => id === organizationId)) return 'member'
  const request = requests.find(made => made.organizationId === organizationId)
  if (!request) return 'none'
  return request.declinedAt === null ? 'waiting' : 'declined'
}
