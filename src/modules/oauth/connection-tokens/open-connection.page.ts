import type { FastifyReply, FastifyRequest } from 'fastify'
import { PageRefusal } from '../../../platform/http/pages.ts'
import { pathParameter, type Step } from '../../../platform/http/portal.ts'
import { type DeveloperDeps, type OpenedApp, openApp } from '../../apps/index.ts'
import type { Connection } from '../../connections/index.ts'
import { findOrganization } from '../../directory/index.ts'
import type { ConnectionArea } from './connection-model.ts'
import { connectionOf } from './generate-token.ts'

/** A connection of an app with an organization, for somebody who develops the app. */
export type OpenedConnection = Omit<OpenedApp, 'area'> & { area: ConnectionArea; connection: Connection }

/** Where the organizations are that are connected to an app. */
export function connectionsPath(appPath: string): string {
  return `${appPath}/connections`
}

/** Opens the connection of an app with the organization of the address. */
export async function openConnection(
  deps: DeveloperDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step,
): Promise<OpenedConnection | null> {
  const opened = await openApp(deps, exchange, step)
  if (opened === null) return null
  const organizationId = pathParameter(exchange.request, 'organization') ?? ''
  const connection = await connectionOf(deps.db, opened.app.id, organizationId)
  const organization = connection && (await findOrganization(deps.db, organizationId))
  if (!connection || !organization) throw new PageRefusal(404, 'not_found')
  const { id, name, logoUrl } = organization
  const tokensPath = `${connectionsPath(opened.area.path)}/${id}/tokens`
  return { ...opened, connection, area: { ...opened.area, organization: { id, name, logoUrl }, tokensPath } }
}
