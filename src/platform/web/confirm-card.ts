import { hiddenFields, type IconName, icon } from './components.ts'
import { breakable, type Fragment, type Html, html } from './html.ts'
import type { PageContext } from './page.ts'

/** A destructive act that asks once: what follows from it, the way back, and the button that does it. */
export type ConfirmCard = {
  title: string
  /** What it means, one line each. */
  consequences: { icon: IconName; text: Fragment }[]
  /** Below: what it is about, as one compares it. */
  subject: Fragment
  /** Where the form posts to. */
  action: string
  /** What travels with it. */
  hidden?: Record<string, string>
  keep: { label: string; href: string }
  confirm: string
}

export function confirmCard(context: PageContext, card: ConfirmCard): Html {
  return html`<div class="max-w-xl"><section class="g-card-float"><div class="p-6 sm:p-8"><h1 class="text-xl font-semibold wrap-anywhere">${breakable(card.title)}</h1>
<ul class="g-means mt-6">${card.consequences.map(({ icon: sign, text }) => html`<li>${icon(sign)}<span>${text}</span></li>`)}</ul>
<p class="mt-5 text-sm text-muted">${card.subject}</p></div>
<form method="post" action="${card.action}" class="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4 sm:px-8">${hiddenFields(context.csrfToken, card.hidden)}<a class="btn max-sm:grow" href="${card.keep.href}">${card.keep.label}</a><button class="btn btn-error max-sm:grow">${card.confirm}</button></form></section></div>`
}
