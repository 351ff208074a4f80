import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { DAY_MS } from '../../../platform/durations.ts'
import { formField, formList, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import { searchAsked, sliceAsked } from '../../../platform/http/paging.ts'
import { type OrganizationVisit, type Portal, pathParameter } from '../../../platform/http/portal.ts'
import { folded } from '../../../platform/web/plain-text.ts'
import { organizationFrame } from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import type { DirectoryHooks } from '../hooks.ts'
import { findOpenInvitations } from '../invitation.repository.ts'
import { invitedName } from '../invitation.ts'
import {
  checkInvitation,
  type InviteRefusal,
  invite,
  type MailSettings,
  resendInvitation,
  withdrawInvitation,
} from '../invite.ts'
import { answerJoinRequest } from '../join.ts'
import { findOpenJoinRequests } from '../join-request.repository.ts'
import { expelMember, giveRoles, type ManageRefusal } from '../manage-members.ts'
import { findMember, findMembers, type Member } from '../member.repository.ts'
import { fullName } from '../person.ts'
import { bitsFromRoles, isOwner, ROLES, rolesFromBits } from '../roles.ts'
import {
  type MembersModel,
  type MembersNotice,
  memberPage,
  membersPage,
  removeMemberPage,
} from './members.view.ts'

/** Rows on one page of the list. */
const PAGE_SIZE = 20
const NEW_MS = 7 * DAY_MS
const NOTICES = [
  'invited',
  'resent',
  'withdrawn',
  'changed',
  'removed',
  'too_soon',
  'too_many',
  'gone',
  'accepted',
  'declined',
] as const

export type MemberPagesDeps = {
  db: Db
  clock: Clock
  portal: Portal
  hooks: DirectoryHooks
  mail: MailSettings
}

type Shown = Pick<MembersModel, 'form' | 'faults'>
const BLANK: Shown = { form: { email: '', firstName: '', name: '', roles: ['member'] }, faults: {} }

/** Members and invitations of an organization: members look, owners and admins act (platform.md §1.2, §2). */
export function memberPages(scope: FastifyInstance, deps: MemberPagesDeps): void {
  const { portal } = deps
  const path = '/organizations/:slug/members'
  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'members')
    if (!visit) return reply
    return showMembers(deps, visit, request, reply, BLANK)
  })
  invitationForms(scope, deps)
  joinRequestForm(scope, deps)
  rolesPages(scope, `${path}/:id`, deps)
  removalPages(scope, `${path}/:id/remove`, deps)
}

async function showMembers(
  { db, clock }: MemberPagesDeps,
  { context, visitor, organization }: OrganizationVisit,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: Shown,
): Promise<FastifyReply> {
  const now = clock.now()
  const mayManage = organization.isAdministrator
  const all = await findMembers(db, organization.id)
  const query = searchAsked(request)
  const matching = all.filter(member => answers(member, query))
  const slice = sliceAsked(request, matching.length, PAGE_SIZE)
  const joinRequests = mayManage ? await findOpenJoinRequests(db, organization.id) : []
  const invitations = mayManage ? await findOpenInvitations(db, organization.id) : []
  const notice = queryParameter(request, 'notice')
  return sendPage(
    reply,
    membersPage(context, {
      frame: organizationFrame(visitor, organization, 'members'),
      organizationName: organization.name,
      path: `/organizations/${organization.slug}`,
      mayManage,
      isOwner: organization.isOwner,
      rows: matching
        .slice(slice.from, slice.from + PAGE_SIZE)
        .map(({ membership, person, hasTwoFactor }) => ({
          id: membership.id,
          name: fullName(person),
          email: person.email,
          avatarUrl: person.avatarUrl,
          roles: rolesFromBits(membership.roles),
          isYou: person.id === visitor.id,
          isNew: membership.createdAt > now - NEW_MS && all.length > 1 && person.id !== visitor.id,
          lacksSecondFactor: mayManage && organization.requiresTwoFactor && !hasTwoFactor,
        })),
      count: all.length,
      query,
      ...slice,
      invitations: invitations.map(invitation => ({
        id: invitation.id,
        name: invitedName(invitation),
        email: invitation.email,
        roles: rolesFromBits(invitation.roles),
        daysLeft: Math.ceil((invitation.expiresAt - now) / DAY_MS),
      })),
      joinRequests: joinRequests.map(({ firstName, name, ...asking }) => ({
        ...asking,
        name: fullName({ firstName, name }),
      })),
      now,
      notice: NOTICES.find((known): known is MembersNotice => known === notice) ?? null,
      ...shown,
    }),
  )
}

