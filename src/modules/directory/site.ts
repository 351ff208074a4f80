import { isCountryCode } from '../../platform/countries.ts'
import { visibleText } from '../../platform/web/plain-text.ts'
import { type Checked, type Faults, nameFault } from './faults.ts'

/** A place of an organization; instants in milliseconds (directory-api.md §4.9). */
export type Site = {
  id: string
  organizationId: string
  name: string
  isHeadquarter: boolean
  address: Address | null
  createdAt: number
  updatedAt: number
}

/** Where a site is. Nobody looks it up on a map: there is no location. */
export type Address = AddressLines & { id: string; createdAt: number; updatedAt: number }
export type AddressLines = Record<AddressField, string | null>
export const ADDRESS_FIELDS = [
  'addressee',
  'street',
  'number',
  'zipCode',
  'town',
  'countryCode',
  'state',
  'addition',
] as const
export type AddressField = (typeof ADDRESS_FIELDS)[number]

/** An address as it is sent: structured, or as free text (C-59). What is absent is left as it is. */
export type AddressInput = {
  addressee?: string | null
  addition?: string | null
  streetAndNumber?: string | null
  zipCode?: string | null
  town?: string | null
  state?: string | null
  countryCode?: string | null
  text?: string | null
}
export type SiteInput = { name?: string | null; address?: AddressInput }
/** The same, clean; `address` has the lines that change. */
export type SiteChanges = { name?: string; address?: Partial<AddressLines> }

const LINE_CHARACTERS_MAX = 200
const TEXT_CHARACTERS_MAX = 1000

/** Checks what is sent of a site; a new one needs a name. */
export function checkSite(
  input: SiteInput,
  { isNew }: { isNew: boolean },
): Checked<SiteChanges, 'name' | 'address'> {
  const faults: Faults<'name' | 'address'> = {}
  const changes: SiteChanges = {}
  if (isNew || input.name !== undefined) {
    const name = (input.name ?? '').trim()
    const fault = nameFault(name)
    if (fault) faults.name = fault
    changes.name = name
  }
  if (input.address) {
    const lines = linesOf(input.address)
    if (!Object.values(lines).every(isLine)) faults.address = 'invalid'
    else if (lines.countryCode && !isCountryCode(lines.countryCode)) faults.address = 'inclusion'
    changes.address = lines
  }
  return Object.keys(faults).length > 0 ? { ok: false, faults } : { ok: true, value: changes }
}

/** Street and number as one line; the street alone where the number is not known. */
export function streetLine({ street, number }: Pick<AddressLines, 'street' | 'number'>): string | null {
  return number === null ? street : `${street ?? ''} ${number}`.trim()
}

function linesOf({ text, streetAndNumber, ...lines }: AddressInput): Partial<AddressLines> {
  const read = text ? linesOfText(text) : {}
  const street = streetAndNumber === undefined ? {} : splitStreet(streetAndNumber)
  const given = Object.entries({ ...read, ...lines, ...street }).filter(([, line]) => line !== undefined)
  return Object.fromEntries(
    given.map(([field, line]) => [field, line === '' ? null : (line?.trim() ?? null)]),
  )
}

/** If the number cannot be split off, `street` holds the whole line (directory-api.md §4.9). */
function splitStreet(line: string | null): Pick<AddressLines, 'street' | 'number'> {
  const [, street, number] = /^(.*\S)\s+(\d[\d\s/-]*[a-z]?)$/i.exec(line?.trim() ?? '') ?? []
  return street && number ? { street, number: number.trim() } : { street: line?.trim() || null, number: null }
}

/** Without a geocoder: lines or commas part the street, the zip code with its town, and a country code. */
function linesOfText(text: string): Partial<AddressLines> {
  const parts = text
    .slice(0, TEXT_CHARACTERS_MAX)
    .split(/[\n,]/)
    .map(part => part.trim())
    .filter(part => part !== '')
  const lines: Partial<AddressLines> = {}
  const others: string[] = []
  for (const part of parts) {
    const [, zipCode, town] =
      /^(?:[A-Z]{1,2}-)?(\d{4} ?[A-Z]{2}(?= )|\d[\d -]{2,9}\d) +(\S.*)$/.exec(part) ?? []
    if (zipCode && town && lines.zipCode === undefined) Object.assign(lines, { zipCode, town })
    else if (isCountryCode(part) && lines.countryCode === undefined) lines.countryCode = part
    else if (lines.street === undefined) Object.assign(lines, splitStreet(part))
    else others.push(part)
  }
  return others.length === 0 ? lines : { ...lines, addition: others.join(', ') }
}

function isLine(line: string | null | undefined): boolean {
  if (line === null || line === undefined) return true
  const isPlain = line.isWellFormed() && visibleText(line) === line && !/[\t\n]/.test(line)
  return isPlain && line.length <= LINE_CHARACTERS_MAX
}
