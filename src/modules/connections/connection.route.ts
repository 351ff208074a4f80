import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isUuid } from '../../platform/crypto/random.ts'
import type { Db } from '../../platform/database/database.ts'
import { type ApiGuard, type AppGuard, apiTime, notFound } from '../../platform/http/api.ts'
import { sinceAsked } from '../../platform/http/api-body.ts'
import { pageAsked, pageHeaders } from '../../platform/http/api-paging.ts'
import { queryParameter } from '../../platform/http/browser.ts'
import { pathParameter } from '../../platform/http/portal.ts'
import { findAppsOfOrganization } from '../apps/index.ts'
import { type Connectable, scopesByState } from './connection.ts'
import { type ListedConnection, listConnections } from './connection-list.repository.ts'

export type ConnectionRoutesDeps = { db: Db; guard: ApiGuard; appGuard: AppGuard; publicUrl: string }

/** Who is connected to an app, for the app itself and for its vendor (directory-api.md §13); times in UTC. */
export function connectionRoutes(scope: FastifyInstance, deps: ConnectionRoutesDeps): void {
  const { db, publicUrl } = deps

  scope.get('/api/v1/connections', async (request, reply) => {
    const appIds = await appsOf(deps, request)
    const { page, perPage } = pageAsked(request)
    const wanted = queryParameter(request, 'filters[connectable_id]') ?? ''
    const bearer = wanted === '' ? null : connectableOf(wanted)
    // A filter that matches nothing gives an empty list.
    const isPossible = wanted === '' || bearer !== null
    const { connections, total } = await listConnections(
      db,
      { appIds: isPossible ? appIds : [], bearer, since: sinceAsked(request) },
      { offset: (page - 1) * perPage, limit: perPage },
    )
    pageHeaders(request, reply, { publicUrl, page, perPage, total })
    return connections.map(connectionJson)
  })

  scope.get('/api/v1/connections/:id', async request => {
    const appIds = await appsOf(deps, request)
    const bearer = connectableOf(pathParameter(request, 'id') ?? '')
    if (bearer === null) throw notFound()
    const { connections } = await listConnections(db, { appIds, bearer }, { offset: 0, limit: 1 })
    const [connection] = connections
    if (!connection) throw notFound()
    return connectionJson(connection)
  })
}

/** The app that asks, or all apps of the vendor that asks. */
async function appsOf(
  { db, guard, appGuard }: ConnectionRoutesDeps,
  request: FastifyRequest,
): Promise<string[]> {
  const app = await appGuard.ifBasic(request)
  if (app !== null) return [app.appId]
  const { organizationId } = await guard.organization(request, 'connections_and_subscriptions.r')
  return (await findAppsOfOrganization(db, organizationId)).map(({ id }) => id)
}

/** `Organization-<uuid>`, as paths and filters name a bearer. */
function connectableOf(text: string): Connectable | null {
  const [, type, id = ''] = /^(Person|Organization)-(.+)$/.exec(text) ?? []
  return (type === 'Person' || type === 'Organization') && isUuid(id) ? { type, id } : null
}

function connectionJson({ bearer, appName, scopes, createdAt, updatedAt }: ListedConnection) {
  const { granted, requested, waiting } = scopesByState({ scopes })
  return {
    connectable_type: bearer.type,
    connectable_id: bearer.id,
    created_at: apiTime(createdAt, null),
    updated_at: apiTime(updatedAt, null),
    app_name: appName,
    granted_oauth_scopes: granted,
    requested_oauth_scopes: requested,
    requested_oauth_scopes_waiting_for_approval: waiting,
  }
}
