import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Act } from '../../platform/audit.ts'
import { DAY_MS } from '../../platform/durations.ts'
import {
  ApiError,
  apiTime,
  notFound,
  type Principal,
  secondFactorRequired,
  tokenAct,
  validationFailed,
} from '../../platform/http/api.ts'
import { changedSince, objectOf, ownText, ownValue, requiredRoot } from '../../platform/http/api-body.ts'
import { pathParameter } from '../../platform/http/portal.ts'
import { TooManyRequests } from '../../platform/http/rate-limit.ts'
import { publicPictureUrl } from '../../platform/pictures/picture.ts'
import { membershipJson, personJson, shortPersonJson } from './directory-json.ts'
import { railsWording } from './faults.ts'
import type { DirectoryHooks } from './hooks.ts'
import { findOpenInvitations } from './invitation.repository.ts'
import { INVITATIONS_A_DAY_MAX, type Invitation, invitedName } from './invitation.ts'
import {
  checkInvitation,
  type InviteRefusal,
  invite,
  type MailSettings,
  withdrawInvitation,
} from './invite.ts'
import { expelMember, giveRoles, type ManageRefusal } from './manage-members.ts'
import { findMember, findMembers, type Member } from './member.repository.ts'
import { findMembership } from './membership.repository.ts'
import { findAvatars, findPerson, lacksRequiredFactor } from './person.repository.ts'
import type { DirectoryRoutesDeps } from './person.route.ts'
import { bitsFromRoles, isAdministrator, isOwner, ROLES, rolesFromBits } from './roles.ts'

export type MembershipRoutesDeps = DirectoryRoutesDeps & { hooks: DirectoryHooks; mail: MailSettings }

/** Whose members a request is about, and who asks: a person, or the organization itself. */
type Reach = {
  principal: Principal
  organizationId: string
  /** Null: the organization speaks for itself. */
  personId: string | null
  timeZone: string | null
  act: Act
}

/** Members and invitations: §6.1, §6.3 for persons, §7 for organizations (directory-api.md). */
export function membershipRoutes(scope: FastifyInstance, deps: MembershipRoutesDeps): void {
  const ofPerson = '/api/v1/person/organizations/:organization'
  memberRoutes(scope, deps, {
    path: `${ofPerson}/memberships`,
    read: request => personReach(deps, request, 'organizations.r'),
    write: request => personReach(deps, request, 'organizations.w', { elseRefused: 403 }),
  })
  const byItself = (scopeName: string) => (request: FastifyRequest) =>
    organizationReach(deps, request, scopeName)
  memberRoutes(scope, deps, {
    path: '/api/v1/organization/memberships',
    read: byItself('organization_members.r'),
    write: byItself('organization_members.w'),
  })
  invitationRoutes(scope, deps, `${ofPerson}/membership_invitations`)
}

type Access = {
  path: string
  read(request: FastifyRequest): Promise<Reach>
  write(request: FastifyRequest): Promise<Reach>
}

function memberRoutes(
  scope: FastifyInstance,
  deps: MembershipRoutesDeps,
  { path, read, write }: Access,
): void {
  const { db, clock } = deps
  scope.get(path, async request => {
    const reach = await read(request)
    const members = (await findMembers(db, reach.organizationId)).map(member => ({
      ...member,
      updatedAt: member.membership.updatedAt,
    }))
    return describe(deps, reach, changedSince(request, members))
  })

  scope.get(`${path}/:id`, async request => one(deps, await read(request), request))

  scope.patch(`${path}/:id`, async request => {
    const reach = await write(request)
    const { organizationId, personId, act } = reach
    const member = await memberIn(deps, reach, request)
    const body = objectOf(ownValue(objectOf(request.body, 'base'), 'membership'), 'membership')
    const roles = readRoles(body)
    if (roles === undefined) return one(deps, reach, request)
    const bits = bitsFromRoles(roles)
    // The role of owner is given and taken in the hub only (P-21).
    if (isOwner(bits) !== isOwner(member.membership.roles)) throw validationFailed({ roles: ['is invalid'] })
    const wish = { organizationId, membershipId: member.membership.id, actorId: personId, act }
    const changed = await giveRoles(deps, { ...wish, roles: bits }, clock.now())
    if (typeof changed === 'string') throw refusalOf(changed)
    return one(deps, reach, request)
  })

  scope.delete(`${path}/:id`, async (request, reply) => {
    const { organizationId, personId, act } = await write(request)
    const membershipId = pathParameter(request, 'id') ?? ''
    const wish = { organizationId, membershipId, actorId: personId, act }
    const outcome = await expelMember(deps, wish, clock.now())
    if (outcome !== 'removed') throw refusalOf(outcome)
    return reply.code(204).send()
  })
}

