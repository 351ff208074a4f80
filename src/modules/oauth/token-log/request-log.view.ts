import { icon } from '../../../platform/web/components.ts'
import { type AppArea, developerPage } from '../../../platform/web/developer-page.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { DOCS_PATH } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement, timeElement } from '../../../platform/web/time.ts'
import type { LoggedRequest } from './token-entry.ts'

/** A request, with the name of the organization where the app is connected to it. */
export type ShownEntry = LoggedRequest & { bearerName: string | null }

export type RequestLogModel = {
  area: AppArea
  outcome: 'all' | 'refused' | 'issued'
  entries: ShownEntry[]
  /** Where the list goes on; null: these are all. */
  olderHref: string | null
  /** Whether these are not the newest. */
  isOlder: boolean
  keptDays: number
  now: number
}

/** Requests for access and for tokens with the reason of each refusal: why was this denied? (G-11) */
export function requestLogPage(context: PageContext, model: RequestLogModel): string {
  const { requestLog: texts } = textsOf(context.lang)
  const { area, entries, outcome, olderHref, isOlder } = model
  const path = `${area.path}/log`
  const choice = (value: RequestLogModel['outcome']) =>
    html`<a href="${value === 'all' ? path : `${path}?outcome=${value}`}"${value === outcome && html` aria-current="true"`}>${texts.outcomes[value]}</a>`
  const list =
    entries.length === 0
      ? html`<div class="g-empty"><span>${icon('scroll-text')}</span><h2>${outcome === 'refused' ? texts.noneRefused : texts.none}</h2><p>${texts.noneLead}</p></div>`
      : html`<ul class="divide-y divide-line border-t border-line">${entries.map(entry => entryRow(context, model, entry))}</ul>`
  const foot: Fragment =
    (olderHref !== null || isOlder) &&
    html`<nav class="g-card-foot justify-end" aria-label="${texts.title}">${isOlder && html`<a class="btn btn-sm" href="${outcome === 'all' ? path : `${path}?outcome=${outcome}`}">${texts.newest}</a>`}${olderHref !== null && html`<a class="btn btn-sm" href="${olderHref}">${texts.older}</a>`}</nav>`
  return developerPage(context, area, {
    section: 'log',
    title: texts.title,
    lead: texts.lead(model.keptDays),
    body: html`<section class="g-card"><nav class="g-tabs px-2.5" aria-label="${texts.filter}">${choice('all')}${choice('refused')}${choice('issued')}</nav>${list}${foot}</section>`,
  })
}

const IDENTIFIER = /^[a-z]+(_[a-z]+)+$/

function entryRow(context: PageContext, { area, now }: RequestLogModel, entry: ShownEntry): Html {
  const { requestLog: texts } = textsOf(context.lang)
  const { error, bearer, bearerName, createdAt, reason } = entry
  const isIssued = error === null
  const sign = isIssued
    ? icon('circle-check', 'mt-0.5 size-5 shrink-0 text-success')
    : icon('circle-x', 'mt-0.5 size-5 shrink-0 text-error')
  const whose = bearerName ?? (bearer === null ? texts.unknownBearer : texts.bearers[bearer.type])
  const rows: [string, Fragment][] = [
    [texts.at, timeElement(createdAt, { lang: context.lang, timeZone: area.frame.timeZone })],
    ...(error === null ? [] : [[texts.clientSaw, errorLink(error)] as [string, Fragment]]),
    ...(reason === null || (texts.reasons[reason] && !IDENTIFIER.test(reason))
      ? []
      : [[texts.logSays, html`<span lang="en">${reason}</span>`] as [string, Fragment]]),
    ...(bearer === null ? [] : [[texts.bearer, code(`${bearer.type}/${bearer.id}`)] as [string, Fragment]]),
    ...(entry.clientId === null ? [] : [[texts.clientId, code(entry.clientId)] as [string, Fragment]]),
    ...(entry.jti === null ? [] : [['JTI', code(entry.jti)] as [string, Fragment]]),
    [texts.requestId, code(entry.correlationId ?? '')],
  ]
  const [why, cure] = explanationOf(context, entry)
  return html`<li><details class="group"><summary class="flex items-start gap-3.5 px-5 py-3.5">${sign}<span class="min-w-0 flex-1"><span class="block font-medium wrap-anywhere">${why}</span><span class="block text-sm text-muted wrap-anywhere">${stepName(context, entry)} · ${whose}</span></span><span class="text-right text-sm text-muted">${agoElement(createdAt, now, context.lang)}${error !== null && html`<span class="block font-mono text-xs max-sm:hidden">${error}</span>`}</span>${icon('chevron-down', 'mt-0.5 size-4 shrink-0 text-muted group-open:rotate-180')}</summary>${cure !== null && html`<p class="mx-5 mb-3 wrap-anywhere sm:ml-13.5">${cure}</p>`}<dl class="g-kv mx-5 mb-4 rounded-field border border-line px-4 text-sm sm:ml-13.5">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></details></li>`
}

/** An identifier with its way to the catalogue of errors. */
function errorLink(error: string): Html {
  return html`<a class="g-link" href="${DOCS_PATH}/errors#${encodeURIComponent(error)}">${code(error)}</a>`
}

function code(text: string): Html {
  return html`<code class="font-mono wrap-anywhere">${text}</code>`
}

/** What came of it and what to do, in the reader's words where there are some, else as the log says it. */
function explanationOf(
  { lang }: PageContext,
  { error, reason, step }: ShownEntry,
): [Fragment, string | null] {
  const { requestLog: texts } = textsOf(lang)
  if (error === null) return [step === 'token' ? texts.issued : texts.allowed, null]
  const known = texts.reasons[reason ?? ''] ?? texts.errors[error]
  return known
    ? [...known]
    : [reason === null ? texts.noReason : html`<span lang="en">${reason}</span>`, null]
}

function stepName({ lang }: PageContext, { step, grantType }: ShownEntry): string {
  const { requestLog: texts } = textsOf(lang)
  if (step === 'authorization') return texts.authorization
  return grantType === null ? texts.unknownGrant : (texts.grants[grantType] ?? grantType)
}
