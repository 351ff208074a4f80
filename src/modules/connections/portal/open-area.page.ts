import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Portal, pathParameter, type Visit } from '../../../platform/http/portal.ts'
import { organizationFrame, plainFrame } from '../../../platform/web/portal-page.ts'
import type { Connectable } from '../connection.ts'
import type { AppsArea } from './apps-area.ts'

const OWN_APPS_PATH = '/account/apps'

/** The addresses of a person's own apps and of those of an organization, as routes name them. */
export const AREA_ROUTES = [OWN_APPS_PATH, '/organizations/:slug/apps']

/** Whose connections an address is about, for somebody who may see them. */
export type OpenedArea = Visit & { bearer: Connectable; area: AppsArea }

/**
 * Opens the area of a request: to `look`, as all members may, or to `act`, as owners and admins may (platform.md §7).
 * Null when the reply leads to the sign-in page.
 */
export async function openArea(
  { portal }: { portal: Portal },
  exchange: { request: FastifyRequest; reply: FastifyReply },
  intent: 'look' | 'act',
): Promise<OpenedArea | null> {
  if (pathParameter(exchange.request, 'slug') === null) {
    const visit = await portal.open(exchange)
    if (visit === null) return null
    const frame = plainFrame(visit.visitor.timeZone)
    const bearer = { type: 'Person', id: visit.visitor.id } as const
    return { ...visit, bearer, area: { frame, organization: null, path: OWN_APPS_PATH, mayAct: true } }
  }
  const visit = await portal.openOrganization(exchange, intent === 'act' ? 'administrators' : 'members')
  if (visit === null) return null
  const { visitor, organization } = visit
  const { id, name, logoUrl, slug, isAdministrator } = organization
  const frame = organizationFrame(visitor, organization, 'apps')
  const bearer = { type: 'Organization', id } as const
  const path = `/organizations/${slug}/apps`
  return {
    ...visit,
    bearer,
    area: { frame, organization: { id, name, logoUrl }, path, mayAct: isAdministrator },
  }
}
