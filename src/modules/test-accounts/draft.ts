import type { Fields } from '../../platform/http/form-fields.ts'
import { ROLES } from '../directory/index.ts'
import { APPS_MAX, type DefinitionInput, MEMBERS_MAX, SITES_MAX } from './definition.ts'

/** The steps in which somebody describes a test account, in their order (platform.md §11). */
export const STEPS = ['organization', 'connections', 'members'] as const
export type DraftStep = (typeof STEPS)[number]

/** What was typed so far. */
export type DraftValues = {
  name: string
  kinds: string[]
  /** By kind. */
  sections: Record<string, string[]>
  countryCode: string
  logoUrl: string
  sites: SiteValues[]
  headquarter: number
  appNames: string[]
  /** What apps of others are searched for. */
  query: string
  members: MemberValues[]
}
export type SiteValues = { name: string; addressee: string; address: string }
export type MemberValues = {
  email: string
  password: string
  firstName: string
  name: string
  locale: string
  countryCode: string
  avatarUrl: string
  roles: string[]
}

const KINDS_MAX = 20

/** What the first form shows: an organization without sites, with room for its owner. */
export function blankDraft(countryCode: string, locale: string): DraftValues {
  return {
    ...{ name: '', kinds: [], sections: {}, countryCode, logoUrl: '', sites: [], headquarter: 0 },
    ...{ appNames: [], query: '', members: [blankMember(countryCode, locale, ['owner'])] },
  }
}

function blankMember(countryCode: string, locale: string, roles: string[]): MemberValues {
  const names = { firstName: '', name: '' }
  return { email: '', password: '', ...names, locale, countryCode, avatarUrl: '', roles }
}

/** What a form of this step holds, in the place of what was typed there before. */
export function withStep(draft: DraftValues, step: DraftStep, fields: Fields): DraftValues {
  switch (step) {
    case 'organization':
      return { ...draft, ...organizationIn(fields) }
    case 'connections':
      return {
        ...draft,
        appNames: fields.list('apps[]').slice(0, APPS_MAX + 1),
        query: fields.text('query'),
      }
    case 'members':
      return { ...draft, members: membersIn(fields) }
  }
}

function organizationIn(fields: Fields): Partial<DraftValues> {
  const kinds = fields.list('kinds[]').slice(0, KINDS_MAX)
  const sites = rows(fields, 'sites', SITES_MAX).map(at => ({
    name: fields.text(`site_${at}_name`),
    addressee: fields.text(`site_${at}_addressee`),
    address: fields.text(`site_${at}_address`),
  }))
  const headquarter = Number(fields.text('headquarter'))
  return {
    name: fields.text('name'),
    kinds,
    sections: Object.fromEntries(kinds.map(kind => [kind, fields.list(`sections[${kind}][]`)])),
    countryCode: fields.text('country_code'),
    logoUrl: fields.text('logo_url'),
    sites,
    headquarter: Number.isInteger(headquarter) && headquarter < sites.length ? headquarter : 0,
  }
}

function membersIn(fields: Fields): MemberValues[] {
  return rows(fields, 'members', MEMBERS_MAX).map(at => {
    const text = (name: string) => fields.text(`member_${at}_${name}`)
    return {
      email: text('email'),
      password: text('password'),
      firstName: text('first_name'),
      name: text('name'),
      locale: text('locale'),
      countryCode: text('country_code'),
      avatarUrl: text('avatar_url'),
      roles: fields.list(`member_${at}_roles[]`).filter(role => ROLES.includes(role)),
    }
  })
}

/** The numbers of the rows a form says it has. */
function rows(fields: Fields, name: string, max: number): number[] {
  const count = Number(fields.text(name))
  return Number.isInteger(count) && count > 0 ? [...Array(Math.min(count, max)).keys()] : []
}

/** What the pressed button asks for. */
export type DraftMove = 'next' | 'back' | 'find' | 'stay'

/** Does what a button of the form does to the draft; `rest` is where it leads. */
export function moved(draft: DraftValues, go: string): { draft: DraftValues; move: DraftMove } {
  const [, act, what, at] = /^(add|remove)_(site|member)(?:_(\d+))?$/.exec(go) ?? []
  if (act === undefined) return { draft, move: go === 'back' || go === 'find' ? go : 'next' }
  const isSite = what === 'site'
  if (act === 'add') {
    if (isSite) return { draft: withAnotherSite(draft), move: 'stay' }
    return { draft: withAnotherMember(draft), move: 'stay' }
  }
  const index = Number(at)
  return { draft: isSite ? withoutSite(draft, index) : withoutMember(draft, index), move: 'stay' }
}

function withAnotherSite(draft: DraftValues): DraftValues {
  const addressee = draft.name
  return { ...draft, sites: [...draft.sites, { name: '', addressee, address: '' }].slice(0, SITES_MAX) }
}

function withoutSite(draft: DraftValues, index: number): DraftValues {
  const { headquarter } = draft
  const isBefore = index < headquarter
  return {
    ...draft,
    sites: draft.sites.filter((_, at) => at !== index),
    headquarter: isBefore ? headquarter - 1 : index === headquarter ? 0 : headquarter,
  }
}

function withAnotherMember(draft: DraftValues): DraftValues {
  const { countryCode, members } = draft
  const hasOwner = members.some(({ roles }) => roles.includes('owner'))
  const locale = members.at(-1)?.locale ?? 'en'
  const another = blankMember(members.at(-1)?.countryCode ?? countryCode, locale, [
    hasOwner ? 'member' : 'owner',
  ])
  return { ...draft, members: [...members, another].slice(0, MEMBERS_MAX) }
}

function withoutMember(draft: DraftValues, index: number): DraftValues {
  return { ...draft, members: draft.members.filter((_, at) => at !== index) }
}

/** What was typed, as the checks read it: the same as a request of the API says. */
export function inputOf(draft: DraftValues): DefinitionInput {
  const { name, kinds, sections, countryCode, logoUrl, appNames } = draft
  return {
    organization: { name, kinds, sections, countryCode: countryCode || null },
    logoUrl,
    appNames,
    members: draft.members.map(({ email, password, avatarUrl, roles, ...member }) => {
      const { firstName, name: familyName, locale, countryCode: country } = member
      return {
        email,
        password,
        avatarUrl,
        roles,
        person: { firstName, name: familyName, locale, countryCode: country },
      }
    }),
    sites: draft.sites.map((site, index) => ({
      name: site.name,
      isHeadquarter: index === draft.headquarter,
      address: { addressee: site.addressee, text: site.address },
    })),
  }
}

/** The step a field of the API belongs to. */
export function stepOf(path: string): DraftStep {
  if (path.startsWith('member_attributes')) return 'members'
  return path.startsWith('connection_attributes') ? 'connections' : 'organization'
}