/** Whether a member answers a search by name or address; accents and case do not matter. */
function answers({ person }: Member, query: string): boolean {
  const wanted = folded(query)
  return [fullName(person), person.email].some(text => folded(text).includes(wanted))
}

function invitationForms(scope: FastifyInstance, deps: MemberPagesDeps): void {
  const { clock, portal } = deps
  const path = '/organizations/:slug/invitations'

  scope.post(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { context, visitor, organization, act } = visit
    const read = (name: string) => formField(request, name) ?? ''
    const roles = formList(request, 'roles[]')
    const form = { email: read('email'), firstName: read('first_name'), name: read('name'), roles }
    const show = (status: number, faults: Shown['faults']) =>
      showMembers(deps, visit, request, reply.code(status), { form, faults })
    const { members } = textsOf(context.lang)
    const checked = checkInvitation(form)
    if (!checked.ok) {
      const { email, firstName, name, roles: ofRoles } = checked.faults
      return show(422, {
        ...(email && { email: members.faults.email[email] ?? '' }),
        ...((firstName || name) && { name: members.faults.name }),
        ...(ofRoles && { roles: members.faults.roles }),
      })
    }
    const wish = { organizationId: organization.id, personId: visitor.id, act, details: checked.value }
    const invited = await invite(deps, wish, clock.now())
    if (typeof invited !== 'string') return reply.redirect(`${listOf(visit)}?notice=invited`, 303)
    if (invited === 'already_member' || invited === 'already_invited')
      return show(422, { email: members.faults.email[invited] ?? '' })
    if (invited === 'owners_only') return show(403, { roles: members.faults.owners_only })
    if (invited === 'too_many') return show(429, { form: members.faults.too_many })
    if (invited === 'not_permitted') throw new PageRefusal(403, 'administrators_only')
    throw new PageRefusal(404, 'not_found')
  })

  for (const [action, done] of [
    ['resend', 'resent'],
    ['withdraw', 'withdrawn'],
  ] as const) {
    scope.post(`${path}/:id/${action}`, async (request, reply) => {
      const visit = await portal.openOrganization({ request, reply }, 'administrators')
      if (!visit) return reply
      const { visitor, organization, act } = visit
      const id = pathParameter(request, 'id') ?? ''
      const wish = { organizationId: organization.id, personId: visitor.id, act, id }
      const acted = action === 'resend' ? resendInvitation : withdrawInvitation
      const outcome = await acted(deps, wish, clock.now())
      return reply.redirect(`${listOf(visit)}?notice=${noticeOf(outcome, done)}`, 303)
    })
  }
}

function noticeOf(
  outcome: object | InviteRefusal | 'withdrawn',
  done: 'resent' | 'withdrawn',
): MembersNotice {
  if (typeof outcome === 'object' || outcome === 'withdrawn') return done
  if (outcome === 'not_permitted') throw new PageRefusal(403, 'administrators_only')
  return outcome === 'too_soon' || outcome === 'too_many' ? outcome : 'gone'
}

function joinRequestForm(scope: FastifyInstance, deps: MemberPagesDeps): void {
  const { clock, portal } = deps
  scope.post('/organizations/:slug/join-requests/:id', async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { visitor, organization, act } = visit
    const decision = formField(request, 'decision')
    if (decision !== 'accept' && decision !== 'decline') throw new PageRefusal(400, 'bad_request')
    const id = pathParameter(request, 'id') ?? ''
    const wish = { organizationId: organization.id, personId: visitor.id, act, id, decision } as const
    const outcome = await answerJoinRequest(deps, wish, clock.now())
    if (outcome === 'not_permitted') throw new PageRefusal(403, 'administrators_only')
    const notice = outcome === 'not_found' ? 'gone' : outcome
    return reply.redirect(`${listOf(visit)}?notice=${notice}`, 303)
  })
}

