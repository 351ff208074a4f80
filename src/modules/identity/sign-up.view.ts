import { countryOptions } from '../../platform/countries.ts'
import { type AppBadge, field, hiddenFields, notice, selectField } from '../../platform/web/components.ts'
import { type FlowLink, flowUrl } from '../../platform/web/flow-link.ts'
import { flowPage } from '../../platform/web/flow-page.ts'
import { html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { type Texts, textsOf } from '../../platform/web/texts.ts'
import { passwordFaultText } from './password.view.ts'
import { cancelLink, flowHead } from './sign-in.view.ts'
import type { SignUpFaults, SignUpValues } from './sign-up-form.ts'

export type SignUpModel = {
  flow: FlowLink
  app: AppBadge | null
  /** Prefilled from `person[…]`, or what was typed. */
  values: SignUpValues
  faults: SignUpFaults
  /** Seconds until one may try again; null when one may. */
  waitSeconds: number | null
  passwordLengthMin: number
  cancelUrl: string | null
}

/**
 * The registration form (platform.md §1.1). Posts `first_name`, `name`, `email`, `password` and `country_code` to
 * `/signup` with the flow's query.
 */
export function signUpPage(context: PageContext, model: SignUpModel): string {
  const texts = textsOf(context.lang)
  const { signUp } = texts.identity
  const { app, faults, flow } = model
  return flowPage(context, {
    title: signUp.title,
    isFault: Object.keys(faults).length > 0 || model.waitSeconds !== null,
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${flowHead({ app, title: signUp.title, lead: app ? signUp.lead(app.title, context.brandName) : signUp.leadPlain })}
${model.waitSeconds !== null && html`<div class="mt-6">${notice('warning', texts.page.tooManyAttempts(texts.page.wait(model.waitSeconds)))}</div>`}
<form method="post" action="${flowUrl('/signup', flow)}" class="mt-7 space-y-4">${hiddenFields(context.csrfToken)}
${signUpFields(texts, context, model)}
<button class="btn btn-primary btn-block">${signUp.submit}</button>
</form>
</section>`,
    below: [
      html`<p class="mt-6 text-center text-muted">${signUp.haveAccount} <a class="g-link" href="${flowUrl('/signin', flow)}">${signUp.signIn}</a></p>`,
      cancelLink(context, model),
    ],
  })
}

function signUpFields(
  texts: Texts,
  context: PageContext,
  { flow, values, faults, passwordLengthMin }: SignUpModel,
) {
  const { identity } = texts
  const [faultyField] = FIELDS.filter(name => faults[name])
  const emailTexts = {
    missing: identity.emailMissing,
    invalid: identity.emailInvalid,
    taken: identity.signUp.taken,
  }
  const optional = (label: string) =>
    html`${label} <span class="font-normal text-muted">${texts.page.optional}</span>`
  const nameTexts = { missing: identity.nameMissing, too_long: identity.nameTooLong }
  return html`<div class="grid gap-4 sm:grid-cols-2">
${field({
  name: 'first_name',
  label: optional(identity.firstName),
  value: values.firstName,
  autocomplete: 'given-name',
  lengthMax: 100,
  fault: faults.firstName && identity.nameTooLong,
  hasFocus: faultyField ? faultyField === 'firstName' : !values.firstName,
})}
${field({
  name: 'name',
  label: identity.lastName,
  value: values.name,
  autocomplete: 'family-name',
  lengthMax: 100,
  isRequired: true,
  fault: faults.name && nameTexts[faults.name],
  hasFocus: faultyField === 'name',
})}</div>
${field({
  name: 'email',
  label: identity.email,
  type: 'email',
  value: values.email,
  autocomplete: 'username',
  isRequired: true,
  fault: faults.email && emailTexts[faults.email],
  faultAction:
    faults.email === 'taken'
      ? html`<a class="g-link" href="${flowUrl('/signin', flow, { login: values.email })}">${identity.signUp.signInInstead}</a>`
      : null,
  hasFocus: faultyField === 'email',
})}
${field({
  name: 'password',
  label: identity.password,
  type: 'password',
  autocomplete: 'new-password',
  isRequired: true,
  fault: faults.password && passwordFaultText(context.lang, faults.password, passwordLengthMin),
  hint: identity.passwordRule(passwordLengthMin),
  hasFocus: faultyField === 'password',
})}
${selectField({
  name: 'country_code',
  label: optional(identity.country),
  value: values.countryCode,
  options: [{ value: '', label: texts.page.choose }, ...countryOptions(context.lang)],
  autocomplete: 'country',
  fault: faults.countryCode && identity.countryUnknown,
  hasFocus: faultyField === 'countryCode',
})}`
}

const FIELDS = ['firstName', 'name', 'email', 'password', 'countryCode'] as const
