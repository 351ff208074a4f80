import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../../platform/database/database.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import {
  type OrganizationVisit,
  type Portal,
  pathParameter,
  requireSecondFactor,
  type Step,
} from '../../../platform/http/portal.ts'
import type { AppArea } from '../../../platform/web/developer-page.ts'
import { organizationFrame } from '../../../platform/web/portal-page.ts'
import { findAppByName } from '../app.repository.ts'
import type { App } from '../app.ts'
import { appArea } from './developer-area.ts'

export type DeveloperDeps = { db: Db; portal: Portal }

/** An app, for somebody who develops it. */
export type OpenedApp = OrganizationVisit & { app: App; area: AppArea }

/**
 * Opens `/developer/apps/:name…` for owners, admins and developers of the vendor (platform.md §2, C-60); null when the
 * reply leads to the sign-in page. To strangers the app looks like none (attack O5).
 */
export async function openApp(
  { db, portal }: DeveloperDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step = 'look',
): Promise<OpenedApp | null> {
  const visit = await portal.open(exchange, step)
  if (visit === null) return null
  const app = await findAppByName(db, pathParameter(exchange.request, 'name') ?? '')
  const vendor = visit.visitor.organizations.find(({ id }) => id === app?.organizationId)
  if (!app || !vendor) throw new PageRefusal(404, 'not_found')
  if (!vendor.isDeveloper) throw new PageRefusal(403, 'developers_only')
  requireSecondFactor(vendor, visit.visitor)
  const frame = organizationFrame(visit.visitor, vendor, 'developer')
  const area = appArea(app, { frame, vendor, lang: visit.context.lang })
  return { ...visit, organization: vendor, app, area }
}