function invitationRoutes(scope: FastifyInstance, deps: MembershipRoutesDeps, path: string): void {
  const { db, clock } = deps
  // Who is no owner or admin learns nothing of invitations, not even that there can be some (§6.3).
  const open = (request: FastifyRequest, scopeName: string) =>
    personReach(deps, request, scopeName, { elseRefused: 404 })

  scope.get(path, async request => {
    const { organizationId, timeZone } = await open(request, 'organizations.r')
    const now = clock.now()
    const invitations = await findOpenInvitations(db, organizationId)
    const valid = invitations.filter(({ expiresAt }) => expiresAt > now)
    return invitationsJson(deps, changedSince(request, valid), timeZone)
  })

  scope.post(path, async request => {
    const { organizationId, personId, timeZone, act } = await open(request, 'organizations.w')
    const body = requiredRoot(request.body, 'membership_invitation')
    const checked = checkInvitation({
      email: ownText(body, 'email') ?? '',
      firstName: ownText(body, 'first_name') ?? null,
      name: ownText(body, 'name') ?? null,
      roles: readRoles(body, { mayBeEmpty: true }) ?? [],
    })
    if (!checked.ok) {
      const { firstName, ...faults } = checked.faults
      throw validationFailed(railsWording({ ...faults, ...(firstName && { first_name: firstName }) }))
    }
    // The role of owner is given in the hub only (P-21).
    if (isOwner(checked.value.roles)) throw validationFailed({ roles: ['is invalid'] })
    const wish = { organizationId, personId: personId ?? '', act, details: checked.value }
    const invited = await invite(deps, wish, clock.now())
    if (typeof invited === 'string') throw invitationRefusal(invited, clock.now())
    // Documented as 200 (C-46).
    const [described] = await invitationsJson(deps, [invited], timeZone)
    return described
  })

  scope.delete(`${path}/:id`, async (request, reply) => {
    const { organizationId, personId, act } = await open(request, 'organizations.w')
    const id = pathParameter(request, 'id') ?? ''
    const wish = { organizationId, personId: personId ?? '', act, id }
    const outcome = await withdrawInvitation(deps, wish, clock.now())
    if (outcome !== 'withdrawn') throw invitationRefusal(outcome, clock.now())
    return reply.code(204).send()
  })
}

/**
 * The organization of the address, of which the person must be a member (directory-api.md §6). With `elseRefused` they
 * must be an owner or admin; members are refused with this status.
 */
async function personReach(
  { db, guard }: MembershipRoutesDeps,
  request: FastifyRequest,
  scopeName: string,
  administrators?: { elseRefused: 403 | 404 },
): Promise<Reach> {
  const principal = await guard.person(request, scopeName)
  const { personId } = principal
  const organizationId = pathParameter(request, 'organization') ?? ''
  const [person, membership, lacksFactor] = await Promise.all([
    findPerson(db, personId),
    findMembership(db, { organizationId, personId }),
    lacksRequiredFactor(db, { organizationId, personId }),
  ])
  if (!person || !membership) throw notFound()
  if (lacksFactor) throw secondFactorRequired()
  if (administrators && !isAdministrator(membership.roles))
    throw administrators.elseRefused === 404 ? notFound() : new ApiError(403, ['forbidden'])
  return { principal, organizationId, personId, timeZone: person.timeZone, act: tokenAct(principal) }
}

