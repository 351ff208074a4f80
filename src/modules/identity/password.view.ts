import { type AppBadge, field, hiddenFields, notice, pageSign } from '../../platform/web/components.ts'
import { type FlowLink, flowUrl } from '../../platform/web/flow-link.ts'
import { flowPage } from '../../platform/web/flow-page.ts'
import { html } from '../../platform/web/html.ts'
import type { Lang } from '../../platform/web/language.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { textsOf } from '../../platform/web/texts.ts'
import type { PasswordFault } from './password.ts'
import { flowHead } from './sign-in.view.ts'

/** What is wrong with a new password, in words. */
export function passwordFaultText(lang: Lang, fault: PasswordFault, lengthMin: number): string {
  const { identity } = textsOf(lang)
  const all = {
    missing: identity.passwordMissing,
    too_short: identity.passwordTooShort(lengthMin),
    too_long: identity.passwordTooLong,
    too_common: identity.passwordTooCommon,
  }
  return all[fault]
}

export type ForgotPasswordModel = {
  flow: FlowLink
  app: AppBadge | null
  email: string
  fault: 'missing' | 'invalid' | null
  /** Seconds until one may ask again; null when one may. */
  waitSeconds: number | null
}

/** Asks for the address to send a reset link to. Posts `email` to `/password/forgot` with the flow's query. */
export function forgotPasswordPage(context: PageContext, model: ForgotPasswordModel): string {
  const texts = textsOf(context.lang)
  const { forgot, emailMissing, emailInvalid, email } = texts.identity
  const faultTexts = { missing: emailMissing, invalid: emailInvalid }
  return flowPage(context, {
    title: forgot.title,
    isFault: model.fault !== null || model.waitSeconds !== null,
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${flowHead({ app: model.app, title: forgot.title, lead: forgot.lead })}
${model.waitSeconds !== null && html`<div class="mt-6">${notice('warning', texts.page.tooManyAttempts(texts.page.wait(model.waitSeconds)))}</div>`}
<form method="post" action="${flowUrl('/password/forgot', model.flow)}" class="mt-7 space-y-4">${hiddenFields(context.csrfToken)}
${field({
  name: 'email',
  label: email,
  type: 'email',
  value: model.email,
  autocomplete: 'username',
  isRequired: true,
  hasFocus: true,
  fault: model.fault && faultTexts[model.fault],
})}
<button class="btn btn-primary btn-block">${forgot.submit}</button>
</form>
</section>`,
    below: html`<p class="mt-6 text-center"><a class="g-link" href="${flowUrl('/signin', model.flow)}">${forgot.back}</a></p>`,
  })
}

export type ResetMailSentModel = {
  flow: FlowLink
  /** As typed; the page says the same whether there is an account or not (attack S1). */
  email: string
  /** Where the sandbox shows its mails; null outside the sandbox. */
  mailboxUrl: string | null
}

/** After asking for a reset link. */
export function resetMailSentPage(context: PageContext, model: ResetMailSentModel): string {
  const { forgotSent, forgot, mailbox } = textsOf(context.lang).identity
  return flowPage(context, {
    title: forgotSent.title,
    card: html`<section class="g-card-float px-6 py-8 text-center sm:px-9">
${pageSign('mail')}
<h1 class="mt-5 text-2xl font-semibold">${forgotSent.title}</h1>
<p class="mt-2 text-muted">${forgotSent.lead}</p>
<p class="mt-3 font-medium">${model.email}</p>
<p class="mt-3 text-muted">${forgotSent.lifetime}</p>
${model.mailboxUrl && html`<div class="mt-6 border-t border-line pt-5"><p class="text-sm text-muted">${mailbox.openMailboxLead}</p><a class="btn btn-block mt-3" href="${model.mailboxUrl}">${mailbox.openMailbox}</a></div>`}
</section>`,
    below: html`<p class="mt-6 text-center text-muted">${forgotSent.nothing} <a class="g-link whitespace-nowrap" href="${flowUrl('/password/forgot', model.flow)}">${forgotSent.again}</a></p>
<p class="mt-3 text-center"><a class="g-link" href="${flowUrl('/signin', model.flow)}">${forgot.back}</a></p>`,
  })
}

export type ResetPasswordModel = {
  /** Of the link; travels in the form. */
  token: string
  email: string
  passwordLengthMin: number
  fault: PasswordFault | null
}

/** The page behind a reset link. Posts `token` and `password` to `/password/reset`. */
export function resetPasswordPage(context: PageContext, model: ResetPasswordModel): string {
  const { reset, newPassword, passwordRule } = textsOf(context.lang).identity
  return flowPage(context, {
    title: reset.title,
    isFault: model.fault !== null,
    card: html`<section class="g-card-float px-6 py-8 sm:px-9">
${flowHead({ app: null, title: reset.title, lead: reset.lead })}
<form method="post" action="/password/reset" class="mt-7 space-y-4">${hiddenFields(context.csrfToken, { token: model.token })}
<input class="sr-only" type="text" name="email" value="${model.email}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
${field({
  name: 'password',
  label: newPassword,
  type: 'password',
  autocomplete: 'new-password',
  isRequired: true,
  hasFocus: true,
  fault: model.fault && passwordFaultText(context.lang, model.fault, model.passwordLengthMin),
  hint: passwordRule(model.passwordLengthMin),
})}
<button class="btn btn-primary btn-block">${reset.submit}</button>
</form>
</section>`,
  })
}

/** The page behind a reset link that is used, expired, or was never ours. */
export function deadResetLinkPage(context: PageContext): string {
  const { reset, forgot } = textsOf(context.lang).identity
  return flowPage(context, {
    title: reset.deadTitle,
    isFault: true,
    card: html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
${pageSign('unlink')}
<h1 class="mt-5 text-2xl font-semibold">${reset.deadTitle}</h1>
<p class="mt-2 text-muted">${reset.deadLead}</p>
<a class="btn btn-primary btn-block mt-7" href="/password/forgot">${reset.deadAction}</a>
</section>`,
    below: html`<p class="mt-6 text-center"><a class="g-link" href="/signin">${forgot.back}</a></p>`,
  })
}
