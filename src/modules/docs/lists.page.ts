import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from '../../platform/database/database.ts'
import { sendPage } from '../../platform/http/pages.ts'
import { searchAsked, sliceAsked } from '../../platform/http/paging.ts'
import type { Portal, Visit } from '../../platform/http/portal.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { listEvents, listScopes, type ScopeNames } from '../apps/index.ts'
import type { Documentation } from './documentation.ts'
import { eventsPage, type ListModel, scopesPage } from './lists.view.ts'
import { menuOf } from './menu.ts'

const PAGE_SIZE = 50

export type ListPagesDeps = { db: Db; portal: Portal; names: ScopeNames; documentation: Documentation }

/** What there is to ask for and to be told of, and who provides it: as much as the visitor may know. */
export function listPages(scope: FastifyInstance, deps: ListPagesDeps): void {
  const { db, portal, names } = deps

  scope.get('/docs/scopes', async (request, reply) => {
    const { context, visit } = await portal.peek(request)
    const wanted = wantedBy(request)
    const { matching, items } = await listScopes(db, readerOf(visit, context), wanted, names)
    return sendPage(
      reply,
      scopesPage(context, { ...modelOf(deps, request, visit, { path: '/docs/scopes', matching }), items }),
    )
  })

  scope.get('/docs/events', async (request, reply) => {
    const { context, visit } = await portal.peek(request)
    const wanted = wantedBy(request)
    const { matching, items } = await listEvents(db, readerOf(visit, context), wanted, names)
    return sendPage(
      reply,
      eventsPage(context, { ...modelOf(deps, request, visit, { path: '/docs/events', matching }), items }),
    )
  })
}

function wantedBy(request: FastifyRequest) {
  const from = (matching: number) => sliceAsked(request, matching, PAGE_SIZE).from
  return { query: searchAsked(request), from, limit: PAGE_SIZE }
}

function readerOf(visit: Visit | null, { lang }: PageContext) {
  return { vendorIds: vendorsOf(visit), lang }
}

/** Whose unpublished scopes a visitor finds in the developer area, too. */
function vendorsOf(visit: Visit | null): string[] {
  const organizations = visit?.visitor.organizations ?? []
  return organizations
    .filter(({ isDeveloper, requiresTwoFactor }) => {
      return isDeveloper && (!requiresTwoFactor || visit?.visitor.hasTwoFactor === true)
    })
    .map(({ id }) => id)
}

function modelOf(
  { documentation: { library } }: ListPagesDeps,
  request: FastifyRequest,
  visit: Visit | null,
  { path, matching }: { path: string; matching: number },
): Omit<ListModel<never>, 'items'> {
  return {
    frame: { menu: menuOf(library), current: path },
    query: searchAsked(request),
    isDeveloper: vendorsOf(visit).length > 0,
    ...sliceAsked(request, matching, PAGE_SIZE),
  }
}
