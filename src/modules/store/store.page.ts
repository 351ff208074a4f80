import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db, Reader } from '../../platform/database/database.ts'
import { PageRefusal, sendPage } from '../../platform/http/pages.ts'
import { searchAsked, sliceAsked } from '../../platform/http/paging.ts'
import { type Portal, pathParameter, type Visit } from '../../platform/http/portal.ts'
import type { Lang } from '../../platform/web/language.ts'
import { plainFrame, selectionFrame } from '../../platform/web/portal-page.ts'
import {
  type App,
  appTitle,
  desiredScopesOf,
  findApp,
  findAppByName,
  inLanguage,
  screenshotsOf,
} from '../apps/index.ts'
import {
  type Connections,
  connectableApp,
  describeScopes,
  entryPointFor,
  type Offer,
  type RefusalFor,
  whoMayConnect,
} from '../connections/index.ts'
import { administratorsOf, findOrganization, fullName } from '../directory/index.ts'
import { entryOf, searchCatalogue } from './catalogue.ts'
import { cataloguePage } from './catalogue.view.ts'
import { desiredFor } from './desired.ts'
import { connectedAppIds, findAddons, findMoreOfVendor } from './listing.repository.ts'
import { type Connect, type ListingModel, listingPage, type ShownScreenshot } from './listing.view.ts'
import { screenshotPage } from './screenshot.view.ts'
import { connectPath, nameOfSlug, storePath } from './store-path.ts'
import { type Visibility, visibilityOf } from './visibility.ts'

/** Cards on one page. */
const PAGE_SIZE = 24
/** Other apps of a vendor on the page of one. */
const MORE_OF_VENDOR = 4

export type StoreDeps = { db: Db; portal: Portal; connections: Connections; isSandbox: boolean }

/** An app in the store, as far as the visitor may see it. */
export type OpenedListing = { app: App; visibility: Visibility; path: string; refusalFor: RefusalFor }

/** /store: the catalogue, and a page for each app (platform.md §6). */
export function storePages(scope: FastifyInstance, deps: StoreDeps): void {
  const show = (request: FastifyRequest, reply: FastifyReply) => showCatalogue(deps, request, reply)
  scope.get('/store', show)
  scope.get('/store/:category', show)
  scope.get('/store/:category/:app', async (request, reply) => {
    const { context, visit } = await deps.portal.peek(request)
    const listing = await openListing(deps, request, visit)
    const { app, visibility, path } = listing
    // The category is part of the address for those who read it; when it changed, old links lead on.
    if (pathParameter(request, 'category') !== app.category) return reply.redirect(path, 302)
    const { db } = deps
    const { lang } = context
    const words = inLanguage(app.translations, lang)
    const vendor = app.organizationId === null ? null : await findOrganization(db, app.organizationId)
    const offer = await desiredScopesOf(db, app.id)
    const able = {
      ofOrganization: desiredFor(offer, 'Organization'),
      ofPerson: desiredFor(offer, 'Person'),
    }
    const model: ListingModel = {
      frame: frameOf(visit),
      path,
      screenshots: await shownScreenshots(db, app, lang),
      ...(await relationsOf(deps, app, lang)),
      app: {
        name: app.name,
        title: words?.title ?? app.name,
        logoUrl: app.logoUrl,
        vendorName: vendor?.name ?? null,
      },
      summary: words?.summary ?? null,
      description: words?.description ?? null,
      category: app.category,
      locales: app.translations.map(({ locale }) => locale),
      demoUrl: app.demoUrl,
      unlisted: visibility.unlisted,
      ...(await describeScopes(db, offer, able, lang)),
      connect:
        app.state === 'inactive'
          ? null
          : await connectOf(deps, visit, { ...listing, desired: offer.desired }),
    }
    return sendPage(reply, listingPage(context, model))
  })
  scope.get('/store/:category/:app/screenshots/:number', async (request, reply) => {
    const { context, visit } = await deps.portal.peek(request)
    const { app, path } = await openListing(deps, request, visit)
    const asked = pathParameter(request, 'number') ?? ''
    const number = /^[1-9]$/.test(asked) ? Number(asked) : 0
    const screenshots = await shownScreenshots(deps.db, app, context.lang)
    const screenshot = screenshots[number - 1]
    if (screenshot === undefined) throw new PageRefusal(404, 'not_found')
    if (pathParameter(request, 'category') !== app.category)
      return reply.redirect(`${path}/screenshots/${number}`, 302)
    const shown = { appTitle: appTitle(app.translations, context.lang) || app.name, path, screenshot }
    const model = { frame: frameOf(visit), ...shown, number, count: screenshots.length }
    return sendPage(reply, screenshotPage(context, model))
  })
}

async function shownScreenshots(reader: Reader, { id }: App, lang: Lang): Promise<ShownScreenshot[]> {
  return (await screenshotsOf(reader, id)).map(({ path, width, height, captions }) => {
    return { path, width, height, caption: inLanguage(captions, lang)?.caption ?? '' }
  })
}

