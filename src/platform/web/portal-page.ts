import { accountMenu } from './account-menu.ts'
import { type Asset, portalScript, searchScript } from './assets.ts'
import { hiddenFields, icon, organizationPicture, personPicture } from './components.ts'
import { brandLink, document } from './document.ts'
import { type Html, html, nothing } from './html.ts'
import type { PageContext } from './page.ts'
import { searchLink } from './search-link.ts'
import { roleNames, textsOf } from './texts.ts'

/** An organization somebody belongs to, as its pages and the switcher need it. */
export type OrganizationPlace = {
  id: string
  name: string
  slug: string
  logoUrl: string | null
  kinds: readonly string[]
  requiresTwoFactor: boolean
  /** What the visitor is in it: identifiers of roles, in their fixed order. */
  roles: readonly string[]
  isOwner: boolean
  isAdministrator: boolean
  isDeveloper: boolean
}

/** Somebody who is signed in, with the organizations they belong to, oldest first. */
export type Visitor = {
  id: string
  name: string
  email: string
  emailKey: string
  isEmailConfirmed: boolean
  avatarUrl: string | null
  locale: 'en' | 'en-US' | 'de'
  /** Times are shown in it. */
  timeZone: string
  isOperator: boolean
  hasTwoFactor: boolean
  organizations: readonly OrganizationPlace[]
  /** Chosen in the switcher; null: the person themself. */
  selected: OrganizationPlace | null
}

/** Where the documentation begins. */
export const DOCS_PATH = '/docs'

/** The main places of the hub; null: none of them. */
export type MainPlace = 'hub' | 'store' | 'docs' | 'review' | 'start' | 'verifier' | 'mailbox' | null

/** The pages of an organization in its bar. */
export type OrganizationTab = 'overview' | 'apps' | 'members' | 'sites' | 'tokens' | 'developer'

/** What stands around a page of the portal. */
export type PortalFrame = {
  place: MainPlace
  /** The bar of an organization, or of the person; null on pages about neither. */
  bar: { visitor: Visitor; current: OrganizationPlace | null; tab: OrganizationTab | null } | null
  timeZone: string
}

/** The frame of an organization's page. */
export function organizationFrame(
  visitor: Visitor,
  current: OrganizationPlace,
  tab: OrganizationTab | null,
): PortalFrame {
  return { place: 'hub', bar: { visitor, current, tab }, timeZone: visitor.timeZone }
}

/** The frame of a page about whoever is selected in the switcher. */
export function selectionFrame(visitor: Visitor, place: MainPlace): PortalFrame {
  return { place, bar: { visitor, current: visitor.selected, tab: null }, timeZone: visitor.timeZone }
}

/** The frame of a page about no organization: the account, or nobody's. */
export function plainFrame(timeZone: string, place: MainPlace = null): PortalFrame {
  return { place, bar: null, timeZone }
}

export type PortalPage = {
  title: string
  /** The page shows a fault: its title says so. */
  isFault?: boolean
  frame: PortalFrame
  /** Beside the one of all pages. */
  scripts?: readonly Asset[]
  body: Html
}

/** A whole page of the portal: bars on top, wide content. */
export function portalPage(context: PageContext, page: PortalPage): string {
  const { page: texts } = textsOf(context.lang)
  const { place, bar } = page.frame
  const places = mainLinks(context, place)
  const tabs = bar?.current ? organizationLinks(context, bar.current, bar.tab) : []
  const folded = (menu: Link[]) => html`${menu.map(link)}`
  const menu =
    places.length + tabs.length > 0 &&
    html`<details class="g-switch -ml-2 lg:hidden"><summary class="btn btn-ghost btn-square" aria-label="${texts.menuButton}">${icon('menu', 'size-5')}</summary><div class="g-menu"><nav aria-label="${texts.menuButton}">${folded(places)}${places.length > 0 && tabs.length > 0 && html`<hr>`}${folded(tabs)}</nav></div></details>`
  return document(
    context,
    {
      ...page,
      scripts: [portalScript, searchScript, ...(page.scripts ?? [])],
      foot: html`<a href="${DOCS_PATH}">${texts.documentation}</a>`,
    },
    html`<header class="g-topbar"><div class="g-shell">${menu}${brandLink(context, context.signedInAs ? '/launchpad' : '/')}${
      places.length > 0 &&
      html`<nav class="g-nav ml-5 hidden lg:flex" aria-label="${texts.navigation}">${places.map(link)}</nav>`
    }<div class="ml-auto flex items-center gap-1">${searchLink(context)}${context.signedInAs === null ? signInLink(context) : accountMenu(context, { switchAccountUrl: '/signin?account=other', hasSettings: true })}</div></div></header>
${bar ? organizationBar(context, bar, tabs) : nothing}
<main id="main" class="g-shell g-page">
${page.body}
</main>`,
  )
}

/** Back to this page when they have signed in. */
function signInLink({ lang, path }: PageContext): Html {
  const { identity } = textsOf(lang)
  return html`<a class="btn btn-sm" href="/signin?return_to=${encodeURIComponent(path)}">${identity.signUp.signIn}</a>`
}

