import { appTile, icon, organizationPicture } from '../../../platform/web/components.ts'
import { doneNotice } from '../../../platform/web/developer-page.ts'
import { breakable, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { listHref, pager, type Slice } from '../../../platform/web/pager.ts'
import { DOCS_PATH, type PortalFrame } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement } from '../../../platform/web/time.ts'
import { vendorPage } from '../../../platform/web/vendor-page.ts'
import type { AccountFacts } from './account-facts.ts'

export type AccountNotice = 'deleted' | 'made' | 'reset' | 'gone'

export type AccountListModel = Slice & {
  frame: PortalFrame
  developerPath: string
  /** Where the list is. */
  path: string
  accounts: AccountFacts[]
  /** How many there are in all. */
  count: number
  query: string
  notice: AccountNotice | null
  now: number
}

/** The test accounts of a vendor (platform.md §11). */
export function accountListPage(context: PageContext, model: AccountListModel): string {
  const { testAccounts: texts } = textsOf(context.lang)
  const { path, query, accounts, count } = model
  const create = html`<a class="btn btn-primary" href="${path}/new">${icon('plus', 'size-4')}${texts.new}</a>`
  const search = html`<form role="search" action="${path}" class="w-full sm:w-64"><label class="input"><span class="sr-only">${texts.search}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${texts.search}" autocomplete="off"></label></form>`
  const list = html`<section class="g-card"><div class="g-card-head justify-end">${search}</div>${
    accounts.length === 0
      ? html`<div class="g-card-body text-muted"><p>${texts.noneFound(query)}</p><p class="mt-2"><a class="g-link" href="${path}">${texts.showAll}</a></p></div>`
      : html`<ul class="g-rows">${accounts.map(account => row(context, model, account))}</ul>`
  }${pager(context, model, { hrefOf: page => listHref(path, { q: query }, page) })}</section>`
  const empty = html`<section class="g-card g-empty"><span>${icon('flask-conical')}</span><h2>${texts.none}</h2><p>${texts.noneLead}</p>${create}</section>`
  return vendorPage(context, {
    frame: model.frame,
    path: model.developerPath,
    section: 'test_accounts',
    title: texts.title,
    lead: html`${texts.lead} <a class="g-link" href="${DOCS_PATH}/guides/test-accounts">${texts.guide}</a>`,
    action: count > 0 && create,
    body: html`${doneNotice(model.notice && texts.notices[model.notice])}
${count === 0 ? empty : list}`,
  })
}

function row(context: PageContext, { path, now }: AccountListModel, account: AccountFacts): Html {
  const { testAccounts: texts } = textsOf(context.lang)
  const { organization, members, apps, hasToken } = account
  const own = `${path}/${account.id}`
  const owner = members.find(({ isOwner }) => isOwner)
  const connected =
    apps.length === 0
      ? texts.noApps
      : html`<span class="inline-flex flex-wrap items-center gap-x-3 gap-y-1">${apps.map(app => html`<span class="inline-flex min-w-0 items-center gap-1.5">${appTile(app, 'size-5')}<span class="min-w-0 wrap-anywhere">${app.title}</span></span>`)}</span>`
  const act = (to: string, label: string, look: string) =>
    html`<a class="btn btn-sm ${look}" href="${own}/${to}" aria-label="${label} ${organization.name}">${label}</a>`
  return html`<li class="items-start!">${organizationPicture(organization, 'size-10')}<div class="g-main"><div class="flex flex-wrap items-baseline justify-between gap-x-4"><p class="min-w-0 font-medium wrap-anywhere"><a class="hover:underline" href="${own}">${organization.name}</a></p><p class="g-sub">${agoElement(account.createdAt, now, context.lang)}</p></div>
<p class="g-sub wrap-anywhere">${owner ? breakable(owner.email) : texts.noOwner}</p><p class="g-sub mt-1.5">${connected}</p>
<div class="mt-3 flex flex-wrap items-center gap-2"><span class="mr-auto text-sm text-muted">${hasToken && html`${texts.token} <span class="g-dots" aria-hidden="true">••••••••</span><span class="sr-only">${texts.hidden}</span>`}</span>${hasToken && act('token', texts.show, '')}${act('reset', texts.reset, '')}${act('delete', texts.delete, 'btn-quiet-error')}</div></div></li>`
}
