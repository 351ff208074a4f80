import { launchpadScript } from '../../../platform/web/assets.ts'
import { appTile, icon } from '../../../platform/web/components.ts'
import { type Fragment, type Html, html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { type PortalFrame, portalPage } from '../../../platform/web/portal-page.ts'
import { listOfNames, textsOf } from '../../../platform/web/texts.ts'
import { timeElement } from '../../../platform/web/time.ts'

export type LaunchpadModel = {
  frame: PortalFrame
  /** For whom apps are opened; null: the person. */
  organization: { id: string; name: string; isAdministrator: boolean; administratorNames: string[] } | null
  tiles: { name: string; title: string; logoUrl: string | null; href: string }[]
  query: string
  /** Apps that ask for more and whom the reader may answer. */
  asking: { title: string; count: number; href: string } | null
  /** Newest first. */
  lately: { action: HappenedAction; actorName: string | null; appTitle: string | null; at: number }[]
}

export type HappenedAction =
  | 'connection_established'
  | 'connection_extended'
  | 'connection_revoked'
  | 'scopes_declined'

/** The apps one can open, for the organization that is selected or for oneself (platform.md §8). */
export function launchpadPage(context: PageContext, model: LaunchpadModel): string {
  const { apps } = textsOf(context.lang)
  const { launchpad } = apps
  const { organization, tiles, query, asking } = model
  const title = organization ? launchpad.title(organization.name) : launchpad.ownTitle
  const search = html`<form role="search" class="w-full sm:w-72" action="/launchpad"><label class="input"><span class="sr-only">${launchpad.search}</span>${icon('search', 'size-4.5 text-muted')}<input type="search" name="q" value="${query}" placeholder="${launchpad.search}" autocomplete="off" data-filters="tiles"></label></form>`
  const more = html`<li><a class="g-app g-app-more" href="/store"><span class="grid size-16 place-items-center rounded-[26%] bg-base-100 text-primary">${icon('plus', 'size-6')}</span><span class="g-name">${launchpad.more}</span></a></li>`
  const grid = html`<ul class="g-apps sm:-mx-2" id="tiles">${tiles.map(tile => html`<li data-name="${tile.title}"><a class="g-app" href="${tile.href}">${appTile({ ...tile, vendorName: null }, 'size-16')}<span class="g-name">${tile.title}</span></a></li>`)}${more}</ul>`
  return portalPage(context, {
    title,
    frame: model.frame,
    scripts: [launchpadScript],
    body: html`<div class="g-head items-center"><div class="min-w-0 flex-1"><h1>${title}</h1></div>${(tiles.length > 0 || query !== '') && search}</div>
${
  asking &&
  html`<div class="g-notice mb-8 sm:items-center sm:[&>svg]:mt-0">${icon('shield-alert')}<div class="min-w-0 flex-1 sm:flex sm:items-center sm:gap-4"><p class="flex-1"><strong class="font-semibold">${launchpad.asksForMore(asking.title, asking.count)}</strong> <span class="text-muted">${launchpad.untilThen}</span></p><a class="btn btn-sm mt-2.5 sm:mt-0" href="${asking.href}">${launchpad.review}</a></div></div>`
}
${tiles.length > 0 ? grid : empty(context, model)}
${organization && lately(context, model)}`,
  })
}

function empty(context: PageContext, { organization, query }: LaunchpadModel): Html {
  const { launchpad, toStore } = textsOf(context.lang).apps
  if (query !== '')
    return html`<section class="g-card g-empty"><span>${icon('search-x')}</span><h2>${launchpad.noneFound(query)}</h2><a class="btn" href="/launchpad">${launchpad.all}</a></section>`
  const lead =
    organization === null
      ? launchpad.emptyPerson
      : organization.isAdministrator
        ? launchpad.emptyAdmin(organization.name)
        : launchpad.emptyMember(
            organization.name,
            listOfNames(context.lang, organization.administratorNames, 'or'),
          )
  const mayConnect = organization === null || organization.isAdministrator
  return html`<section class="g-card g-empty"><span>${icon('layout-grid')}</span><h2>${launchpad.empty}</h2><p>${lead}</p>${mayConnect && html`<a class="btn btn-primary" href="/store">${toStore}</a>`}</section>`
}

const SIGNS = {
  connection_established: 'plug',
  connection_extended: 'shield-check',
  connection_revoked: 'unplug',
  scopes_declined: 'ban',
} as const

function lately(context: PageContext, { organization, lately: all, frame }: LaunchpadModel): Fragment {
  const { apps } = textsOf(context.lang)
  const reader = { lang: context.lang, timeZone: frame.timeZone }
  const items = all.map(({ action, actorName, appTitle, at }) => {
    const words = apps.happened[action](actorName ?? apps.somebody, appTitle ?? apps.anApp)
    return html`<li><span class="g-dot">${icon(SIGNS[action])}</span><div><p>${words}</p><p class="text-sm text-muted">${timeElement(at, reader)}</p></div></li>`
  })
  if (organization === null || items.length === 0) return false
  return html`<section class="g-card mt-12 max-w-3xl"><div class="g-card-head"><h2>${apps.launchpad.lately(organization.name)}</h2></div><div class="g-card-body"><ol class="g-timeline">${items}</ol></div></section>`
}