export type Link = { label: string; href: string; isCurrent: boolean }

function link({ label, href, isCurrent }: Link): Html {
  return html`<a href="${href}"${isCurrent && html` aria-current="page"`}>${label}</a>`
}

/** The main places of the hub, for whoever reads. */
export function mainLinks({ lang, isSandbox, signedInAs }: PageContext, place: MainPlace): Link[] {
  const { page, identity, flows, developerListing, store: storeTexts } = textsOf(lang)
  const sandbox = [
    { label: page.start, href: '/', isCurrent: place === 'start' },
    { label: flows.verifier.navigation, href: '/sandbox/token', isCurrent: place === 'verifier' },
    { label: identity.mailbox.navigation, href: '/sandbox/mailbox', isCurrent: place === 'mailbox' },
  ]
  const hub = { label: page.hub, href: '/launchpad', isCurrent: place === 'hub' }
  const store = { label: storeTexts.navigation, href: '/store', isCurrent: place === 'store' }
  const docs = { label: page.documentation, href: DOCS_PATH, isCurrent: true }
  const { navigation } = developerListing.operator
  const review = { label: navigation, href: '/operator/reviews', isCurrent: place === 'review' }
  return [
    ...(signedInAs ? [hub] : []),
    store,
    ...(signedInAs?.isOperator ? [review] : []),
    ...(place === 'docs' ? [docs] : []),
    ...(isSandbox ? sandbox : []),
  ]
}

/** The pages of an organization, as far as the visitor's roles there open them. */
export function organizationLinks(
  { lang }: PageContext,
  { slug, kinds, isAdministrator, isDeveloper }: OrganizationPlace,
  current: OrganizationTab | null,
): Link[] {
  const { tabs } = textsOf(lang).page
  const path = `/organizations/${slug}`
  const all: { tab: OrganizationTab; href: string; isOffered: boolean }[] = [
    { tab: 'overview', href: path, isOffered: true },
    { tab: 'apps', href: `${path}/apps`, isOffered: true },
    { tab: 'members', href: `${path}/members`, isOffered: true },
    { tab: 'sites', href: `${path}/sites`, isOffered: true },
    { tab: 'tokens', href: `${path}/tokens`, isOffered: isAdministrator },
    {
      tab: 'developer',
      href: `${path}/developer`,
      isOffered: isDeveloper && kinds.includes('software_developer'),
    },
  ]
  return all
    .filter(({ isOffered }) => isOffered)
    .map(({ tab, href }) => ({ label: tabs[tab], href, isCurrent: tab === current }))
}

/** Who one acts for, and what there is of it. */
function organizationBar(
  context: PageContext,
  { visitor, current }: NonNullable<PortalFrame['bar']>,
  tabs: Link[],
): Html {
  const { page, organization } = textsOf(context.lang)
  const rolesHere = current ? ` · ${roleNames(context.lang, [...current.roles]).join(', ')}` : ''
  const picture = current
    ? organizationPicture(current, 'size-8')
    : personPicture(visitor.name, 'size-8', visitor.avatarUrl)
  const chosen = html`${icon('check', 'size-4 text-primary')}<span class="sr-only">${page.selected}</span>`
  const choices = visitor.organizations.map(
    place =>
      html`<button name="organization" value="${place.slug}">${organizationPicture(place, 'size-7')}<span class="min-w-0 flex-1 truncate">${place.name}</span>${place.id === current?.id && chosen}</button>`,
  )
  return html`<div class="border-b border-line bg-base-100"><div class="g-shell flex items-stretch gap-4">
<details class="g-switch -ml-2 min-w-0 py-1.5 max-lg:flex-1"><summary>${picture}<span class="min-w-0 max-lg:flex-1"><span class="block truncate leading-5 font-semibold">${current?.name ?? visitor.name}</span><span class="block truncate text-xs text-muted">${current ? `${visitor.name}${rolesHere}` : page.yourself}</span></span>${icon('chevrons-up-down', 'size-4 shrink-0 text-muted')}</summary>
<div class="g-menu max-h-[70vh] overflow-y-auto"><form method="post" action="/switch" aria-label="${organization.mine.title}">${hiddenFields(context.csrfToken)}${choices}${choices.length > 0 && html`<hr>`}<button name="organization" value="">${personPicture(visitor.name, 'size-7', visitor.avatarUrl)}<span class="min-w-0 flex-1 truncate">${page.you(visitor.name)}</span>${current === null && chosen}</button><hr><a href="/organizations/new">${icon('plus', 'size-5')}<span class="min-w-0 flex-1 truncate">${organization.mine.new}</span></a></form></div></details>
${
  tabs.length > 0 &&
  html`<span class="my-3 hidden w-px bg-line lg:block"></span><nav class="g-tabs hidden lg:flex" aria-label="${current?.name ?? visitor.name}">${tabs.map(link)}</nav>`
}
</div></div>`
}
