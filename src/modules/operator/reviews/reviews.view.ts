import {
  type AppBadge,
  appTile,
  field,
  hiddenFields,
  type IconName,
  icon,
  notice,
} from '../../../platform/web/components.ts'
import { confirmCard } from '../../../platform/web/confirm-card.ts'
import { doneNotice } from '../../../platform/web/developer-page.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { type ScopeGroup, scopeGroups } from '../../../platform/web/scope-list.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement } from '../../../platform/web/time.ts'
import type { Check } from './checks.ts'

export type ReviewNotice = 'approved' | 'returned' | 'not_waiting' | 'changed' | 'activated' | 'deactivated'

/** An app that waits. */
type Waiting = { app: AppBadge; requestedAt: number; href: string }

export type ReviewsModel = {
  frame: PortalFrame
  waiting: Waiting[]
  /** The technical name of an app that was looked for and is none; null: nothing was. */
  unknown: string | null
  notice: ReviewNotice | null
  now: number
}

/** The operator's queue, and the way to any other app (platform.md §4.2). */
export function reviewsPage(
  context: PageContext,
  { frame, waiting, unknown, notice: done, now }: ReviewsModel,
): string {
  const { operator: texts } = textsOf(context.lang).developerListing
  const [oldest] = waiting
  const lead: Fragment =
    oldest !== undefined &&
    html`<p>${texts.count(waiting.length)} ${texts.oldest} ${agoElement(oldest.requestedAt, now, context.lang)}.</p>`
  return portalPage(context, {
    title: texts.title,
    frame,
    body: html`<div class="g-head"><div><h1>${texts.title}</h1>${lead}</div></div>${doneNotice(done && texts.notices[done])}
${
  waiting.length === 0
    ? html`<section class="g-card g-empty"><span>${icon('inbox')}</span><h2>${texts.none}</h2><p>${texts.noneLead}</p></section>`
    : html`<section class="g-card overflow-hidden"><ul class="g-rows">${waiting.map(row => waitingRow(context, row, now))}</ul></section>`
}
<form role="search" action="/operator/reviews" class="g-card mt-6 flex flex-wrap items-start gap-3 p-5"><div class="min-w-0 flex-1 basis-64">${field({ name: 'app', label: texts.lookUp, value: unknown ?? '', autocomplete: 'off', lengthMax: 60, hint: texts.lookUpHint, fault: unknown === null ? null : texts.noSuchApp })}</div><button class="btn sm:mt-6.5">${texts.lookUpAction}</button></form>`,
  })
}

function waitingRow(context: PageContext, { app, requestedAt, href }: Waiting, now: number): Html {
  return html`<li class="relative hover:bg-base-200/60">${appTile(app, 'size-10')}<div class="g-main"><p class="font-medium wrap-anywhere"><a class="after:absolute after:inset-0" href="${href}">${app.title}</a></p><p class="g-sub wrap-anywhere">${app.vendorName} · ${agoElement(requestedAt, now, context.lang)}</p></div>${icon('chevron-right', 'size-5 text-muted')}</li>`
}

export type ReviewModel = {
  frame: PortalFrame
  app: AppBadge
  type: 'public' | 'addon' | 'private'
  state: 'draft' | 'in_review' | 'active' | 'inactive'
  /** `/operator/reviews/<name>` */
  path: string
  storePath: string
  /** Who asked; null: nobody, or somebody who left. */
  askedBy: string | null
  note: string | null
  checks: Check[]
  able: ScopeGroup[]
  reason: { value: string; isMissing: boolean }
  /** Names the state of the app that is shown. */
  seen: string
  notice: ReviewNotice | null
}