/** What leads on from an app: the one it adds to, its add-ons, and others of its vendor. */
async function relationsOf(
  { db, isSandbox }: StoreDeps,
  app: App,
  lang: Lang,
): Promise<Pick<ListingModel, 'mainApp' | 'addons' | 'more'>> {
  const main = app.parentAppId === null ? null : await findApp(db, app.parentAppId)
  const isSeen = isSandbox || (main?.type === 'public' && main.state === 'active')
  const { id, organizationId } = app
  const more =
    organizationId === null
      ? []
      : await findMoreOfVendor(db, { organizationId, exceptAppId: id, limit: MORE_OF_VENDOR })
  return {
    mainApp:
      main && isSeen
        ? { title: appTitle(main.translations, lang) || main.name, href: storePath(main) }
        : null,
    addons: (await findAddons(db, id)).map(addon => entryOf(addon, lang)),
    more: more.map(other => entryOf(other, lang)),
  }
}

async function showCatalogue(
  { db, portal }: StoreDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { context, visit } = await portal.peek(request)
  const query = searchAsked(request)
  const category = pathParameter(request, 'category')
  const catalogue = await searchCatalogue(db, { query, category, lang: context.lang })
  const slice = sliceAsked(request, catalogue.entries.length, PAGE_SIZE)
  const connected = visit ? await connectedAppIds(db, bearerOf(visit)) : new Set()
  return sendPage(
    reply,
    cataloguePage(context, {
      frame: frameOf(visit),
      query,
      category,
      categories: catalogue.categories,
      count: catalogue.count,
      entries: catalogue.entries
        .slice(slice.from, slice.from + PAGE_SIZE)
        .map(entry => ({ ...entry, isConnected: connected.has(entry.id) })),
      ...slice,
    }),
  )
}

/** The app of an address, where the visitor may see it; else there is nothing here (platform.md §5, attack O5). */
export async function openListing(
  { db, isSandbox }: StoreDeps,
  request: FastifyRequest,
  visit: Visit | null,
): Promise<OpenedListing> {
  const app = await findAppByName(db, nameOfSlug(pathParameter(request, 'app') ?? ''))
  const memberOf = visit?.visitor.organizations.map(({ id }) => id) ?? []
  if (!app) throw new PageRefusal(404, 'not_found')
  const refusalFor = await whoMayConnect(db, connectableApp(app), { isSandbox, organizationIds: memberOf })
  const isOperator = visit?.visitor.isOperator ?? false
  const visibility = visibilityOf(app, { isSandbox, isOperator, memberOf, refusalFor })
  if (!visibility) throw new PageRefusal(404, 'not_found')
  return { app, visibility, path: storePath(app), refusalFor }
}

function frameOf(visit: Visit | null) {
  return visit ? selectionFrame(visit.visitor, 'store') : plainFrame('UTC', 'store')
}

function bearerOf({ visitor }: Visit) {
  const { selected } = visitor
  return selected
    ? ({ type: 'Organization', id: selected.id } as const)
    : ({ type: 'Person', id: visitor.id } as const)
}

/** What the visitor can do with an app for whom they have selected. */
async function connectOf(
  { db, connections }: StoreDeps,
  visit: Visit | null,
  { app, refusalFor, desired }: OpenedListing & Pick<Offer, 'desired'>,
): Promise<Connect> {
  const chooseHref = connectPath(app)
  if (visit === null)
    return { kind: 'sign_in', href: `/signin?${new URLSearchParams({ return_to: chooseHref })}` }
  const { visitor } = visit
  const { selected } = visitor
  const href = connectPath(app, selected)
  const name = selected?.name ?? visitor.name
  const wish = await connections.wishOf(db, { appId: app.id, desired }, bearerOf(visit))
  const mayConnect = selected === null || selected.isAdministrator
  if (wish.connectionId !== null) {
    const appsPath = selected ? `/organizations/${selected.slug}/apps` : '/account/apps'
    return {
      kind: 'connected',
      name,
      openHref:
        entryPointFor(app.entryPointUrl, null) === null
          ? null
          : `/launchpad/open/${app.name}?organization_id=${selected?.id ?? ''}`,
      permissionsHref: `${appsPath}/${app.name}`,
      more: mayConnect && wish.asked.length > 0 ? { count: wish.asked.length, href } : null,
      chooseHref,
    }
  }
  const refusal = refusalFor(selected?.id ?? null)
  if (refusal !== null) {
    const mainApp = refusal === 'main_app_missing' ? await mainAppOf(db, app, visit.context.lang) : null
    return { kind: 'not_available', name, mainApp, chooseHref }
  }
  if (mayConnect) return { kind: 'connect', name, href, chooseHref }
  const administratorNames = (await administratorsOf(db, selected.id)).map(fullName)
  return { kind: 'ask', administratorNames, chooseHref }
}

async function mainAppOf(reader: Reader, { parentAppId }: App, lang: Lang) {
  const main = parentAppId === null ? null : await findApp(reader, parentAppId)
  return main && { title: appTitle(main.translations, lang) || main.name, href: storePath(main) }
}
