import type { Reader } from '../../platform/database/database.ts'
import type { AppBadge, IconName, OrganizationBadge } from '../../platform/web/components.ts'
import { hubPages } from '../../platform/web/hub-pages.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { folded } from '../../platform/web/plain-text.ts'
import { DOCS_PATH, type OrganizationPlace, type Visitor } from '../../platform/web/portal-page.ts'
import { textsOf } from '../../platform/web/texts.ts'
import { appTitle, findAppsOfOrganization } from '../apps/index.ts'
import { type InstalledRow, installedRows } from '../connections/index.ts'
import { searchCatalogue } from './catalogue.ts'
import { STORE_PATH } from './store-path.ts'

/** What the search finds, in the order it is shown. */
export const SEARCH_GROUPS = [
  'apps',
  'organizations',
  'developer',
  'store',
  'pages',
  'documentation',
  'elsewhere',
] as const
export type SearchGroupName = (typeof SEARCH_GROUPS)[number]

export type SearchResult = {
  title: string
  text: string | null
  href: string
  picture: { app: AppBadge } | { organization: OrganizationBadge } | { icon: IconName }
  /** Where it is not that of the page. */
  lang?: 'en'
}

/** Finds places of the documentation, the closest first. */
export type SearchDocumentation = (
  query: string,
) => readonly { title: string; section: string | null; path: string }[]

export type SearchGroup = { name: SearchGroupName; results: SearchResult[] }

/** Shown of a group at most. */
const GROUP_MAX = 6
const DOCUMENTATION_MAX = 3
/** Organizations whose apps are looked through, the selected one first. */
const ORGANIZATIONS_MAX = 12

/** A result with the text its words must stand in. */
type Candidate = SearchResult & { words: string }

/**
 * Everything of the hub that answers a search and that this reader may see: apps they can open, their organizations, apps
 * they develop, the store, and the pages of the menus. Without words: the pages around whom they have selected.
 */
export async function searchHub(
  reader: Reader,
  {
    query,
    context,
    visitor,
    searchDocumentation,
  }: {
    query: string
    context: PageContext
    visitor: Visitor | null
    searchDocumentation: SearchDocumentation
  },
): Promise<SearchGroup[]> {
  const wanted = folded(query).split(' ').filter(Boolean)
  const pages = pageCandidates(context, visitor)
  if (wanted.length === 0) return groupsOf({ pages: pages.filter(({ isNear }) => isNear) }, wanted)
  const places = visitor === null ? [] : placesOf(visitor)
  const found = {
    apps: visitor === null ? [] : await appCandidates(reader, visitor, places, context),
    organizations: places.map(organizationCandidate),
    developer: await developerCandidates(reader, places, context),
    store: await storeCandidates(reader, query, context),
    pages,
  }
  const documentation = searchDocumentation(query).slice(0, DOCUMENTATION_MAX).map(documentationResult)
  return [
    ...groupsOf(found, wanted),
    ...(documentation.length > 0 ? [{ name: 'documentation' as const, results: documentation }] : []),
    { name: 'elsewhere', results: elsewhere(context, query) },
  ]
}

function groupsOf(found: Partial<Record<SearchGroupName, Candidate[]>>, wanted: string[]): SearchGroup[] {
  return SEARCH_GROUPS.flatMap(name => {
    const answering = (found[name] ?? []).filter(candidate => answers(candidate, wanted))
    answering.sort((one, other) => rank(one, wanted) - rank(other, wanted))
    const limit = wanted.length === 0 ? answering.length : GROUP_MAX
    const results = answering.slice(0, limit).map(({ words: _, ...result }) => result)
    return results.length === 0 ? [] : [{ name, results }]
  })
}

/** Every word stands somewhere in the title or the words. */
function answers({ title, words }: Candidate, wanted: readonly string[]): boolean {
  const text = folded(`${title} ${words}`)
  return wanted.every(word => text.includes(word))
}

/** Titles that begin with what was typed come first, then those with a word that does. */
function rank({ title }: Candidate, [first = '']: readonly string[]): number {
  const text = folded(title)
  if (text.startsWith(first)) return 0
  return text.includes(` ${first}`) ? 1 : 2
}

/** The organizations of the reader, the selected one first, without those that want a second factor they lack. */
function placesOf({ organizations, selected, hasTwoFactor }: Visitor): OrganizationPlace[] {
  const open = organizations.filter(({ requiresTwoFactor }) => hasTwoFactor || !requiresTwoFactor)
  return open.toSorted((one, other) => Number(other.id === selected?.id) - Number(one.id === selected?.id))
}

