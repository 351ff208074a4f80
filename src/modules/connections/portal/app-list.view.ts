import { appTile, hiddenFields, icon, notice } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../../platform/web/pager.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement, dateElement } from '../../../platform/web/time.ts'
import type { AppRow, AppsArea, OfferedRow } from './apps-area.ts'
import { areaPage } from './area-page.view.ts'

export type AppListModel = Slice & {
  area: AppsArea
  rows: AppRow[]
  /** Apps a vendor invites the organization to. */
  offered: OfferedRow[]
  /** How many there are of each kind, whatever is shown. */
  counts: { connected: number; waiting: number }
  filter: 'connected' | 'waiting'
  query: string
  notice: 'revoked' | 'connected' | 'offer_declined' | null
  now: number
}

/** The apps an organization or a person is connected to (platform.md §7). */
export function appListPage(context: PageContext, model: AppListModel): string {
  const { apps } = textsOf(context.lang)
  const { area, counts, filter, query, rows } = model
  const { organization, path } = area
  const title = organization ? apps.title(organization.name) : apps.ownTitle
  const add =
    (organization === null || area.mayAct) &&
    html`<a class="btn" href="/store">${icon('plus', 'size-4')}${apps.add}</a>`
  const tab = (name: 'connected' | 'waiting') => {
    const href = name === 'connected' ? path : `${path}?filter=${name}`
    return html`<a href="${href}"${name === filter && html` aria-current="page"`}>${apps.filters[name]} <span class="g-count">${counts[name]}</span></a>`
  }
  const search = html`<form role="search" class="w-full sm:w-64" action="${path}">${filter === 'waiting' && html`<input type="hidden" name="filter" value="waiting">`}<label class="input"><span class="sr-only">${apps.search}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${apps.search}" autocomplete="off"></label></form>`
  const isEmpty = counts.connected === 0
  return areaPage(context, area, {
    title,
    body: html`<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1>${title}</h1><p>${organization ? apps.lead : apps.ownLead}</p></div>${!isEmpty && add}</div>
${model.notice && html`<div class="mb-6">${notice('info', apps.notices[model.notice])}</div>`}
${offeredCard(context, model)}
${
  isEmpty
    ? emptyCard(context, {
        sign: 'plug',
        title: apps.none,
        lead: organization ? apps.noneOrganization(organization.name) : apps.nonePerson,
        hasAction: area.mayAct,
      })
    : html`<div class="mb-5 flex flex-wrap items-center gap-x-4 gap-y-3 border-b border-line pb-3 sm:pb-0"><nav class="g-tabs flex-1" aria-label="${apps.filterLabel}">${tab('connected')}${tab('waiting')}</nav>${search}</div>
${rows.length === 0 ? noneCard(context, model) : html`<section class="g-card overflow-hidden"><ul class="g-rows">${rows.map(row => item(context, model, row))}</ul>${pager(context, model, { hrefOf: page => listHref(model.area.path, { filter: model.filter === 'waiting' ? 'waiting' : '', q: model.query }, page) })}</section>`}`
}
${organization && !isEmpty && html`<p class="mt-4 text-sm text-muted">${apps.membersSee(organization.name)}</p>`}`,
  })
}

function offeredCard(context: PageContext, { area, offered }: AppListModel): Fragment {
  const { apps } = textsOf(context.lang)
  if (offered.length === 0) return false
  const rows = offered.map(
    app =>
      html`<li class="flex-wrap">${appTile(app, 'size-11')}<div class="g-main basis-48"><p class="font-semibold wrap-anywhere">${app.title}</p>${app.vendorName !== null && html`<p class="g-sub">${apps.by(app.vendorName)}</p>`}</div>${
        area.mayAct &&
        html`<span class="flex flex-wrap gap-2"><a class="btn btn-sm btn-primary" href="${app.connectHref}" aria-label="${apps.connect}: ${app.title}">${apps.connect}</a><form method="post" action="${app.declineHref}">${hiddenFields(context.csrfToken)}<button class="btn btn-sm" aria-label="${apps.declineOffer}: ${app.title}">${apps.declineOffer}</button></form></span>`
      }</li>`,
  )
  return html`<section class="g-card mb-8" aria-labelledby="offered"><div class="g-card-head"><h2 id="offered">${apps.offered}</h2></div><ul class="g-rows">${rows}</ul></section>`
}

function noneCard(context: PageContext, { filter, query }: AppListModel): Html {
  const { apps } = textsOf(context.lang)
  return filter === 'waiting' && query === ''
    ? emptyCard(context, {
        sign: 'circle-check',
        title: apps.nothingWaits,
        lead: apps.nothingWaitsLead,
        hasAction: false,
      })
    : emptyCard(context, {
        sign: 'search-x',
        title: apps.noneFound,
        lead: apps.noneFoundLead,
        hasAction: false,
      })
}

function emptyCard(
  context: PageContext,
  {
    sign,
    title,
    lead,
    hasAction,
  }: { sign: 'plug' | 'circle-check' | 'search-x'; title: string; lead: string; hasAction: boolean },
): Html {
  const { apps } = textsOf(context.lang)
  return html`<section class="g-card g-empty"><span>${icon(sign)}</span><h2>${title}</h2><p>${lead}</p>${hasAction && html`<a class="btn btn-primary" href="/store">${apps.toStore}</a>`}</section>`
}

function item(context: PageContext, { area, now }: AppListModel, row: AppRow): Html {
  const { apps } = textsOf(context.lang)
  const { timeZone } = area.frame
  const date = dateElement(row.connectedAt, { lang: context.lang, timeZone })
  const used: Fragment =
    row.lastUsedAt === null ? apps.neverUsed : apps.used(agoElement(row.lastUsedAt, now, context.lang))
  const who =
    row.establishedByName !== null
      ? apps.connectedBy(row.establishedByName, date)
      : row.isPrivate
        ? apps.installedByVendor
        : apps.connectedOn(date)
  const facts = [
    row.vendorName !== null && apps.by(row.vendorName),
    area.organization ? who : apps.connectedOn(date),
  ].filter(Boolean)
  return html`<li class="relative hover:bg-base-200/50">${appTile(row, 'size-11')}<div class="g-main"><p class="flex flex-wrap items-center gap-x-2.5 gap-y-1"><a class="font-semibold wrap-anywhere after:absolute after:inset-0" href="${area.path}/${row.name}">${row.title}</a>${row.waiting > 0 && html`<span class="badge badge-sm badge-soft badge-primary">${apps.waiting(row.waiting)}</span>`}${row.isPrivate && html`<span class="badge badge-sm badge-ghost">${icon('lock', 'size-3')}${apps.private}</span>`}${row.isSwitchedOff && html`<span class="badge badge-sm badge-soft badge-warning">${apps.switchedOff}</span>`}</p><p class="g-sub">${facts.map((fact, index) => html`${index > 0 && ' · '}${fact}`)}</p><p class="g-sub md:hidden">${used}</p></div><span class="hidden w-44 text-right text-sm text-muted md:block">${used}</span>${icon('chevron-right', 'size-5 shrink-0 text-muted')}</li>`
}
