import { field, formFoot, hiddenFields, icon, notice } from '../../../platform/web/components.ts'
import { type AppArea, developerPage, doneNotice } from '../../../platform/web/developer-page.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { agoElement } from '../../../platform/web/time.ts'
import type { AppReview, ReviewNeed } from '../app-review.ts'
import type { Screenshot } from '../screenshot.ts'
import { type AppFaults, faultText } from './fault-text.ts'
import { screenshotsCard } from './screenshots.view.ts'
import type { TextValues } from './texts-form.ts'
import { textArea, textFields } from './texts-form.view.ts'

export type ListingNotice =
  | 'saved'
  | 'requested'
  | 'withdrawn'
  | 'not_possible'
  | 'screenshot_added'
  | 'screenshot_removed'
  | 'screenshots_full'

export type ListingValues = { texts: TextValues; demoUrl: string }

export type ListingModel = {
  area: AppArea
  values: ListingValues
  faults: AppFaults
  storePath: string | null
  screenshots: Screenshot[]
  review: AppReview | null
  /** What it lacks for a review. */
  lacks: ReviewNeed[]
  noteFault: string | null
  note: string
  notice: ListingNotice | null
  now: number
}

/**
 * The texts of an app in the store, and its way there (platform.md §4.2, §4.12). Posts `title_en`, `summary_en`,
 * `description_en`, …, `demo_url`; and `note` to ask for a review.
 */
export function listingPage(context: PageContext, model: ListingModel): string {
  const { developerListing: texts } = textsOf(context.lang)
  const { area, storePath } = model
  const isFault = Object.keys(model.faults).length > 0 || model.noteFault !== null
  return developerPage(context, area, {
    section: 'listing',
    title: texts.title,
    lead: texts.lead,
    isFault,
    action:
      storePath !== null &&
      html`<a class="btn" href="${storePath}">${icon('eye', 'size-4')}${texts.preview}</a>`,
    body: html`${doneNotice(model.notice && texts.notices[model.notice])}
<div class="space-y-6">${reviewCard(context, model)}${screenshotsCard(context, model)}${textsCard(context, model)}</div>`,
  })
}

function reviewCard(context: PageContext, model: ListingModel): Html {
  const { review: texts } = textsOf(context.lang).developerListing
  const { area, review, lacks, now } = model
  const { state } = area
  const isTest = context.isSandbox && state === 'active'
  const returned: Fragment =
    state === 'draft' &&
    review?.decision === 'returned' &&
    notice(
      'warning',
      html`<p class="font-medium">${texts.returned}</p><p class="wrap-anywhere whitespace-pre-line">${review.reason}</p>`,
    )
  const waits =
    state === 'in_review' &&
    review !== null &&
    html`<p class="text-sm text-muted">${texts.waitsSince} ${agoElement(review.requestedAt, now, context.lang)}</p>`
  const missing =
    state === 'draft' &&
    lacks.length > 0 &&
    html`<div><p>${texts.lacks}</p><ul class="mt-1 list-disc pl-5 text-muted">${lacks.map(need => html`<li>${texts.lack[need]}</li>`)}</ul></div>`
  return html`<section class="g-card"><div class="g-card-head"><h2>${texts.title}</h2></div><div class="g-card-body space-y-4"><p class="text-muted">${isTest ? texts.sandbox : texts.states[state]}</p>${returned}${waits}${missing}</div>${reviewForm(context, model)}</section>`
}

function reviewForm(context: PageContext, { area, lacks, note, noteFault }: ListingModel): Fragment {
  const { review: texts } = textsOf(context.lang).developerListing
  if (area.state === 'in_review') {
    return html`<form method="post" action="${area.path}/listing/withdraw" class="flex justify-end border-t border-line px-5 py-4">${hiddenFields(context.csrfToken)}<button class="btn">${texts.withdraw}</button></form>`
  }
  if (area.state !== 'draft' || lacks.length > 0) return false
  const { optional } = textsOf(context.lang).page
  return html`<form method="post" action="${area.path}/listing/review" class="border-t border-line">${hiddenFields(context.csrfToken)}<div class="p-5">${textArea({ name: 'note', label: html`${texts.note} <span class="font-normal text-muted">${optional}</span>`, value: note, hint: texts.noteHint, fault: faultText(context.lang, noteFault), lengthMax: 1000 })}</div><div class="flex justify-end px-5 pb-5"><button class="btn btn-primary">${texts.request}</button></div></form>`
}

function textsCard(context: PageContext, { area, values, faults }: ListingModel): Html {
  const texts = textsOf(context.lang)
  const { developerListing: listing } = texts
  return html`<form method="post" action="${area.path}/listing" class="g-card">${hiddenFields(context.csrfToken)}<div class="g-card-head"><div><h2>${listing.texts}</h2><p class="text-sm text-muted">${listing.textsLead}</p></div></div><div class="space-y-6 px-5 pb-6">${textFields(context, { values: values.texts, faults, hasSummary: true })}
${field({ name: 'demo_url', label: html`${listing.demoUrl} <span class="font-normal text-muted">${texts.page.optional}</span>`, value: values.demoUrl, autocomplete: 'off', lengthMax: 2000, hint: listing.demoHint, fault: faultText(context.lang, faults['demo_url'] ?? null) })}</div>${formFoot(area.path, texts.page.cancel, texts.developer.save)}</form>`
}
