import type { Asset } from '../../platform/web/assets.ts'
import { icon } from '../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../platform/web/html.ts'
import type { Lang } from '../../platform/web/language.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { DOCS_PATH, plainFrame, portalPage } from '../../platform/web/portal-page.ts'
import { withSideMenu } from '../../platform/web/side-menu.ts'
import { textsOf } from '../../platform/web/texts.ts'
import type { DocsMenu } from './menu.ts'

/** What stands around every page of the documentation. */
export type DocsFrame = {
  menu: DocsMenu
  /** Where the reader is in the menu. */
  current: string
  /** What was searched for, to search again. */
  query?: string
}

export type DocsLayout = {
  title: string
  /** Beside the one of all pages. */
  scripts?: readonly Asset[]
  /** Anchors of the page, on wide screens beside it. */
  /** The page has a search of its own. */
  hasOwnSearch?: boolean
  contents?: readonly { text: string; anchor: string; depth: number }[]
  body: Html
}

/** A page of the documentation: the menu of all of it on the left, what this page has on the right. */
export function docsLayout(context: PageContext, frame: DocsFrame, page: DocsLayout): string {
  const { docs } = textsOf(context.lang)
  const groups = frame.menu
    .filter(({ entries }) => entries.length > 0)
    .map(({ group, entries }) => ({
      title: docs.groups[group],
      links: entries.map(entry => ({
        ...('made' in entry
          ? { label: docs.links[entry.made] }
          : { label: entry.title, lang: 'en' as const }),
        href: entry.path,
        isCurrent: entry.path === frame.current,
      })),
    }))
  const home = { label: docs.home, href: DOCS_PATH, isCurrent: frame.current === DOCS_PATH }
  const menu = { label: docs.menu, groups: [{ title: docs.title, links: [home] }, ...groups], isSticky: true }
  const contents = (page.contents ?? []).filter(({ depth }) => depth === 2 || depth === 3)
  const beside = contents.length > 1 && contentsList(context, contents)
  return portalPage(context, {
    title: page.title,
    frame: plainFrame('UTC', 'docs'),
    ...(page.scripts && { scripts: page.scripts }),
    body: withSideMenu(
      menu,
      html`${!page.hasOwnSearch && searchForm(context, frame.query ?? '')}<div class="${beside && 'grid gap-x-8 xl:grid-cols-[minmax(0,1fr)_11.5rem]'}"><div class="min-w-0">${page.body}</div>${beside}</div>`,
    ),
  })
}

/** The search of the whole documentation, on top of each page. */
export function searchForm(context: PageContext, query: string): Html {
  const { search } = textsOf(context.lang).docs
  return html`<form role="search" aria-label="${search.label}" action="${DOCS_PATH}/search" class="mb-6 flex gap-2"><label class="input flex-1"><span class="sr-only">${search.label}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${search.hint}"></label><button class="btn">${search.action}</button></form>`
}

/** The headings of a page above its first section: folded where there is a list beside the page on wider screens. */
export function contentsAbove(
  lang: Lang,
  contents: readonly { text: string; anchor: string; depth: number }[],
  { isBeside }: { isBeside: boolean },
): Fragment {
  const { docs } = textsOf(lang)
  const sections = contents.filter(({ depth }) => depth === 2)
  if (sections.length < 2) return false
  return html`<details class="g-side-toggle group ${isBeside && 'xl:hidden'}"><summary class="py-1.5" lang="${lang}"><span class="flex-1">${docs.onThisPage}</span>${icon('chevron-down', 'size-4 text-muted group-open:rotate-180')}</summary><nav class="g-side g-card mt-2 p-3" aria-label="${docs.onThisPage}"><ul>${sections.map(({ text, anchor }) => html`<li><a class="g-plain" href="#${anchor}">${text}</a></li>`)}</ul></nav></details>`
}

function contentsList(
  context: PageContext,
  contents: readonly { text: string; anchor: string; depth: number }[],
): Fragment {
  const { docs } = textsOf(context.lang)
  return html`<nav class="g-contents hidden xl:block" aria-label="${docs.onThisPage}"><h2>${docs.onThisPage}</h2><ul lang="en">${contents.map(
    ({ text, anchor, depth }) =>
      html`<li${depth === 3 && html` class="pl-3"`}><a href="#${anchor}">${text}</a></li>`,
  )}</ul></nav>`
}
