import type { FastifyInstance } from 'fastify'
import { notFound } from '../../platform/http/api.ts'
import { organizationAdditionsJson, organizationJson } from './directory-json.ts'
import { findOrganization } from './organization.repository.ts'
import type { DirectoryRoutesDeps } from './person.route.ts'

/** `GET /api/v1/organization` (directory-api.md §7). Machine scopes read it too (C-50); times are in UTC (G-34). */
export function organizationRoutes(
  scope: FastifyInstance,
  { db, guard, currentApp }: Pick<DirectoryRoutesDeps, 'db' | 'guard' | 'currentApp'>,
): void {
  scope.get('/api/v1/organization', async request => {
    const { organizationId, appId } = await guard.organization(request, 'organization.r', 'machines.r')
    const organization = await findOrganization(db, organizationId)
    if (organization === null) throw notFound()
    const standing = await currentApp(db, appId, [{ type: 'Organization', id: organizationId }])
    return {
      ...organizationJson(organization, standing.get(organizationId), null),
      ...organizationAdditionsJson(organization),
    }
  })
}
