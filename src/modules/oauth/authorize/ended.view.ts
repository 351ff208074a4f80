import {
  type AppBadge,
  appTile,
  type FormTarget,
  hiddenFields,
  pageSign,
  supportNotes,
} from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import { safeUrl } from '../../../platform/web/safe-url.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { AnswersTo } from './answers-to.ts'

/** Why an app cannot be connected (spec oauth.md §4.5). */
export type UnavailableReason = 'private' | 'in_review' | 'inactive' | 'main_app_missing' | 'second_factor'

export type UnavailableModel = {
  app: AppBadge
  reason: UnavailableReason
  answersTo: AnswersTo
  form: FormTarget
  switchAccountUrl: string
}

/** The app may not be connected by this person or organization. Posts `decision` = `cancel`. */
export function unavailablePage(context: PageContext, model: UnavailableModel): string {
  const texts = textsOf(context.lang)
  const { unavailable, askAdmin } = texts.oauth
  const { app, reason } = model
  const vendor = app.vendorName ?? unavailable.vendor
  const all = {
    private: {
      title: unavailable.privateTitle(unbrokenName(app.title)),
      lead: unavailable.privateLead(vendor),
    },
    in_review: {
      title: unavailable.reviewTitle(unbrokenName(app.title)),
      lead: unavailable.reviewLead(vendor),
    },
    main_app_missing: {
      title: unavailable.mainAppTitle(unbrokenName(app.title)),
      lead: unavailable.mainAppLead,
    },
    second_factor: { title: unavailable.secondFactorTitle, lead: unavailable.secondFactorLead },
    inactive: { title: unavailable.inactiveTitle(unbrokenName(app.title)), lead: unavailable.inactiveLead },
  }
  const { title, lead } = all[reason]
  return flowPage(context, {
    title,
    isFault: true,
    switchAccountUrl: model.switchAccountUrl,
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
<div class="flex justify-center">${appTile(app, 'size-14')}</div>
<h1 class="mt-5 text-2xl font-semibold">${title}</h1><p class="mt-2 text-muted">${lead}</p>
${(reason === 'private' || reason === 'in_review') && html`<p class="mt-3 text-muted">${unavailable.askVendor(vendor)}</p>`}
${reason === 'second_factor' && html`<a class="btn btn-primary btn-block mt-7" href="/account/security">${texts.failure.addSecondFactor}</a>`}
<form method="post" action="${model.form.action}" class="${reason === 'second_factor' ? 'mt-3' : 'mt-7'}">${hiddenFields(context.csrfToken, model.form.hidden)}<button class="btn btn-block" name="decision" value="cancel">${texts.page.cancel}</button></form>
</section>`,
    below: html`<p class="mt-5 text-center text-sm text-muted">${model.answersTo.kind === 'device' ? askAdmin.cancelLeadDevice : askAdmin.cancelLead(unbrokenName(app.title))}</p>
<p class="mt-2 text-center text-sm"><a class="g-link" href="${model.switchAccountUrl}">${texts.page.useAnotherAccount}</a></p>`,
  })
}

export type GoneModel = {
  /** `changed`: the answer does not fit what is asked now (attack O1). */
  reason: 'answered' | 'expired' | 'other_browser' | 'other_person' | 'changed'
  app: AppBadge | null
  /** Where it began, to start again there: the app with its entry point or website, or the page for a device's new code. */
  startAgain: { at: 'app'; url: string | null } | { at: 'device'; url: string } | null
  /** For `changed`: shows the question once more. */
  lookAgainUrl: string | null
  reference: string | null
}

/** A request that cannot be answered (any more); nothing was changed (G-19). */
export function gonePage(context: PageContext, model: GoneModel): string {
  const texts = textsOf(context.lang)
  const { gone } = texts.oauth
  const { title, lead } = gone[model.reason]
  return flowPage(context, {
    title,
    isFault: true,
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
${pageSign('unlink')}
<h1 class="mt-5 text-2xl font-semibold">${title}</h1><p class="mt-2 text-muted">${lead}</p>
${waysOut(context, model)}
${supportNotes([
  ...(model.reference === null ? [] : [{ label: texts.failure.forSupport, value: model.reference }]),
  { label: texts.failure.reason, value: `interaction_${model.reason}` },
])}
</section>`,
  })
}

function waysOut(context: PageContext, { app, startAgain, lookAgainUrl }: GoneModel): Html {
  const { gone } = textsOf(context.lang).oauth
  const isDevice = startAgain?.at === 'device'
  const start = app && safeUrl(startAgain?.url ?? null)
  const again = safeUrl(lookAgainUrl)
  const main = again
    ? html`<a class="btn btn-primary" href="${again}">${gone.lookAgain}</a>`
    : start &&
      html`<a class="btn btn-primary" href="${start}">${isDevice ? gone.newCode : gone.startAgain(app.title)}</a>`
  const hint = isDevice ? gone.newCodeHint : !main && app && gone.startAgainHint(app.title)
  return html`${hint && html`<p class="mt-3">${hint}</p>`}<div class="mt-7 grid gap-2.5">${main}<a class="btn" href="/">${gone.home}</a></div>`
}

export type RefusedModel = {
  /** Errors that must not redirect (spec oauth.md §4.4). */
  reason: 'client_id_missing' | 'unknown_client' | 'unknown_redirect_uri' | 'invalid_request'
  /** The sentence of the error catalogue, in English, for the people who make the app. */
  description: string
  reference: string | null
}

/** A request of which we do not know that its app is behind it: shown here, never redirected, nothing of it repeated (R5). */
export function refusedPage(context: PageContext, model: RefusedModel): string {
  const texts = textsOf(context.lang)
  const { refused } = texts.oauth
  return flowPage(context, {
    title: refused.title,
    isFault: true,
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
${pageSign('unlink')}
<h1 class="mt-5 text-2xl font-semibold">${refused.title}</h1><p class="mt-2 text-muted">${refused[model.reason]}</p>
<p class="mt-3 text-muted">${refused.advice}</p>
<p class="mt-4 rounded-field bg-base-200 px-4 py-3 text-left font-mono text-sm" lang="en">${model.description}</p>
${model.reference !== null && supportNotes([{ label: texts.failure.forSupport, value: model.reference }])}
</section>`,
  })
}
