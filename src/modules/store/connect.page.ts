import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../platform/clock.ts'
import { formList, queryParameter } from '../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../platform/http/pages.ts'
import type { Visit } from '../../platform/http/portal.ts'
import type { AppBadge } from '../../platform/web/components.ts'
import type { OrganizationPlace } from '../../platform/web/portal-page.ts'
import { type App, appTitle } from '../apps/index.ts'
import { type Connectable, type Connections, describeScopes, entryPointFor } from '../connections/index.ts'
import { administratorsOf, countMembers, findOrganization, fullName } from '../directory/index.ts'
import { connectRefusal } from '../oauth/index.ts'
import { type ConnectFault, connectApp } from './connect.ts'
import { type Choice, choosePage, connectConsentPage } from './connect.view.ts'
import { openListing, type StoreDeps } from './store.page.ts'
import { wishOf } from './wish.ts'

const FAULT_STATUS: Record<ConnectFault, number> = {
  gone: 404,
  not_administrator: 403,
  not_available: 403,
  changed: 409,
}

export type ConnectDeps = StoreDeps & { clock: Clock; connections: Connections }

type Opened = { visit: Visit; app: App; path: string; badge: AppBadge }

/**
 * /store/:category/:app/connect: chooses whom to connect, then asks once for everything (platform.md §7). Whom it is about
 * stands in the address, so that a choice in another tab changes nothing here.
 */
export function connectPages(scope: FastifyInstance, deps: ConnectDeps): void {
  const path = '/store/:category/:app/connect'

  scope.get(path, async (request, reply) => {
    const opened = await open(deps, request, reply)
    if (!opened) return reply
    const chosen = chosenOf(deps, opened, request)
    if (chosen === undefined) return showChoices(deps, opened, reply)
    const bearer = bearerOf(opened.visit, chosen)
    const wish = await wishOf(deps.db, opened.app.id, bearer)
    if (wish.connectionId !== null && wish.asked.length === 0)
      return reply.redirect(destinationOf(opened.app, chosen), 303)
    return showConsent(deps, opened, { chosen, fault: null }, reply)
  })

  scope.post(path, async (request, reply) => {
    const opened = await open(deps, request, reply)
    if (!opened) return reply
    const chosen = chosenOf(deps, opened, request)
    if (chosen === undefined) throw new PageRefusal(400, 'bad_request')
    const { visit, app } = opened
    const wish = {
      appId: app.id,
      bearer: bearerOf(visit, chosen),
      personId: visit.visitor.id,
      shown: formList(request, 'scopes[]'),
      act: visit.act,
    }
    const fault = await connectApp(deps, wish, deps.clock.now())
    if (fault) return showConsent(deps, opened, { chosen, fault }, reply.code(FAULT_STATUS[fault]))
    return reply.redirect(destinationOf(app, chosen), 303)
  })
}

async function open(deps: ConnectDeps, request: FastifyRequest, reply: FastifyReply): Promise<Opened | null> {
  const visit = await deps.portal.open({ request, reply })
  if (!visit) return null
  const { app, path } = await openListing(deps, request, visit)
  const vendor = app.organizationId === null ? null : await findOrganization(deps.db, app.organizationId)
  const title = appTitle(app.translations, visit.context.lang) || app.name
  const badge = { name: app.name, title, logoUrl: app.logoUrl, vendorName: vendor?.name ?? null }
  return { visit, app, path, badge }
}

/**
 * Whom the address names: an organization, null for the person, undefined for nobody yet. Raises `PageRefusal` for one that
 * the visitor may not connect.
 */
function chosenOf(
  { isSandbox }: ConnectDeps,
  { visit, app }: Opened,
  request: FastifyRequest,
): OrganizationPlace | null | undefined {
  const { visitor } = visit
  const asked = queryParameter(request, 'for')
  if (asked === null) return undefined
  const place = asked === 'me' ? null : visitor.organizations.find(({ slug }) => slug === asked)
  if (place === undefined) throw new PageRefusal(404, 'not_found')
  if (place && !place.isAdministrator) throw new PageRefusal(403, 'administrators_only')
  if (place?.requiresTwoFactor && !visitor.hasTwoFactor) throw new PageRefusal(403, 'second_factor_required')
  if (refusalFor(app, { isSandbox, visit, place })) throw new PageRefusal(404, 'not_found')
  return place
}

