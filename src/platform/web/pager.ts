import { type Fragment, html } from './html.ts'
import type { PageContext } from './page.ts'
import { textsOf } from './texts.ts'

/** Which rows of a list one page shows: `from` is the first one, counted from 0, of the `matching` ones. */
export type Slice = { from: number; matching: number; pageSize: number }

/** The links to the pages before and after this one, at the foot of a card; nothing for a list of one page. */
export function pager(
  context: PageContext,
  { from, matching, pageSize }: Slice,
  { hrefOf, classes = 'g-card-foot' }: { hrefOf: (page: number) => string; classes?: string },
): Fragment {
  const { pages } = textsOf(context.lang).page
  if (matching <= pageSize) return false
  const last = Math.min(from + pageSize, matching)
  const page = from / pageSize + 1
  const to = (target: number, label: string) =>
    html`<a class="btn btn-sm" href="${hrefOf(target)}">${label}</a>`
  return html`<nav class="${classes} justify-between" aria-label="${pages.label}"><span>${pages.shown(from + 1, last, matching)}</span><span class="flex gap-2">${from > 0 && to(page - 1, pages.previous)}${last < matching && to(page + 1, pages.next)}</span></nav>`
}

/** The address of a page of a list with what is asked of the list; what is empty is left out. */
export function listHref(path: string, asked: Record<string, string>, page: number): string {
  const said = Object.entries(asked).filter(([, value]) => value !== '')
  const parameters = new URLSearchParams([...said, ...(page > 1 ? [['page', String(page)]] : [])])
  return parameters.size === 0 ? path : `${path}?${parameters}`
}
