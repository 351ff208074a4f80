import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Reader } from '../../../platform/database/database.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import type { Connectable } from '../../connections/index.ts'
import { findMembership, findOrganizationBySlug, isAdministrator } from '../../directory/index.ts'
import { type OpenedPortal, openPortal, type PortalDeps, parameter } from '../portal/open-portal.page.ts'
import { OWN_TOKENS_PATH, organizationTokensPath } from '../portal/settings-menu.ts'
import type { TokensArea } from './token-model.ts'

/** Whose tokens an address is about, for somebody who may see them. */
export type OpenedArea = Pick<OpenedPortal, 'session' | 'context' | 'act'> & {
  bearer: Connectable
  area: TokensArea
}

/** The addresses of a person's own tokens and of those of an organization, as routes name them. */
export const AREA_ROUTES = [OWN_TOKENS_PATH, organizationTokensPath(':slug')]

/**
 * Opens the area of a request; null when the reply leads to the sign-in page. An organization that does not exist and
 * one the reader does not belong to look the same (attack O5); its members are told that only owners and admins may.
 */
export async function openArea(
  deps: PortalDeps,
  exchange: { request: FastifyRequest; reply: FastifyReply },
  act: 'look' | 'open' | 'send',
): Promise<OpenedArea | null> {
  const opened = await openPortal(deps, exchange, act)
  if (opened === null) return null
  const { session, context, act: audited, frameAt } = opened
  const { personId } = session
  const slug = parameter(exchange.request, 'slug')
  const organization = slug === null ? null : await administered(deps.db, personId, slug)
  const path = slug === null ? OWN_TOKENS_PATH : organizationTokensPath(slug)
  return {
    bearer: organization ? { type: 'Organization', id: organization.id } : { type: 'Person', id: personId },
    session,
    context,
    act: audited,
    area: { organization, path, ...(await frameAt(path)) },
  }
}

async function administered(reader: Reader, personId: string, slug: string) {
  const found = await findOrganizationBySlug(reader, slug)
  const membership = found && (await findMembership(reader, { organizationId: found.id, personId }))
  if (!found || !membership) throw new PageRefusal(404, 'not_found')
  if (!isAdministrator(membership.roles)) throw new PageRefusal(403, 'administrators_only')
  return { id: found.id, name: found.name, logoUrl: found.logoUrl }
}
