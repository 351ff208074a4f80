import {
  type Checked,
  checkOrganization,
  checkPersonChanges,
  checkSite,
  type EmailAddress,
  type FieldFault,
  type Locale,
  type NewSite,
  type OrganizationDetails,
  type OrganizationInput,
  organizationFaultsOnTheWire,
  type PersonInput,
  parseEmail,
  personFaultsOnTheWire,
  ROLES,
  type SiteInput,
} from '../directory/index.ts'
import { type PasswordFault, passwordFault } from '../identity/index.ts'

/** Everything of a test account is made in one transaction. */
export const MEMBERS_MAX = 10
export const SITES_MAX = 10
export const APPS_MAX = 10
/** So many of one vendor are there at a time, and so many are made in a day: the token of each that ends stays on a list for a year. */
export const ACCOUNTS_MAX = 100
export const ACCOUNTS_A_DAY_MAX = 200

/** What is wanted, as it was sent or typed. */
export type DefinitionInput = {
  organization: OrganizationInput
  logoUrl: string | null
  appNames: readonly string[]
  members: readonly MemberInput[]
  sites: readonly (SiteInput & { isHeadquarter: boolean })[]
}
export type MemberInput = {
  email: string
  password: string
  person: PersonInput
  avatarUrl: string | null
  roles: readonly string[]
}

/** The same, clean: what a test account is made of, the first time and when it is reset. */
export type Definition = {
  organization: OrganizationDetails
  logoUrl: string | null
  appNames: readonly string[]
  members: readonly MemberDefinition[]
  sites: readonly NewSite[]
}
export type MemberDefinition = {
  email: EmailAddress
  /** Of a new account the password, of one that is made anew its hash: the password is kept nowhere. */
  secret: { password: string } | { hash: string }
  firstName: string | null
  name: string
  locale: Locale
  countryCode: string | null
  avatarUrl: string | null
  roles: readonly string[]
}

/** What is wrong with a part of it; each surface has its own words. */
export type DefinitionFaultCode =
  | FieldFault
  | 'too_short'
  | 'too_common'
  | 'too_many'
  | 'one_owner'
  | 'one_headquarter'
  | 'not_connectable'
  | 'subscriptions'
  | 'accounts'
  | 'accounts_today'
  | 'nested'
  | 'picture_url'
  | 'picture_unreachable'
  | 'picture_too_large'
  | 'picture_unsupported'
/** `path` is the field on the wire: `member_attributes[0].email`. */
export type DefinitionFault = { path: string; fault: DefinitionFaultCode }

export type CheckedDefinition =
  | { ok: true; definition: Definition }
  | { ok: false; faults: DefinitionFault[] }

const PASSWORD_FAULTS: Record<PasswordFault, DefinitionFaultCode> = {
  missing: 'blank',
  too_short: 'too_short',
  too_long: 'too_long',
  too_common: 'too_common',
}

/** Checks what is wanted as far as that can be told without looking at anything else. */
export function checkDefinition(input: DefinitionInput): CheckedDefinition {
  const faults = createFaults()
  const organization = faults.take('', checkOrganization(input.organization), organizationFaultsOnTheWire)
  const { appNames } = input
  if (new Set(appNames).size > APPS_MAX) faults.add('connection_attributes', 'too_many')
  const members = membersIn(faults, input.members)
  const sites = sitesIn(faults, input.sites)
  if (faults.found.length > 0 || organization === null) return { ok: false, faults: faults.found }
  const logoUrl = blankAsNull(input.logoUrl)
  return { ok: true, definition: { organization, logoUrl, appNames, members, sites } }
}

type FoundFaults = ReturnType<typeof createFaults>

function createFaults() {
  const found: DefinitionFault[] = []
  const add = (path: string, fault: DefinitionFaultCode) => void found.push({ path, fault })
  return {
    found,
    add,
    /** The value of a check; null after noting its faults under their names on the wire. */
    take<Value, Field extends string>(
      prefix: string,
      checked: Checked<Value, Field>,
      onTheWire: (faults: Partial<Record<Field, FieldFault>>) => Partial<Record<string, FieldFault>>,
    ): Value | null {
      if (checked.ok) return checked.value
      for (const [field, fault] of Object.entries(onTheWire(checked.faults)))
        if (fault !== undefined) add(prefix + field, fault)
      return null
    },
  }
}

function membersIn(faults: FoundFaults, inputs: readonly MemberInput[]): MemberDefinition[] {
  const list = 'member_attributes'
  if (inputs.length > MEMBERS_MAX) faults.add(list, 'too_many')
  const members = inputs.slice(0, MEMBERS_MAX).flatMap((input, index) => {
    const member = memberIn(faults, `${list}[${index}].`, input)
    return member === null ? [] : [member]
  })
  const owners = inputs.filter(({ roles }) => roles.includes('owner'))
  if (inputs.length > 0 && owners.length !== 1) faults.add(list, 'one_owner')
  const seen = new Set<string>()
  for (const [index, input] of inputs.slice(0, MEMBERS_MAX).entries()) {
    const key = parseEmail(input.email)?.key
    if (key !== undefined && seen.has(key)) faults.add(`${list}[${index}].email`, 'taken')
    if (key !== undefined) seen.add(key)
  }
  return members
}

function memberIn(faults: FoundFaults, at: string, input: MemberInput): MemberDefinition | null {
  const { firstName = null, name = '', countryCode = null, locale } = input.person
  const details = { firstName, name, countryCode, locale: locale || 'en' }
  const person = faults.take(at, checkPersonChanges(details), personFaultsOnTheWire)
  const email = parseEmail(input.email)
  if (email === null) faults.add(`${at}email`, input.email.trim() === '' ? 'blank' : 'invalid')
  const weak = passwordFault(input.password, email?.key ?? input.email)
  if (weak !== null) faults.add(`${at}password`, PASSWORD_FAULTS[weak])
  const roles = ROLES.filter(role => input.roles.includes(role))
  const areKnown = input.roles.every(role => ROLES.includes(role))
  if (!areKnown || roles.length === 0) faults.add(`${at}roles`, areKnown ? 'blank' : 'inclusion')
  if (person === null || email === null) return null
  return {
    email,
    secret: { password: input.password },
    firstName: person.firstName ?? null,
    name: person.name ?? '',
    locale: person.locale ?? 'en',
    countryCode: person.countryCode ?? null,
    avatarUrl: blankAsNull(input.avatarUrl),
    roles,
  }
}

function sitesIn(faults: FoundFaults, inputs: DefinitionInput['sites']): NewSite[] {
  const list = 'site_attributes'
  if (inputs.length > SITES_MAX) faults.add(list, 'too_many')
  if (inputs.length > 0 && inputs.filter(({ isHeadquarter }) => isHeadquarter).length !== 1)
    faults.add(list, 'one_headquarter')
  return inputs.slice(0, SITES_MAX).flatMap(({ isHeadquarter, ...input }, index) => {
    const site = faults.take(
      `${list}[${index}].`,
      checkSite(input, { isNew: true }),
      ({ address, ...rest }) => ({
        ...rest,
        ...(address && { address_attributes: address }),
      }),
    )
    if (site === null) return []
    return [{ name: site.name ?? '', isHeadquarter, address: site.address ?? null }]
  })
}

function blankAsNull(text: string | null): string | null {
  return text?.trim() || null
}
