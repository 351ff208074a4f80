import { type AppBadge, appTile, icon, notice } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../../platform/web/pager.ts'
import type { PortalFrame } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { vendorPage } from '../../../platform/web/vendor-page.ts'
import type { AppState, AppType } from '../app.ts'

export type AppListModel = Slice & {
  frame: PortalFrame
  organization: { name: string; slug: string }
  /** How many there are, whatever is searched for. */
  count: number
  query: string
  apps: { app: AppBadge; type: AppType; state: AppState; path: string }[]
  /** Null: it may make apps. Else the organization has to become a software developer first, and who may change that. */
  becoming: { editPath: string; mayEdit: boolean } | null
  notice: 'deleted' | null
}

/** The apps of a vendor, for those who develop them (platform.md §4). */
export function appListPage(context: PageContext, model: AppListModel): string {
  const { developer } = textsOf(context.lang)
  const { apps, organization, becoming, count, query } = model
  const path = `/organizations/${organization.slug}/developer`
  const create =
    becoming === null &&
    html`<a class="btn btn-primary" href="${path}/new">${icon('plus', 'size-4')}${developer.create.action}</a>`
  const rows = apps.map(
    ({ app, type, state, path }) =>
      html`<li class="relative hover:bg-base-200/60">${appTile(app, 'size-10')}<div class="g-main"><p class="font-medium wrap-anywhere"><a class="after:absolute after:inset-0" href="${path}">${app.title}</a> <span class="badge badge-sm badge-ghost ml-1">${developer.types[type]}</span></p><p class="g-sub font-mono wrap-anywhere">${app.name}</p></div><span class="text-sm text-muted max-sm:hidden">${context.isSandbox && state === 'active' ? developer.testApp : developer.states[state]}</span>${icon('chevron-right', 'size-5 text-muted')}</li>`,
  )
  const { search: label, noneFound: none, noneFoundLead } = textsOf(context.lang).apps
  const search = html`<form role="search" class="mb-5 w-full sm:w-64" action="${path}"><label class="input"><span class="sr-only">${label}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${label}" autocomplete="off"></label></form>`
  const list = html`<section class="g-card overflow-hidden"><ul class="g-rows">${rows}</ul>${pager(context, model, { hrefOf: page => listHref(path, { q: query }, page) })}</section>`
  const noneFound = html`<section class="g-card g-empty"><span>${icon('search-x')}</span><h2>${none}</h2><p>${noneFoundLead}</p></section>`
  const empty = html`<section class="g-card g-empty"><span>${icon('blocks')}</span><h2>${developer.noApps}</h2><p>${developer.noAppsLead}</p>${create}</section>`
  const become =
    becoming &&
    html`<section class="g-card g-empty"><span>${icon('code')}</span><h2>${developer.become.title}</h2><p>${developer.become.lead(organization.name)}</p>${
      becoming.mayEdit
        ? html`<a class="btn btn-primary" href="${becoming.editPath}">${developer.become.action}</a>`
        : html`<p>${developer.become.ask}</p>`
    }</section>`
  return vendorPage(context, {
    frame: model.frame,
    path,
    section: 'apps',
    title: developer.appsTitle(organization.name),
    lead: developer.appsLead,
    action: count > 0 && create,
    body: html`${model.notice && html`<div class="mb-6">${notice('info', developer.notices[model.notice])}</div>`}
${count > 0 ? html`${(count > model.pageSize || query !== '') && search}${apps.length > 0 ? list : noneFound}` : (become ?? empty)}`,
  })
}
