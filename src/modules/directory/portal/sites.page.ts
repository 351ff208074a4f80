import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, queryParameter, seenAtOf } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { sliceAsked } from '../../../platform/http/paging.ts'
import { type OrganizationVisit, type Portal, pathParameter } from '../../../platform/http/portal.ts'
import { organizationFrame } from '../../../platform/web/portal-page.ts'
import { administer } from '../administer.ts'
import { addSite, moveHeadquarter, updateSite } from '../change-site.ts'
import { findSite, findSitesOf } from '../site.repository.ts'
import { checkSite, type Site, streetLine } from '../site.ts'
import { type SiteFormModel, type SiteNotice, sitePage, sitesPage } from './sites.view.ts'

/** Rows on one page of the list. */
const PAGE_SIZE = 20
const NOTICES = ['added', 'saved', 'moved'] as const

export type SitePagesDeps = { db: Db; clock: Clock; portal: Portal }

/** The sites of an organization: members look, owners and admins act (platform.md §1.2). */
export function sitePages(scope: FastifyInstance, deps: SitePagesDeps): void {
  const { db, clock, portal } = deps
  const path = '/organizations/:slug/sites'
  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'members')
    if (!visit) return reply
    const { context, visitor, organization } = visit
    const all = await findSitesOf(db, [organization.id])
    const sites = all.toSorted((a, b) => Number(b.isHeadquarter) - Number(a.isHeadquarter))
    const slice = sliceAsked(request, sites.length, PAGE_SIZE)
    const notice = queryParameter(request, 'notice')
    return sendPage(
      reply,
      sitesPage(context, {
        frame: organizationFrame(visitor, organization, 'sites'),
        place: organization,
        sites: sites.slice(slice.from, slice.from + PAGE_SIZE),
        ...slice,
        notice: NOTICES.find((known): known is SiteNotice => known === notice) ?? null,
      }),
    )
  })

  scope.get(`${path}/new`, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    return sendPage(reply, form(visit, { site: null, values: valuesOf(null), faults: {} }))
  })

  scope.post(`${path}/new`, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { values, checked } = read(request, true)
    if (!checked.ok)
      return sendPage(reply.code(422), form(visit, { site: null, values, faults: checked.faults }))
    const { name = '' } = checked.value
    const wish = { organizationId: visit.organization.id, name, changes: checked.value }
    permitted(await administer(db, ownOf(visit), tx => addSite(tx, wish, clock.now())))
    return reply.redirect(`${listOf(visit)}?notice=added`, 303)
  })

  scope.get(`${path}/:id`, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const site = await siteOf(deps, visit, request)
    return sendPage(reply, form(visit, { site, values: valuesOf(site), faults: {} }))
  })

  scope.post(`${path}/:id`, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const site = await siteOf(deps, visit, request)
    const { values, checked } = read(request, site.address === null)
    if (!checked.ok) return sendPage(reply.code(422), form(visit, { site, values, faults: checked.faults }))
    const wish = { id: site.id, changes: checked.value, seenAt: seenAtOf(request) }
    const outcome = await administer(db, ownOf(visit), tx => updateSite(tx, wish, clock.now()))
    if (outcome === 'outdated') {
      const now = await siteOf(deps, visit, request)
      const shown = { site: now, values: valuesOf(now), faults: {}, outdated: values }
      return sendPage(reply.code(409), form(visit, shown))
    }
    permitted(outcome)
    return reply.redirect(`${listOf(visit)}?notice=saved`, 303)
  })

  scope.post(`${path}/:id/headquarter`, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { id, organizationId } = await siteOf(deps, visit, request)
    permitted(
      await administer(db, ownOf(visit), tx => moveHeadquarter(tx, { id, organizationId }, clock.now())),
    )
    return reply.redirect(`${listOf(visit)}?notice=moved`, 303)
  })
}

function ownOf({ visitor, organization, act }: OrganizationVisit) {
  return { organizationId: organization.id, personId: visitor.id, act }
}

function permitted(outcome: unknown): void {
  if (outcome === 'not_permitted') throw new PageRefusal(403, 'administrators_only')
  if (outcome === 'not_found' || outcome === null) throw new PageRefusal(404, 'not_found')
}

function listOf({ organization }: OrganizationVisit): string {
  return `/organizations/${organization.slug}/sites`
}

/** Sites of others look like sites that do not exist (attack O5). */
async function siteOf({ db }: SitePagesDeps, { organization }: OrganizationVisit, request: FastifyRequest) {
  const site = await findSite(db, pathParameter(request, 'id') ?? '')
  if (site?.organizationId !== organization.id) throw new PageRefusal(404, 'not_found')
  return site
}

function form(
  { context, visitor, organization }: OrganizationVisit,
  shown: Pick<SiteFormModel, 'site' | 'values' | 'faults'> & Partial<Pick<SiteFormModel, 'outdated'>>,
): string {
  const frame = organizationFrame(visitor, organization, 'sites')
  return sitePage(context, { frame, place: organization, outdated: null, ...shown })
}

function valuesOf(site: Site | null): SiteFormModel['values'] {
  const address = site?.address
  return {
    name: site?.name ?? '',
    addressee: address?.addressee ?? '',
    streetAndNumber: (address && streetLine(address)) ?? '',
    addition: address?.addition ?? '',
    zipCode: address?.zipCode ?? '',
    town: address?.town ?? '',
    state: address?.state ?? '',
    countryCode: address?.countryCode ?? '',
  }
}

/** An address nobody wrote anything of is none, where there was none. */
function read(request: FastifyRequest, mayLackAddress: boolean) {
  const sent = (name: string) => formField(request, name) ?? ''
  const address = {
    addressee: sent('addressee'),
    streetAndNumber: sent('street_and_number'),
    addition: sent('addition'),
    zipCode: sent('zip_code'),
    town: sent('town'),
    state: sent('state'),
    countryCode: sent('country_code'),
  }
  const isBlank = Object.values(address).every(line => line.trim() === '')
  const name = sent('name')
  const input = { name, ...(!(isBlank && mayLackAddress) && { address }) }
  return { values: { name, ...address }, checked: checkSite(input, { isNew: true }) }
}
