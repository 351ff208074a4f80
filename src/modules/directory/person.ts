import { isCountryCode } from '../../platform/countries.ts'
import type { Lang } from '../../platform/web/language.ts'
import { APPEARANCES, type Appearance } from '../../platform/web/page.ts'
import { isTimeZone } from '../../platform/web/time-zones.ts'
import { type Checked, type Faults, nameFault } from './faults.ts'

/** What a person may choose as locale. */
export const LOCALES = ['en', 'en-US', 'de'] as const
export type Locale = (typeof LOCALES)[number]

export const UNIT_SYSTEMS = ['metric', 'imperial'] as const
export type UnitSystem = (typeof UNIT_SYSTEMS)[number]

const PRONOUN_CHARACTERS_MAX = 50
const IMPERIAL_COUNTRIES = ['LR', 'MM', 'US']

/** A human account. Instants in milliseconds; `emailKey` is the address as it is compared (email.ts). */
export type Person = {
  id: string
  firstName: string | null
  name: string
  email: string
  emailKey: string
  emailConfirmedAt: number | null
  pronoun: string | null
  locale: Locale
  countryCode: string | null
  unitSystem: UnitSystem
  timeZone: string
  /** `YYYY-MM-DD`; only they see it. */
  birthday: string | null
  appearance: Appearance
  avatarUrl: string | null
  isOperator: boolean
  /** Since when the password alone does not sign them in; null: it does. */
  twoFactorSince: number | null
  bannedAt: number | null
  /** The vendor's organization if this is a person of a test account of it (directory-api.md §16). */
  testAccountOwnerId: string | null
  createdAt: number
  updatedAt: number
}

/** What a person may change about themselves, also through apps (directory-api.md §5). */
export const SHARED_DETAILS = ['firstName', 'name', 'pronoun', 'locale', 'unitSystem', 'countryCode'] as const
/** What they change in the hub only (platform.md §1.1). */
const OWN_DETAILS = ['timeZone', 'birthday', 'appearance'] as const
/** What else apps read of them. */
const READ_DETAILS = ['timeZone', 'avatarUrl'] as const

/** What changes of a person; what is absent stays. */
export type PersonChanges = Partial<
  Pick<Person, (typeof SHARED_DETAILS)[number] | (typeof OWN_DETAILS)[number]>
>

/** The same with the path of a picture that was uploaded (change-picture.ts). */
export type StoredChanges = PersonChanges & Partial<Pick<Person, 'avatarUrl'>>

/** The same as it arrives: a field that was not sent is absent. */
export type PersonInput = Partial<Record<keyof PersonChanges, string | null>>

/** Whether a person would be the same after these changes. */
export function changesNothing(person: Person, changes: StoredChanges): boolean {
  return [...SHARED_DETAILS, ...OWN_DETAILS, ...READ_DETAILS].every(detail => isKept(person, changes, detail))
}

/** Whether apps would read something else: they hear of nothing that they cannot read. */
export function changesWhatAppsRead(person: Person, changes: StoredChanges): boolean {
  return ![...SHARED_DETAILS, ...READ_DETAILS].every(detail => isKept(person, changes, detail))
}

function isKept(person: Person, changes: StoredChanges, detail: keyof StoredChanges): boolean {
  return !(detail in changes) || changes[detail] === person[detail]
}

/** The display name: some countries have no first names. */
export function fullName(person: Pick<Person, 'firstName' | 'name'>): string {
  return person.firstName === null ? person.name : `${person.firstName} ${person.name}`
}

/** The hub's language for a locale: `en-US` falls back to `en` (G-34). */
export function languageOf(locale: Locale): Lang {
  return locale === 'de' ? 'de' : 'en'
}

/** A locale from outside, as in `lang=en-US`; null when it is not offered. */
export function parseLocale(text: string): Locale | null {
  return LOCALES.find(locale => locale.toLowerCase() === text.toLowerCase()) ?? null
}

/** The units people of a country expect. */
export function unitSystemOf(countryCode: string | null): UnitSystem {
  return countryCode !== null && IMPERIAL_COUNTRIES.includes(countryCode) ? 'imperial' : 'metric'
}

/** Checks what a person wants to change; blank optional texts count as none. */
export function checkPersonChanges(input: PersonInput): Checked<PersonChanges, keyof PersonChanges> {
  const faults: Faults<keyof PersonChanges> = {}
  const value: PersonChanges = {}
  if (input.name !== undefined) {
    const name = (input.name ?? '').trim()
    const fault = nameFault(name)
    if (fault) faults.name = fault
    else value.name = name
  }
  if (input.firstName !== undefined) {
    const firstName = input.firstName?.trim() || null
    const fault = firstName === null ? null : nameFault(firstName)
    if (fault) faults.firstName = fault
    else value.firstName = firstName
  }
  if (input.pronoun !== undefined) {
    const pronoun = input.pronoun?.trim() || null
    const fault = pronoun === null ? null : nameFault(pronoun)
    if (fault) faults.pronoun = fault
    else if (pronoun !== null && pronoun.length > PRONOUN_CHARACTERS_MAX) faults.pronoun = 'too_long'
    else value.pronoun = pronoun
  }
  if (input.locale !== undefined) {
    const locale = parseLocale(input.locale ?? '')
    if (locale === null) faults.locale = 'inclusion'
    else value.locale = locale
  }
  if (input.unitSystem !== undefined) {
    const unitSystem = UNIT_SYSTEMS.find(known => known === input.unitSystem)
    if (unitSystem === undefined) faults.unitSystem = 'inclusion'
    else value.unitSystem = unitSystem
  }
  if (input.countryCode !== undefined) {
    const countryCode = input.countryCode?.trim().toUpperCase() || null
    if (countryCode !== null && !isCountryCode(countryCode)) faults.countryCode = 'inclusion'
    else value.countryCode = countryCode
  }
  if (input.timeZone !== undefined) {
    const timeZone = input.timeZone ?? ''
    if (isTimeZone(timeZone)) value.timeZone = timeZone
    else faults.timeZone = 'inclusion'
  }
  if (input.birthday !== undefined) {
    const birthday = input.birthday?.trim() || null
    if (birthday === null || isDate(birthday)) value.birthday = birthday
    else faults.birthday = 'invalid'
  }
  if (input.appearance !== undefined) {
    const appearance = APPEARANCES.find(known => known === input.appearance)
    if (appearance === undefined) faults.appearance = 'inclusion'
    else value.appearance = appearance
  }
  return Object.keys(faults).length > 0 ? { ok: false, faults } : { ok: true, value }
}

/** A day of the calendar, `YYYY-MM-DD`, on which somebody who lives can be born. */
function isDate(text: string): boolean {
  if (!/^(?:19|20)\d\d-\d\d-\d\d$/.test(text)) return false
  const instant = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(instant) && new Date(instant).toISOString().startsWith(text)
}
