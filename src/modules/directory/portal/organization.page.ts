import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db, Reader } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import {
  type OrganizationVisit,
  type Portal,
  pathParameter,
  type Visit,
} from '../../../platform/http/portal.ts'
import type { Lang } from '../../../platform/web/language.ts'
import { organizationFrame, plainFrame, type Visitor } from '../../../platform/web/portal-page.ts'
import { administer } from '../administer.ts'
import { removeMember } from '../change-membership.ts'
import { closeOrganization } from '../close-organization.ts'
import { findHappened } from '../happened.ts'
import type { DirectoryHooks } from '../hooks.ts'
import { findOpenInvitations } from '../invitation.repository.ts'
import type { MailSettings } from '../invite.ts'
import { findOpenJoinRequests } from '../join-request.repository.ts'
import { countMembers } from '../membership.repository.ts'
import { findOrganization } from '../organization.repository.ts'
import { type Organization, sectionsOf } from '../organization.ts'
import { findSitesOf } from '../site.repository.ts'
import type { Site } from '../site.ts'
import { TOLD_ACTIONS } from '../told.ts'
import { deleteOrganizationPage, leavePage, myOrganizationsPage } from './leave.view.ts'
import { type OrganizationNotice, organizationPage, type Todo } from './organization.view.ts'

/** Lines of what happened lately, and sites, on the dashboard. */
const LINES = 6
const SITES = 4
const NOTICES = [
  'created',
  'saved',
  'unchanged',
  'second_factor_required',
  'second_factor_optional',
  'last_owner',
  'picture_saved',
  'picture_removed',
] as const

/** What modules to the right know of an organization: how many apps it is connected to, and how many it publishes. */
export type OrganizationCounts = (
  reader: Reader,
  organizationId: string,
) => Promise<{ connections: number; apps: number }>
/** The titles of apps by their ids. */
export type AppTitles = (
  reader: Reader,
  appIds: readonly string[],
  lang: Lang,
) => Promise<Map<string, string>>

export type OrganizationPagesDeps = {
  db: Db
  clock: Clock
  portal: Portal
  hooks: DirectoryHooks
  counts: OrganizationCounts
  appTitles: AppTitles
  mail: MailSettings
}

/** An organization's dashboard, leaving it, deleting it; and the list of one's own (platform.md §1.1, §1.2). */
export function organizationPages(scope: FastifyInstance, deps: OrganizationPagesDeps): void {
  const { portal } = deps
  scope.get('/organizations/:slug', async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'members')
    if (!visit) return reply
    const asked = queryParameter(request, 'notice')
    const notice = NOTICES.find((known): known is OrganizationNotice => known === asked) ?? null
    return sendPage(reply, await dashboard(deps, visit, notice))
  })

  scope.get('/account/organizations', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, context } = visit
    const left = queryParameter(request, 'left') === '1'
    return sendPage(
      reply,
      myOrganizationsPage(context, {
        frame: plainFrame(visitor.timeZone),
        places: visitor.organizations,
        left,
      }),
    )
  })
  leavePages(scope, deps)
  deletePages(scope, deps)
}

async function dashboard(
  deps: OrganizationPagesDeps,
  { context, visitor, organization: place }: OrganizationVisit,
  notice: OrganizationNotice | null,
): Promise<string> {
  const { db, clock } = deps
  const now = clock.now()
  const [organization, sites, memberCount, happened] = await Promise.all([
    findOrganization(db, place.id),
    findSitesOf(db, [place.id]),
    countMembers(db, place.id),
    findHappened(db, { organizationId: place.id, actions: TOLD_ACTIONS, limit: LINES }, now),
  ])
  if (!organization) throw new PageRefusal(404, 'not_found')
  const appIds = happened.flatMap(({ appId }) => (appId === null ? [] : [appId]))
  const titles = await deps.appTitles(db, appIds, context.lang)
  const ordered = sites.toSorted((a, b) => Number(b.isHeadquarter) - Number(a.isHeadquarter))
  return organizationPage(context, {
    frame: organizationFrame(visitor, place, 'overview'),
    place,
    town: ordered[0]?.address?.town ?? null,
    countryCode: organization.countryCode,
    isTestAccount: organization.testAccountOwnerId !== null,
    memberCount,
    todos: place.isAdministrator ? await todosOf(deps, organization, { sites, memberCount, visitor }) : [],
    sites: ordered.slice(0, SITES),
    happened: happened.map(({ appId, ...line }) => ({
      ...line,
      appTitle: appId === null ? null : (titles.get(appId) ?? null),
    })),
    notice,
    now,
  })
}

