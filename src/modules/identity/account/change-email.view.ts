import { field, hiddenFields, notice, pageSign } from '../../../platform/web/components.ts'
import { flowPage } from '../../../platform/web/flow-page.ts'
import { type Fragment, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { accountForm } from './account-form.ts'

/** Why a new address was refused. That it belongs to another account is not told (attack S1). */
export type ChangeEmailFault =
  | { code: 'missing' | 'invalid' | 'same' }
  | { code: 'too_many_attempts'; waitSeconds: number }

export type ChangeEmailModel = {
  timeZone: string
  /** The present address. */
  email: string
  /** As typed. */
  typed: string
  /** The new address whose link is on its way. */
  waitingFor: string | null
  fault: ChangeEmailFault | null
  isWithdrawn: boolean
  mailboxUrl: string | null
}

/** Asks for another address. Posts `email`; withdrawing posts to `/account/email/withdraw`. */
export function changeEmailPage(context: PageContext, model: ChangeEmailModel): string {
  const { security, page, identity } = textsOf(context.lang)
  const { email: texts } = security
  const { fault } = model
  const mailbox =
    model.mailboxUrl &&
    html` <a class="g-link" href="${model.mailboxUrl}">${identity.mailbox.openMailbox}</a>`
  const waiting =
    model.waitingFor !== null &&
    html`${notice('info', html`${texts.waiting(model.waitingFor)}${mailbox}`)}
<form method="post" action="/account/email/withdraw" class="mt-3 mb-6">${hiddenFields(context.csrfToken)}<button class="btn btn-sm">${texts.withdraw}</button></form>`
  const limited =
    fault?.code === 'too_many_attempts' &&
    html`<div class="mb-6">${notice('warning', page.tooManyAttempts(page.wait(fault.waitSeconds)))}</div>`
  const withdrawn = model.isWithdrawn && html`<div class="mb-6">${notice('info', texts.withdrawn)}</div>`
  return accountForm(context, {
    page: 'profile',
    title: texts.title,
    lead: texts.lead(model.email),
    above: html`${withdrawn}${waiting}${limited}`,
    isFault: fault !== null,
    timeZone: model.timeZone,
    action: '/account/email',
    cancelUrl: '/account/profile',
    submit: texts.submit,
    fields: field({
      name: 'email',
      label: texts.label,
      type: 'email',
      value: model.typed,
      autocomplete: 'email',
      isRequired: true,
      hasFocus: true,
      fault: faultText(context, fault),
    }),
  })
}

function faultText({ lang }: PageContext, fault: ChangeEmailFault | null): string | null {
  const { identity, security } = textsOf(lang)
  switch (fault?.code) {
    case 'missing':
      return identity.emailMissing
    case 'invalid':
      return identity.emailInvalid
    case 'same':
      return security.email.same
    default:
      return null
  }
}

/** `ask`: the link was opened; the click changes the address, so that programs which only look at links do not. */
export type ConfirmNewEmailModel =
  | { state: 'ask'; email: string; token: string }
  | { state: 'done'; email: string; continueUrl: '/account/profile' | '/signin' }
  | { state: 'dead' }

/** The page behind the link to a new address. Posts `token` to `/email/change`. */
export function confirmNewEmailPage(context: PageContext, model: ConfirmNewEmailModel): string {
  const { security, page } = textsOf(context.lang)
  const { email: texts } = security
  const card = (sign: Fragment, title: string, content: Fragment) =>
    html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
${sign}
<h1 class="mt-5 text-2xl font-semibold">${title}</h1>
${content}
</section>`
  switch (model.state) {
    case 'ask':
      return flowPage(context, {
        title: texts.askTitle,
        card: card(
          pageSign('mail'),
          texts.askTitle,
          html`<p class="mt-3 font-medium wrap-anywhere">${model.email}</p><p class="mt-2 text-muted">${texts.askLead}</p>
<form method="post" action="/email/change" class="mt-7">${hiddenFields(context.csrfToken, { token: model.token })}<button class="btn btn-primary btn-block">${texts.askSubmit}</button></form>`,
        ),
      })
    case 'done':
      return flowPage(context, {
        title: texts.doneTitle,
        card: card(
          pageSign('mail-check', 'good'),
          texts.doneTitle,
          html`<p class="mt-2 font-medium wrap-anywhere">${model.email}</p><p class="mt-2 text-muted">${texts.doneLead}</p>
<a class="btn btn-primary btn-block mt-7" href="${model.continueUrl}">${page.continue}</a>`,
        ),
      })
    case 'dead':
      return flowPage(context, {
        title: texts.deadTitle,
        isFault: true,
        card: card(
          pageSign('unlink'),
          texts.deadTitle,
          html`<p class="mt-2 text-muted">${texts.deadLead}</p>
<a class="btn btn-primary btn-block mt-7" href="/account/email">${texts.deadAction}</a>`,
        ),
      })
  }
}
