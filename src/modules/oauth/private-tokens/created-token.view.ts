import { notice } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { DOCS_PATH } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { dateElement } from '../../../platform/web/time.ts'
import { scopeNames } from '../portal/scope-choices.view.ts'
import type { CreatedTokenModel } from './token-model.ts'
import { tokensAreaPage } from './tokens-area.view.ts'

/** The one page that shows the token. */
export function createdTokenPage(context: PageContext, model: CreatedTokenModel): string {
  const { docs, tokens: texts } = textsOf(context.lang)
  const reader = { lang: context.lang, timeZone: model.frame.timeZone }
  return tokensAreaPage(context, model, {
    title: texts.createdTitle,
    body: html`<div class="g-head"><div><h1>${texts.createdTitle}</h1><p>${model.organization ? texts.createdLeadOrganization(model.organization.name) : texts.createdLead}</p></div></div>
<section class="g-card max-w-3xl"><div class="space-y-5 p-5 sm:p-6">${notice('warning', texts.shownOnce)}
<div><h2 class="g-label">${texts.token}</h2><pre class="g-code g-wrap select-all" tabindex="0" role="group" aria-label="${texts.token}"><code>${model.token}</code></pre><p class="g-hint">${texts.copyHint}</p></div>
<dl class="g-kv"><dt>${texts.note}</dt><dd class="wrap-anywhere">${model.note}</dd><dt>${texts.validUntil}</dt><dd>${dateElement(model.expiresAt, reader)}</dd><dt>${texts.scopes}</dt><dd class="sm:*:mt-0">${scopeNames(model.scopes, texts.permissions(model.scopes.length))}</dd></dl>
<div><h2 class="g-label">${texts.tryIt}</h2><pre class="g-code g-wrap select-all" tabindex="0" role="group" aria-label="${texts.tryIt}"><code>${model.example}</code></pre></div></div>
<div class="flex flex-wrap justify-end gap-3 border-t border-line px-5 py-4 sm:px-6"><a class="btn" href="${DOCS_PATH}/api">${docs.links.api}</a><a class="btn btn-primary" href="${model.path}">${texts.done}</a></div></section>`,
  })
}
