import type { FastifyInstance } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { uuid } from '../../../platform/crypto/random.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, formList, seenAtOf } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import type { OrganizationVisit, Portal, Visit } from '../../../platform/http/portal.ts'
import type { OrganizationFaults, OrganizationValues } from '../../../platform/web/organization-fields.ts'
import { organizationFrame, plainFrame } from '../../../platform/web/portal-page.ts'
import { administer } from '../administer.ts'
import { createOrganization } from '../create-organization.ts'
import { findMembers } from '../member.repository.ts'
import { findMembership } from '../membership.repository.ts'
import { findOrganization, isOrganizationId } from '../organization.repository.ts'
import {
  checkOrganization,
  type Organization,
  organizationFaults,
  parseBrandColor,
  sectionsOf,
} from '../organization.ts'
import { findPerson, lockPerson } from '../person.repository.ts'
import { fullName } from '../person.ts'
import { type OrganizationChanges, updateOrganization } from '../update-organization.ts'
import {
  type EditModel,
  editOrganizationPage,
  newOrganizationPage,
  secondFactorPage,
  sectionsPage,
} from './edit-organization.view.ts'

/** Members named on the page that asks before a second factor is required. */
const NAMED = 8
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** An address counts before organizations do: they send invitations. */
const CONFIRMATION = '/email/confirmation'

export type EditPagesDeps = { db: Db; clock: Clock; portal: Portal }

/** A new organization, and what its owners and admins change of it (platform.md §1.2). */
export function editOrganizationPages(scope: FastifyInstance, deps: EditPagesDeps): void {
  newPages(scope, deps)
  editPages(scope, deps)
  sectionPages(scope, deps)
  secondFactorPages(scope, deps)
}

function newPages(scope: FastifyInstance, { db, clock, portal }: EditPagesDeps): void {
  const show = (
    { context, visitor }: Visit,
    shown: { id: string; values: OrganizationValues; faults: OrganizationFaults },
  ) => newOrganizationPage(context, { frame: plainFrame(visitor.timeZone), ...shown })

  scope.get('/organizations/new', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    if (!visit.visitor.isEmailConfirmed) return reply.redirect(CONFIRMATION, 303)
    const person = await findPerson(db, visit.visitor.id)
    const values = { name: '', kinds: [], countryCode: person?.countryCode ?? '' }
    return sendPage(reply, show(visit, { id: uuid(clock.now()), values, faults: {} }))
  })

  scope.post('/organizations/new', async (request, reply) => {
    const visit = await portal.open({ request, reply })
    if (!visit) return reply
    const { visitor, act } = visit
    if (!visitor.isEmailConfirmed) return reply.redirect(CONFIRMATION, 303)
    const values = {
      name: formField(request, 'name') ?? '',
      kinds: formList(request, 'kinds[]'),
      countryCode: formField(request, 'country_code') ?? '',
    }
    const now = clock.now()
    const sent = formField(request, 'id') ?? ''
    const id = UUID.test(sent) ? sent : uuid(now)
    const checked = checkOrganization({ ...values, countryCode: values.countryCode || null })
    const faults = organizationFaults(values, checked)
    if (!checked.ok || Object.keys(faults).length > 0)
      return sendPage(reply.code(422), show(visit, { id, values, faults }))
    const created = await db.transaction(async tx => {
      actsAs(tx, act)
      await lockPerson(tx, visitor.id)
      // A form that is sent twice makes one organization; an id that belongs to others tells nothing about them.
      const isMember = await findMembership(tx, { organizationId: id, personId: visitor.id })
      const existing = isMember && (await findOrganization(tx, id))
      if (existing) return existing
      const freeId = (await isOrganizationId(tx, id)) ? uuid(now) : id
      return createOrganization(tx, { ...checked.value, id: freeId, creatorId: visitor.id }, now)
    })
    const isAskable = created.kinds.some(kind => sectionsOf(kind).length > 0)
    const path = `/organizations/${created.slug}`
    return reply.redirect(isAskable ? `${path}/sections?new=1` : `${path}?notice=created`, 303)
  })
}

async function stored({ db }: EditPagesDeps, { organization }: OrganizationVisit): Promise<Organization> {
  const found = await findOrganization(db, organization.id)
  if (!found) throw new PageRefusal(404, 'not_found')
  return found
}

/** Changes and answers; where somebody else was faster, `again` shows what is stored now. */
async function change(
  { db, clock }: EditPagesDeps,
  { visitor, organization, act }: OrganizationVisit,
  { changes, seenAt }: { changes: OrganizationChanges; seenAt: number | null },
): Promise<'changed' | 'unchanged' | 'outdated'> {
  const own = { organizationId: organization.id, personId: visitor.id, act }
  const outcome = await administer(db, own, tx =>
    updateOrganization(tx, { id: organization.id, changes, seenAt }, clock.now()),
  )
  if (outcome === 'not_found') throw new PageRefusal(404, 'not_found')
  if (outcome === 'not_permitted') throw new PageRefusal(403, 'administrators_only')
  if (outcome === 'name_stays') throw new PageRefusal(403, 'test_account')
  return outcome
}

