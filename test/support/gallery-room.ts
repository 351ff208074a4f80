import type { AnswersTo } from '../../src/modules/oauth/authorize/answers-to.ts'
import type { AppBadge } from '../../src/platform/web/components.ts'
import type { Lang } from '../../src/platform/web/language.ts'
import type { PageContext } from '../../src/platform/web/page.ts'
import type { OrganizationPlace, Visitor } from '../../src/platform/web/portal-page.ts'

/** One screen with real-looking content. */
export type Exhibit = { name: string; page: string; isMail?: boolean }

/** Names that one gallery shows; a test replaces them by hostile ones. */
export type GalleryNames = {
  app: string
  vendor: string
  organization: string
  person: string
  email: string
}

export const NAMES: GalleryNames = {
  app: 'Stock Keeper',
  vendor: 'Stockworks',
  organization: 'Linden Press',
  person: 'Mara Lindqvist',
  email: 'mara@lindenpress.example',
}

// Addresses as the flows use them.
export const FLOW = { interaction: '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e99', returnTo: null, lang: null }
export const FORM = { action: '/oauth/authorize/answer', hidden: { interaction: FLOW.interaction } }
export const SWITCH = `/signin?interaction=${FLOW.interaction}&account=other`
export const CHOOSE = `/oauth/authorize/continue?interaction=${FLOW.interaction}&choose=1`
export const CANCEL = `/oauth/authorize/cancel?interaction=${FLOW.interaction}`
export const CALLBACK = 'https://stock.stockworks.example/auth/callback'

/** The answer of the redirect flow. */
export function redirectTo(url: string): AnswersTo {
  return { kind: 'redirect', url }
}

/** The answer to a device that asks from elsewhere. */
export const DEVICE: AnswersTo = {
  kind: 'device',
  device: {
    userCode: 'KMXR-TZWQ',
    userAgent: 'Dalvik/2.1.0 (Linux; U; Android 14; HandScan 7)',
    address: '203.0.113.24',
    at: 1772613660000,
    now: 1772613780000,
  },
}

/** What the exhibits share: the page around them, the app that asks, who is asked. */
export function furnish(lang: Lang, names: GalleryNames) {
  const context: PageContext = {
    lang,
    brandName: 'Grantory',
    isSandbox: true,
    csrfToken: '7d4f0a9bc1e2',
    path: '/signin?interaction=0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e99',
    signedInAs: {
      id: 'p1',
      name: names.person,
      email: names.email,
      avatarUrl: null,
      appearance: 'system',
      isOperator: false,
    },
    formTargets: [],
  }
  const app: AppBadge = { name: 'stock_keeper', title: names.app, logoUrl: null, vendorName: names.vendor }
  const warehouse: AppBadge = {
    name: 'warehouse',
    title: 'Warehouse',
    logoUrl: null,
    vendorName: names.vendor,
  }
  const directory: AppBadge = { name: 'directory', title: 'Directory', logoUrl: null, vendorName: null }
  const person = { name: names.person, email: names.email, avatarUrl: null }
  const organization = { id: 'o1', name: names.organization, logoUrl: null }
  const place: OrganizationPlace = {
    ...organization,
    slug: 'linden_press',
    kinds: ['printer', 'publisher'],
    requiresTwoFactor: false,
    roles: ['owner', 'developer'],
    isOwner: true,
    isAdministrator: true,
    isDeveloper: true,
  }
  const harbor = { ...place, id: 'o2', name: 'Harbor Labels', slug: 'harbor_labels', roles: ['member'] }
  const visitor: Visitor = {
    ...{ id: 'p1', name: names.person, email: names.email, emailKey: names.email, isEmailConfirmed: true },
    ...{ avatarUrl: null, locale: lang, timeZone: 'Europe/Berlin', isOperator: false, hasTwoFactor: false },
    organizations: [place, { ...harbor, isOwner: false, isAdministrator: false, isDeveloper: false }],
    selected: place,
  }
  const say = (english: string, german: string) => (lang === 'de' ? german : english)
  return {
    lang,
    say,
    names,
    context,
    anonymous: { ...context, signedInAs: null },
    app,
    warehouse,
    directory,
    person,
    organization,
    place,
    visitor,
  }
}

export type Room = ReturnType<typeof furnish>

/** A picture of this size and color, in the page itself: the exhibition has no others. */
export function drawing(width: number, height: number, color: string) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="${color}"/><rect x="8%" y="12%" width="84%" height="10%" fill="#fff"/><rect x="8%" y="30%" width="38%" height="58%" fill="#fff"/><rect x="54%" y="30%" width="38%" height="58%" fill="#fff"/></svg>`
  return { path: `data:image/svg+xml;base64,${btoa(svg)}`, width, height }
}
