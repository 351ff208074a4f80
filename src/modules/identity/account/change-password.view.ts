import { field } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { PasswordFault } from '../password.ts'
import { passwordFaultText } from '../password.view.ts'
import { accountForm } from './account-form.ts'

export type ChangePasswordModel = {
  timeZone: string
  email: string
  fault: PasswordFault | null
  passwordLengthMin: number
}

/** A new password of somebody who is signed in. Posts `password`. */
export function changePasswordPage(context: PageContext, model: ChangePasswordModel): string {
  const { identity, security } = textsOf(context.lang)
  const { fault, passwordLengthMin } = model
  return accountForm(context, {
    page: 'security',
    title: identity.reset.title,
    lead: security.password.lead,
    isFault: fault !== null,
    timeZone: model.timeZone,
    action: '/account/security/password',
    cancelUrl: '/account/security',
    submit: identity.reset.submit,
    fields: html`<input class="sr-only" type="text" name="email" value="${model.email}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
${field({
  name: 'password',
  label: identity.newPassword,
  type: 'password',
  autocomplete: 'new-password',
  isRequired: true,
  hasFocus: true,
  fault: fault && passwordFaultText(context.lang, fault, passwordLengthMin),
  hint: identity.passwordRule(passwordLengthMin),
})}`,
  })
}