function editPages(scope: FastifyInstance, deps: EditPagesDeps): void {
  const { portal } = deps
  const path = '/organizations/:slug/edit'
  const show = (
    { context, visitor, organization: place }: OrganizationVisit,
    organization: Organization,
    shown: Pick<EditModel, 'values' | 'faults' | 'outdated'>,
  ) =>
    editOrganizationPage(context, {
      frame: organizationFrame(visitor, place, 'overview'),
      organization,
      offersSecondFactor: visitor.hasTwoFactor || organization.requireTwoFactor,
      ...shown,
    })

  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const organization = await stored(deps, visit)
    return sendPage(
      reply,
      show(visit, organization, { values: valuesOf(organization), faults: {}, outdated: null }),
    )
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const organization = await stored(deps, visit)
    const { countryCode, sections } = organization
    const values = {
      // The form of a test account has no field for it.
      name: formField(request, 'name') ?? (organization.testAccountOwnerId === null ? '' : organization.name),
      kinds: formList(request, 'kinds[]'),
      brandColor: formField(request, 'brand_color') ?? '',
      isDiscoverable: formField(request, 'discoverable') === '1',
    }
    const checked = checkOrganization({ ...values, countryCode, sections })
    const brandColor = parseBrandColor(values.brandColor)
    const faults: EditModel['faults'] = organizationFaults({ ...values, countryCode: 'DE' }, checked)
    if (brandColor === undefined) faults.brandColor = true
    if (!checked.ok || brandColor === undefined || Object.keys(faults).length > 0)
      return sendPage(reply.code(422), show(visit, organization, { values, faults, outdated: null }))
    const { name, kinds, sections: kept } = checked.value
    const changes = { name, kinds, sections: kept, brandColor, isDiscoverable: values.isDiscoverable }
    const outcome = await change(deps, visit, { changes, seenAt: seenAtOf(request) })
    if (outcome === 'outdated') {
      const now = await stored(deps, visit)
      return sendPage(
        reply.code(409),
        show(visit, now, { values: valuesOf(now), faults: {}, outdated: values }),
      )
    }
    const notice = outcome === 'changed' ? 'saved' : 'unchanged'
    return reply.redirect(`/organizations/${visit.organization.slug}?notice=${notice}`, 303)
  })
}

function valuesOf({ name, kinds, brandColor, isDiscoverable }: Organization): EditModel['values'] {
  return { name, kinds, brandColor: brandColor ?? '', isDiscoverable }
}

function sectionPages(scope: FastifyInstance, deps: EditPagesDeps): void {
  const { portal } = deps
  const path = '/organizations/:slug/sections'
  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { context, visitor, organization: place } = visit
    const organization = await stored(deps, visit)
    return sendPage(
      reply,
      sectionsPage(context, { frame: organizationFrame(visitor, place, 'overview'), organization }),
    )
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { kinds } = await stored(deps, visit)
    const sections = Object.fromEntries(
      kinds
        .map(kind => {
          const chosen = formList(request, `sections[${kind}][]`)
          return [kind, sectionsOf(kind).filter(section => chosen.includes(section))] as const
        })
        .filter(([, chosen]) => chosen.length > 0),
    )
    const outcome = await change(deps, visit, { changes: { sections }, seenAt: seenAtOf(request) })
    const slug = `/organizations/${visit.organization.slug}`
    const isDone = outcome !== 'outdated'
    const notice = outcome === 'changed' ? 'saved' : 'unchanged'
    return reply.redirect(isDone ? `${slug}?notice=${notice}` : `${slug}/sections`, 303)
  })
}

function secondFactorPages(scope: FastifyInstance, deps: EditPagesDeps): void {
  const { db, portal } = deps
  const path = '/organizations/:slug/second-factor'
  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators', 'open')
    if (!visit) return reply
    const { context, visitor, organization: place } = visit
    const lacking = (await findMembers(db, place.id)).filter(({ hasTwoFactor }) => !hasTwoFactor)
    return sendPage(
      reply,
      secondFactorPage(context, {
        frame: organizationFrame(visitor, place, 'overview'),
        place,
        lacking: lacking.slice(0, NAMED).map(({ person }) => fullName(person)),
        lackingCount: lacking.length,
        youLack: !visitor.hasTwoFactor,
      }),
    )
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators', 'send')
    if (!visit) return reply
    const requireTwoFactor = formField(request, 'require') === 'true'
    const slug = `/organizations/${visit.organization.slug}`
    // Who requires it of all has one: nobody shuts themself out.
    if (requireTwoFactor && !visit.visitor.hasTwoFactor) return reply.redirect(`${slug}/second-factor`, 303)
    const outcome = await change(deps, visit, { changes: { requireTwoFactor }, seenAt: null })
    const done = requireTwoFactor ? 'second_factor_required' : 'second_factor_optional'
    return reply.redirect(`${slug}?notice=${outcome === 'changed' ? done : 'unchanged'}`, 303)
  })
}
