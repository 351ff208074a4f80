import { passkeyScript } from '../../../platform/web/assets.ts'
import {
  type AppBadge,
  field,
  hiddenFields,
  notice,
  type PersonBadge,
} from '../../../platform/web/components.ts'
import { type FlowLink, flowUrl } from '../../../platform/web/flow-link.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { cancelLink, flowHead, personRow } from '../sign-in.view.ts'
import { passkeySignIn } from './passkey-form.view.ts'

/** What is wrong with the code; `mismatch` also of one that was used before. */
export type SecondStepFault =
  | { code: 'missing' | 'mismatch' }
  | { code: 'too_many_attempts'; waitSeconds: number }

export type SecondStepModel = {
  flow: FlowLink
  app: AppBadge | null
  /** Whose password was right. */
  person: PersonBadge
  /** Without an authenticator app only recovery codes can be typed. */
  hasCodes: boolean
  fault: SecondStepFault | null
  /** What the browser is asked for, as JSON; null when the person has no passkey. */
  passkeyOptions: string | null
  hasPasskeyFailed: boolean
  cancelUrl: string | null
}

/** The second proof, after the password. Posts `code` to `/signin/code` with the flow's query. */
export function secondStepPage(context: PageContext, model: SecondStepModel): string {
  const texts = textsOf(context.lang)
  const { step } = texts.security
  return flowPage(
    { ...context, signedInAs: null },
    {
      title: step.title,
      isFault: model.fault !== null,
      scripts: [passkeyScript],
      card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${flowHead({ app: model.app, title: step.title, lead: model.hasCodes ? step.lead : step.leadRecovery })}
${model.hasPasskeyFailed && html`<div class="mt-6">${notice('warning', texts.security.passkeys.failed)}</div>`}
<form method="post" action="${flowUrl('/signin/code', model.flow)}" class="mt-7 space-y-4">${hiddenFields(context.csrfToken)}
${personRow(model.person)}
${field({
  name: 'code',
  label: model.hasCodes ? step.code : step.recoveryCode,
  autocomplete: 'one-time-code',
  isRequired: true,
  isCode: true,
  hasFocus: true,
  lengthMax: 40,
  fault: model.fault && faultText(context, model.fault),
  hint: model.hasCodes ? step.hint : step.hintRecovery,
})}
<button class="btn btn-primary btn-block">${texts.identity.signIn.submit}</button>
</form>${model.passkeyOptions !== null && passkeySignIn(context, { flow: model.flow, options: model.passkeyOptions, more: { step: 'code' } })}
</section>`,
      below: [
        html`<p class="mt-6 text-center"><a class="g-link" href="${flowUrl('/signin', model.flow, { account: 'other' })}">${texts.page.useAnotherAccount}</a></p>`,
        cancelLink(context, model),
      ],
    },
  )
}

function faultText(context: PageContext, fault: SecondStepFault): string {
  const { security, page } = textsOf(context.lang)
  switch (fault.code) {
    case 'missing':
      return security.step.missing
    case 'mismatch':
      return security.step.mismatch
    case 'too_many_attempts':
      return page.tooManyAttempts(page.wait(fault.waitSeconds))
  }
}
