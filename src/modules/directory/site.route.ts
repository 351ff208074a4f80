import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actsAs } from '../../platform/audit.ts'
import {
  ApiError,
  notFound,
  type Principal,
  secondFactorRequired,
  tokenAct,
  validationFailed,
} from '../../platform/http/api.ts'
import { changedSince, objectOf, ownText, ownValue, requiredRoot } from '../../platform/http/api-body.ts'
import { queryParameter } from '../../platform/http/browser.ts'
import { pathParameter } from '../../platform/http/portal.ts'
import { addSite, updateSite } from './change-site.ts'
import { siteJson } from './directory-json.ts'
import { railsWording } from './faults.ts'
import { membershipsOf } from './membership.repository.ts'
import { findOrganization } from './organization.repository.ts'
import type { Organization } from './organization.ts'
import { findPerson, hasSecondFactor } from './person.repository.ts'
import type { DirectoryRoutesDeps } from './person.route.ts'
import { isAdministrator } from './roles.ts'
import { findSite, findSitesOf } from './site.repository.ts'
import { checkSite, type Site, type SiteInput } from './site.ts'
import { readSiteFields } from './wire.ts'

/** Machine scopes read sites, too (C-50). */
const READ = ['sites.r', 'machines.r']
const WRITE = ['sites.w']

/** Of whose organizations a request may speak: the bearer's own, or all a person belongs to. */
type Reach = { organizations: { organization: Organization; mayChange: boolean }[]; timeZone: string | null }

/**
 * The sites of the bearer, whichever kind it is (directory-api.md §9), and those of one organization of a person
 * (§6.4, C-36).
 */
export function siteRoutes(scope: FastifyInstance, deps: DirectoryRoutesDeps): void {
  routesAt(scope, deps, '/api/v1/sites', (request, ...scopes) => deps.guard.either(request, ...scopes))
  routesAt(scope, deps, '/api/v1/person/organizations/:organization/sites', (request, ...scopes) =>
    deps.guard.person(request, ...scopes),
  )
}

function routesAt(
  scope: FastifyInstance,
  deps: DirectoryRoutesDeps,
  path: string,
  guard: (request: FastifyRequest, ...scopes: string[]) => Promise<Principal>,
): void {
  const { db, clock } = deps

  scope.get(path, async request => {
    const principal = await guard(request, ...READ)
    const reach = await reachOf(deps, principal, pathParameter(request, 'organization'))
    const sites = await findSitesOf(
      db,
      reach.organizations.map(({ organization }) => organization.id),
    )
    return answer(deps, principal, reach, changedSince(request, sites))
  })

  scope.get(`${path}/:id`, async request => {
    const principal = await guard(request, ...READ)
    const reach = await reachOf(deps, principal, pathParameter(request, 'organization'))
    const { site } = await siteIn(deps, reach, request)
    const [described] = await answer(deps, principal, reach, [site])
    return described
  })

  scope.post(path, async (request, reply) => {
    const principal = await guard(request, ...WRITE)
    const reach = await reachOf(deps, principal, pathParameter(request, 'organization'))
    requiredRoot(request.body, 'site')
    const { input, organizationId } = readSite(request)
    const target = targetOf(reach, pathParameter(request, 'organization') ?? organizationId)
    const checked = checkSite(input, { isNew: true })
    if (!checked.ok) throw validationFailed(railsWording(checked.faults))
    const { name = '' } = checked.value
    const wish = { organizationId: target.organization.id, name, changes: checked.value }
    const site = await db.transaction(tx => {
      actsAs(tx, tokenAct(principal))
      return addSite(tx, wish, clock.now())
    })
    if (site === null) throw notFound()
    const [described] = await answer(deps, principal, reach, [site])
    return reply.code(201).send(described)
  })

  scope.patch(`${path}/:id`, async request => {
    const principal = await guard(request, ...WRITE)
    const reach = await reachOf(deps, principal, pathParameter(request, 'organization'))
    const { site, mayChange } = await siteIn(deps, reach, request)
    if (!mayChange) throw new ApiError(403, ['forbidden'])
    const checked = checkSite(readSite(request).input, { isNew: false })
    if (!checked.ok) throw validationFailed(railsWording(checked.faults))
    const act = { id: site.id, changes: checked.value }
    const changed = await db.transaction(tx => {
      actsAs(tx, tokenAct(principal))
      return updateSite(tx, act, clock.now())
    })
    // Nobody says what they saw: of two requests the later one counts.
    if (changed === null || changed === 'outdated') throw notFound()
    const [described] = await answer(deps, principal, reach, [changed])
    return described
  })
}

