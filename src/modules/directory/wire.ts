import { ApiError } from '../../platform/http/api.ts'
import { objectOf, ownText, ownValue } from '../../platform/http/api-body.ts'
import type { Faults } from './faults.ts'
import type { OrganizationInput } from './organization.ts'
import type { PersonInput } from './person.ts'
import type { AddressInput, SiteInput } from './site.ts'

/**
 * What the body of a request says of an organization: the writable fields; every other one is ignored (C-37). `kind` is
 * the older name for one (C-40). Throws 400 for wrong types, as all of these.
 */
export function readOrganization(sent: object): OrganizationInput {
  const kind = ownText(sent, 'kind')
  const kinds = ownValue(sent, 'kinds')
  const sections = objectOf(ownValue(sent, 'sections'), 'sections')
  return {
    name: ownText(sent, 'name') ?? '',
    countryCode: ownText(sent, 'country_code') ?? null,
    kinds: kinds === undefined || kinds === null ? (kind ? [kind] : []) : textsIn(kinds, 'kinds'),
    sections: Object.fromEntries(
      Object.entries(sections)
        .filter(([, chosen]) => chosen !== null)
        .map(([of, chosen]) => [of, textsIn(chosen, 'sections')]),
    ),
  }
}

/** Faults of an organization by their names on the wire. */
export function organizationFaultsOnTheWire({
  countryCode,
  ...faults
}: Faults<keyof OrganizationInput>): Faults<string> {
  return { ...faults, ...(countryCode && { country_code: countryCode }) }
}

/** A list of texts; 400 for anything else. */
export function textsIn(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string'))
    throw new ApiError(400, { [name]: ['is invalid'] })
  return value
}

/** The writable fields of a person and their names on the wire; every other field of a body is ignored (C-37). */
const PERSON_FIELDS = [
  ['firstName', 'first_name'],
  ['name', 'name'],
  ['pronoun', 'pronoun'],
  ['locale', 'locale'],
  ['unitSystem', 'unit_system'],
  ['countryCode', 'country_code'],
] as const

/** What a body says of a person. */
export function readPerson(sent: object): PersonInput {
  const input: PersonInput = {}
  for (const [field, wireName] of PERSON_FIELDS) {
    const value = ownText(sent, wireName)
    if (value !== undefined) input[field] = value
  }
  return input
}

/** Faults of a person by their names on the wire. */
export function personFaultsOnTheWire(faults: Faults<keyof PersonInput>): Faults<string> {
  const named: Faults<string> = {}
  for (const [field, wireName] of PERSON_FIELDS) {
    const fault = faults[field]
    if (fault !== undefined) named[wireName] = fault
  }
  return named
}

const ADDRESS_LINES: readonly (readonly [keyof AddressInput, string])[] = [
  ['addressee', 'addressee'],
  ['addition', 'addition'],
  ['streetAndNumber', 'street_and_number'],
  ['zipCode', 'zip_code'],
  ['town', 'town'],
  ['state', 'state'],
  ['countryCode', 'country_code'],
  ['text', 'text'],
]

/** What a body says of a site. A client sends `address` beside it, which it was given before: only `address_attributes` counts. */
export function readSiteFields(sent: object): SiteInput {
  const name = ownText(sent, 'name')
  const lines = ownValue(sent, 'address_attributes')
  return {
    ...(name !== undefined && { name }),
    ...(lines !== undefined && lines !== null && { address: readAddress(objectOf(lines, 'address')) }),
  }
}

function readAddress(sent: object): AddressInput {
  const input: AddressInput = {}
  for (const [field, wireName] of ADDRESS_LINES) {
    const line = ownText(sent, wireName)
    if (line !== undefined) input[field] = line
  }
  return input
}
