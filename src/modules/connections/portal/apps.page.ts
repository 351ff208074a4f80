import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, formList, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { searchAsked, sliceAsked } from '../../../platform/http/paging.ts'
import { type Portal, pathParameter } from '../../../platform/http/portal.ts'
import { appTitle, desiredScopesOf } from '../../apps/index.ts'
import { countMembers } from '../../directory/index.ts'
import { findLiveConnection } from '../connection.repository.ts'
import { scopesByState } from '../connection.ts'
import type { Connections } from '../connections.ts'
import { approveWaiting, declineWaiting, revokeByBearer } from '../decide.ts'
import { findDependentApps } from '../dependent-scope.repository.ts'
import { describeScopes } from '../describe-scopes.ts'
import { findOfferedApps } from '../participation.repository.ts'
import { declineParticipation } from '../participation.ts'
import { appPage, revokeAppPage } from './app.view.ts'
import { appListPage } from './app-list.view.ts'
import { type InstalledRow, installedRow, installedRows, matches } from './app-rows.ts'
import type { OfferedRow } from './apps-area.ts'
import { AREA_ROUTES, type OpenedArea, openArea } from './open-area.page.ts'

/** Rows on one page of the list. */
const PAGE_SIZE = 20

export type AppPagesDeps = {
  db: Db
  clock: Clock
  portal: Portal
  connections: Connections
  /** Where an organization connects an app: the store is to the right. */
  connectPath(app: { category: string; name: string }, organization: { slug: string }): string
}

/** The apps of an organization and of a person: look, approve, decline, revoke (platform.md §7). */
export function appPages(scope: FastifyInstance, deps: AppPagesDeps): void {
  for (const path of AREA_ROUTES) {
    listPage(scope, path, deps)
    onePage(scope, `${path}/:app`, deps)
    waitingForm(scope, `${path}/:app/waiting`, deps)
    revokePages(scope, `${path}/:app/revoke`, deps)
  }
  declineForm(scope, deps)
}

function listPage(scope: FastifyInstance, path: string, deps: AppPagesDeps): void {
  const { db, clock } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'look')
    if (!opened) return reply
    const { area, bearer, context } = opened
    const all = await installedRows(db, bearer, context.lang)
    const filter = queryParameter(request, 'filter') === 'waiting' ? 'waiting' : 'connected'
    const query = searchAsked(request)
    const waiting = all.filter(row => row.waiting > 0)
    const matching = (filter === 'waiting' ? waiting : all).filter(row => matches(row, query))
    const slice = sliceAsked(request, matching.length, PAGE_SIZE)
    const asked = queryParameter(request, 'notice')
    return sendPage(
      reply,
      appListPage(context, {
        area,
        rows: matching.slice(slice.from, slice.from + PAGE_SIZE),
        offered: await offeredRows(deps, opened),
        counts: { connected: all.length, waiting: waiting.length },
        filter,
        query,
        ...slice,
        notice: (['revoked', 'connected', 'offer_declined'] as const).find(known => known === asked) ?? null,
        now: clock.now(),
      }),
    )
  })
}

/** What an organization is invited to and has not connected (platform.md §7). */
async function offeredRows(
  { db, connectPath }: AppPagesDeps,
  { area, bearer, visitor, context }: OpenedArea,
): Promise<OfferedRow[]> {
  const place = visitor.organizations.find(({ id }) => id === area.organization?.id)
  if (place === undefined) return []
  return (await findOfferedApps(db, bearer.id)).map(({ translations, ...app }) => ({
    ...app,
    title: appTitle(JSON.parse(translations), context.lang) || app.name,
    connectHref: connectPath(app, place),
    declineHref: `${area.path}/${app.name}/decline`,
  }))
}

function declineForm(scope: FastifyInstance, deps: AppPagesDeps): void {
  const { db, clock } = deps
  scope.post('/organizations/:slug/apps/:app/decline', async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'act')
    if (!opened) return reply
    const { area, bearer, visitor, act } = opened
    const name = pathParameter(request, 'app')
    const app = (await findOfferedApps(db, bearer.id)).find(offered => offered.name === name)
    if (!app) throw new PageRefusal(404, 'not_found')
    const wish = { appId: app.id, organizationId: bearer.id, personId: visitor.id, act }
    permitted(await declineParticipation(deps, wish, clock.now()))
    return reply.redirect(`${area.path}?notice=offer_declined`, 303)
  })
}