function refusalFor(
  { type, state, organizationId }: App,
  { isSandbox, visit, place }: { isSandbox: boolean; visit: Visit; place: OrganizationPlace | null },
) {
  const memberOf = visit.visitor.organizations.map(({ id }) => id)
  const app = { appType: type, appState: state, vendorOrganizationId: organizationId }
  return connectRefusal(app, { isSandbox, organizationId: place?.id ?? null, memberOf })
}

async function showChoices(
  { db, isSandbox }: ConnectDeps,
  { visit, app, path, badge }: Opened,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { visitor } = visit
  const hrefOf = (chosen: string) => `${path}/connect?for=${chosen}`
  const choices: Choice[] = []
  for (const place of visitor.organizations) {
    const wish = await wishOf(db, app.id, { type: 'Organization', id: place.id })
    choices.push({
      name: place.name,
      organization: place,
      avatarUrl: null,
      href: hrefOf(place.slug),
      isConnected: wish.connectionId !== null,
      refusal: !place.isAdministrator
        ? {
            reason: 'not_administrator',
            administratorNames: (await administratorsOf(db, place.id)).map(fullName),
          }
        : refusalFor(app, { isSandbox, visit, place })
          ? { reason: 'not_available' }
          : place.requiresTwoFactor && !visitor.hasTwoFactor
            ? { reason: 'second_factor' }
            : null,
    })
  }
  const own = await wishOf(db, app.id, { type: 'Person', id: visitor.id })
  choices.push({
    name: visitor.name,
    organization: null,
    avatarUrl: visitor.avatarUrl,
    href: hrefOf('me'),
    isConnected: own.connectionId !== null,
    refusal: refusalFor(app, { isSandbox, visit, place: null }) ? { reason: 'not_available' } : null,
  })
  // Those one can choose come first.
  choices.sort((one, other) => Number(one.refusal !== null) - Number(other.refusal !== null))
  return sendPage(reply, choosePage(visit.context, { app: badge, path, choices }))
}

async function showConsent(
  { db }: ConnectDeps,
  { visit, app, path, badge }: Opened,
  { chosen, fault }: { chosen: OrganizationPlace | null; fault: ConnectFault | null },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { context, visitor } = visit
  const wish = await wishOf(db, app.id, bearerOf(visit, chosen))
  const describe = (scopes: string[]) => describeScopes(db, app.id, scopes, context.lang)
  const target = app.entryPointUrl === null ? null : new URL(app.entryPointUrl)
  const page = connectConsentPage(context, {
    app: badge,
    bearer: {
      organization: chosen && { ...chosen, memberCount: await countMembers(db, chosen.id) },
      person: visitor,
    },
    isConnected: wish.connectionId !== null,
    asked: await describe(wish.asked),
    askedScopes: wish.asked,
    unavailable: await describe(wish.unavailable),
    host: target?.host ?? null,
    action: `${path}/connect?for=${chosen?.slug ?? 'me'}`,
    cancelHref: path,
    fault,
  })
  return sendPage(reply, page, target ? [target.origin] : [])
}

function bearerOf({ visitor }: Visit, chosen: OrganizationPlace | null): Connectable {
  return chosen ? { type: 'Organization', id: chosen.id } : { type: 'Person', id: visitor.id }
}

/** Where one goes once it is connected: where the app begins, else to its page in the hub (platform.md §7). */
function destinationOf({ entryPointUrl, name }: App, chosen: OrganizationPlace | null): string {
  if (entryPointUrl !== null) return entryPointFor(entryPointUrl, chosen?.id ?? null)
  return chosen ? `/organizations/${chosen.slug}/apps/${name}` : `/account/apps/${name}`
}
