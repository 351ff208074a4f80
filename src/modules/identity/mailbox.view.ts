import { icon } from '../../platform/web/components.ts'
import { html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { plainFrame, portalPage } from '../../platform/web/portal-page.ts'
import { safeUrl } from '../../platform/web/safe-url.ts'
import { textsOf } from '../../platform/web/texts.ts'
import { timeElement } from '../../platform/web/time.ts'

export type MailboxEntry = { id: number; recipient: string; subject: string; createdAt: number }

export type MailboxModel = {
  /** Newest first. */
  mails: MailboxEntry[]
  timeZone: string
}

/** The sandbox's list of mails; each leads to `/sandbox/mailbox/<id>`. */
export function mailboxPage(context: PageContext, model: MailboxModel): string {
  const { mailbox } = textsOf(context.lang).identity
  const rows = model.mails.map(
    mail => html`<li class="relative hover:bg-base-200/60"><span class="grid size-9 shrink-0 place-items-center rounded-full bg-base-200 text-muted">${icon('mail')}</span>
<div class="g-main"><p class="font-medium"><a class="after:absolute after:inset-0" href="/sandbox/mailbox/${mail.id}">${mail.subject}</a></p><p class="g-sub">${mailbox.to} ${mail.recipient} <span class="max-sm:hidden">·</span> <span class="max-sm:block">${timeElement(mail.createdAt, { lang: context.lang, timeZone: model.timeZone })}</span></p></div>
${icon('chevron-right', 'size-5 text-muted')}</li>`,
  )
  return portalPage(context, {
    title: mailbox.title,
    frame: plainFrame(model.timeZone, 'mailbox'),
    body: html`<div class="g-head"><div><h1>${mailbox.title}</h1><p>${mailbox.lead}</p></div></div>
${
  rows.length > 0
    ? html`<section class="g-card overflow-hidden"><ul class="g-rows">${rows}</ul></section>`
    : html`<section class="g-card g-empty"><span>${icon('inbox', 'size-6')}</span><h2>${mailbox.emptyTitle}</h2><p>${mailbox.emptyLead}</p><a class="btn btn-primary" href="/signup">${mailbox.emptyAction}</a></section>`
}`,
  })
}

export type MailModel = {
  mail: MailboxEntry & { text: string }
  /** The addresses in the text, in order. */
  links: string[]
  timeZone: string
}

/** One mail of the sandbox, as text, with its links. */
export function mailPage(context: PageContext, { mail, links, timeZone }: MailModel): string {
  const { mailbox } = textsOf(context.lang).identity
  return portalPage(context, {
    title: mail.subject,
    frame: plainFrame('UTC', 'mailbox'),
    body: html`<div class="mx-auto max-w-3xl"><p class="mb-3"><a class="g-link inline-flex min-h-10 items-center gap-1.5" href="/sandbox/mailbox">${icon('arrow-left', 'size-4')}${mailbox.back}</a></p>
<article class="g-card"><div class="g-card-head"><h1 class="text-xl font-semibold">${mail.subject}</h1></div>
<dl class="g-kv border-t border-line px-5"><dt>${mailbox.to}</dt><dd>${mail.recipient}</dd><dt>${mailbox.sent}</dt><dd>${timeElement(mail.createdAt, { lang: context.lang, timeZone })}</dd></dl>
<pre class="g-wrap border-t border-line px-5 py-5 font-sans">${mail.text}</pre>
${links.length > 0 && html`<div class="border-t border-line px-5 py-5"><h2 class="text-sm font-semibold">${mailbox.links}</h2><ul class="mt-2 space-y-2">${links.map(link => html`<li>${linkOrText(link)}</li>`)}</ul></div>`}
</article></div>`,
  })
}

function linkOrText(link: string) {
  const url = safeUrl(link)
  return url
    ? html`<a class="g-link wrap-anywhere" href="${url}">${link}</a>`
    : html`<span class="wrap-anywhere">${link}</span>`
}
