import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../../platform/database/database.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import { type Portal, pathParameter, type Step, type Visit } from '../../../platform/http/portal.ts'
import { organizationFrame } from '../../../platform/web/portal-page.ts'
import { type App, findAppByName } from '../../apps/index.ts'
import type { Connection } from '../../connections/index.ts'
import { findOrganization } from '../../directory/index.ts'
import { appBadge } from '../authorize/page-models.ts'
import { appConnectionsPath, privateAppsMenu } from '../portal/private-apps-menu.ts'
import type { AppArea, ConnectionArea } from './connection-model.ts'
import { connectionOf, mayGenerate } from './generate-token.ts'

type Deps = { db: Db; portal: Portal }
type Exchange = { request: FastifyRequest; reply: FastifyReply }
/** A private app, for somebody who develops it. */
export type OpenedApp = Visit & { app: App; area: AppArea }

/** A connection of it with an organization. */
export type OpenedConnection = Visit & { app: App; area: ConnectionArea; connection: Connection }

/** A private app for those who develop it; to everybody else it looks like none (attack O5). */
export async function openApp(deps: Deps, exchange: Exchange, step: Step): Promise<OpenedApp | null> {
  const { db, portal } = deps
  const visit = await portal.open(exchange, step)
  if (visit === null) return null
  const { visitor, context } = visit
  const app = await findAppByName(db, pathParameter(exchange.request, 'name') ?? '')
  const vendor = visitor.organizations.find(({ id }) => id === app?.organizationId)
  if (app?.type !== 'private' || !vendor) throw new PageRefusal(404, 'not_found')
  if (!(await mayGenerate(db, visitor.id, app))) throw new PageRefusal(403, 'developers_only')
  const { badge } = await appBadge(db, app.id, context.lang)
  const path = appConnectionsPath(app.name)
  const frame = organizationFrame(visitor, vendor, 'developer')
  const menu = await privateAppsMenu(db, vendor, { lang: context.lang, path })
  return { ...visit, app, area: { app: badge, path, frame, menu } }
}

/** The same with the organization of the address, which is connected to it. */
export async function openConnection(
  deps: Deps,
  exchange: Exchange,
  step: Step,
): Promise<OpenedConnection | null> {
  const opened = await openApp(deps, exchange, step)
  if (opened === null) return null
  const organizationId = pathParameter(exchange.request, 'organization') ?? ''
  const connection = await connectionOf(deps.db, opened.app.id, organizationId)
  const organization = connection && (await findOrganization(deps.db, organizationId))
  if (!connection || !organization) throw new PageRefusal(404, 'not_found')
  const { id, name, logoUrl } = organization
  const tokensPath = `${opened.area.path}/${id}/tokens`
  return { ...opened, connection, area: { ...opened.area, organization: { id, name, logoUrl }, tokensPath } }
}
