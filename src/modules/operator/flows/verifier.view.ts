import { hiddenFields, icon } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { plainFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { VERIFIER_PATH } from './flows.view.ts'
import type { TokenCard } from './token-card.ts'
import { tokenCardView } from './token-card.view.ts'

export type VerifierModel = {
  text: string
  fault: 'missing' | 'tooLong' | null
  token: TokenCard | null
  now: number
  timeZone: string
}

/** Takes a pasted token apart and says whether the hub accepts it. Posts `token`. */
export function verifierPage(
  context: PageContext,
  { text, fault, token, now, timeZone }: VerifierModel,
): string {
  const { flows } = textsOf(context.lang)
  const { verifier } = flows
  const described = fault !== null && html` aria-invalid="true" aria-describedby="token-fault"`
  return portalPage(context, {
    title: verifier.title,
    isFault: fault !== null,
    frame: plainFrame(timeZone, 'verifier'),
    body: html`<div class="g-head"><div><h1>${verifier.title}</h1><p>${verifier.lead}</p></div></div>
<div class="grid max-w-3xl gap-6">
<form method="post" action="${VERIFIER_PATH}" class="g-card p-5 sm:p-6">${hiddenFields(context.csrfToken)}<div class="g-field"><label class="g-label" for="token">${verifier.field}</label><textarea class="textarea min-h-36 w-full font-mono text-sm${fault !== null && ' textarea-error'}" id="token" name="token" spellcheck="false" autocomplete="off" autocapitalize="off"${described}${token === null && html` autofocus`}>${text}</textarea>${fault !== null && html`<p class="g-fault" id="token-fault">${icon('circle-alert', 'size-4')}${verifier[fault]}</p>`}</div><div class="mt-4 flex justify-end"><button class="btn btn-primary">${verifier.submit}</button></div></form>
${token && html`<section aria-labelledby="result"><h2 class="mb-3 text-lg font-semibold" id="result">${verifier.result}: ${flows.kinds[token.kind]}</h2>${tokenCardView(context, { token, now, timeZone })}</section>`}
</div>`,
  })
}
