import { isCountryCode } from '../../platform/countries.ts'
import type { OrganizationFaults, OrganizationValues } from '../../platform/web/organization-fields.ts'
import { type Checked, type Faults, nameFault } from './faults.ts'

/** A legal entity with members and apps. `slug` never changes; instants in milliseconds. */
export type Organization = {
  id: string
  name: string
  slug: string
  countryCode: string | null
  kinds: string[]
  sections: Record<string, string[]>
  brandColor: string | null
  logoUrl: string | null
  requireTwoFactor: boolean
  /** Whether others may find it and ask to join (platform.md §1.2). */
  isDiscoverable: boolean
  /** The vendor's organization if this is a test account of it (directory-api.md §16). */
  testAccountOwnerId: string | null
  createdAt: number
  updatedAt: number
}

/** What an organization is or does, and what each kind can be asked in addition (directory-api.md §18). */
const SECTIONS_BY_KIND: Record<string, readonly string[]> = {
  printer: [
    'softcover_books',
    'hardcover_books',
    'labels',
    'packagings',
    'business_cards',
    'flyers',
    'leaflets',
    'brochures',
    'large_formats',
  ],
  supplier: ['sheet_substrates', 'web_substrates', 'ink', 'plates', 'foils', 'other'],
  machine_vendor: [
    'sheet_fed_offset_presses',
    'web_fed_offset_presses',
    'sheet_fed_digital_presses',
    'web_fed_digital_presses',
    'cutters',
    'binders',
    'saddle_stitchers',
  ],
  brand_owner: [],
  designer: ['self_employed', 'studio', 'inhouse', 'other'],
  publisher: ['softcover_books', 'hardcover_books', 'brochures'],
  software_developer: [
    'imposing',
    'ganging',
    'mis',
    'reporting',
    'web_to_print',
    'logistics',
    'warehousing',
    'machine_integration',
    'preflight',
    'workflow',
    'billing',
    'accounting',
    'production_planning',
    'production_scheduling',
    'production_capacity_planning',
  ],
  other: [],
}

/** The identifiers of all kinds. */
export const ORGANIZATION_KINDS: readonly string[] = Object.keys(SECTIONS_BY_KIND)

/** What a kind can be asked in addition; empty when nothing. */
export function sectionsOf(kind: string): readonly string[] {
  return Object.hasOwn(SECTIONS_BY_KIND, kind) ? (SECTIONS_BY_KIND[kind] ?? []) : []
}

/** Older names of kinds that clients still send (C-40). */
const FORMER_KINDS: Record<string, string> = {
  software_vendor: 'software_developer',
  developer: 'software_developer',
}

const SLUG_CHARACTERS_MAX = 60

/** What is asked when an organization is created. */
export type OrganizationInput = {
  name: string
  countryCode: string | null
  kinds: readonly string[]
  sections?: Record<string, readonly string[]>
}

/** The same, clean. */
export type OrganizationDetails = Pick<Organization, 'name' | 'countryCode' | 'kinds' | 'sections'>

/** Kinds under their present names, each once (C-40); unknown ones stay as they are. */
export function currentKinds(kinds: readonly string[]): string[] {
  return [
    ...new Set(kinds.map(kind => (Object.hasOwn(FORMER_KINDS, kind) ? (FORMER_KINDS[kind] ?? kind) : kind))),
  ]
}

/** Checks what is wanted for an organization; sections of kinds that are not chosen do not count. */
export function checkOrganization(
  input: OrganizationInput,
): Checked<OrganizationDetails, keyof OrganizationInput> {
  const faults: Faults<keyof OrganizationInput> = {}
  const name = input.name.trim()
  const fault = nameFault(name)
  if (fault) faults.name = fault
  const countryCode = input.countryCode?.trim().toUpperCase() || null
  if (countryCode !== null && !isCountryCode(countryCode)) faults.countryCode = 'inclusion'
  const kinds = currentKinds(input.kinds)
  if (!kinds.every(kind => ORGANIZATION_KINDS.includes(kind))) faults.kinds = 'inclusion'

  const sections: Record<string, string[]> = {}
  for (const [formerKind, chosen] of Object.entries(input.sections ?? {})) {
    const [kind = formerKind] = currentKinds([formerKind])
    if (!kinds.includes(kind) || !Object.hasOwn(SECTIONS_BY_KIND, kind)) continue
    if (!chosen.every(section => SECTIONS_BY_KIND[kind]?.includes(section))) faults.sections = 'inclusion'
    sections[kind] = [...new Set(chosen)]
  }
  return Object.keys(faults).length > 0
    ? { ok: false, faults }
    : { ok: true, value: { name, countryCode, kinds, sections } }
}

/** A color as it is kept, `#rrggbb` (directory-api.md §4.3); null for none, undefined for what is no color. */
export function parseBrandColor(text: string): string | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const [, digits] = /^#?((?:[0-9a-f]{3}){1,2})$/i.exec(trimmed) ?? []
  if (!digits) return undefined
  const full = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits
  return `#${full.toLowerCase()}`
}

/** What the pages ask for beyond what an organization must have: its kinds and country (platform.md §1.2). */
export function organizationFaults(
  values: OrganizationValues,
  checked: ReturnType<typeof checkOrganization>,
): OrganizationFaults {
  const found = checked.ok ? {} : checked.faults
  const faults: OrganizationFaults = {}
  if (found.name) faults.name = found.name === 'blank' ? 'missing' : 'too_long'
  if (found.kinds || values.kinds.length === 0) faults.kinds = 'missing'
  if (found.countryCode || values.countryCode === '') faults.countryCode = 'missing'
  return faults
}

/** Letters that do not fall apart into a Latin letter and a mark. */
const TRANSLITERATIONS: Record<string, string> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  å: 'a',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
}

/** The slug a name asks for: transliterated, snake_case (G-33); the same for all names without a Latin letter. */
export function slugOf(name: string): string {
  const latin = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[äöüßæœøåđðþłı]/g, letter => TRANSLITERATIONS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
  const words = latin.split(/[^a-z0-9]+/).filter(word => word !== '')
  return words.join('_').slice(0, SLUG_CHARACTERS_MAX).replace(/_$/, '') || 'organization'
}