async function appCandidates(
  reader: Reader,
  { id }: Visitor,
  places: OrganizationPlace[],
  { lang }: PageContext,
): Promise<Candidate[]> {
  const { search } = textsOf(lang)
  const candidates: Candidate[] = []
  const add = (row: InstalledRow, place: OrganizationPlace | null) => {
    const path = place ? `/organizations/${place.slug}/apps` : '/account/apps'
    candidates.push({
      title: row.title,
      text: place ? search.inOrganization(place.name) : search.inOwnAccount,
      href: row.canBeOpened
        ? `/launchpad/open/${row.name}?organization_id=${place?.id ?? ''}`
        : `${path}/${row.name}`,
      picture: { app: row },
      words: `${row.name} ${row.vendorName ?? ''} ${place?.name ?? ''}`,
    })
  }
  for (const place of places.slice(0, ORGANIZATIONS_MAX)) {
    const rows = await installedRows(reader, { type: 'Organization', id: place.id }, lang)
    for (const row of rows) add(row, place)
  }
  for (const row of await installedRows(reader, { type: 'Person', id }, lang)) add(row, null)
  return candidates
}

function organizationCandidate(place: OrganizationPlace): Candidate {
  const { name, slug } = place
  return {
    title: name,
    text: null,
    href: `/organizations/${slug}`,
    picture: { organization: place },
    words: slug,
  }
}

async function developerCandidates(
  reader: Reader,
  places: OrganizationPlace[],
  { lang }: PageContext,
): Promise<Candidate[]> {
  const { search } = textsOf(lang)
  const vendors = places.filter(
    ({ isDeveloper, kinds }) => isDeveloper && kinds.includes('software_developer'),
  )
  const candidates: Candidate[] = []
  for (const vendor of vendors.slice(0, ORGANIZATIONS_MAX)) {
    for (const { name, translations, logoUrl } of await findAppsOfOrganization(reader, vendor.id)) {
      const title = appTitle(translations, lang) || name
      const picture = { app: { name, title, logoUrl, vendorName: vendor.name } }
      const text = search.develop(vendor.name)
      candidates.push({
        title,
        text,
        href: `/developer/apps/${name}`,
        picture,
        words: `${name} ${vendor.name}`,
      })
    }
  }
  return candidates
}

async function storeCandidates(reader: Reader, query: string, { lang }: PageContext): Promise<Candidate[]> {
  const { entries } = await searchCatalogue(reader, { query, category: null, lang })
  return entries.map(entry => ({
    title: entry.title,
    text: entry.summary ?? entry.vendorName,
    href: entry.path,
    picture: { app: entry },
    // The catalogue has its own idea of what answers.
    words: [query, entry.name].join(' '),
  }))
}

function pageCandidates(context: PageContext, visitor: Visitor | null): (Candidate & { isNear: boolean })[] {
  const hasFactorFor = (place: OrganizationPlace) => visitor?.hasTwoFactor || !place.requiresTwoFactor
  return hubPages(context, visitor).flatMap(({ label, href, icon, words, organization }) => {
    if (organization && !hasFactorFor(organization)) return []
    const isNear = organization === null || organization.id === visitor?.selected?.id
    const picture = organization ? { organization } : { icon }
    return [{ title: label, text: organization?.name ?? null, href, picture, words, isNear }]
  })
}

/** The documentation is in English. */
function documentationResult({
  title,
  section,
  path,
}: ReturnType<SearchDocumentation>[number]): SearchResult {
  const text = section === null ? null : title
  return { title: section ?? title, text, href: path, picture: { icon: 'life-buoy' }, lang: 'en' }
}

/** The searches that go deeper than this one. */
function elsewhere({ lang }: PageContext, query: string): SearchResult[] {
  const { search } = textsOf(lang)
  const asked = new URLSearchParams({ q: query })
  return [
    { title: search.inStore(query), href: `${STORE_PATH}?${asked}`, icon: 'store' as const },
    {
      title: search.inDocumentation(query),
      href: `${DOCS_PATH}/search?${asked}`,
      icon: 'life-buoy' as const,
    },
  ].map(({ title, href, icon }) => ({ title, text: null, href, picture: { icon } }))
}
