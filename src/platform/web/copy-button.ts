import { icon } from './components.ts'
import { type Html, html } from './html.ts'
import type { PageContext } from './page.ts'
import { textsOf } from './texts.ts'

/** Copies the text of an element where scripts run; elsewhere it stays hidden. `what` is said to screen readers only. */
export function copyButton(
  { lang }: Pick<PageContext, 'lang'>,
  { source, what }: { source: string; what: string },
): Html {
  const { developer } = textsOf(lang)
  return html`<button type="button" class="btn btn-sm" data-copy="${source}" hidden>${icon('copy', 'size-4')}<span data-copied="${developer.copied}">${developer.copy}</span><span class="sr-only"> ${what}</span></button>`
}
