import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Reader } from '../../platform/database/database.ts'
import { type ApiGuard, notFound, validationFailed } from '../../platform/http/api.ts'
import { objectOf, ownText, ownValue } from '../../platform/http/api-body.ts'
import { queryParameter } from '../../platform/http/browser.ts'
import { pageLanguage } from '../../platform/web/language.ts'
import { accessibleAppJson, membershipJson, organizationJson, personJson } from './directory-json.ts'
import { type Faults, railsWording } from './faults.ts'
import { membershipsOf } from './membership.repository.ts'
import { findPerson } from './person.repository.ts'
import { checkPersonChanges, type Person, type PersonChanges, type PersonInput } from './person.ts'
import { updatePerson } from './update-person.ts'
import type { AccessibleApps, CurrentAppView } from './views.ts'

/** What the routes of this module are given. */
export type DirectoryRoutesDeps = {
  db: Db
  clock: Clock
  guard: ApiGuard
  currentApp: CurrentAppView
  accessibleApps: AccessibleApps
}

/** `GET` and `PATCH /api/v1/person` (directory-api.md §5). */
export function personRoutes(scope: FastifyInstance, deps: DirectoryRoutesDeps): void {
  const { db, clock, guard } = deps

  scope.get('/api/v1/person', async request => {
    const principal = await guard.person(request, 'person.r')
    const person = await findPerson(db, principal.personId)
    if (person === null) throw notFound()
    return wholePerson(deps, request, person, principal.appId)
  })

  scope.patch('/api/v1/person', async request => {
    const principal = await guard.person(request, 'person.w')
    const checked = checkPersonChanges(readPersonInput(request.body))
    if (!checked.ok) throw validationFailed(wordedOnTheWire(checked.faults))
    const change = { personId: principal.personId, changes: checked.value }
    const person = await db.transaction(tx => updatePerson(tx, change, clock.now()))
    if (person === null) throw notFound()
    return wholePerson(deps, request, person, principal.appId)
  })
}

/** The person with memberships and apps; all times in the person's zone, also for on-behalf tokens (G-34). */
async function wholePerson(
  {
    db,
    currentApp,
    accessibleApps,
  }: { db: Reader } & Pick<DirectoryRoutesDeps, 'currentApp' | 'accessibleApps'>,
  request: FastifyRequest,
  person: Person,
  appId: string | null,
) {
  const memberships = await membershipsOf(db, person.id)
  const organizations = memberships.map(({ organization }) => organization)
  const bearers = [
    { type: 'Person' as const, id: person.id },
    ...organizations.map(({ id }) => ({ type: 'Organization' as const, id })),
  ]
  const [standing, apps] = await Promise.all([
    currentApp(db, appId, bearers),
    accessibleApps(
      db,
      person.id,
      organizations.map(({ id }) => id),
      answerLanguage(request, person),
    ),
  ])
  const { timeZone } = person
  return {
    ...personJson(person, standing.get(person.id), timeZone),
    organization_memberships: memberships.map(({ membership, organization }) => ({
      ...membershipJson(membership, timeZone),
      organization: organizationJson(organization, standing.get(organization.id), timeZone),
    })),
    accessible_apps: apps.map(accessibleAppJson),
  }
}

/** `lang`, then `Accept-Language`, then the person's locale (directory-api.md §1). */
function answerLanguage(request: FastifyRequest, person: Person) {
  const accepted = request.headers['accept-language'] ?? '*'
  return pageLanguage([queryParameter(request, 'lang')], `${accepted},${person.locale};q=0.001`)
}

/** The writable fields and their names on the wire; every other field of the body is ignored (C-37). */
const WRITABLE: readonly (readonly [keyof PersonChanges, string])[] = [
  ['firstName', 'first_name'],
  ['name', 'name'],
  ['pronoun', 'pronoun'],
  ['locale', 'locale'],
  ['unitSystem', 'unit_system'],
  ['countryCode', 'country_code'],
]

function readPersonInput(body: unknown): PersonInput {
  const sent = objectOf(body, 'base')
  const person = objectOf(ownValue(sent, 'person'), 'person')
  const input: PersonInput = {}
  for (const [field, wireName] of WRITABLE) {
    const value = ownText(person, wireName)
    if (value !== undefined) input[field] = value
  }
  return input
}

function wordedOnTheWire(faults: Faults<keyof PersonChanges>): Record<string, string[]> {
  const named: Faults<string> = {}
  for (const [field, wireName] of WRITABLE) {
    const fault = faults[field]
    if (fault !== undefined) named[wireName] = fault
  }
  return railsWording(named)
}
