import { icon } from './components.ts'
import { type Html, html } from './html.ts'
import type { PageContext } from './page.ts'
import { textsOf } from './texts.ts'

/** The search of the whole hub. */
export const SEARCH_PATH = '/search'
/** Where a page has what was found, for the page itself and for the dialog of other pages. */
export const FOUND_ID = 'found'

/**
 * The way to the search from every page: a link, and where scripts run a dialog (`browser/search.js`), which is kept here
 * until somebody wants it.
 */
export function searchLink({ lang }: PageContext): Html {
  const { search } = textsOf(lang)
  return html`<a class="btn btn-ghost btn-square" href="${SEARCH_PATH}" data-search aria-label="${search.title}" aria-keyshortcuts="/ Control+K" title="${search.title}">${icon('search', 'size-5')}</a><template id="search-template"><dialog class="g-search" aria-label="${search.title}">${searchForm(lang, '')}<div class="g-search-found" data-found></div><p class="sr-only" role="status" data-status></p></dialog></template>`
}

/** The field one types into; leads to the page with what was found. */
export function searchForm(lang: PageContext['lang'], query: string): Html {
  const { search } = textsOf(lang)
  return html`<form role="search" action="${SEARCH_PATH}" class="g-search-form"><label class="input h-12 w-full"><span class="sr-only">${search.title}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${search.hint}" autocomplete="off" maxlength="100"></label></form>`
}
