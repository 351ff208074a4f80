import type { Asset } from './assets.ts'
import { type AppBadge, appTile, type IconName, icon } from './components.ts'
import { type ConfirmCard, confirmCard } from './confirm-card.ts'
import { breakable, type Fragment, type Html, html } from './html.ts'
import type { PageContext } from './page.ts'
import { DOCS_PATH, type PortalFrame, portalPage } from './portal-page.ts'
import { withSideMenu } from './side-menu.ts'
import { textsOf } from './texts.ts'

/** The parts of the developer area of one app, in the order of its menu. */
export type DeveloperSection =
  | 'general'
  | 'oauth'
  | 'subscriptions'
  | 'log'
  | 'listing'
  | 'connections'
  | 'participants'
  | 'scopes'
  | 'events'

/** What every page about one app shows around its content. */
export type AppArea = {
  frame: PortalFrame
  app: AppBadge
  type: 'public' | 'addon' | 'private'
  state: 'draft' | 'in_review' | 'active' | 'inactive'
  /** `/developer/apps/<name>` */
  path: string
  /** `/organizations/<slug>/developer`: all apps of the vendor. */
  listPath: string
}

const MENU: {
  group: 'app' | 'store' | 'customers' | 'advanced'
  links: { section: DeveloperSection; at: string; icon: IconName }[]
}[] = [
  {
    group: 'app',
    links: [
      { section: 'general', at: '', icon: 'sliders-horizontal' },
      { section: 'oauth', at: '/oauth', icon: 'key-round' },
      { section: 'subscriptions', at: '/subscriptions', icon: 'webhook' },
      { section: 'log', at: '/log', icon: 'scroll-text' },
    ],
  },
  { group: 'store', links: [{ section: 'listing', at: '/listing', icon: 'store' }] },
  {
    group: 'customers',
    links: [
      { section: 'connections', at: '/connections', icon: 'plug' },
      { section: 'participants', at: '/participants', icon: 'users-round' },
    ],
  },
  {
    group: 'advanced',
    links: [
      { section: 'scopes', at: '/scopes', icon: 'shield' },
      { section: 'events', at: '/events', icon: 'radio' },
    ],
  },
]

export type DeveloperPage = {
  section: DeveloperSection
  title: string
  /** Below the title. */
  lead?: Fragment
  /** Beside it. */
  action?: Fragment
  isFault?: boolean
  /** Beside the one of all pages. */
  scripts?: readonly Asset[]
  body: Html
}

/** A page about one app: who it is on top, the menu of its parts beside the content (platform.md §4). */
export function developerPage(context: PageContext, area: AppArea, page: DeveloperPage): string {
  const head = html`<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1>${breakable(page.title)}</h1>${page.lead && html`<p>${page.lead}</p>`}</div>${page.action}</div>`
  return aboutApp(context, area, { ...page, body: html`${head}\n${page.body}` })
}

/** Asks once before something of an app ends: the card is the page. */
export function developerQuestion(
  context: PageContext,
  area: AppArea,
  section: DeveloperSection,
  card: ConfirmCard,
): string {
  return aboutApp(context, area, { section, title: card.title, body: confirmCard(context, card) })
}

function aboutApp(context: PageContext, area: AppArea, page: DeveloperPage): string {
  const { developer, docs, page: words } = textsOf(context.lang)
  const { app, path, listPath, type, state } = area
  const groups = MENU.map(({ group, links }) => ({
    title: developer.groups[group],
    links: links
      .filter(({ section }) => section !== 'listing' || type !== 'private')
      .map(({ section, at, icon }) => ({
        label: developer.sections[section],
        href: path + at,
        icon,
        isCurrent: section === page.section,
      })),
  })).filter(({ links }) => links.length > 0)
  const help = [
    { label: words.documentation, href: DOCS_PATH, icon: 'life-buoy' as const, isCurrent: false },
    { label: docs.links.api, href: `${DOCS_PATH}/api`, icon: 'code' as const, isCurrent: false },
  ]
  groups.push({ title: developer.groups.help, links: help })
  const stateName = context.isSandbox && state === 'active' ? developer.testApp : developer.states[state]
  const head = html`<nav class="breadcrumbs mb-2 py-0 text-sm text-muted" aria-label="${developer.breadcrumbs}"><ul><li><a href="${listPath}">${developer.yourApps}</a></li><li>${app.title}</li></ul></nav>
<div class="mb-8 flex flex-wrap items-center gap-4">${appTile(app, 'size-12')}<div class="min-w-0 flex-1 basis-56"><p class="text-lg font-semibold wrap-anywhere">${app.title} <span class="badge badge-sm badge-ghost ml-1 align-middle">${developer.types[type]}</span> <span class="badge badge-sm badge-ghost align-middle">${stateName}</span></p><p class="font-mono text-sm text-muted wrap-anywhere">${app.name}</p></div></div>`
  return portalPage(context, {
    title: `${page.title} · ${app.title}`,
    ...(page.isFault && { isFault: true }),
    frame: area.frame,
    ...(page.scripts && { scripts: page.scripts }),
    body: html`${head}${withSideMenu({ label: app.title, groups }, page.body)}`,
  })
}

/** The notice after something was done. */
export function doneNotice(text: string | null): Fragment {
  return (
    text !== null &&
    html`<div class="g-notice mb-6" role="status">${icon('circle-check', 'size-5')}<div class="min-w-0 flex-1">${text}</div></div>`
  )
}