/** One app in front of the operator: what it is, and the decision. Posts `decision` and `reason`. */
export function reviewPage(context: PageContext, model: ReviewModel): string {
  const texts = textsOf(context.lang)
  const { operator } = texts.developerListing
  const { app, type, state, able, storePath } = model
  const waits = state === 'in_review'
  const about = [
    app.vendorName,
    texts.developer.types[type],
    waits ? operator.askedBy(model.askedBy ?? operator.somebody) : texts.developer.states[state],
  ]
  const checks = model.checks.map(({ name, isGood }) => {
    const sign: IconName = isGood ? 'circle-check' : 'triangle-alert'
    return html`<li class="flex gap-3">${icon(sign, `mt-0.5 size-5 shrink-0 ${isGood ? 'text-success' : 'text-warning'}`)}<span>${operator.check[name]}</span></li>`
  })
  return portalPage(context, {
    title: app.title,
    isFault: model.reason.isMissing,
    frame: model.frame,
    body: html`<p class="mb-4"><a class="g-link inline-flex items-center gap-1.5 text-sm" href="/operator/reviews">${icon('arrow-left', 'size-4')}${operator.back}</a></p>${doneNotice(model.notice && operator.notices[model.notice])}
<section class="g-card max-w-4xl"><div class="p-6 sm:p-7"><div class="flex flex-wrap items-center gap-4">${appTile(app, 'size-14')}<div class="min-w-0 flex-1 basis-56"><h1 class="text-xl font-semibold wrap-anywhere">${app.title}</h1><p class="text-muted wrap-anywhere">${about.join(' · ')}</p></div><a class="btn btn-sm" href="${storePath}">${icon('eye', 'size-4')}${operator.inStore}</a></div>
${model.note !== null && waits && html`<div class="mt-6">${notice('info', html`<p class="font-medium">${operator.note}</p><p class="whitespace-pre-line wrap-anywhere">${model.note}</p>`)}</div>`}
<div class="mt-7 grid gap-8 md:grid-cols-2"><div><h2 class="mb-3 font-semibold">${operator.checks}</h2><ul class="space-y-2.5">${checks}</ul></div><div class="min-w-0"><h2 class="mb-3 font-semibold">${operator.ableTo}</h2>${able.length === 0 ? html`<p class="text-muted">${operator.asksNothing}</p>` : scopeGroups(context, able, { isNew: false, level: 3 })}</div></div></div>
${waits ? decisionForm(context, model) : stateForm(context, model)}</section>`,
  })
}

function decisionForm(context: PageContext, { path, reason, seen }: ReviewModel): Html {
  const { operator } = textsOf(context.lang).developerListing
  const notes = reason.isMissing ? 'reason-fault reason-hint' : 'reason-hint'
  return html`<form method="post" action="${path}" class="border-t border-line p-6 sm:px-7">${hiddenFields(context.csrfToken, { seen })}<div class="g-field"><label for="reason">${operator.reason}</label><textarea class="textarea min-h-20 w-full ${reason.isMissing && 'textarea-error'}" id="reason" name="reason" maxlength="1000" autocomplete="off" aria-describedby="${notes}"${reason.isMissing && html` aria-invalid="true" autofocus`}>${reason.value}</textarea>${reason.isMissing && html`<p class="g-fault" id="reason-fault">${icon('circle-alert', 'size-4')}<span>${operator.reasonMissing}</span></p>`}<p class="g-hint" id="reason-hint">${operator.reasonHint}</p></div>
<div class="mt-5 flex flex-wrap justify-end gap-3"><button class="btn max-sm:grow" name="decision" value="return">${operator.giveBack}</button><button class="btn btn-primary max-sm:grow" name="decision" value="approve">${operator.approve}</button></div></form>`
}

function stateForm(context: PageContext, { path, state }: ReviewModel): Fragment {
  const { operator } = textsOf(context.lang).developerListing
  if (state === 'active')
    return html`<div class="flex justify-end border-t border-line px-6 py-4"><a class="btn btn-quiet-error" href="${path}/off">${operator.off}</a></div>`
  if (state === 'inactive')
    return html`<form method="post" action="${path}/on" class="flex justify-end border-t border-line px-6 py-4">${hiddenFields(context.csrfToken)}<button class="btn btn-primary">${operator.on}</button></form>`
  return html`<p class="border-t border-line px-6 py-4 text-muted">${operator.decided}</p>`
}

/** Asks once before an app is switched off. */
export function switchOffPage(
  context: PageContext,
  { frame, app, path }: { frame: PortalFrame; app: AppBadge; path: string },
): string {
  const { operator } = textsOf(context.lang).developerListing
  const title = operator.offTitle(unbrokenName(app.title))
  return portalPage(context, {
    title,
    frame,
    body: confirmCard(context, {
      title,
      consequences: [
        { icon: 'key-round', text: operator.offMeans.tokens },
        { icon: 'unplug', text: operator.offMeans.scopes },
        { icon: 'history', text: operator.offMeans.back },
      ],
      subject: html`<code class="font-mono">${app.name}</code> · ${app.vendorName}`,
      action: `${path}/off`,
      keep: { label: operator.keep, href: path },
      confirm: operator.offConfirm,
    }),
  })
}
