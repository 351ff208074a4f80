import { html as honoHtml, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { visibleText } from './plain-text.ts'

/** Markup that is safe to place in a page. At run time it is a String object, never a primitive string. */
export type Html = HtmlEscapedString

/** What a template may hold: text is escaped, markup is placed as it is, booleans, null and undefined leave nothing. */
export type Fragment = string | number | boolean | null | undefined | Html | readonly Fragment[]

/**
 * The template of all pages and mails. Text is escaped and loses the characters that reorder or hide text (attack O7).
 * Attributes must be quoted; an address in `href` or `src` must be our own or have passed `safeUrl()`.
 */
export function html(strings: TemplateStringsArray, ...values: Fragment[]): Html {
  const result = honoHtml(strings, ...values.map(visible))
  // The library answers with a promise only when a value is one; Fragment has none.
  if (result instanceof Promise) throw new TypeError('a page is made of values, not of promises')
  return result
}

/** Trusted markup: our own icons and pictures only. */
export { raw }

/** No markup at all. */
export const nothing: Html = raw('')

/** Fragments one after another, with `separator` between. */
export function joined(parts: readonly Fragment[], separator: Fragment): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : [separator, part]))}`
}

const JOINTS = /(?<=[@._:/&=?])(?=[^\s@._:/&=?])/u

/** A technical name, an address or an e-mail address that may go on in the next line after its joints. */
export function breakable(text: string): Html {
  return joined(text.split(JOINTS), raw('<wbr>'))
}

function visible(value: Fragment): Fragment {
  if (typeof value === 'string') return visibleText(value)
  return Array.isArray(value) ? value.map(visible) : value
}
