import { icon } from '../../platform/web/components.ts'
import { type Html, html } from '../../platform/web/html.ts'
import type { Lang } from '../../platform/web/language.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { textsOf } from '../../platform/web/texts.ts'
import { contentsAbove, type DocsFrame, docsLayout } from './layout.view.ts'
import { type MarkdownModel, markdownBody } from './markdown.view.ts'
import type { MenuEntry } from './menu.ts'
import type { Hit } from './search.ts'

export type MarkdownPageModel = {
  frame: DocsFrame
  title: string
  markdownPath: string
  headings: MarkdownModel['headings']
  /** Whether it needs the room beside it. */
  isWide: boolean
  /** Made by `markdownBody`. */
  body: Html
}

/** The text of a page in a language, made once. */
export function pageText(lang: Lang, model: Omit<MarkdownModel, 'contents'> & { isWide: boolean }): Html {
  return markdownBody(lang, {
    ...model,
    contents: contentsAbove(lang, model.headings, { isBeside: !model.isWide }),
  })
}

/** A page of the folder. */
export function markdownPage(context: PageContext, model: MarkdownPageModel): string {
  const { docs } = textsOf(context.lang)
  return docsLayout(context, model.frame, {
    title: model.title,
    ...(!model.isWide && { contents: model.headings }),
    body: html`${docs.inEnglish && html`<p class="mb-4 text-sm text-muted">${docs.inEnglish}</p>`}${model.body}
<p class="mt-10 border-t border-line pt-4 text-sm"><a class="inline-flex min-h-10 items-center gap-2 text-muted hover:text-base-content hover:underline" href="${model.markdownPath}">${icon('scroll-text', 'size-4')}${docs.markdown}</a></p>`,
  })
}

/** Where the documentation begins: all of its pages, each with what it is about. */
export function docsHomePage(context: PageContext, frame: DocsFrame): string {
  const { docs } = textsOf(context.lang)
  return docsLayout(context, frame, {
    title: docs.title,
    body: html`<div class="g-head"><div><h1>${docs.title}</h1><p>${docs.lead(context.brandName)}</p></div></div>
${frame.menu
  .filter(({ entries }) => entries.length > 0)
  .map(
    ({ group, entries }) =>
      html`<section class="mb-8"><h2 class="mb-3 text-lg font-semibold">${docs.groups[group]}</h2><ul class="grid gap-3 sm:grid-cols-2">${entries.map(entry => card(context, entry))}</ul></section>`,
  )}`,
  })
}

function card(context: PageContext, entry: MenuEntry): Html {
  const { docs } = textsOf(context.lang)
  const [title, lead, lang] =
    'made' in entry
      ? [docs.links[entry.made], docs.leads[entry.made], context.lang]
      : [entry.title, entry.lead, 'en']
  return html`<li><a class="g-card flex h-full flex-col p-4 hover:border-[var(--g-tint-line)]" href="${entry.path}" lang="${lang}"><span class="font-semibold">${title}</span><span class="mt-1 line-clamp-3 text-sm text-muted">${lead}</span></a></li>`
}

export type SearchModel = { frame: DocsFrame; query: string; hits: readonly Hit[]; hasMore: boolean }

/** What a search found, the closest first. */
export function searchPage(context: PageContext, { frame, query, hits, hasMore }: SearchModel): string {
  const { search } = textsOf(context.lang).docs
  const found = hasMore ? search.foundMore(hits.length, query) : search.found(hits.length, query)
  const empty = (title: string, lead: string) =>
    html`<section class="g-card g-empty"><span>${icon(query === '' ? 'search' : 'search-x')}</span><h2>${title}</h2><p>${lead}</p></section>`
  return docsLayout(context, frame, {
    title: search.title,
    body: html`<div class="g-head"><div><h1>${search.title}</h1>${hits.length > 0 && html`<p role="status">${found}</p>`}</div></div>
${
  hits.length > 0
    ? html`<div class="g-card"><ul class="g-rows">${hits.map(hit)}</ul></div>`
    : query === ''
      ? empty(search.empty, search.emptyLead)
      : empty(search.none, search.noneLead)
}`,
  })
}

function hit({ path, title, section, before, match, after }: Hit): Html {
  return html`<li lang="en"><div class="g-main"><p><a class="font-medium hover:underline" href="${path}">${section ?? title}</a>${section !== null && html` <span class="text-sm text-muted">· ${title}</span>`}</p><p class="mt-0.5 text-sm text-muted wrap-anywhere">${before}<mark class="bg-transparent font-semibold text-base-content">${match}</mark>${after}</p></div></li>`
}