function rolesPages(scope: FastifyInstance, path: string, deps: MemberPagesDeps): void {
  const { clock, portal } = deps
  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const member = await memberOf(deps, visit, request)
    return showMember(reply, visit, member, { roles: rolesFromBits(member.membership.roles), fault: null })
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { context, visitor, organization, act } = visit
    const member = await memberOf(deps, visit, request)
    const roles = formList(request, 'roles[]').filter(role => ROLES.includes(role))
    const wish = {
      organizationId: organization.id,
      membershipId: member.membership.id,
      actorId: visitor.id,
      act,
    }
    const changed = await giveRoles(deps, { ...wish, roles: bitsFromRoles(roles) }, clock.now())
    if (typeof changed !== 'string') return reply.redirect(`${listOf(visit)}?notice=changed`, 303)
    const { faults } = textsOf(context.lang).members
    return showMember(reply.code(statusOf(changed)), visit, member, {
      roles,
      fault: faultOf(changed, faults),
    })
  })
}

function faultOf(
  refusal: ManageRefusal,
  faults: Record<'no_role' | 'owners_only' | 'last_owner' | 'not_permitted', string>,
): string {
  if (refusal === 'no_role' || refusal === 'owners_only' || refusal === 'last_owner') return faults[refusal]
  return faults.not_permitted
}

function statusOf(refusal: ManageRefusal): number {
  if (refusal === 'not_found') throw new PageRefusal(404, 'not_found')
  return refusal === 'owners_only' || refusal === 'not_permitted' ? 403 : 422
}

function removalPages(scope: FastifyInstance, path: string, deps: MemberPagesDeps): void {
  const { clock, portal } = deps
  scope.get(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { context, organization } = visit
    const { membership, person } = await memberOf(deps, visit, request)
    if (isOwner(membership.roles)) return reply.redirect(`${listOf(visit)}/${membership.id}`, 303)
    const shown = { id: membership.id, name: fullName(person), email: person.email }
    const frame = frameOf(visit)
    const model = { frame, listPath: listOf(visit), organizationName: organization.name, ...shown }
    return sendPage(reply, removeMemberPage(context, model))
  })

  scope.post(path, async (request, reply) => {
    const visit = await portal.openOrganization({ request, reply }, 'administrators')
    if (!visit) return reply
    const { visitor, organization, act } = visit
    const membershipId = pathParameter(request, 'id') ?? ''
    const wish = { organizationId: organization.id, membershipId, actorId: visitor.id, act }
    const outcome = await expelMember(deps, wish, clock.now())
    if (outcome === 'is_owner' || outcome === 'last_owner')
      return reply.redirect(`${listOf(visit)}/${membershipId}`, 303)
    if (outcome === 'not_permitted') throw new PageRefusal(403, 'administrators_only')
    const notice = outcome === 'removed' ? 'removed' : 'gone'
    return reply.redirect(`${listOf(visit)}?notice=${notice}`, 303)
  })
}

async function memberOf(
  { db }: MemberPagesDeps,
  { organization }: OrganizationVisit,
  request: FastifyRequest,
) {
  const member = await findMember(db, {
    organizationId: organization.id,
    id: pathParameter(request, 'id') ?? '',
  })
  if (!member) throw new PageRefusal(404, 'not_found')
  return member
}

function showMember(
  reply: FastifyReply,
  visit: OrganizationVisit,
  { membership, person }: Member,
  { roles, fault }: { roles: string[]; fault: string | null },
): FastifyReply {
  return sendPage(
    reply,
    memberPage(visit.context, {
      frame: frameOf(visit),
      listPath: listOf(visit),
      id: membership.id,
      name: fullName(person),
      email: person.email,
      avatarUrl: person.avatarUrl,
      roles,
      isOwner: visit.organization.isOwner,
      memberIsOwner: isOwner(membership.roles),
      fault,
    }),
  )
}

function frameOf({ visitor, organization }: OrganizationVisit) {
  return organizationFrame(visitor, organization, 'members')
}

function listOf({ organization }: OrganizationVisit): string {
  return `/organizations/${organization.slug}/members`
}
