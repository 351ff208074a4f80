/**
 * Directory: who there is. Persons, organizations, and the roles persons have in organizations.
 *
 * Owns the tables person, organization, membership and site, and the REST resources /person, /organization, /sites and
 * /roles. It
 * does not own how a person signs in (identity) nor what an app may see (connections): where an answer tells how a
 * bearer stands to the calling app, it asks the functions it is given (`CurrentAppView`, `AccessibleApps`).
 *
 * An organization comes into being:
 *   1. the wish is checked (`checkOrganization`)
 *   2. `createOrganization` stores it under a slug that was never given out before (G-33)
 *   3. its creator becomes owner, and it has a headquarter (`change-site.ts`)
 *
 * A membership changes or ends (`changeRoles`, `removeMember`, `deleteOrganization`, `deletePerson`), in one transaction:
 *   1. the organization is taken, so that changes are decided one after another
 *   2. the last owner stays (P-37)
 *   3. the row changes and the event is published
 *   4. `DirectoryHooks` let the modules to the right revoke what hung on it
 */
import type { FastifyInstance } from 'fastify'
import { type MembershipRoutesDeps, membershipRoutes } from './membership.route.ts'
import { type OrganizationRoutesDeps, organizationRoutes } from './organization.route.ts'
import { personRoutes } from './person.route.ts'
import { roleRoutes } from './roles.route.ts'
import { siteRoutes } from './site.route.ts'

export { addMember, changeRoles, type MembershipRefusal, removeMember } from './change-membership.ts'
export { changeAvatar, changeLogo } from './change-picture.ts'
export type { NewSite } from './change-site.ts'
export { createOrganization, createTestOrganization, type NewOrganization } from './create-organization.ts'
export { createPerson, type NewPerson } from './create-person.ts'
export { membershipJson, organizationJson, personJson, plainSiteJson } from './directory-json.ts'
export { type FoundOrganization, findDiscoverable, findDiscoverableById } from './discoverable.repository.ts'
export { type EmailAddress, parseEmail } from './email.ts'
export { banPerson, deleteOrganization, deletePerson, deleteTestPerson } from './end-of-life.ts'
export { type Checked, type Faults, type FieldFault, nameFault, railsWording } from './faults.ts'
export { findHappened } from './happened.ts'
export type { DirectoryHooks } from './hooks.ts'
export { directoryJobs } from './jobs.ts'
export { findMembers, type Member } from './member.repository.ts'
export { countMembers, findMembership, membershipsOf } from './membership.repository.ts'
export type { Membership, MembershipKey } from './membership.ts'
export {
  countTestAccountsMade,
  findOrganization,
  findOrganizationBySlug,
  lockOrganization,
} from './organization.repository.ts'
export {
  checkOrganization,
  currentKinds,
  ORGANIZATION_KINDS,
  type Organization,
  type OrganizationDetails,
  type OrganizationInput,
  organizationFaults,
  sectionsOf,
} from './organization.ts'
export {
  administratorsOf,
  findPerson,
  findPersonByEmailKey,
  hasPersons,
  hasSecondFactor,
  lockPerson,
  storeEmailConfirmation,
} from './person.repository.ts'
export type { DirectoryRoutesDeps } from './person.route.ts'
export {
  checkPersonChanges,
  fullName,
  LOCALES,
  type Locale,
  languageOf,
  type Person,
  type PersonChanges,
  type PersonInput,
  parseLocale,
} from './person.ts'
export { deleteAccountPages } from './portal/delete-account.page.ts'
export { editOrganizationPages } from './portal/edit-organization.page.ts'
export { findOrganizationPages } from './portal/find-organization.page.ts'
export { invitationPages } from './portal/invitation.page.ts'
export { memberPages } from './portal/members.page.ts'
export { type AppTitles, type OrganizationCounts, organizationPages } from './portal/organization.page.ts'
export { directoryPicturePages } from './portal/picture.page.ts'
export { profilePages } from './portal/profile.page.ts'
export { sitePages } from './portal/sites.page.ts'
export { bitsFromRoles, isAdministrator, isDeveloper, isOwner, ROLES, rolesFromBits } from './roles.ts'
export { noteSecondFactor } from './second-factor.ts'
export { findSitesOf } from './site.repository.ts'
export { type AddressInput, checkSite, type Site, type SiteInput } from './site.ts'
export { type OrganizationChanges, updateOrganization } from './update-organization.ts'
export { changeEmail, updatePerson } from './update-person.ts'
export type { AccessibleApp, AccessibleApps, Bearer, CurrentApp, CurrentAppView } from './views.ts'
export {
  organizationFaultsOnTheWire,
  personFaultsOnTheWire,
  readOrganization,
  readPerson,
  readSiteFields,
  textsIn,
} from './wire.ts'

/** The REST resources of this module; the scope answers as the API does (`useApiSurface`). */
export function directoryRoutes(
  deps: MembershipRoutesDeps & OrganizationRoutesDeps,
): (scope: FastifyInstance) => Promise<void> {
  return async scope => {
    personRoutes(scope, deps)
    organizationRoutes(scope, deps)
    siteRoutes(scope, deps)
    membershipRoutes(scope, deps)
    roleRoutes(scope)
  }
}
export type { MailSettings } from './invite.ts'
export { tellAdministrators } from './tell-administrators.ts'
