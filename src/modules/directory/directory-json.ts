import { apiTime } from '../../platform/http/api.ts'
import { publicPictureUrl } from '../../platform/pictures/picture.ts'
import { currencyOf } from './currency.ts'
import type { Membership } from './membership.ts'
import type { Organization } from './organization.ts'
import { fullName, type Person } from './person.ts'
import { rolesFromBits } from './roles.ts'
import { type Site, streetLine } from './site.ts'
import type { AccessibleApp, CurrentApp } from './views.ts'

/** How an answer is written: the zone of its times (null: UTC), and where pictures are served. */
export type Writing = { timeZone: string | null; publicUrl: string }

/** How everybody stands to no app. */
const NO_CURRENT_APP: CurrentApp = { connected: false, granted: [], requested: [], waiting: [] }

/** A person in full (directory-api.md §4.1); without an app: not connected. */
export function personJson(person: Person, app: CurrentApp | undefined, { timeZone, publicUrl }: Writing) {
  return {
    id: person.id,
    first_name: person.firstName,
    name: person.name,
    full_name: fullName(person),
    email: person.email,
    email_confirmed: person.emailConfirmedAt !== null,
    pronoun: person.pronoun,
    locale: person.locale,
    country_code: person.countryCode,
    currency: currencyOf(person.countryCode),
    unit_system: person.unitSystem,
    time_zone: person.timeZone,
    avatar_url: publicPictureUrl(publicUrl, person.avatarUrl),
    two_factor_authentication_enabled: person.twoFactorSince !== null,
    ...currentAppJson(app),
    test_account_owner_id: person.testAccountOwnerId,
    created_at: apiTime(person.createdAt, timeZone),
    updated_at: apiTime(person.updatedAt, timeZone),
  }
}

/** A person as other members see them (directory-api.md §4.2). */
export function shortPersonJson(person: Person, app: CurrentApp | undefined, { publicUrl }: Writing) {
  return {
    id: person.id,
    full_name: fullName(person),
    connected: app?.connected ?? false,
    avatar_url: publicPictureUrl(publicUrl, person.avatarUrl),
  }
}

/** An organization as it is embedded and answered (directory-api.md §4.3). */
export function organizationJson(
  organization: Organization,
  app: CurrentApp | undefined,
  { timeZone, publicUrl }: Writing,
) {
  return {
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    kinds: organization.kinds,
    sections: organization.sections,
    country_code: organization.countryCode,
    ...currentAppJson(app),
    brand_color: organization.brandColor,
    currency: currencyOf(organization.countryCode),
    test_account_owner_id: organization.testAccountOwnerId,
    created_at: apiTime(organization.createdAt, timeZone),
    updated_at: apiTime(organization.updatedAt, timeZone),
    logo_url: publicPictureUrl(publicUrl, organization.logoUrl),
    kind: organization.kinds[0] ?? null,
  }
}

/** What only `GET /organization` adds (directory-api.md §4.3, "later additions"). */
export function organizationAdditionsJson(organization: Organization) {
  return {
    require_two_factor_authentication: organization.requireTwoFactor,
    tax_identifier: null,
    unconfirmed_tax_identifier: null,
    unconfirmed_tax_identifier_valid: null,
    authorized_for_payment: false,
  }
}

/** A membership without what hangs on it (directory-api.md §4.5). */
export function membershipJson(membership: Membership, { timeZone }: Pick<Writing, 'timeZone'>) {
  return {
    id: membership.id,
    roles: rolesFromBits(membership.roles),
    created_at: apiTime(membership.createdAt, timeZone),
    updated_at: apiTime(membership.updatedAt, timeZone),
  }
}

/** A site with its address and organization (directory-api.md §4.9). */
export function siteJson(
  site: Site,
  owner: { organization: Organization; app: CurrentApp | undefined },
  writing: Writing,
) {
  const organization = organizationJson(owner.organization, owner.app, writing)
  return { ...plainSiteJson(site, writing), organization }
}

/** The same where its organization stands around it (directory-api.md §16). */
export function plainSiteJson({ address, ...site }: Site, { timeZone }: Pick<Writing, 'timeZone'>) {
  return {
    id: site.id,
    name: site.name,
    headquarter: site.isHeadquarter,
    created_at: apiTime(site.createdAt, timeZone),
    updated_at: apiTime(site.updatedAt, timeZone),
    address: address && {
      id: address.id,
      addressee: address.addressee,
      street_and_number: streetLine(address),
      street: address.street,
      number: address.number,
      zip_code: address.zipCode,
      town: address.town,
      country_code: address.countryCode,
      state: address.state,
      addition: address.addition,
      location: [null, null],
      created_at: apiTime(address.createdAt, timeZone),
      updated_at: apiTime(address.updatedAt, timeZone),
    },
  }
}

/** An entry of `accessible_apps` (directory-api.md §4.1). */
export function accessibleAppJson(app: AccessibleApp, { publicUrl }: Writing) {
  return {
    name: app.name,
    slug: app.slug,
    translated_title: app.translatedTitle,
    category: app.category,
    entry_point_url: app.entryPointUrl,
    logo_url: publicPictureUrl(publicUrl, app.logoUrl),
  }
}

function currentAppJson(app: CurrentApp = NO_CURRENT_APP) {
  return {
    connected: app.connected,
    subscription: null,
    granted_oauth_scopes: app.granted,
    requested_oauth_scopes: app.requested,
    requested_oauth_scopes_waiting_for_approval: app.waiting,
  }
}