function onePage(scope: FastifyInstance, path: string, deps: AppPagesDeps): void {
  const { db, clock } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'look')
    if (!opened) return reply
    const { area, context } = opened
    const app = await installed(deps, opened, request)
    const { granted, requested, waiting } = scopesByState(await findLiveConnection(db, app.connectionId))
    const offer = await desiredScopesOf(db, app.appId)
    const unavailable = requested.filter(scope => !waiting.includes(scope))
    const described = await describeScopes(db, offer, { granted, waiting, unavailable }, context.lang)
    const asked = queryParameter(request, 'notice')
    return sendPage(
      reply,
      appPage(context, {
        area,
        app,
        ...described,
        notice:
          (['approved', 'declined', 'unchanged', 'none_chosen'] as const).find(known => known === asked) ??
          null,
        now: clock.now(),
      }),
    )
  })
}

function waitingForm(scope: FastifyInstance, path: string, deps: AppPagesDeps): void {
  const { clock } = deps
  scope.post(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'act')
    if (!opened) return reply
    const { area, bearer, visitor, act } = opened
    const { connectionId, appId, name } = await installed(deps, opened, request)
    // What is told in one line is decided at once.
    const scopes = formList(request, 'scopes[]').flatMap(names => names.split(' '))
    if (scopes.length === 0) return reply.redirect(`${area.path}/${name}?notice=none_chosen`, 303)
    const wanted = { connectionId, appId, bearer, scopes, personId: visitor.id, act }
    const decision = formField(request, 'decision')
    if (decision !== 'approve' && decision !== 'decline') throw new PageRefusal(400, 'bad_request')
    const decide = decision === 'approve' ? approveWaiting : declineWaiting
    const changed = permitted(await decide(deps, wanted, clock.now()))
    const notice =
      changed === 0 || changed === 'gone' ? 'unchanged' : decision === 'approve' ? 'approved' : 'declined'
    return reply.redirect(`${area.path}/${name}?notice=${notice}`, 303)
  })
}

function revokePages(scope: FastifyInstance, path: string, deps: AppPagesDeps): void {
  const { db, clock } = deps
  scope.get(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'act')
    if (!opened) return reply
    const { area, bearer, context } = opened
    const app = await installed(deps, opened, request)
    const dependents = await findDependentApps(db, { providerAppId: app.appId, bearer })
    return sendPage(
      reply,
      revokeAppPage(context, {
        area,
        app,
        memberCount: bearer.type === 'Organization' ? await countMembers(db, bearer.id) : 1,
        dependents: dependents.map(
          ({ name, translations }) => appTitle(JSON.parse(translations), context.lang) || name,
        ),
      }),
    )
  })

  scope.post(path, async (request, reply) => {
    const opened = await openArea(deps, { request, reply }, 'act')
    if (!opened) return reply
    const { area, bearer, visitor, act } = opened
    const { connectionId } = await installed(deps, opened, request)
    permitted(await revokeByBearer(deps, { connectionId, bearer, personId: visitor.id, act }, clock.now()))
    return reply.redirect(`${area.path}?notice=revoked`, 303)
  })
}

function permitted<Outcome>(outcome: Outcome): Exclude<Outcome, 'not_permitted'> {
  if (outcome === 'not_permitted') throw new PageRefusal(403, 'administrators_only')
  return outcome as Exclude<Outcome, 'not_permitted'>
}

/** The app of the address, connected to whom the page is about; else there is nothing here (attack O5). */
async function installed(
  { db }: AppPagesDeps,
  { bearer, context }: OpenedArea,
  request: FastifyRequest,
): Promise<InstalledRow> {
  const row = await installedRow(db, bearer, { name: pathParameter(request, 'app'), lang: context.lang })
  if (!row) throw new PageRefusal(404, 'not_found')
  return row
}
