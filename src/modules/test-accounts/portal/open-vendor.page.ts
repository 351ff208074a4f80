import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../../platform/database/database.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import {
  type OrganizationVisit,
  type Portal,
  pathParameter,
  type Step,
} from '../../../platform/http/portal.ts'
import { organizationFrame, type PortalFrame } from '../../../platform/web/portal-page.ts'
import { findOrganization } from '../../directory/index.ts'
import { findTestAccount } from '../test-account.repository.ts'
import type { TestAccount } from '../test-account.ts'

const VENDOR_KIND = 'software_developer'

export type VendorDeps = { db: Db; portal: Portal }

/** The developer area of a vendor, for somebody who develops its apps. */
export type OpenedVendor = OrganizationVisit & {
  frame: PortalFrame
  /** `/organizations/<slug>/developer` */
  developerPath: string
  /** `/organizations/<slug>/developer/test-accounts` */
  path: string
}

/**
 * Opens `/organizations/:slug/developer/test-accounts…` for owners, admins and developers (platform.md §2); null when the reply
 * leads elsewhere: to the sign-in page, or to where an organization becomes a vendor.
 */
export async function openVendor(
  { db, portal }: VendorDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step = 'look',
): Promise<OpenedVendor | null> {
  const visit = await portal.openOrganization(exchange, 'developers', step)
  if (visit === null) return null
  const { organization, visitor } = visit
  const developerPath = `/organizations/${organization.slug}/developer`
  if (!organization.kinds.includes(VENDOR_KIND)) {
    exchange.reply.redirect(developerPath, 303)
    return null
  }
  if ((await findOrganization(db, organization.id))?.testAccountOwnerId)
    throw new PageRefusal(403, 'test_account')
  const frame = organizationFrame(visitor, organization, 'developer')
  return { ...visit, frame, developerPath, path: `${developerPath}/test-accounts` }
}

/** The same at one of its test accounts; those of others look like none (attack O5). */
export async function openAccount(
  deps: VendorDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step = 'look',
): Promise<(OpenedVendor & { account: TestAccount }) | null> {
  const opened = await openVendor(deps, exchange, step)
  if (opened === null) return null
  const organizationId = pathParameter(exchange.request, 'account') ?? ''
  const account = await findTestAccount(deps.db, { vendorId: opened.organization.id, organizationId })
  if (account === null) throw new PageRefusal(404, 'not_found')
  return { ...opened, account }
}
