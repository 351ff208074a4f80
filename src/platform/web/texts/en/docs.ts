/** The documentation the hub shows. */
export const docs = {
  title: 'Documentation',
  lead: (brand: string) => `Everything one needs to build on ${brand}, to call its API and to run it.`,
  menu: 'Documentation',
  home: 'Overview',
  groups: {
    guides: 'Guides',
    examples: 'Examples',
    reference: 'Reference',
    operation: 'Running the hub',
    background: 'Background',
  },
  links: { api: 'API reference', scopes: 'Scopes', events: 'Events' },
  leads: {
    api: 'Every request to the REST API, to read and to try.',
    scopes: 'What apps can ask for, and who provides it.',
    events: 'What apps can be told of, and who tells it.',
  },
  /** Where the page is not in the language of what is around it. */
  inEnglish: null as string | null,
  onThisPage: 'On this page',
  markdown: 'This page as Markdown',
  linkTo: (section: string) => `Link to ${section}`,
  table: (section: string) => (section === '' ? 'Table' : `Table: ${section}`),
  code: 'Output',
  search: {
    label: 'Search the documentation',
    hint: 'Search guides, errors, endpoints …',
    action: 'Search',
    title: 'Search',
    found: (count: number, query: string) =>
      count === 1 ? `1 place for “${query}”` : `${count} places for “${query}”`,
    foundMore: (count: number, query: string) => `The closest ${count} places for “${query}”`,
    none: 'Nothing found',
    noneLead: 'Try another word, or an identifier such as invalid_grant.',
    empty: 'What are you looking for?',
    emptyLead: 'Words, an endpoint, an identifier of an error, or a scope.',
  },
}
