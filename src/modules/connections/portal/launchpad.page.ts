import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db, Reader } from '../../../platform/database/database.ts'
import { HOUR_MS } from '../../../platform/durations.ts'
import { queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { searchAsked } from '../../../platform/http/paging.ts'
import { type Portal, pathParameter, requireSecondFactor, type Visit } from '../../../platform/http/portal.ts'
import { collatorOf } from '../../../platform/web/language.ts'
import { type OrganizationPlace, selectionFrame } from '../../../platform/web/portal-page.ts'
import { administratorsOf, fullName } from '../../directory/index.ts'
import type { Connectable } from '../connection.ts'
import { entryPointFor } from '../entry-point.ts'
import { noteConnectionUse } from '../installed.repository.ts'
import { findLately } from '../lately.ts'
import { type InstalledRow, installedRow, installedRows, matches } from './app-rows.ts'
import { launchpadPage } from './launchpad.view.ts'

const LATELY_SHOWN = 5

export type LaunchpadDeps = { db: Db; clock: Clock; portal: Portal }

/** /launchpad: the apps one can open, and /launchpad/open/:app, which leads to one (platform.md §8, §4.3). */
export function launchpadPages(scope: FastifyInstance, deps: LaunchpadDeps): void {
  const { db, clock, portal } = deps

  scope.get('/launchpad', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { context, visitor } = visit
    const { selected } = visitor
    if (selected) requireSecondFactor(selected, visit.visitor)
    const rows = await installedRows(db, bearerOf(visit, selected), context.lang)
    const query = searchAsked(request)
    const shown = rows.filter(row => !row.isSwitchedOff && matches(row, query))
    const { compare } = collatorOf(context.lang)
    shown.sort((one, other) => compare(one.title, other.title))
    const path = selected ? `/organizations/${selected.slug}/apps` : '/account/apps'
    return sendPage(
      reply,
      launchpadPage(context, {
        frame: selectionFrame(visitor, 'hub'),
        organization: selected && (await organizationOf(db, selected, rows.length === 0)),
        tiles: shown.map(row => ({ ...row, href: hrefOf(row, { path, selected }) })),
        query,
        asking: askingOf(rows, { path, mayAnswer: selected === null || selected.isAdministrator }),
        lately: selected
          ? await findLately(
              db,
              { organizationId: selected.id, lang: context.lang, limit: LATELY_SHOWN },
              clock.now(),
            )
          : [],
      }),
    )
  })

  scope.get('/launchpad/open/:app', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const organization = organizationAsked(visit, request)
    if (organization) requireSecondFactor(organization, visit.visitor)
    const bearer = bearerOf(visit, organization)
    const row = await installedRow(db, bearer, {
      name: pathParameter(request, 'app'),
      lang: visit.context.lang,
    })
    const opensAt = row?.canBeOpened ? entryPointFor(row.entryPointUrl, organization?.id ?? null) : null
    if (!row || opensAt === null) throw new PageRefusal(404, 'not_found')
    const { appId } = row
    const now = clock.now()
    await db.transaction(tx => noteConnectionUse(tx, { appId, bearer, notAfter: now - HOUR_MS }, now))
    return reply.redirect(opensAt, 303)
  })
}

function bearerOf({ visitor }: Visit, organization: OrganizationPlace | null): Connectable {
  return organization ? { type: 'Organization', id: organization.id } : { type: 'Person', id: visitor.id }
}

/** The organization a link names, else the selected one; an empty name means the person. */
function organizationAsked({ visitor }: Visit, request: FastifyRequest): OrganizationPlace | null {
  const asked = queryParameter(request, 'organization_id')
  if (asked === null) return visitor.selected
  if (asked === '') return null
  const place = visitor.organizations.find(({ id }) => id === asked)
  if (!place) throw new PageRefusal(404, 'not_found')
  return place
}

/** Apps without a page of their own are shown in the hub. */
function hrefOf(
  { name, canBeOpened }: InstalledRow,
  { path, selected }: { path: string; selected: OrganizationPlace | null },
): string {
  if (!canBeOpened) return `${path}/${name}`
  return `/launchpad/open/${name}?organization_id=${selected?.id ?? ''}`
}

function askingOf(rows: InstalledRow[], { path, mayAnswer }: { path: string; mayAnswer: boolean }) {
  const asking = rows.find(({ waiting, isSwitchedOff }) => waiting > 0 && !isSwitchedOff)
  if (!asking || !mayAnswer) return null
  return { title: asking.title, count: asking.waiting, href: `${path}/${asking.name}` }
}

async function organizationOf(
  reader: Reader,
  { id, name, isAdministrator }: OrganizationPlace,
  isEmpty: boolean,
) {
  const administratorNames =
    isEmpty && !isAdministrator ? (await administratorsOf(reader, id)).map(fullName) : []
  return { id, name, isAdministrator, administratorNames }
}
