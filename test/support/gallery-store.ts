import { cataloguePage } from '../../src/modules/store/catalogue.view.ts'
import { choosePage, connectConsentPage } from '../../src/modules/store/connect.view.ts'
import { listingPage } from '../../src/modules/store/listing.view.ts'
import { screenshotPage } from '../../src/modules/store/screenshot.view.ts'
import { plainFrame, selectionFrame } from '../../src/platform/web/portal-page.ts'
import { drawing, type Exhibit, type Room } from './gallery-room.ts'

/** The store, and connecting an app from it. */
export function storeExhibits({
  context: everywhere,
  anonymous,
  names,
  app,
  warehouse,
  directory,
  organization,
  place,
  visitor,
  say,
}: Room): Exhibit[] {
  const path = '/store/warehouse/stock-keeper'
  const context = { ...everywhere, path }
  const frame = selectionFrame(visitor, 'store')
  const entry = (name: string, title: string, summary: string, isConnected = false) => ({
    ...{ id: name, name, title, summary, logoUrl: null, vendorName: names.vendor, category: 'warehouse' },
    ...{ path: `/store/warehouse/${name}`, isConnected },
  })
  const entries = [
    entry(
      app.name,
      app.title,
      say('Orders paper before it runs out.', 'Bestellt Papier, bevor es ausgeht.'),
      true,
    ),
    entry('warehouse', 'Warehouse', say('Knows what is in stock.', 'Weiß, was auf Lager ist.')),
    entry(
      'press_planner',
      'Press Planner',
      say(
        'One board for all presses; moves jobs when a machine stops.',
        'Eine Tafel für alle Maschinen; verschiebt Aufträge, wenn eine steht.',
      ),
    ),
    entry('freight_desk', 'Freight Desk', say('Labels and pick-ups.', 'Etiketten und Abholungen.')),
  ]
  const categories = [
    { category: 'warehouse', count: 2 },
    { category: 'production', count: 1 },
    { category: 'logistics', count: 1 },
  ]
  const catalogue = {
    ...{ frame, query: '', category: null, categories, count: 4, entries },
    ...{ from: 0, matching: 4, pageSize: 24 },
  }
  const line = (english: string, german: string, permission: 'r' | 'rw') => ({
    title: say(english, german),
    description: null,
    permission,
  })
  const ofDirectory = {
    provider: { ...directory, isPlatform: true },
    scopes: [
      line('See name, logo and country', 'Namen, Logo und Land ansehen', 'r'),
      line('See and change sites', 'Standorte ansehen und ändern', 'rw'),
    ],
  }
  const ofWarehouse = {
    provider: { ...warehouse, isPlatform: false },
    scopes: [line('See items in stock', 'Lagerartikel ansehen', 'r')],
  }
  const screenshots = [
    { ...drawing(1280, 800, '#d8e6e2'), caption: say('The shelf plan', 'Der Lagerplan') },
    {
      ...drawing(390, 844, '#e6dcd0'),
      caption: say('Counting with a telephone, shelf by shelf', 'Zählen mit dem Telefon, Regal für Regal'),
    },
    {
      ...drawing(1600, 900, '#d5dbe8'),
      caption: say('What runs low this week', 'Was diese Woche knapp wird'),
    },
  ]
  const listing = {
    frame,
    path,
    screenshots,
    mainApp: null,
    addons: [{ ...entry('reorder', 'Reorder', say('Orders by itself.', 'Bestellt von selbst.')), id: 'r' }],
    more: entries.slice(1, 3),
    app,
    summary: say('Orders paper before it runs out.', 'Bestellt Papier, bevor es ausgeht.'),
    description: say(
      'It watches your stock and reserves paper before the job starts.\n\nIt reads from Warehouse when you have it, and works without.',
      'Behält Ihr Lager im Auge und reserviert Papier, bevor der Auftrag beginnt.\n\nLiest aus Warehouse, wenn Sie es haben, und arbeitet auch ohne.',
    ),
    ...{
      category: 'warehouse',
      locales: ['en', 'de'],
      demoUrl: 'https://stock.example/demo',
      unlisted: null,
    },
    ofOrganization: [ofDirectory, ofWarehouse],
    ofPerson: [ofDirectory],
    connect: {
      kind: 'connect' as const,
      name: names.organization,
      href: `${path}/connect?organization=linden_press`,
      chooseHref: `${path}/connect`,
    },
  }
  const bare = {
    ...listing,
    summary: null,
    description: null,
    demoUrl: null,
    ofOrganization: [],
    ofPerson: [],
    ...{ screenshots: screenshots.slice(0, 1), addons: [], more: [] },
    mainApp: { title: 'Warehouse', href: '/store/warehouse/warehouse' },
  }
  const choice = (name: string, more: object = {}) => ({
    ...{ name, avatarUrl: null, href: `${path}/connect?organization=x`, isConnected: false, refusal: null },
    organization: { id: name, logoUrl: null, roles: ['owner'] },
    ...more,
  })
  const consent = {
    app,
    bearer: {
      organization: { ...organization, memberCount: 14 },
      person: { name: names.person, avatarUrl: null },
    },
    ...{ isConnected: false, asked: [ofDirectory], askedScopes: ['directory.organization.r'] },
    ...{ unavailable: [ofWarehouse], host: 'stock.example', fault: null },
    ...{ action: `${path}/connect?organization=linden_press`, cancelHref: path },
  }
  return [
    { name: 'store', page: cataloguePage({ ...context, path: '/store' }, catalogue) },
    {
      name: 'store-anonymous',
      page: cataloguePage(
        { ...anonymous, path: '/store?q=o' },
        { ...catalogue, frame: plainFrame('UTC', 'store'), query: 'o', matching: 60, from: 24 },
      ),
    },
    {
      name: 'store-none-found',
      page: cataloguePage(context, { ...catalogue, entries: [], query: 'xyz', matching: 0 }),
    },
    {
      name: 'store-empty',
      page: cataloguePage(context, { ...catalogue, entries: [], categories: [], count: 0, matching: 0 }),
    },
    { name: 'store-app', page: listingPage(context, listing) },
    {
      name: 'store-app-anonymous',
      page: listingPage(
        { ...anonymous, path },
        {
          ...bare,
          frame: plainFrame('UTC', 'store'),
          unlisted: 'preview',
          connect: { kind: 'sign_in', href: '/signin' },
        },
      ),
    },
    {
      name: 'store-app-connected',
      page: listingPage(context, {
        ...listing,
        connect: {
          ...{ kind: 'connected', name: names.organization, openHref: '/launchpad/open/stock_keeper' },
          ...{ permissionsHref: '/organizations/linden_press/apps/stock_keeper', chooseHref: '/x' },
          more: { count: 2, href: '/x' },
        },
      }),
    },
    {
      name: 'store-app-member',
      page: listingPage(context, {
        ...listing,
        unlisted: 'in_review',
        connect: { kind: 'ask', administratorNames: [names.person], chooseHref: '/x' },
      }),
    },
    {
      name: 'store-app-off',
      page: listingPage(context, { ...bare, unlisted: 'inactive', connect: null }),
    },
    {
      name: 'store-screenshot',
      page: screenshotPage(context, {
        ...{ frame, appTitle: app.title, path, number: 2, count: 3 },
        screenshot: { ...drawing(1280, 800, '#d8e6e2'), caption: say('The shelf plan', 'Der Lagerplan') },
      }),
    },
    {
      name: 'store-screenshot-narrow',
      page: screenshotPage(
        { ...anonymous, path },
        {
          ...{ frame: plainFrame('UTC', 'store'), appTitle: app.title, path, number: 1, count: 1 },
          screenshot: {
            ...drawing(390, 1600, '#e6dcd0'),
            caption: say(
              'Counting with a telephone, shelf by shelf',
              'Zählen mit dem Telefon, Regal für Regal',
            ),
          },
        },
      ),
    },
    {
      name: 'store-choose',
      page: choosePage(context, {
        app,
        path,
        choices: [
          choice(place.name, { isConnected: true }),
          choice(names.person, { organization: null }),
          choice('Harbor Labels', {
            refusal: { reason: 'not_administrator', administratorNames: ['Jonas Petersen'] },
          }),
          choice('Nordlicht Verlag', { refusal: { reason: 'second_factor' } }),
          choice('Kessel & Hain', { refusal: { reason: 'not_available' } }),
        ],
      }),
    },
    { name: 'store-consent', page: connectConsentPage(context, consent) },
    {
      name: 'store-consent-more',
      page: connectConsentPage(context, { ...consent, isConnected: true, host: null, unavailable: [] }),
    },
    {
      name: 'store-consent-person',
      page: connectConsentPage(context, {
        ...consent,
        bearer: { ...consent.bearer, organization: null },
        ...{ asked: [], askedScopes: [], unavailable: [] },
      }),
    },
    { name: 'store-consent-stale', page: connectConsentPage(context, { ...consent, fault: 'changed' }) },
  ]
}
