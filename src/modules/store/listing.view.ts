import { type AppBadge, appTile, icon, notice } from '../../platform/web/components.ts'
import { type Fragment, type Html, html, nothing } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { type PortalFrame, portalPage } from '../../platform/web/portal-page.ts'
import { safeUrl } from '../../platform/web/safe-url.ts'
import { type ScopeGroup, scopeGroups } from '../../platform/web/scope-list.ts'
import { listOfNames, textsOf } from '../../platform/web/texts.ts'
import { entryCard } from './catalogue.view.ts'
import type { CatalogueEntry } from './catalogue-entry.ts'
import { STORE_PATH } from './store-path.ts'

export type ListingModel = {
  frame: PortalFrame
  app: AppBadge
  summary: string | null
  /** Plain text; an empty line begins a paragraph. */
  description: string | null
  category: string
  /** In their order, with what they show in the reader's language. */
  screenshots: ShownScreenshot[]
  /** Its own address. */
  path: string
  locales: string[]
  demoUrl: string | null
  /** Why it is not in the store; null: it is. */
  unlisted: 'private' | 'preview' | 'draft' | 'in_review' | 'inactive' | null
  ofOrganization: ScopeGroup[]
  ofPerson: ScopeGroup[]
  /** What the reader can do; null: it cannot be connected by anybody now. */
  connect: Connect | null
  /** Of an add-on: the app it belongs to, where it can be seen. */
  mainApp: { title: string; href: string } | null
  addons: CatalogueEntry[]
  /** Other apps of its vendor. */
  more: CatalogueEntry[]
}

/** A picture of an app; the size in pixels. */
export type ShownScreenshot = { path: string; width: number; height: number; caption: string }

/** What the reader may do with an app: sign in first, connect, or use what is connected. */
export type Connect =
  | { kind: 'sign_in'; href: string }
  | { kind: 'connect'; name: string; href: string; chooseHref: string }
  | {
      kind: 'not_available'
      name: string
      /** Of an add-on: the app that has to be connected first. */
      mainApp: { title: string; href: string } | null
      chooseHref: string
    }
  | { kind: 'ask'; administratorNames: string[]; chooseHref: string }
  | {
      kind: 'connected'
      name: string
      openHref: string | null
      permissionsHref: string
      /** What it asks for beside what it has, for those who may allow it. */
      more: { count: number; href: string } | null
      chooseHref: string
    }

/** An app's page: what it is, and what it will be able to do before anything is allowed (platform.md §6). */
export function listingPage(context: PageContext, model: ListingModel): string {
  const { store, developer } = textsOf(context.lang)
  const { app, category, summary, description } = model
  const categoryName = developer.categories[category] ?? category
  const paragraphs = (description ?? '').split(/\n\s*\n/).filter(text => text.trim() !== '')
  return portalPage(context, {
    title: app.title,
    frame: model.frame,
    body: html`<nav class="breadcrumbs mb-4 py-0 text-sm text-muted" aria-label="${store.breadcrumbs}"><ul><li><a href="${STORE_PATH}">${store.navigation}</a></li><li><a href="${STORE_PATH}/${category}">${categoryName}</a></li><li>${app.title}</li></ul></nav>
<div class="grid gap-10 lg:grid-cols-[minmax(0,1fr)_22rem]"><div class="min-w-0">
${model.unlisted && html`<div class="mb-6">${notice('info', unlistedText(context, model.unlisted))}</div>`}
<div class="flex items-center gap-5">${appTile(app, 'size-20 max-sm:size-16')}<div class="min-w-0"><h1 class="text-3xl font-semibold wrap-anywhere">${app.title}</h1><p class="mt-1 text-muted">${app.vendorName !== null && html`${store.by(app.vendorName)} · `}${categoryName}</p>${model.mainApp && html`<p class="mt-1 text-sm text-muted">${store.addonOf(html`<a class="g-link" href="${model.mainApp.href}">${model.mainApp.title}</a>`)}</p>`}</div></div>
${summary && html`<p class="mt-6 max-w-2xl text-lg">${summary}</p>`}
${screenshotStrip(context, model)}
<div class="mt-4 max-w-2xl space-y-3 text-muted">${paragraphs.map(text => html`<p class="whitespace-pre-line wrap-anywhere">${text}</p>`)}</div>
<dl class="g-kv mt-8 max-w-2xl text-sm"><dt>${store.category}</dt><dd>${categoryName}</dd>${app.vendorName !== null && html`<dt>${store.vendor}</dt><dd>${app.vendorName}</dd>`}<dt>${store.languages}</dt><dd>${model.locales.map(locale => store.languageNames[locale] ?? locale).join(', ')}</dd></dl>
</div><div class="space-y-5">${connectCard(context, model)}
<section class="g-card p-6"><h2 class="mb-4 font-semibold">${store.ableTo}</h2>${permissions(context, model)}</section></div></div>
${cards(context, store.addons, model.addons)}${cards(context, store.moreOf(app.vendorName ?? ''), model.more)}`,
  })
}

