import { appTile, icon, organizationPicture } from '../../platform/web/components.ts'
import { type Html, html } from '../../platform/web/html.ts'
import type { PageContext } from '../../platform/web/page.ts'
import { type PortalFrame, portalPage } from '../../platform/web/portal-page.ts'
import { FOUND_ID, searchForm } from '../../platform/web/search-link.ts'
import { textsOf } from '../../platform/web/texts.ts'
import type { SearchGroup, SearchResult } from './search.ts'

export type SearchModel = { frame: PortalFrame; query: string; groups: SearchGroup[] }

/** What the search of the whole hub found. The dialog of other pages takes its list from here. */
export function searchPage(context: PageContext, { frame, query, groups }: SearchModel): string {
  const { search } = textsOf(context.lang)
  const count = groups
    .filter(({ name }) => name !== 'elsewhere')
    .reduce((sum, { results }) => sum + results.length, 0)
  const status = query === '' ? search.places(count) : search.count(count, query)
  return portalPage(context, {
    title: query === '' ? search.title : `${query} · ${search.title}`,
    frame,
    body: html`<div class="mx-auto max-w-2xl"><h1 class="text-2xl font-semibold">${search.title}</h1><p class="mt-1 text-muted">${search.lead}</p>
<div class="mt-5">${searchForm(context.lang, query)}</div>
<p class="mt-5 text-sm text-muted" role="status">${status}</p>
<div class="g-card mt-3 p-1.5" id="${FOUND_ID}" data-status="${status}">${count === 0 && none(context)}${groups.map(group => groupList(context, group))}</div></div>`,
  })
}

function groupList({ lang }: PageContext, { name, results }: SearchGroup): Html {
  const { search } = textsOf(lang)
  return html`<section class="g-found" aria-labelledby="${FOUND_ID}-${name}"><h2 id="${FOUND_ID}-${name}">${search.groups[name]}</h2><ul>${results.map(
    result =>
      html`<li${result.lang && html` lang="${result.lang}"`}><a href="${result.href}">${pictureOf(result)}<span class="min-w-0 flex-1"><span class="block font-medium wrap-anywhere">${result.title}</span>${result.text !== null && html`<span class="block text-sm text-muted wrap-anywhere">${result.text}</span>`}</span></a></li>`,
  )}</ul></section>`
}

function pictureOf({ picture }: SearchResult): Html {
  if ('app' in picture) return appTile(picture.app, 'size-8')
  if ('organization' in picture) return organizationPicture(picture.organization, 'size-8')
  return html`<span class="grid size-8 shrink-0 place-items-center text-muted">${icon(picture.icon, 'size-4.5')}</span>`
}

function none({ lang }: PageContext): Html {
  const { search } = textsOf(lang)
  return html`<p class="px-3 py-4"><span class="block font-medium">${search.none}</span><span class="text-sm text-muted">${search.noneLead}</span></p>`
}
