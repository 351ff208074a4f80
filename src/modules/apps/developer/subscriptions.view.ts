import { comboboxScript } from '../../../platform/web/assets.ts'
import { appTile, field, formFoot, hiddenFields, icon } from '../../../platform/web/components.ts'
import { type AppArea, developerPage, doneNotice } from '../../../platform/web/developer-page.ts'
import { breakable, type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { faultText } from './fault-text.ts'

export type SubscriptionsNotice = 'webhook_saved' | 'added' | 'removed' | 'renamed' | 'changed_meanwhile'

type Event = { event: string; title: string; providerTitle: string; providerName: string }

export type SubscriptionsModel = {
  area: AppArea
  webhook: { value: string; fault: string | null; hasSecret: boolean }
  isSandbox: boolean
  subscribed: (Event & { isGone: boolean })[]
  /** What was found: without a search the events of the platform app that are not subscribed to. */
  search: { query: string; found: (Event & { isAdded: boolean })[]; isCut: boolean } | null
  eventFault: string | null
  /** Names of the platform app under which not all of its events are received. */
  otherNames: string[]
  notice: SubscriptionsNotice | null
}

/** Where an app hears of what happens, and of what (platform.md §4.7). */
export function subscriptionsPage(context: PageContext, model: SubscriptionsModel): string {
  const { subscriptions: texts } = textsOf(context.lang).developerProvides
  return developerPage(context, model.area, {
    section: 'subscriptions',
    title: texts.title,
    lead: texts.lead,
    isFault: model.webhook.fault !== null || model.eventFault !== null,
    scripts: [comboboxScript],
    body: html`${doneNotice(model.notice && texts.notices[model.notice])}
<div class="space-y-6">${webhookCard(context, model)}${eventsCard(context, model)}</div>`,
  })
}

function webhookCard(context: PageContext, { area, webhook, isSandbox }: SubscriptionsModel): Html {
  const texts = textsOf(context.lang)
  const { subscriptions } = texts.developerProvides
  const path = `${area.path}/subscriptions`
  const secret =
    webhook.hasSecret &&
    html`<dl class="g-kv border-t border-line px-5"><dt>${subscriptions.secret}</dt><dd><span class="g-secret w-full"><code class="g-dots" aria-label="${texts.developerOAuth.credentials.hidden}" role="img">••••••••••••••••</code><form method="post" action="${path}/secret">${hiddenFields(context.csrfToken)}<button class="btn btn-sm" aria-label="${texts.developerOAuth.credentials.show}: ${subscriptions.secret}">${icon('eye', 'size-4')}${texts.developerOAuth.credentials.show}</button></form><a class="btn btn-sm" href="${path}/renew">${icon('refresh-cw', 'size-4')}${subscriptions.renew}</a></span></dd></dl>`
  const hint = `${subscriptions.urlHint} ${isSandbox ? subscriptions.urlSandbox : subscriptions.urlProduction}`
  return html`<section class="g-card" aria-labelledby="webhook-title"><div class="g-card-head"><div class="min-w-0"><h2 id="webhook-title">${subscriptions.webhook}</h2><p class="text-sm text-muted">${subscriptions.webhookLead}</p></div></div>
<form method="post" action="${path}/webhook" class="px-5 pb-5">${hiddenFields(context.csrfToken)}<div class="flex flex-wrap items-start gap-3"><div class="min-w-0 flex-1 basis-72">${field({ name: 'url', label: subscriptions.url, value: webhook.value, autocomplete: 'off', lengthMax: 2000, hint, fault: faultText(context.lang, webhook.fault), hasFocus: webhook.fault !== null })}</div><button class="btn sm:mt-6.5">${texts.developer.save}</button></div></form>${secret}</section>`
}

function eventsCard(context: PageContext, model: SubscriptionsModel): Html {
  const { subscriptions: texts } = textsOf(context.lang).developerProvides
  const { area, subscribed, otherNames } = model
  const path = `${area.path}/subscriptions`
  const rows = subscribed.map(
    ({ event, title, providerTitle, isGone }) =>
      html`<li class="flex-wrap">${icon('radio', 'size-4.5 shrink-0 text-muted')}<div class="g-main basis-56"><p class="font-mono text-sm wrap-anywhere">${breakable(event)}${isGone && html` <span class="badge badge-sm badge-soft badge-warning ml-1 font-sans">${texts.gone}</span>`}</p><p class="g-sub wrap-anywhere">${title} · ${providerTitle}</p></div><form class="max-sm:pl-8" method="post" action="${path}/events/remove">${hiddenFields(context.csrfToken, { event })}<button class="btn btn-sm btn-quiet-error" aria-label="${texts.remove}: ${event}">${texts.remove}</button></form></li>`,
  )
  const rename: Fragment =
    otherNames.length > 0 &&
    html`<div class="g-card-foot"><span class="min-w-0 flex-1 basis-56">${texts.otherNames}</span>${otherNames.map(
      name =>
        html`<form method="post" action="${path}/names">${hiddenFields(context.csrfToken, { name })}<button class="btn btn-sm">${texts.receiveAs(name)}</button></form>`,
    )}</div>`
  return html`<section class="g-card" id="events" aria-labelledby="events-title"><div class="g-card-head"><div class="min-w-0"><h2 id="events-title">${texts.subscribed}</h2><p class="text-sm text-muted">${texts.subscribedLead}</p></div></div>
${subscribed.length === 0 ? html`<p class="g-card-body text-muted">${texts.none}</p>` : html`<ul class="g-rows">${rows}</ul>`}
<div class="border-t border-line p-5">${eventSearch(context, model)}</div>${rename}</section>`
}

function eventSearch(context: PageContext, { area, search, eventFault }: SubscriptionsModel): Html {
  const { subscriptions: texts } = textsOf(context.lang).developerProvides
  const { scopes } = textsOf(context.lang).developerOAuth
  const path = `${area.path}/subscriptions`
  const results =
    search &&
    html`<div class="mt-4" id="found"><p class="text-sm text-muted" role="status">${search.found.length === 0 ? scopes.noneFound : texts.found(search.found.length)} ${search.isCut && scopes.more}</p>${
      search.found.length > 0 &&
      html`<ul class="mt-2 divide-y divide-line rounded-field border border-line">${search.found.map(found => foundItem(context, path, found))}</ul>`
    }</div>`
  return html`<form role="search" action="${path}#events" data-combobox-place><div class="g-field"><label for="q">${texts.add}</label><div class="flex gap-3"><div class="input flex-1">${icon('search', 'size-4.5 text-muted')}<input type="search" id="q" name="q" value="${search?.query}" placeholder="${scopes.search}" autocomplete="off" spellcheck="false" autocapitalize="none" data-combobox="${path}/events" data-submit="add-event" data-field="event" data-label="${texts.add}"${eventFault && html` aria-invalid="true" aria-describedby="event-fault"`}></div><button class="btn">${scopes.find}</button></div>${eventFault && html`<p class="g-fault" id="event-fault">${icon('circle-alert', 'size-4')}<span>${faultText(context.lang, eventFault)}</span></p>`}</div></form>
<form method="post" action="${path}/events" id="add-event">${hiddenFields(context.csrfToken, { event: '' })}</form>${results}`
}

function foundItem(
  context: PageContext,
  path: string,
  { event, title, providerTitle, providerName, isAdded }: Event & { isAdded: boolean },
): Html {
  const { scopes: texts } = textsOf(context.lang).developerOAuth
  const badge = { name: providerName, title: providerTitle, logoUrl: null, vendorName: null }
  const add = isAdded
    ? html`<span class="text-sm text-muted">${texts.isAdded}</span>`
    : html`<form method="post" action="${path}/events">${hiddenFields(context.csrfToken, { event })}<button class="btn btn-sm" aria-label="${texts.addNamed(event)}">${texts.addAction}</button></form>`
  return html`<li class="flex items-center gap-3 px-3.5 py-2.5">${appTile(badge, 'size-6')}<div class="min-w-0 flex-1"><p class="font-mono text-sm wrap-anywhere">${event}</p><p class="text-sm text-muted wrap-anywhere">${title} · ${providerTitle}</p></div>${add}</li>`
}

/** Asks once before the shared secret is replaced. */
export function renewSecretPage(
  context: PageContext,
  { area, seen }: { area: AppArea; seen: string },
): string {
  const texts = textsOf(context.lang)
  const { subscriptions } = texts.developerProvides
  return developerPage(context, area, {
    section: 'subscriptions',
    title: subscriptions.renewTitle,
    lead: subscriptions.renewMeans,
    body: html`<form method="post" action="${area.path}/subscriptions/renew" class="g-card max-w-xl">${hiddenFields(context.csrfToken, { seen })}${formFoot(`${area.path}/subscriptions`, texts.page.cancel, html`${icon('refresh-cw', 'size-4')}${subscriptions.renewSubmit}`)}</form>`,
  })
}
