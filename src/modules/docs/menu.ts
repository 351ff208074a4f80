import type { DocsPage, Library } from './library.ts'

/** The parts of the documentation, in the order of the menu. */
export type DocsGroup = 'guides' | 'reference' | 'examples' | 'operation' | 'background'

/** What the hub makes itself, beside the pages of the folder. */
export type MadePage = 'api' | 'scopes' | 'events'

/** An entry of the menu: a page of the folder by its title, or one that is made. */
export type MenuEntry = { path: string } & ({ title: string; lead: string } | { made: MadePage })

export type DocsMenu = { group: DocsGroup; entries: MenuEntry[] }[]

/** The index of the guides is the overview; it is not listed beside them. */
const GUIDES = '/docs/guides'
const MADE: readonly MadePage[] = ['api', 'scopes', 'events']
/** Where pages belong that do not stand in a folder of their group; every other one is background. */
const PLACES: Record<string, DocsGroup> = {
  '/docs/errors': 'reference',
  '/docs/command-line': 'reference',
  '/docs/configuration': 'operation',
  '/docs/operations': 'operation',
}

/** The menu, as the folder makes it: a page that is added to the folder is in it. */
export function menuOf(library: Library): DocsMenu {
  const groups: DocsMenu = [
    { group: 'guides', entries: [] },
    { group: 'reference', entries: MADE.map(made => ({ path: `/docs/${made}`, made })) },
    { group: 'examples', entries: [] },
    { group: 'operation', entries: [] },
    { group: 'background', entries: [] },
  ]
  for (const page of library.pages().filter(({ path }) => path !== GUIDES)) {
    groups.find(({ group }) => group === groupOf(page))?.entries.push(page)
  }
  return groups
}

function groupOf({ path }: DocsPage): DocsGroup {
  if (path.startsWith(`${GUIDES}/`)) return 'guides'
  if (path.startsWith('/docs/examples/')) return 'examples'
  return PLACES[path] ?? 'background'
}
