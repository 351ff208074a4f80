import { type FormTarget, field, hiddenFields, pageSign } from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { type Texts, textsOf } from '../../../platform/web/texts.ts'

/** Why the code was not taken. */
export type UserCodeFault =
  | { code: 'missing' | 'malformed' | 'unknown' }
  | { code: 'too_many_attempts'; waitSeconds: number }

export type UserCodeModel = {
  /** Filled in from the address, or what was typed. */
  code: string
  fault: UserCodeFault | null
  form: FormTarget
  switchAccountUrl: string
}

/** Asks for the code that the device shows; where it is filled in, to compare it. Posts `user_code`. */
export function userCodePage(context: PageContext, { code, fault, ...model }: UserCodeModel): string {
  const texts = textsOf(context.lang)
  const { device } = texts.oauth
  return flowPage(context, {
    title: device.title,
    isFault: fault !== null,
    switchAccountUrl: model.switchAccountUrl,
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${pageSign('monitor-smartphone')}
<h1 class="mt-4 text-center text-2xl font-semibold">${device.title}</h1>
<p class="mt-1 text-center text-muted">${code !== '' && fault === null ? device.compare : device.lead}</p>
<form method="post" action="${model.form.action}" class="mt-7">${hiddenFields(context.csrfToken, model.form.hidden)}
${field({
  name: 'user_code',
  label: device.code,
  value: code,
  autocomplete: 'off',
  isCode: true,
  lengthMax: 40,
  isRequired: true,
  hint: device.hint,
  fault: fault && faultText(texts, fault),
  hasFocus: code === '' || fault !== null,
})}
<button class="btn btn-primary btn-block mt-6 h-12">${texts.page.continue}</button>
</form></section>`,
    below: html`<p class="mt-5 text-center text-sm text-muted">${device.beware}</p>`,
  })
}

function faultText({ page, oauth: { device } }: Texts, fault: UserCodeFault): string {
  return fault.code === 'too_many_attempts'
    ? page.tooManyAttempts(page.wait(fault.waitSeconds))
    : device[fault.code]
}
