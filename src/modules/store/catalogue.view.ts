import { appTile, icon } from '../../platform/web/components.ts'
import { type Html, html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../platform/web/pager.ts'
import { type PortalFrame, portalPage } from '../../platform/web/portal-page.ts'
import { textsOf } from '../../platform/web/texts.ts'
import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts'
import { STORE_PATH } from './store-path.ts'

export type CatalogueModel = Slice & {
  frame: PortalFrame
  query: string
  category: string | null
  categories: Catalogue['categories']
  /** All that answer the search, whatever the category. */
  count: number
  /** The entries of this page. */
  entries: (CatalogueEntry & { isConnected: boolean })[]
}

/** The catalogue: cards by category, with a search (platform.md §6). */
export function cataloguePage(context: PageContext, model: CatalogueModel): string {
  const { store, developer } = textsOf(context.lang)
  const { query, category, entries } = model
  const heading =
    query !== ''
      ? store.found(model.matching, query)
      : category === null
        ? store.allApps
        : (developer.categories[category] ?? category)
  return portalPage(context, {
    title: store.navigation,
    frame: model.frame,
    body: html`<div class="mb-8 max-w-2xl"><h1 class="text-3xl font-semibold">${store.title}</h1><p class="mt-2 text-lg text-muted">${store.lead}</p>
<form role="search" action="${STORE_PATH}" class="mt-5 flex gap-2"><label class="input h-12 flex-1"><span class="sr-only">${store.search}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${store.searchHint}"></label><button class="btn h-12">${store.searchAction}</button></form></div>
<div class="g-cols lg:grid-cols-[12rem_minmax(0,1fr)]!"><nav class="g-side" aria-label="${store.categories}">${categoryList(context, model)}</nav>
<div class="min-w-0"><h2 class="mb-4 text-lg font-semibold">${heading}</h2>${entries.length === 0 ? empty(context, model) : html`<ul class="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">${entries.map(entry => entryCard(context, entry))}</ul>${pager(context, model, { hrefOf: page => addressOf(model, page), classes: 'mt-6 flex items-center gap-3 text-sm text-muted' })}`}</div></div>`,
  })
}

function categoryList(context: PageContext, model: CatalogueModel): Html {
  const { store, developer } = textsOf(context.lang)
  const { query, category: current, categories, count } = model
  const link = (category: string | null, label: string, size: number) =>
    html`<li><a href="${addressOf({ query, category }, 1)}"${category === current && html` aria-current="page"`}><span class="flex-1">${label}</span><span class="text-sm font-normal text-muted">${size}</span></a></li>`
  return html`<ul class="flex flex-wrap gap-1 lg:block">${link(null, store.all, count)}${categories.map(({ category, count: size }) => link(category, developer.categories[category] ?? category, size))}</ul>`
}

/** An app in a list of cards, leading to its page. */
export function entryCard(context: PageContext, entry: CatalogueEntry & { isConnected?: boolean }): Html {
  const { store } = textsOf(context.lang)
  return html`<li><a class="g-card flex h-full flex-col p-5 hover:border-[var(--g-tint-line)]" href="${entry.path}"><span class="flex items-center gap-3.5">${appTile(entry, 'size-12')}<span class="min-w-0"><span class="block font-semibold wrap-anywhere">${entry.title}</span><span class="block text-sm text-muted wrap-anywhere">${entry.vendorName}</span></span></span><span class="mt-3.5 block flex-1 text-muted">${entry.summary}</span>${entry.isConnected && html`<span class="mt-4 inline-flex items-center justify-end gap-1.5 text-sm font-medium text-success">${icon('circle-check', 'size-4')}${store.connected}</span>`}</a></li>`
}

function empty(context: PageContext, { count, query, category }: CatalogueModel): Html {
  const { store } = textsOf(context.lang)
  const isFiltered = query !== '' || category !== null || count > 0
  return html`<section class="g-card g-empty"><span>${icon(isFiltered ? 'search-x' : 'store')}</span><h2>${isFiltered ? store.noneFound : store.none}</h2><p>${isFiltered ? store.noneFoundLead : store.noneLead}</p>${isFiltered && html`<a class="btn" href="${STORE_PATH}">${store.showAll}</a>`}</section>`
}

function addressOf({ query, category }: Pick<CatalogueModel, 'query' | 'category'>, page: number): string {
  const path = category === null ? STORE_PATH : `${STORE_PATH}/${category}`
  return listHref(path, { q: query }, page)
}
