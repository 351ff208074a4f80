import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { searchAsked, sliceAsked } from '../../../platform/http/paging.ts'
import { type Portal, pathParameter } from '../../../platform/http/portal.ts'
import { type OpenedApp, openApp } from '../../apps/index.ts'
import { findDiscoverable, type MailSettings } from '../../directory/index.ts'
import type { Connections } from '../connections.ts'
import { findParticipants, type Participant } from '../participation.repository.ts'
import { inviteParticipant, removeParticipant } from '../participation.ts'
import { PARTICIPANT_NOTICES, participantsPage, removeParticipantPage } from './participants.view.ts'

/** Rows on one page of the list, and organizations a search gives. */
const PAGE_SIZE = 20
const FOUND_MAX = 10

export type ParticipantPagesDeps = {
  db: Db
  clock: Clock
  portal: Portal
  connections: Connections
  mail: MailSettings
}

/** The organizations a vendor invites to an app that is not for everybody (platform.md §4.10). */
export function participantPages(scope: FastifyInstance, deps: ParticipantPagesDeps): void {
  const { db, clock } = deps
  const path = '/developer/apps/:name/participants'
  scope.get(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    return show(opened, request, reply)
  })

  scope.post(path, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { app, area, visitor, act } = opened
    const organizationId = formField(request, 'organization') ?? ''
    const wish = { appId: app.id, organizationId, personId: visitor.id, act }
    const outcome = await inviteParticipant(deps, wish, clock.now())
    return reply.redirect(`${area.path}/participants?notice=${outcome}`, 303)
  })

  scope.get(`${path}/:organization/remove`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const participant = await participantOf(deps, opened, request)
    return sendPage(reply, removeParticipantPage(opened.context, { ...opened.area, participant }))
  })

  scope.post(`${path}/:organization/remove`, async (request, reply) => {
    const opened = await openApp(deps, { request, reply })
    if (!opened) return reply
    const { id: organizationId } = await participantOf(deps, opened, request)
    const { app, area, act } = opened
    const outcome = await removeParticipant(deps, { appId: app.id, organizationId, act }, clock.now())
    return reply.redirect(`${area.path}/participants?notice=${outcome}`, 303)
  })

  async function show(
    { app, area, context }: OpenedApp,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const all = await findParticipants(db, app.id)
    const slice = sliceAsked(request, all.length, PAGE_SIZE)
    const query = searchAsked(request)
    const known = new Set([...all.map(({ id }) => id), app.organizationId])
    const found = await findDiscoverable(db, { query, limit: FOUND_MAX })
    const asked = queryParameter(request, 'notice')
    return sendPage(
      reply,
      participantsPage(context, {
        ...area,
        ...slice,
        participants: all.slice(slice.from, slice.from + PAGE_SIZE),
        query,
        found: found.map(organization => ({ ...organization, isKnown: known.has(organization.id) })),
        notice: PARTICIPANT_NOTICES.find(notice => notice === asked) ?? null,
      }),
    )
  }
}

async function participantOf(
  { db }: ParticipantPagesDeps,
  { app }: OpenedApp,
  request: FastifyRequest,
): Promise<Participant> {
  const id = pathParameter(request, 'organization')
  const participant = (await findParticipants(db, app.id)).find(organization => organization.id === id)
  if (!participant) throw new PageRefusal(404, 'not_found')
  return participant
}
