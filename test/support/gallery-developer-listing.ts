import { type ListingModel, listingPage } from '../../src/modules/apps/developer/listing.view.ts'
import {
  removeScreenshotPage,
  screenshotPage as screenshotFormPage,
} from '../../src/modules/apps/developer/screenshots.view.ts'
import { textValues } from '../../src/modules/apps/developer/texts-form.ts'
import {
  type ReviewModel,
  reviewPage,
  reviewsPage,
  switchOffPage,
} from '../../src/modules/operator/reviews/reviews.view.ts'
import { plainFrame } from '../../src/platform/web/portal-page.ts'
import { developerAreaOf } from './gallery-developer.ts'
import { drawing, type Exhibit, type Room } from './gallery-room.ts'

const NOW = 1772613780000
const DAY_MS = 86_400_000

/** The listing of an app, and its review. */
export function developerListingExhibits(room: Room): Exhibit[] {
  const { context: everywhere, say, names, app, directory } = room
  const area = developerAreaOf(room)
  const context = { ...everywhere, path: `${area.path}/listing` }
  const texts = textValues([
    {
      locale: 'en',
      title: names.app,
      summary: 'Knows what is in stock.',
      description: 'Counts paper, ink and plates.\n\nOrders what is missing.',
    },
  ])
  const review = {
    ...{ appId: 'a1', requestedBy: 'p1', requestedAt: NOW - 2 * DAY_MS, note: null, decidedBy: null },
    ...{ decidedAt: null, decision: null, reason: null },
  }
  const reason = say(
    'Please say what you need the members for.',
    'Bitte sagen Sie, wofür Sie die Mitglieder brauchen.',
  )
  const model: ListingModel = {
    area,
    values: { texts, demoUrl: 'https://stock.stockworks.example/demo' },
    faults: {},
    storePath: '/store/warehouse/stock_keeper',
    screenshots: [],
    review: null,
    lacks: [],
    noteFault: null,
    note: '',
    notice: null,
    now: NOW,
  }
  const inState = (state: 'draft' | 'in_review' | 'inactive') => ({ ...model, area: { ...area, state } })
  const production = { ...context, isSandbox: false }
  const operator = {
    ...production,
    path: '/operator/reviews',
    ...(production.signedInAs && { signedInAs: { ...production.signedInAs, isOperator: true } }),
  }
  const frame = plainFrame('Europe/Berlin', 'review')
  const reviewed: ReviewModel = {
    ...{ frame, app, type: 'public', state: 'in_review', path: '/operator/reviews/stock_keeper' },
    storePath: '/store/warehouse/stock_keeper',
    askedBy: names.person,
    note: say('Log in as demo@stockworks.example.', 'Melden Sie sich als demo@stockworks.example an.'),
    checks: [
      { name: 'used', isGood: true },
      { name: 'urls_https', isGood: true },
      { name: 'one_language', isGood: false },
      { name: 'described', isGood: true },
      { name: 'entry_point', isGood: true },
    ],
    able: [
      {
        provider: { ...directory, isPlatform: true },
        scopes: [
          { title: say('See members', 'Mitglieder ansehen'), description: null, permission: 'r' as const },
        ],
      },
    ],
    reason: { value: '', isMissing: false },
    seen: '1',
    notice: null,
  }
  const screenshot = (id: string, english: string, german: string, form: [number, number, string]) => ({
    ...{ id, ...drawing(...form) },
    captions: [{ locale: 'en' as const, caption: say(english, german) }],
  })
  const screenshots = [
    screenshot('s1', 'The shelf plan', 'Der Lagerplan', [1280, 800, '#d8e6e2']),
    screenshot('s2', 'Counting with a telephone, shelf by shelf', 'Zählen mit dem Telefon, Regal für Regal', [
      390,
      844,
      '#e6dcd0',
    ]),
    screenshot('s3', 'What runs low this week', 'Was diese Woche knapp wird', [1600, 900, '#d5dbe8']),
  ]
  const [shown] = screenshots
  const form = {
    ...{ area, id: 's1', shown: null, values: { en: '', 'en-US': '', de: '' }, faults: {} },
    fileFault: null,
  }
  return [
    { name: 'developer-listing', page: listingPage(context, { ...model, screenshots }) },
    {
      name: 'developer-listing-full',
      page: listingPage(context, { ...model, screenshots: [...screenshots, ...screenshots] }),
    },
    { name: 'developer-screenshot-new', page: screenshotFormPage(context, form) },
    {
      name: 'developer-screenshot-faults',
      page: screenshotFormPage(context, {
        ...form,
        faults: { en: 'must not be empty' },
        fileFault: 'too_large',
      }),
    },
    ...(shown === undefined
      ? []
      : [
          {
            name: 'developer-screenshot-edit',
            page: screenshotFormPage(context, {
              ...form,
              shown,
              values: { ...form.values, en: 'The shelf plan', de: 'Der Lagerplan' },
            }),
          },
          {
            name: 'developer-screenshot-remove',
            page: removeScreenshotPage(context, { area, screenshot: shown, number: 1 }),
          },
        ]),
    {
      name: 'developer-listing-faults',
      page: listingPage(context, {
        ...model,
        faults: { title_en: 'must not be empty', demo_url: 'must begin with https://' },
      }),
    },
    {
      name: 'developer-listing-draft',
      page: listingPage(production, {
        ...inState('draft'),
        review: { ...review, decidedAt: NOW, decision: 'returned', reason },
      }),
    },
    {
      name: 'developer-listing-lacks',
      page: listingPage(production, { ...inState('draft'), lacks: ['summary', 'way_in'] }),
    },
    {
      name: 'developer-listing-review',
      page: listingPage(production, { ...inState('in_review'), review, notice: 'requested' }),
    },
    { name: 'developer-listing-off', page: listingPage(production, inState('inactive')) },
    {
      name: 'operator-reviews',
      page: reviewsPage(operator, {
        frame,
        waiting: [
          { app, requestedAt: NOW - 2 * DAY_MS, href: '/operator/reviews/stock_keeper' },
          { app: room.warehouse, requestedAt: NOW - 10_800_000, href: '/operator/reviews/warehouse' },
        ],
        unknown: null,
        notice: 'approved',
        now: NOW,
      }),
    },
    {
      name: 'operator-reviews-none',
      page: reviewsPage(operator, { frame, waiting: [], unknown: 'stok_keeper', notice: null, now: NOW }),
    },
    { name: 'operator-review', page: reviewPage(operator, reviewed) },
    {
      name: 'operator-review-fault',
      page: reviewPage(operator, { ...reviewed, able: [], reason: { value: '', isMissing: true } }),
    },
    { name: 'operator-review-active', page: reviewPage(operator, { ...reviewed, state: 'active' }) },
    {
      name: 'operator-review-inactive',
      page: reviewPage(operator, { ...reviewed, state: 'inactive', notice: 'deactivated' }),
    },
    { name: 'operator-review-draft', page: reviewPage(operator, { ...reviewed, state: 'draft' }) },
    {
      name: 'operator-review-switch',
      page: switchOffPage(operator, { frame, app, path: '/operator/reviews/stock_keeper' }),
    },
  ]
}