async function organizationReach(
  { guard }: MembershipRoutesDeps,
  request: FastifyRequest,
  scopeName: string,
): Promise<Reach> {
  const principal = await guard.organization(request, scopeName)
  const { organizationId } = principal
  return { principal, organizationId, personId: null, timeZone: null, act: tokenAct(principal) }
}

/** Roles from outside; undefined when they were not sent. Unknown ones and none at all are refused (P-21). */
function readRoles(body: object, { mayBeEmpty = false } = {}): string[] | undefined {
  const sent = ownValue(body, 'roles')
  if (sent === undefined || sent === null) return undefined
  if (!Array.isArray(sent)) throw new ApiError(400, { roles: ['is invalid'] })
  const roles = sent.map(String)
  if (!roles.every(role => ROLES.includes(role)))
    throw validationFailed({ roles: ['is not included in the list'] })
  if (roles.length === 0 && !mayBeEmpty) throw validationFailed({ roles: ["can't be blank"] })
  return roles
}

function refusalOf(refusal: ManageRefusal): ApiError {
  switch (refusal) {
    case 'not_found':
      return notFound()
    case 'no_role':
      return validationFailed({ roles: ["can't be blank"] })
    case 'last_owner':
    case 'is_owner':
      return validationFailed({ base: ['is invalid'] })
    default:
      return new ApiError(403, ['forbidden'])
  }
}

function invitationRefusal(refusal: InviteRefusal, now: number): Error {
  if (refusal === 'already_member' || refusal === 'already_invited')
    return validationFailed({ email: ['has already been taken'] })
  // At the latest a day later, when all that count are older than that.
  if (refusal === 'too_many' || refusal === 'too_soon')
    return new TooManyRequests(now + DAY_MS, `${INVITATIONS_A_DAY_MAX}reqs/86400s`)
  return refusal === 'owners_only' ? new ApiError(403, ['forbidden']) : notFound()
}

async function memberIn({ db }: MembershipRoutesDeps, { organizationId }: Reach, request: FastifyRequest) {
  const member = await findMember(db, { organizationId, id: pathParameter(request, 'id') ?? '' })
  if (!member) throw notFound()
  return member
}

async function one(deps: MembershipRoutesDeps, reach: Reach, request: FastifyRequest) {
  const [described] = await describe(deps, reach, [await memberIn(deps, reach, request)])
  return described
}

/** Short persons for a person, full ones for the organization (directory-api.md §4.5). */
async function describe(
  { db, currentApp, publicUrl }: MembershipRoutesDeps,
  { principal, personId, timeZone }: Reach,
  members: readonly Member[],
) {
  const bearers = members.map(({ person }) => ({ type: 'Person' as const, id: person.id }))
  const standing = await currentApp(db, principal.appId, bearers)
  const writing = { timeZone, publicUrl }
  return members.map(({ membership, person }) => {
    const app = standing.get(person.id)
    const describe = personId === null ? personJson : shortPersonJson
    return { ...membershipJson(membership, writing), person: describe(person, app, writing) }
  })
}

/** Invitations, with the pictures of those who have an account (directory-api.md §4.6). */
async function invitationsJson(
  { db, publicUrl }: MembershipRoutesDeps,
  invitations: readonly Invitation[],
  timeZone: string | null,
) {
  const avatars = await findAvatars(
    db,
    invitations.map(({ emailKey }) => emailKey),
  )
  return invitations.map(invitation => ({
    id: invitation.id,
    email: invitation.email,
    roles: rolesFromBits(invitation.roles),
    full_name: invitedName(invitation),
    avatar_url: publicPictureUrl(publicUrl, avatars.get(invitation.emailKey) ?? null),
    expires_at: apiTime(invitation.expiresAt, timeZone),
    created_at: apiTime(invitation.createdAt, timeZone),
    updated_at: apiTime(invitation.updatedAt, timeZone),
  }))
}
