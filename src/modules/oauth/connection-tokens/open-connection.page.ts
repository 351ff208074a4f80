import type { FastifyReply, FastifyRequest } from 'fastify'
import { PageRefusal } from '../../../platform/http/pages.ts'
import { type App, findAppByName } from '../../apps/index.ts'
import type { Connection } from '../../connections/index.ts'
import { findMembership, findOrganization } from '../../directory/index.ts'
import { appBadge } from '../authorize/page-models.ts'
import { type OpenedPortal, openPortal, type PortalDeps, parameter } from '../portal/open-portal.page.ts'
import { appConnectionsPath } from '../portal/settings-menu.ts'
import type { AppArea, ConnectionArea } from './connection-model.ts'
import { connectionOf, mayGenerate } from './generate-token.ts'

type Exchange = { request: FastifyRequest; reply: FastifyReply }
/** A private app, for somebody who develops it. */
export type OpenedApp = OpenedPortal & { app: App; area: AppArea }

/** A connection of it with an organization. */
export type OpenedConnection = OpenedPortal & { app: App; area: ConnectionArea; connection: Connection }

/** A private app for those who develop it; to everybody else it looks like none (attack O5). */
export async function openApp(
  deps: PortalDeps,
  exchange: Exchange,
  act: 'look' | 'send',
): Promise<OpenedApp | null> {
  const opened = await openPortal(deps, exchange, act)
  if (opened === null) return null
  const { personId } = opened.session
  const app = await findAppByName(deps.db, parameter(exchange.request, 'name') ?? '')
  const organizationId = app?.organizationId ?? null
  if (app?.type !== 'private' || organizationId === null) throw new PageRefusal(404, 'not_found')
  if ((await findMembership(deps.db, { organizationId, personId })) === null)
    throw new PageRefusal(404, 'not_found')
  if (!(await mayGenerate(deps.db, personId, app))) throw new PageRefusal(403, 'developers_only')
  const { badge } = await appBadge(deps.db, app.id, opened.context.lang)
  const path = appConnectionsPath(app.name)
  return { ...opened, app, area: { app: badge, path, ...(await opened.frameAt(path)) } }
}

/** The same with the organization of the address, which is connected to it. */
export async function openConnection(
  deps: PortalDeps,
  exchange: Exchange,
  act: 'look' | 'send',
): Promise<OpenedConnection | null> {
  const opened = await openApp(deps, exchange, act)
  if (opened === null) return null
  const organizationId = parameter(exchange.request, 'organization') ?? ''
  const connection = await connectionOf(deps.db, opened.app.id, organizationId)
  const organization = connection && (await findOrganization(deps.db, organizationId))
  if (!connection || !organization) throw new PageRefusal(404, 'not_found')
  const { id, name, logoUrl } = organization
  const tokensPath = `${opened.area.path}/${id}/tokens`
  return { ...opened, connection, area: { ...opened.area, organization: { id, name, logoUrl }, tokensPath } }
}
