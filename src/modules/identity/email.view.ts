import { type AppBadge, hiddenFields, notice, pageSign } from '../../platform/web/components.ts'
import { type FlowLink, flowUrl } from '../../platform/web/flow-link.ts'
import { flowPage } from '../../platform/web/flow-page.ts'
import { type Html, html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { safeUrl } from '../../platform/web/safe-url.ts'
import { textsOf } from '../../platform/web/texts.ts'
import { cancelLink } from './sign-in.view.ts'

/** `ask`: a link was opened; the click confirms, so that programs which only look at links do not. */
export type ConfirmEmailModel =
  | { state: 'ask'; email: string; token: string }
  | { state: 'confirmed'; email: string; continueUrl: string }
  | { state: 'dead'; canResend: boolean }

/** The page behind a confirmation link. Posts `token` to `/email/confirm`. */
export function confirmEmailPage(context: PageContext, model: ConfirmEmailModel): string {
  const { confirm } = textsOf(context.lang).identity
  switch (model.state) {
    case 'ask':
      return flowPage(context, {
        title: confirm.askTitle,
        card: messageCard(
          pageSign('mail'),
          confirm.askTitle,
          html`<p class="mt-2 text-muted">${confirm.askLead}</p><p class="mt-3 font-medium">${model.email}</p>
<form method="post" action="/email/confirm" class="mt-7">${hiddenFields(context.csrfToken, { token: model.token })}<button class="btn btn-primary btn-block">${confirm.askSubmit}</button></form>`,
        ),
      })
    case 'confirmed':
      return flowPage(context, {
        title: confirm.doneTitle,
        card: messageCard(
          pageSign('mail-check', 'good'),
          confirm.doneTitle,
          html`<p class="mt-2 font-medium">${model.email}</p><p class="mt-2 text-muted">${confirm.doneLead}</p>
<a class="btn btn-primary btn-block mt-7" href="${safeUrl(model.continueUrl) ?? '/'}">${textsOf(context.lang).page.continue}</a>`,
        ),
      })
    case 'dead':
      return flowPage(context, {
        title: confirm.deadTitle,
        isFault: true,
        card: messageCard(
          pageSign('unlink'),
          confirm.deadTitle,
          html`<p class="mt-2 text-muted">${confirm.deadLead}</p>
<a class="btn btn-primary btn-block mt-7" href="/email/confirmation">${model.canResend ? confirm.deadAction : confirm.deadSignIn}</a>`,
        ),
      })
  }
}

export type ConfirmationPendingModel = {
  flow: FlowLink
  app: AppBadge | null
  email: string
  state: 'sent' | 'resent' | 'not_yet' | { waitSeconds: number }
  cancelUrl: string | null
  mailboxUrl: string | null
}

/**
 * Waits until the person has confirmed the address (`prompt_email_confirmation`). A POST to
 * `/email/confirmation` with the flow's query sends the mail again. To go on is a link, not a form: the first
 * confirmation renews the session (G-26), and a form of before would be refused.
 */
export function confirmationPendingPage(context: PageContext, model: ConfirmationPendingModel): string {
  const texts = textsOf(context.lang)
  const { pending, mailbox } = texts.identity
  return flowPage(context, {
    title: pending.title,
    isFault: model.state === 'not_yet' || typeof model.state === 'object',
    switchAccountUrl: flowUrl('/signin', model.flow, { account: 'other' }),
    card: html`<section class="g-card-float px-6 py-8 text-center sm:px-9">
${pageSign('mail')}
<h1 class="mt-5 text-2xl font-semibold">${pending.title}</h1>
<p class="mt-2 text-muted">${pending.lead}</p><p class="mt-1 font-medium">${model.email}</p>
<p class="mt-3 text-muted">${model.app ? pending.leadApp(model.app.title) : pending.leadPlain}</p>
${pendingNotice(context, model.state)}
<div class="mt-7 grid gap-2.5"><a class="btn btn-primary" href="${flowUrl('/email/confirmation', model.flow, { opened: '1' })}">${pending.submit}</a>
<form method="post" action="${flowUrl('/email/confirmation', model.flow)}" class="grid">${hiddenFields(context.csrfToken)}<button class="btn">${pending.resend}</button></form></div>
${model.mailboxUrl && html`<p class="mt-5 text-sm text-muted">${mailbox.openMailboxLead}<br><a class="g-link whitespace-nowrap" href="${model.mailboxUrl}">${mailbox.openMailbox}</a></p>`}
</section>`,
    below: [
      html`<p class="mt-6 text-center text-muted">${pending.wrongAddress} <a class="g-link" href="${flowUrl('/signin', model.flow, { account: 'other' })}">${texts.page.useAnotherAccount}</a></p>`,
      cancelLink(context, model),
    ],
  })
}

function pendingNotice(context: PageContext, state: ConfirmationPendingModel['state']): Html | null {
  const texts = textsOf(context.lang)
  const { pending } = texts.identity
  if (state === 'sent') return null
  const inside =
    state === 'resent'
      ? notice('info', pending.resent)
      : notice(
          'warning',
          state === 'not_yet'
            ? pending.notYet
            : texts.page.tooManyAttempts(texts.page.wait(state.waitSeconds)),
        )
  return html`<div class="mt-5 text-left">${inside}</div>`
}

function messageCard(sign: Html, title: string, body: Html): Html {
  return html`<section class="g-card-float px-6 py-9 text-center sm:px-9">
${sign}
<h1 class="mt-5 text-2xl font-semibold">${title}</h1>
${body}
</section>`
}