/** What a new organization still has to do, and what is done. */
async function todosOf(
  { db, counts }: OrganizationPagesDeps,
  { id, kinds, sections, logoUrl, requireTwoFactor }: Organization,
  { sites, memberCount, visitor }: { sites: readonly Site[]; memberCount: number; visitor: Visitor },
): Promise<Todo[]> {
  const isInviting = memberCount > 1 || (await findOpenInvitations(db, id)).length > 0
  const askable = kinds.filter(kind => sectionsOf(kind).length > 0)
  const hasSections = askable.some(kind => (sections[kind] ?? []).length > 0)
  const { connections } = await counts(db, id)
  const isAsked = (await findOpenJoinRequests(db, id)).length > 0
  return [
    ...(isAsked ? [{ name: 'requests' as const, isDone: false }] : []),
    { name: 'invite', isDone: isInviting },
    { name: 'address', isDone: sites.some(site => site.isHeadquarter && site.address !== null) },
    { name: 'logo', isDone: logoUrl !== null },
    ...(askable.length > 0 ? [{ name: 'sections' as const, isDone: hasSections }] : []),
    { name: 'app', isDone: connections > 0 },
    // Only who has one can require it of others.
    ...(visitor.hasTwoFactor ? [{ name: 'second_factor' as const, isDone: requireTwoFactor }] : []),
  ]
}

function leavePages(scope: FastifyInstance, deps: OrganizationPagesDeps): void {
  const { db, clock, portal, hooks } = deps
  const path = '/organizations/:slug/leave'
  scope.get(path, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, context } = visit
    const place = placeOf(visit, request)
    return sendPage(reply, leavePage(context, { frame: organizationFrame(visitor, place, null), place }))
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, act } = visit
    const place = placeOf(visit, request)
    const outcome = await db.transaction(tx => {
      actsAs(tx, act)
      const key = { organizationId: place.id, personId: visitor.id }
      return removeMember(tx, key, hooks, clock.now())
    })
    const target =
      outcome === 'last_owner'
        ? `/organizations/${place.slug}?notice=last_owner`
        : '/account/organizations?left=1'
    return reply.redirect(target, 303)
  })
}

/** One can leave an organization whose pages one may not open, for want of a second factor. */
function placeOf({ visitor }: Visit, request: FastifyRequest) {
  const slug = pathParameter(request, 'slug')
  const place = visitor.organizations.find(organization => organization.slug === slug)
  if (!place) throw new PageRefusal(404, 'not_found')
  return place
}

function deletePages(scope: FastifyInstance, deps: OrganizationPagesDeps): void {
  const { db, clock, portal, counts } = deps
  const path = '/organizations/:slug/delete'
  const show = async ({ context, visitor, organization }: OrganizationVisit, typed: string | null) =>
    deleteOrganizationPage(context, {
      frame: organizationFrame(visitor, organization, null),
      place: organization,
      memberCount: await countMembers(db, organization.id),
      ...(await counts(db, organization.id)),
      typed,
    })
  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'owners', 'open')
    if (!visit) return reply
    return sendPage(reply, await show(visit, null))
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'owners', 'send')
    if (!visit) return reply
    const { visitor, organization, act } = visit
    const typed = formField(request, 'name') ?? ''
    if (typed.trim() !== organization.name) return sendPage(reply.code(422), await show(visit, typed))
    const now = clock.now()
    const own = { organizationId: organization.id, personId: visitor.id, act, by: 'owners' as const }
    const outcome = await administer(db, own, tx =>
      closeOrganization(tx, { organization, by: visitor.name }, deps, now),
    )
    if (outcome === 'not_permitted') throw new PageRefusal(403, 'owners_only')
    if (outcome === 'test_account') throw new PageRefusal(403, 'test_account')
    return reply.redirect('/account/organizations', 303)
  })
}
