/** Apps that fill the store of a sandbox: what one can connect beside the two that do something. */
const PLANNING = ['directory.organization.r', 'directory.sites.r']
const PEOPLE = ['directory.person.r', 'directory.organization_members.r']
const STOCK = ['directory.organization.r', 'warehouse.items.r']

/** Name, category, titles, summaries and what it desires. */
const CATALOGUE = [
  {
    name: 'press_planner',
    category: 'production',
    title: 'Press Planner',
    en: 'One board for all presses; moves jobs when a machine stops.',
    de: 'Eine Tafel für alle Maschinen; verschiebt Aufträge, wenn eine steht.',
    scopes: [...PLANNING, ...PEOPLE],
  },
  {
    name: 'color_room',
    category: 'color-management',
    title: 'Color Room',
    en: 'Recipes, batches and what every color really costs.',
    de: 'Rezepte, Chargen und was jede Farbe wirklich kostet.',
    scopes: STOCK,
  },
  {
    name: 'job_ticket',
    category: 'production',
    title: 'Job Ticket',
    en: 'Everything about a job in one place, from the quote to the pallet.',
    de: 'Alles zu einem Auftrag an einem Ort, vom Angebot bis zur Palette.',
    scopes: PEOPLE,
  },
  {
    name: 'freight_desk',
    category: 'logistics',
    title: 'Freight Desk',
    en: 'Labels and pick-ups from five carriers in one place.',
    de: 'Etiketten und Abholungen von fünf Speditionen an einem Ort.',
    scopes: PLANNING,
  },
  {
    name: 'proof_wall',
    category: 'customer-relations',
    title: 'Proof Wall',
    en: 'Customers approve proofs in the browser, page by page.',
    de: 'Kunden geben Druckbögen im Browser frei, Seite für Seite.',
    scopes: PEOPLE,
  },
  {
    name: 'paper_market',
    category: 'sales',
    title: 'Paper Market',
    en: 'Offers of eleven mills, with delivery dates.',
    de: 'Angebote von elf Papierfabriken, mit Lieferterminen.',
    scopes: STOCK,
  },
]

/** The same as manifests; their entry points are addresses that nobody has. */
export const CATALOGUE_MANIFESTS = CATALOGUE.map(({ name, category, title, en, de, scopes }) => ({
  name,
  category,
  entry_point_url: `https://${name.replaceAll('_', '-')}.example/`,
  translations: [
    {
      locale: 'en',
      title,
      summary: en,
      description: `${en}\n\nA demo app: behind its address there is nothing.`,
    },
    {
      locale: 'de',
      title,
      summary: de,
      description: `${de}\n\nEine Demo-App: Hinter ihrer Adresse ist nichts.`,
    },
  ],
  desired_oauth_scopes: scopes,
}))