/** An organization speaks for itself; a person for those they belong to, in their own time zone (G-34). */
async function reachOf(
  { db }: DirectoryRoutesDeps,
  { bearer, ...principal }: Principal & { personId?: string },
  named: string | null,
): Promise<Reach> {
  const personId = principal.personId ?? bearer.id
  if (bearer.type === 'Organization' && named === null) {
    const organization = await findOrganization(db, bearer.id)
    if (organization === null) throw notFound()
    return { organizations: [{ organization, mayChange: true }], timeZone: null }
  }
  const [person, memberships, hasFactor] = await Promise.all([
    findPerson(db, personId),
    membershipsOf(db, personId),
    hasSecondFactor(db, personId),
  ])
  if (person === null) throw notFound()
  const all = memberships.map(({ membership, organization }) => ({
    organization,
    mayChange: isAdministrator(membership.roles),
  }))
  const meant = all.filter(({ organization }) => named === null || organization.id === named)
  const organizations = meant.filter(({ organization }) => hasFactor || !organization.requireTwoFactor)
  // Organizations of others look like none (directory-api.md §6).
  if (named !== null && organizations.length === 0)
    throw meant.length > 0 ? secondFactorRequired() : notFound()
  return { organizations, timeZone: person.timeZone }
}

/** Sites of others look like sites that do not exist (attack O5). */
async function siteIn({ db }: DirectoryRoutesDeps, { organizations }: Reach, request: FastifyRequest) {
  const id: unknown = Reflect.get(objectOf(request.params, 'id'), 'id')
  const site = typeof id === 'string' ? await findSite(db, id) : null
  const owner = organizations.find(({ organization }) => organization.id === site?.organizationId)
  if (!site || !owner) throw notFound()
  return { site, mayChange: owner.mayChange }
}

/** Whose site it becomes: the one that is named, or the only one that may be (P-22). */
function targetOf({ organizations }: Reach, named: string | null) {
  const target =
    named === null
      ? only(organizations.filter(({ mayChange }) => mayChange))
      : organizations.find(({ organization }) => organization.id === named)
  if (!target) throw validationFailed({ organization: ['must exist'] })
  if (!target.mayChange) throw new ApiError(403, ['forbidden'])
  return target
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined
}

function readSite(request: FastifyRequest): { input: SiteInput; organizationId: string | null } {
  const body = objectOf(request.body, 'base')
  const site = objectOf(ownValue(body, 'site'), 'site')
  const organizationId =
    ownText(site, 'organization_id') ??
    ownText(body, 'organization_id') ??
    queryParameter(request, 'organization_id')
  return { input: readSiteFields(site), organizationId }
}

async function answer(
  { db, currentApp, publicUrl }: DirectoryRoutesDeps,
  { appId }: Principal,
  { organizations, timeZone }: Reach,
  sites: readonly Site[],
) {
  const owners = organizations.filter(({ organization }) =>
    sites.some(site => site.organizationId === organization.id),
  )
  const bearers = owners.map(({ organization: { id } }) => ({ type: 'Organization' as const, id }))
  const standing = await currentApp(db, appId, bearers)
  return sites.flatMap(site => {
    const owner = owners.find(({ organization }) => organization.id === site.organizationId)?.organization
    return owner
      ? [siteJson(site, { organization: owner, app: standing.get(owner.id) }, { timeZone, publicUrl })]
      : []
  })
}
