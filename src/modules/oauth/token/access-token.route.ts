import type { FastifyInstance } from 'fastify'
import type { Db } from '../../../platform/database/database.ts'
import { type ApiGuard, apiTime } from '../../../platform/http/api.ts'
import { appTitle, findApp } from '../../apps/index.ts'
import { findOrganization, rolesFromBits } from '../../directory/index.ts'

/** GET /api/v1/access_token: describes the presented token (directory-api.md §12.4). */
export function accessTokenRoute(scope: FastifyInstance, { db, guard }: { db: Db; guard: ApiGuard }): void {
  scope.get('/api/v1/access_token', async request => {
    const token = await guard.any(request)
    return {
      id: token.tokenId,
      app: token.appId === null ? null : await describeApp(db, token.appId),
      audiences: token.audience,
      scope: token.scopes,
      bearer: token.bearer,
      bearer_on_behalf_of: token.onBehalfOf && {
        id: token.onBehalfOf.personId,
        type: 'Person',
        roles: rolesFromBits(token.onBehalfOf.roles),
      },
      created_at: apiTime(token.issuedAt, null),
      expires_at: apiTime(token.expiresAt, null),
    }
  })
}

async function describeApp(db: Db, appId: string) {
  const app = await findApp(db, appId)
  if (!app) return null
  const vendor = app.organizationId === null ? null : await findOrganization(db, app.organizationId)
  return {
    name: app.name,
    slug: app.name.replaceAll('_', '-'),
    title: appTitle(app.translations, 'en'),
    logo_url: app.logoUrl,
    vendor: vendor && { name: vendor.name, slug: vendor.slug, logo_url: vendor.logoUrl },
  }
}
