import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Reader } from '../../platform/database/database.ts'
import { type ApiGuard, notFound, validationFailed } from '../../platform/http/api.ts'
import { changedSince, objectOf, ownValue } from '../../platform/http/api-body.ts'
import { queryParameter } from '../../platform/http/browser.ts'
import type { RequestLimit } from '../../platform/http/rate-limit.ts'
import { readUpload, useApiUploads } from '../../platform/http/uploads.ts'
import { makePicture } from '../../platform/pictures/make-picture.ts'
import { type PictureFault, publicPictureUrl } from '../../platform/pictures/picture.ts'
import { pageLanguage } from '../../platform/web/language.ts'
import { changeAvatar } from './change-picture.ts'
import {
  accessibleAppJson,
  membershipJson,
  organizationJson,
  personJson,
  type Writing,
} from './directory-json.ts'
import { railsWording } from './faults.ts'
import { membershipsOf } from './membership.repository.ts'
import type { Membership } from './membership.ts'
import type { Organization } from './organization.ts'
import { findPerson } from './person.repository.ts'
import { checkPersonChanges, type Person } from './person.ts'
import { updatePerson } from './update-person.ts'
import type { AccessibleApps, Bearer, CurrentApp, CurrentAppView } from './views.ts'
import { personFaultsOnTheWire, readPerson } from './wire.ts'

/** What the routes of this module are given. */
export type DirectoryRoutesDeps = {
  db: Db
  clock: Clock
  guard: ApiGuard
  currentApp: CurrentAppView
  accessibleApps: AccessibleApps
  publicUrl: string
  uploadLimit: RequestLimit
}

/** `/api/v1/person`, `…/avatar` and `…/organization_memberships` (directory-api.md §5). */
export function personRoutes(scope: FastifyInstance, deps: DirectoryRoutesDeps): void {
  const { db, clock, guard, currentApp, publicUrl } = deps

  scope.get('/api/v1/person', async request => {
    const principal = await guard.person(request, 'person.r')
    const person = await findPerson(db, principal.personId)
    if (person === null) throw notFound()
    return wholePerson(deps, request, person, principal.appId)
  })

  scope.get('/api/v1/person/organization_memberships', async request => {
    const principal = await guard.person(request, 'person.r')
    const person = await findPerson(db, principal.personId)
    if (person === null) throw notFound()
    const memberships = await membershipsOf(db, person.id)
    const standing = await currentApp(db, principal.appId, organizationsIn(memberships))
    const changed = changedSince(
      request,
      memberships.map(({ membership, organization }) => ({ ...membership, organization })),
    )
    const writing = { timeZone: person.timeZone, publicUrl }
    return changed.map(({ organization, ...membership }) =>
      ownMembershipJson({ membership, organization }, standing, writing),
    )
  })

  scope.patch('/api/v1/person', async request => {
    const principal = await guard.person(request, 'person.w')
    const checked = checkPersonChanges(
      readPerson(objectOf(ownValue(objectOf(request.body, 'base'), 'person'), 'person')),
    )
    if (!checked.ok) throw validationFailed(railsWording(personFaultsOnTheWire(checked.faults)))
    const change = { personId: principal.personId, changes: checked.value }
    const person = await db.transaction(tx => updatePerson(tx, change, clock.now()))
    if (person === null) throw notFound()
    return wholePerson(deps, request, person, principal.appId)
  })

  scope.register(async uploads => {
    await useApiUploads(uploads)
    avatarRoute(uploads, deps)
  })
}

function avatarRoute(
  scope: FastifyInstance,
  { db, clock, guard, publicUrl, uploadLimit }: DirectoryRoutesDeps,
): void {
  scope.patch('/api/v1/person/avatar', async request => {
    const { personId } = await guard.person(request, 'person.w')
    uploadLimit(personId, clock.now())
    const made = await makePicture(await readUpload(request, 'avatar'), 'cut')
    if (!made.ok) throw validationFailed({ avatar: [PICTURE_FAULTS[made.fault]] })
    const change = { personId, picture: made.picture }
    const person = await db.transaction(tx => changeAvatar(tx, change, clock.now()))
    if (person === null) throw notFound()
    return { avatar_url: publicPictureUrl(publicUrl, person.avatarUrl) }
  })
}

const PICTURE_FAULTS: Record<PictureFault, string> = {
  missing: "can't be blank",
  too_large: 'is too large',
  too_many_pixels: 'is too large',
  unsupported: 'is invalid',
  damaged: 'is invalid',
}

/** The person with memberships and apps; all times in the person's zone, also for on-behalf tokens (G-34). */
async function wholePerson(
  {
    db,
    currentApp,
    accessibleApps,
    publicUrl,
  }: { db: Reader } & Pick<DirectoryRoutesDeps, 'currentApp' | 'accessibleApps' | 'publicUrl'>,
  request: FastifyRequest,
  person: Person,
  appId: string | null,
) {
  const memberships = await membershipsOf(db, person.id)
  const organizations = organizationsIn(memberships)
  const bearers = [{ type: 'Person' as const, id: person.id }, ...organizations]
  const [standing, apps] = await Promise.all([
    currentApp(db, appId, bearers),
    accessibleApps(
      db,
      person.id,
      organizations.map(({ id }) => id),
      answerLanguage(request, person),
    ),
  ])
  const writing = { timeZone: person.timeZone, publicUrl }
  return {
    ...personJson(person, standing.get(person.id), writing),
    organization_memberships: memberships.map(own => ownMembershipJson(own, standing, writing)),
    accessible_apps: apps.map(app => accessibleAppJson(app, writing)),
  }
}

type OwnMembership = { membership: Membership; organization: Organization }

function organizationsIn(memberships: readonly OwnMembership[]): Bearer[] {
  return memberships.map(({ organization: { id } }) => ({ type: 'Organization', id }))
}

/** A membership as the person sees it: with its organization (directory-api.md §4.5). */
function ownMembershipJson(
  { membership, organization }: OwnMembership,
  standing: Map<string, CurrentApp>,
  writing: Writing,
) {
  return {
    ...membershipJson(membership, writing),
    organization: organizationJson(organization, standing.get(organization.id), writing),
  }
}

/** `lang`, then `Accept-Language`, then the person's locale (directory-api.md §1). */
function answerLanguage(request: FastifyRequest, person: Person) {
  const accepted = request.headers['accept-language'] ?? '*'
  return pageLanguage([queryParameter(request, 'lang')], `${accepted},${person.locale};q=0.001`)
}
