import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Portal, pathParameter, type Step, type Visit } from '../../../platform/http/portal.ts'
import { organizationFrame, plainFrame } from '../../../platform/web/portal-page.ts'
import type { Connectable } from '../../connections/index.ts'
import type { TokensArea } from './token-model.ts'

/** Whose tokens an address is about, for somebody who may see them. */
export type OpenedArea = Visit & { bearer: Connectable; area: TokensArea }

const OWN_TOKENS_PATH = '/account/tokens'

function organizationTokensPath(slug: string): string {
  return `/organizations/${slug}/tokens`
}

/** The addresses of a person's own tokens and of those of an organization, as routes name them. */
export const AREA_ROUTES = [OWN_TOKENS_PATH, organizationTokensPath(':slug')]

/**
 * Opens the area of a request; null when the reply leads to the sign-in page. An organization that does not exist and
 * one the reader does not belong to look the same (attack O5); its members are told that only owners and admins may.
 */
export async function openArea(
  { portal }: { portal: Portal },
  exchange: { request: FastifyRequest; reply: FastifyReply },
  step: Step,
): Promise<OpenedArea | null> {
  if (pathParameter(exchange.request, 'slug') === null) {
    const visit = await portal.open(exchange, step)
    if (visit === null) return null
    const frame = plainFrame(visit.visitor.timeZone)
    const bearer = { type: 'Person', id: visit.visitor.id } as const
    return { ...visit, bearer, area: { organization: null, path: OWN_TOKENS_PATH, frame } }
  }
  const visit = await portal.openOrganization(exchange, 'administrators', step)
  if (visit === null) return null
  const { organization } = visit
  const frame = organizationFrame(visit.visitor, organization, 'tokens')
  const bearer = { type: 'Organization', id: organization.id } as const
  return { ...visit, bearer, area: { organization, path: organizationTokensPath(organization.slug), frame } }
}
