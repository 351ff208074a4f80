import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Act } from '../audit.ts'
import type { PageContext } from '../web/page.ts'
import type { OrganizationPlace, Visitor } from '../web/portal-page.ts'
import { PageRefusal } from './pages.ts'

/**
 * How a page is opened. `look`: by anybody who is signed in. `open` and `send`: the page and the form of a sensitive
 * act, for somebody who proved a short while ago who they are (attack S10).
 */
export type Step = 'look' | 'open' | 'send'

/** Whose page it is within an organization; strangers never learn that it exists. */
export type Audience = 'members' | 'administrators' | 'owners' | 'developers'

/** A request to the portal by somebody who is signed in. */
export type Visit = {
  session: { id: number; authenticatedAt: number }
  visitor: Visitor
  /** Whose act it is, for the audit log. */
  act: Act
  context: PageContext
}

/** The same at a page of an organization. */
export type OrganizationVisit = Visit & { organization: OrganizationPlace }

type Exchange = { request: FastifyRequest; reply: FastifyReply }

/** Opens pages of the portal. Each gives null when the reply leads to the sign-in page. */
export type Portal = {
  open(exchange: Exchange, step?: Step): Promise<Visit | null>
  /** A page for everybody: who visits it, null for nobody who is signed in. */
  peek(request: FastifyRequest): Promise<{ context: PageContext; visit: Visit | null }>
  /**
   * A page under `/organizations/:slug`. Raises `PageRefusal`: 404 for an organization that is not there or that the
   * visitor does not belong to (attack O5), 403 where their roles are not enough or its second factor is missing.
   */
  openOrganization(exchange: Exchange, audience: Audience, step?: Step): Promise<OrganizationVisit | null>
}

/** Refuses what needs a second factor of its members to those who have none. Raises `PageRefusal` 403. */
export function requireSecondFactor(
  { requiresTwoFactor }: Pick<OrganizationPlace, 'requiresTwoFactor'>,
  { hasTwoFactor }: Pick<Visitor, 'hasTwoFactor'>,
): void {
  if (requiresTwoFactor && !hasTwoFactor) throw new PageRefusal(403, 'second_factor_required')
}

/** A part of the address; null when the address has none of this name. */
export function pathParameter({ params }: FastifyRequest, name: string): string | null {
  const value: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, name) : null
  return typeof value === 'string' ? value : null
}
