import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../platform/clock.ts'
import { formList, queryParameter } from '../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../platform/http/pages.ts'
import { requireSecondFactor, type Visit } from '../../platform/http/portal.ts'
import type { AppBadge } from '../../platform/web/components.ts'
import type { OrganizationPlace } from '../../platform/web/portal-page.ts'
import { type App, appTitle, desiredScopesOf } from '../apps/index.ts'
import {
  type Connectable,
  describeScopes,
  entryPointFor,
  findConnectionsToApp,
} from '../connections/index.ts'
import { administratorsOf, countMembers, findOrganization, fullName } from '../directory/index.ts'
import { type ConnectFault, connectApp } from './connect.ts'
import { type Choice, choosePage, connectConsentPage } from './connect.view.ts'
import { type OpenedListing, openListing, type StoreDeps } from './store.page.ts'
import { connectPath } from './store-path.ts'

const FAULT_STATUS: Record<ConnectFault, number> = {
  gone: 404,
  not_administrator: 403,
  not_available: 403,
  changed: 409,
}

export type ConnectDeps = StoreDeps & { clock: Clock }

type Opened = OpenedListing & { visit: Visit; badge: AppBadge }

/**
 * /store/:category/:app/connect: chooses whom to connect, then asks once for everything (platform.md §7). Whom it is about
 * stands in the address, so that a choice in another tab changes nothing here.
 */
export function connectPages(scope: FastifyInstance, deps: ConnectDeps): void {
  const path = '/store/:category/:app/connect'

  scope.get(path, async (request, reply) => {
    const opened = await open(deps, request, reply)
    if (!opened) return reply
    const chosen = chosenOf(opened, request)
    if (chosen === undefined) return showChoices(deps, opened, reply)
    const bearer = bearerOf(opened.visit, chosen)
    const { desired } = await desiredScopesOf(deps.db, opened.app.id)
    const wish = await deps.connections.wishOf(deps.db, { appId: opened.app.id, desired }, bearer)
    if (wish.connectionId !== null && wish.asked.length === 0)
      return reply.redirect(destinationOf(opened.app, chosen), 303)
    return showConsent(deps, opened, { chosen, fault: null }, reply)
  })

  scope.post(path, async (request, reply) => {
    const opened = await open(deps, request, reply)
    if (!opened) return reply
    const chosen = chosenOf(opened, request)
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
  const listing = await openListing(deps, request, visit)
  const { app } = listing
  const vendor = app.organizationId === null ? null : await findOrganization(deps.db, app.organizationId)
  const title = appTitle(app.translations, visit.context.lang) || app.name
  const badge = { name: app.name, title, logoUrl: app.logoUrl, vendorName: vendor?.name ?? null }
  return { ...listing, visit, badge }
}

/**
 * Whom the address names: an organization, null for the person, undefined for nobody yet. Raises `PageRefusal` for one that
 * the visitor may not connect.
 */
function chosenOf(
  { visit: { visitor }, refusalFor }: Opened,
  request: FastifyRequest,
): OrganizationPlace | null | undefined {
  const asked = queryParameter(request, 'organization')
  if (asked === null && queryParameter(request, 'for') !== 'me') return undefined
  const place = asked === null ? null : visitor.organizations.find(({ slug }) => slug === asked)
  if (place === undefined) throw new PageRefusal(404, 'not_found')
  if (place && !place.isAdministrator) throw new PageRefusal(403, 'administrators_only')
  if (place) requireSecondFactor(place, visitor)
  if (refusalFor(place?.id ?? null)) throw new PageRefusal(404, 'not_found')
  return place
}

async function showChoices(
  { db }: ConnectDeps,
  { visit, app, path, badge, refusalFor }: Opened,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { visitor } = visit
  const self = { type: 'Person', id: visitor.id } as const
  const bearers = visitor.organizations.map(({ id }) => ({ type: 'Organization', id }) as const)
  const connected = await findConnectionsToApp(db, app.id, [...bearers, self])
  const choices: Choice[] = []
  for (const place of visitor.organizations) {
    choices.push({
      name: place.name,
      organization: place,
      avatarUrl: null,
      href: connectPath(app, place),
      isConnected: connected.has(place.id),
      refusal: !place.isAdministrator
        ? {
            reason: 'not_administrator',
            administratorNames: (await administratorsOf(db, place.id)).map(fullName),
          }
        : refusalFor(place.id)
          ? { reason: 'not_available' }
          : place.requiresTwoFactor && !visitor.hasTwoFactor
            ? { reason: 'second_factor' }
            : null,
    })
  }
  choices.push({
    name: visitor.name,
    organization: null,
    avatarUrl: visitor.avatarUrl,
    href: connectPath(app, null),
    isConnected: connected.has(visitor.id),
    refusal: refusalFor(null) ? { reason: 'not_available' } : null,
  })
  // Those one can choose come first.
  choices.sort((one, other) => Number(one.refusal !== null) - Number(other.refusal !== null))
  return sendPage(reply, choosePage(visit.context, { app: badge, path, choices }))
}

async function showConsent(
  { db, connections }: ConnectDeps,
  { visit, app, path, badge }: Opened,
  { chosen, fault }: { chosen: OrganizationPlace | null; fault: ConnectFault | null },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { context, visitor } = visit
  const offer = await desiredScopesOf(db, app.id)
  const wish = await connections.wishOf(
    db,
    { appId: app.id, desired: offer.desired },
    bearerOf(visit, chosen),
  )
  const { asked, unavailable } = wish
  const opensAt = entryPointFor(app.entryPointUrl, chosen?.id ?? null)
  const target = opensAt === null ? null : new URL(opensAt)
  const page = connectConsentPage(context, {
    app: badge,
    bearer: {
      organization: chosen && { ...chosen, memberCount: await countMembers(db, chosen.id) },
      person: visitor,
    },
    isConnected: wish.connectionId !== null,
    ...(await describeScopes(db, offer, { asked, unavailable }, context.lang)),
    askedScopes: asked,
    host: target?.host ?? null,
    action: connectPath(app, chosen),
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
  const opensAt = entryPointFor(entryPointUrl, chosen?.id ?? null)
  if (opensAt !== null) return opensAt
  return chosen ? `/organizations/${chosen.slug}/apps/${name}` : `/account/apps/${name}`
}