/** Pictures side by side: the keyboard goes from one to the next, and each opens on a page of its own. */
function screenshotStrip(context: PageContext, { screenshots, path }: ListingModel): Fragment {
  const { store } = textsOf(context.lang)
  if (screenshots.length === 0) return false
  const figures = screenshots.map(({ path: src, width, height, caption }, index) => {
    const number = index + 1
    return html`<li class="max-w-full shrink-0 snap-start"><figure><a class="block" href="${path}/screenshots/${number}"><img class="h-72 w-auto max-w-full rounded-box border border-line bg-base-200 object-contain max-sm:h-48" src="${src}" width="${width}" height="${height}" alt="${store.screenshot(number, caption)}" loading="lazy" decoding="async"></a><figcaption class="mt-2 text-sm text-muted wrap-anywhere [contain:inline-size]" aria-hidden="true">${caption}</figcaption></figure></li>`
  })
  return html`<section class="mt-6" aria-label="${store.screenshots}"><ul class="-mx-1 flex snap-x scroll-px-1 gap-4 overflow-x-auto px-1 pt-1 pb-3">${figures}</ul></section>`
}

function cards(context: PageContext, title: string, entries: CatalogueEntry[]): Fragment {
  return (
    entries.length > 0 &&
    html`<section class="mt-10"><h2 class="mb-4 text-lg font-semibold">${title}</h2><ul class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">${entries.map(entry => entryCard(context, entry))}</ul></section>`
  )
}

function unlistedText(context: PageContext, unlisted: NonNullable<ListingModel['unlisted']>): string {
  const { store } = textsOf(context.lang)
  if (unlisted === 'private') return store.private
  return unlisted === 'preview' ? store.unpublished : store.states[unlisted]
}

function permissions(context: PageContext, { ofOrganization, ofPerson }: ListingModel): Html {
  const { store } = textsOf(context.lang)
  if (ofOrganization.length + ofPerson.length === 0)
    return html`<p class="text-muted">${store.asksNothing}</p>`
  const part = (title: string, groups: ScopeGroup[]) =>
    groups.length > 0 &&
    html`<div class="mt-6 first:mt-0"><h3 class="mb-3 text-sm font-semibold">${title}</h3>${scopeGroups(context, groups, { isNew: false, level: 4 })}</div>`
  return html`${part(store.ofOrganization, ofOrganization)}${part(store.ofPerson, ofPerson)}`
}

function connectCard(context: PageContext, { connect, demoUrl }: ListingModel): Html {
  const { store } = textsOf(context.lang)
  const safeDemo = safeUrl(demoUrl)
  const demo =
    safeDemo !== null &&
    html`<a class="btn btn-block mt-2.5 h-12" href="${safeDemo}" rel="noopener noreferrer">${store.demo}</a>`
  if (!connect && !demo) return nothing
  return html`<section class="g-card-float p-6">${connect && connectPart(context, connect)}${demo}</section>`
}

function connectPart(context: PageContext, connect: Connect): Fragment {
  const { store } = textsOf(context.lang)
  const main = (href: string, label: string) =>
    html`<a class="btn btn-primary btn-block h-12" href="${href}">${label}</a>`
  const another =
    'chooseHref' in connect &&
    html`<p class="mt-4 text-sm"><a class="g-link" href="${connect.chooseHref}">${store.connectAnother}</a></p>`
  switch (connect.kind) {
    case 'sign_in':
      return html`<h2 class="text-lg font-semibold">${store.connect}</h2><p class="mt-1 mb-4 text-muted">${store.connectLead}</p>${main(connect.href, store.signInToConnect)}`
    case 'connect':
      return html`<h2 class="text-lg font-semibold wrap-anywhere">${store.connectTo(connect.name)}</h2><p class="mt-1 mb-4 text-muted">${store.connectLead}</p>${main(connect.href, store.connect)}${another}`
    case 'not_available':
      return html`<h2 class="text-lg font-semibold">${store.connect}</h2><p class="mt-1 text-muted">${connect.mainApp ? store.mainAppFirst(connect.name, html`<a class="g-link" href="${connect.mainApp.href}">${connect.mainApp.title}</a>`) : store.notAvailable(connect.name)}</p>${another}`
    case 'ask':
      return html`<h2 class="text-lg font-semibold">${store.connect}</h2><p class="mt-1 text-muted">${store.memberOnly(listOfNames(context.lang, connect.administratorNames, 'or'))}</p>${another}`
    case 'connected':
      return html`<h2 class="flex items-start gap-2 text-lg font-semibold wrap-anywhere">${icon('circle-check', 'mt-0.5 size-5 shrink-0 text-success')}${store.isConnected(connect.name)}</h2>${
        connect.more &&
        html`<p class="mt-2 text-muted">${store.asksForMore(connect.more.count)} <a class="g-link" href="${connect.more.href}">${store.review}</a></p>`
      }<div class="mt-4 grid gap-2.5">${connect.openHref !== null && main(connect.openHref, store.open)}<a class="btn btn-block" href="${connect.permissionsHref}">${store.permissions}</a></div>${another}`
  }
}
