import { countryName } from '../../../platform/countries.ts'
import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { hiddenFields, icon, notice, organizationPicture } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'

export const FIND_NOTICES = [
  'asked',
  'withdrawn',
  'not_found',
  'unconfirmed',
  'test_person',
  'already_member',
  'asked_already',
  'too_many',
  'gone',
] as const
const DONE: readonly string[] = ['asked', 'withdrawn']

/** How the reader stands to an organization that was found. */
export type Standing = 'none' | 'member' | 'waiting' | 'declined'

type Found = { id: string; name: string; logoUrl: string | null; countryCode: string | null }

export type FindModel = {
  frame: PortalFrame
  query: string
  found: { organization: Found; standing: Standing }[]
  /** What the reader asked for and waits to be answered. */
  waiting: { id: string; organization: Found }[]
  notice: (typeof FIND_NOTICES)[number] | null
}

/** Finds an organization by its name and asks to join it. Posts `organization`, an id. */
export function findOrganizationPage(context: PageContext, model: FindModel): string {
  const { find } = textsOf(context.lang)
  const { query } = model
  const tone = model.notice !== null && DONE.includes(model.notice) ? 'info' : 'warning'
  const content = html`<div class="g-head"><div class="min-w-0 flex-1 basis-64"><h1>${find.title}</h1><p>${find.lead}</p></div></div>
${model.notice && html`<div class="mb-6">${notice(tone, find.notices[model.notice])}</div>`}
<section class="g-card"><form role="search" action="/organizations/find" class="flex flex-wrap items-end gap-3 p-5 sm:p-6"><label class="min-w-0 flex-1 basis-60"><span class="mb-1.5 block text-sm font-medium">${find.search}</span><span class="input w-full">${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" autocomplete="off" maxlength="100"></span></label><button class="btn btn-primary">${find.submit}</button></form>${query !== '' && results(context, model)}</section>
${waitingCard(context, model)}
<p class="mt-6 text-sm text-muted">${find.create} <a class="g-link" href="/organizations/new">${find.createLink}</a></p>`
  return portalPage(context, {
    title: find.title,
    frame: model.frame,
    body: besideAccountMenu(context.lang, 'organizations', content),
  })
}

function results(context: PageContext, { found, query }: FindModel): Html {
  const { find } = textsOf(context.lang)
  if (found.length === 0)
    return html`<p class="border-t border-line px-5 py-4 text-muted sm:px-6" role="status">${find.none(query)}</p>`
  const rows = found.map(({ organization, standing }) => {
    const ask =
      standing === 'none'
        ? html`<form method="post" action="/organizations/find">${hiddenFields(context.csrfToken, { organization: organization.id })}<button class="btn btn-sm" aria-label="${find.ask}: ${organization.name}">${find.ask}</button></form>`
        : html`<span class="text-sm text-muted">${find.standings[standing]}</span>`
    return item(context, organization, ask)
  })
  return html`<ul class="g-rows border-t border-line">${rows}</ul>`
}

function item(context: PageContext, organization: Found, action: Html): Html {
  const country = organization.countryCode && countryName(organization.countryCode, context.lang)
  return html`<li class="flex-wrap">${organizationPicture(organization, 'size-10')}<div class="g-main basis-44"><p class="font-medium wrap-anywhere">${organization.name}</p>${country && html`<p class="g-sub">${country}</p>`}</div>${action}</li>`
}

function waitingCard(context: PageContext, { waiting }: FindModel): Fragment {
  const { find } = textsOf(context.lang)
  if (waiting.length === 0) return false
  const rows = waiting.map(({ id, organization }) =>
    item(
      context,
      organization,
      html`<form method="post" action="/organizations/find/${id}/withdraw">${hiddenFields(context.csrfToken)}<button class="btn btn-sm" aria-label="${find.withdraw}: ${organization.name}">${find.withdraw}</button></form>`,
    ),
  )
  return html`<section class="g-card mt-6"><div class="g-card-head"><h2>${find.waiting}</h2></div><ul class="g-rows">${rows}</ul></section>`
}
