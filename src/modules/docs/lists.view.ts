import { appTile, icon } from '../../platform/web/components.ts'
import { breakable, type Fragment, type Html, html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../platform/web/pager.ts'
import { textsOf } from '../../platform/web/texts.ts'
import { type DocsFrame, docsLayout } from './layout.view.ts'
import type { ShownEvent, ShownScope } from './listed.ts'

export type ListModel<Item> = Slice & {
  frame: DocsFrame
  query: string
  items: readonly Item[]
  /** Whether the visitor sees unpublished ones of their own, too. */
  isDeveloper: boolean
}

/** All scopes one may know of, with who provides them. */
export function scopesPage(context: PageContext, model: ListModel<ShownScope>): string {
  const { docs } = textsOf(context.lang)
  return listPage(context, model, {
    ...{ title: docs.links.scopes, lead: docs.lists.scopesLead, search: docs.lists.searchScopes },
    row: scope =>
      row(context, scope, {
        name: scope.scope,
        badges: html`<span class="badge badge-sm badge-ghost">${docs.lists.permissions[scope.permission]}</span>`,
      }),
  })
}

/** All events one may know of, likewise. */
export function eventsPage(context: PageContext, model: ListModel<ShownEvent>): string {
  const { docs } = textsOf(context.lang)
  return listPage(context, model, {
    ...{ title: docs.links.events, lead: docs.lists.eventsLead, search: docs.lists.searchEvents },
    row: event =>
      row(context, event, {
        name: event.event,
        badges:
          event.isForOwnApp && html`<span class="badge badge-sm badge-ghost">${docs.lists.forOwnApp}</span>`,
        more:
          event.example !== null &&
          html`<details class="group mt-2"><summary class="inline-flex min-h-10 items-center gap-1.5 text-sm font-medium text-primary">${icon('chevron-right', 'size-4 group-open:rotate-90')}${docs.lists.example}<span class="sr-only"> ${event.event}</span></summary><pre class="g-code g-wrap mt-1" tabindex="0" role="group" aria-label="${docs.lists.example}: ${event.event}"><code>${event.example}</code></pre></details>`,
      }),
  })
}

function listPage<Item>(
  context: PageContext,
  model: ListModel<Item>,
  { title, lead, search, row }: { title: string; lead: string; search: string; row: (item: Item) => Html },
): string {
  const { lists, search: words } = textsOf(context.lang).docs
  const { frame, query, items, matching, isDeveloper } = model
  const path = frame.current
  return docsLayout(context, frame, {
    title,
    hasOwnSearch: true,
    body: html`<div class="g-head"><div><h1>${title}</h1><p>${lead}</p></div></div>
<form role="search" action="${path}" class="mb-2 flex gap-2" aria-label="${search}"><label class="input flex-1"><span class="sr-only">${search}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${lists.hint}"></label><button class="btn">${words.action}</button></form>
<p class="mb-4 text-sm text-muted" role="status">${query === '' ? (isDeveloper ? lists.visibleOwn : lists.visible) : lists.found(matching, query)}</p>
${
  items.length === 0
    ? html`<section class="g-card g-empty"><span>${icon('search-x')}</span><h2>${lists.none}</h2><p>${lists.noneLead}</p><a class="btn" href="${path}">${lists.all}</a></section>`
    : html`<section class="g-card overflow-hidden"><ul class="g-rows">${items.map(row)}</ul>${pager(context, model, { hrefOf: page => listHref(path, { q: query }, page) })}</section>`
}`,
  })
}

function row(
  context: PageContext,
  { title, description, bearerKind, provider }: Omit<ShownScope, 'scope' | 'permission'>,
  { name, badges, more }: { name: string; badges: Fragment; more?: Fragment },
): Html {
  const { lists } = textsOf(context.lang).docs
  const who = html`${lists.provider(provider.title)} <span class="text-muted">${provider.vendorName === null ? `(${lists.ofHub})` : lists.by(provider.vendorName)}</span>`
  return html`<li class="items-start!">${appTile({ ...provider }, 'size-8 mt-0.5')}<div class="g-main"><p class="flex flex-wrap items-center gap-x-2 gap-y-1"><code class="min-w-0 font-mono text-sm font-medium select-all">${breakable(name)}</code>${badges}<span class="badge badge-sm badge-ghost">${lists.bearers[bearerKind]}</span></p><p class="mt-1 wrap-anywhere">${title}</p>${description !== null && html`<p class="g-sub wrap-anywhere">${description}</p>`}<p class="g-sub mt-1 wrap-anywhere">${who}</p>${more}</div></li>`
}
