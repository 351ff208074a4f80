import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db, Reader } from '../../../platform/database/database.ts'
import { HOUR_MS, MINUTE_MS } from '../../../platform/durations.ts'
import { type Addresses, originOf } from '../../../platform/http/address.ts'
import { type PageSettings, pageContext } from '../../../platform/http/page-context.ts'
import { PageRefusal } from '../../../platform/http/pages.ts'
import {
  type Audience,
  type Portal,
  pathParameter,
  requireSecondFactor,
  type Step,
  type Visit,
} from '../../../platform/http/portal.ts'
import type { OrganizationPlace } from '../../../platform/web/portal-page.ts'
import { isAdministrator, isDeveloper, isOwner, membershipsOf, rolesFromBits } from '../../directory/index.ts'
import type { RequireSession } from '../require-session.page.ts'
import { selectedPlace } from '../selection.ts'
import { type Session, signedInAs } from '../session.ts'
import type { SessionOf } from '../sessions.ts'

/** The page of an act that needs a fresh sign-in is opened within this time after it (attack S10). */
const OPEN_WITHIN_MS = 10 * MINUTE_MS
/** Its form may be sent within this. */
const SEND_WITHIN_MS = HOUR_MS

export type PortalDeps = {
  db: Db
  settings: PageSettings
  addresses: Addresses
  require: RequireSession
  session: SessionOf
}

/** How pages of the portal are opened, wherever they stand. */
export function createPortal(deps: PortalDeps): Portal {
  return {
    open: ({ request, reply }, step = 'look') => open(deps, request, reply, step),
    async peek(request) {
      const session = await deps.session(request)
      if (session === null) return { context: pageContext(request, deps.settings, NOBODY), visit: null }
      const visit = await visitOf(deps, request, session)
      return { context: visit.context, visit }
    },
    async openOrganization({ request, reply }, audience, step = 'look') {
      const visit = await open(deps, request, reply, step)
      if (visit === null) return null
      const slug = pathParameter(request, 'slug')
      const place = visit.visitor.organizations.find(organization => organization.slug === slug)
      if (!place) throw new PageRefusal(404, 'not_found')
      checkAudience(place, audience)
      requireSecondFactor(place, visit.visitor)
      return { ...visit, organization: place }
    },
  }
}

const NOBODY = { signedInAs: null, languages: [] }

async function open(
  deps: PortalDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  step: Step,
): Promise<Visit | null> {
  const { require } = deps
  const withinMs = step === 'open' ? OPEN_WITHIN_MS : SEND_WITHIN_MS
  const session =
    step === 'look'
      ? await require.signedIn(request, reply)
      : await require.recentlySignedIn(request, reply, { withinMs })
  return session && visitOf(deps, request, session)
}

async function visitOf(
  { db, settings, addresses }: PortalDeps,
  request: FastifyRequest,
  session: Session,
): Promise<Visit> {
  const { personId, person } = session
  const organizations = await placesOf(db, personId)
  return {
    session: { id: session.id, authenticatedAt: session.authenticatedAt },
    visitor: {
      id: personId,
      ...person,
      organizations,
      selected: selectedPlace(organizations, session.selected),
    },
    act: { actor: `Person/${personId}`, origin: originOf(request, addresses) },
    context: pageContext(request, settings, {
      signedInAs: signedInAs(session),
      languages: [person.locale],
    }),
  }
}

async function placesOf(reader: Reader, personId: string): Promise<OrganizationPlace[]> {
  const memberships = await membershipsOf(reader, personId)
  return memberships.map(({ membership: { roles }, organization }) => ({
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    logoUrl: organization.logoUrl,
    kinds: organization.kinds,
    requiresTwoFactor: organization.requireTwoFactor,
    roles: rolesFromBits(roles),
    isOwner: isOwner(roles),
    isAdministrator: isAdministrator(roles),
    isDeveloper: isDeveloper(roles),
  }))
}

function checkAudience(place: OrganizationPlace, audience: Audience): void {
  if (audience === 'administrators' && !place.isAdministrator)
    throw new PageRefusal(403, 'administrators_only')
  if (audience === 'owners' && !place.isOwner) throw new PageRefusal(403, 'owners_only')
  if (audience === 'developers' && !place.isDeveloper) throw new PageRefusal(403, 'developers_only')
}
