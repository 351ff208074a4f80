import { recordAudit } from '../../platform/audit.ts'
import { uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { publish } from '../events/index.ts'
import type { DirectoryHooks } from './hooks.ts'
import { endInvitationsOf } from './invitation.repository.ts'
import { deleteJoinRequests } from './join-request.repository.ts'
import {
  deleteMembership,
  findMembershipsOfOrganization,
  insertMembership,
  storeRoles,
} from './membership.repository.ts'
import { losesLastOwner, type Membership, type MembershipKey } from './membership.ts'
import { lockOrganization } from './organization.repository.ts'
import { lockPerson } from './person.repository.ts'
import { bitsFromRoles, isAdministrator, isOwner, ROLES, rolesFromBits } from './roles.ts'

const ALL_ROLES = bitsFromRoles(ROLES)

/** Why a membership was left as it was. `no_role`: at least one must remain. */
export type MembershipRefusal = 'not_found' | 'no_role' | 'last_owner' | 'already_member'

/** Adds a person to an organization. */
export async function addMember(
  tx: Tx,
  { organizationId, personId, roles }: MembershipKey & { roles: number },
  now: number,
): Promise<Membership | MembershipRefusal> {
  if (roles === 0) return 'no_role'
  if (!(await lockPerson(tx, personId)) || !(await lockOrganization(tx, organizationId))) return 'not_found'
  const membership = { id: uuid(now), organizationId, personId, roles, createdAt: now, updatedAt: now }
  if (!(await insertMembership(tx, membership))) return 'already_member'
  await deleteJoinRequests(tx, { organizationId, personId })
  await audit(tx, 'member_added', membership, now)
  await publishChange(tx, 'member_joined', membership, now)
  return membership
}

/** Gives a member these roles instead of the present ones. The last owner stays owner (P-37). */
export async function changeRoles(
  tx: Tx,
  { organizationId, personId, roles }: MembershipKey & { roles: number },
  hooks: DirectoryHooks,
  now: number,
): Promise<Membership | MembershipRefusal> {
  if (roles === 0) return 'no_role'
  const found = await lockedMembership(tx, { organizationId, personId }, roles)
  if (typeof found === 'string' || found.roles === roles) return found
  const changed = { ...found, roles, updatedAt: now }
  await storeRoles(tx, changed, now)
  await endInvitationsBy(tx, { ...changed, former: found.roles }, now)
  await audit(tx, 'roles_changed', changed, now, { former: rolesFromBits(found.roles) })
  await publishChange(tx, 'member_roles_updated', changed, now)
  await hooks.rolesChanged(tx, { organizationId, personId, roles }, now)
  return changed
}

/** Takes a member out of an organization, by themselves or by others. The last owner stays (P-37). */
export async function removeMember(
  tx: Tx,
  key: MembershipKey,
  hooks: DirectoryHooks,
  now: number,
): Promise<'removed' | MembershipRefusal> {
  const found = await lockedMembership(tx, key, 0)
  if (typeof found === 'string') return found
  await endMembership(tx, found, hooks, now)
  return 'removed'
}

/** Ends a membership with what hangs on it. The caller holds the organization and knows that it may end. */
export async function endMembership(
  tx: Tx,
  found: Membership,
  hooks: DirectoryHooks,
  now: number,
): Promise<void> {
  const { organizationId, personId } = found
  await deleteMembership(tx, found.id)
  await endInvitationsBy(tx, { ...found, roles: 0, former: found.roles }, now)
  await audit(tx, 'member_removed', found, now)
  await publishChange(tx, 'member_left', found, now)
  await hooks.memberRemoved(tx, { organizationId, personId }, now)
}

/**
 * Finds a membership that may get these roles (0: end). Takes the organization first, so that two owners who leave at
 * once are decided one after the other.
 */
async function lockedMembership(
  tx: Tx,
  { organizationId, personId }: MembershipKey,
  roles: number,
): Promise<Membership | MembershipRefusal> {
  if (!(await lockOrganization(tx, organizationId))) return 'not_found'
  const members = await findMembershipsOfOrganization(tx, organizationId)
  const membership = members.find(member => member.personId === personId)
  if (membership === undefined) return 'not_found'
  return losesLastOwner(members, personId, roles) ? 'last_owner' : membership
}

/** Who may no longer invite has invited nobody who did not accept yet (attack O4): neither as a member nor as an owner. */
async function endInvitationsBy(
  tx: Tx,
  { organizationId, personId, roles, former }: MembershipKey & { roles: number; former: number },
  now: number,
): Promise<void> {
  const isOutOfOffice = isAdministrator(former) && !isAdministrator(roles)
  const ended = isOutOfOffice ? ALL_ROLES : isOwner(former) && !isOwner(roles) ? bitsFromRoles(['owner']) : 0
  if (ended === 0) return
  await endInvitationsOf(tx, { organizationId, sentBy: { personId, roles: ended } }, now)
}

/** An act on an organization; the person, and the roles they have or had, are its details. */
function audit(
  tx: Tx,
  action: string,
  { organizationId, personId, roles }: Membership,
  now: number,
  more: Record<string, unknown> = {},
): Promise<void> {
  const details = { person: personId, roles: rolesFromBits(roles), ...more }
  return recordAudit(tx, { action, subject: `Organization/${organizationId}`, details }, now)
}

async function publishChange(tx: Tx, name: string, membership: Membership, now: number): Promise<void> {
  const event = {
    name,
    subject: `Org/${membership.organizationId}`,
    payload: { membership_id: membership.id, person_id: membership.personId },
  }
  const hasLink = name !== 'member_left'
  const link = `/api/v1/organization/memberships/${membership.id}`
  await publish(tx, hasLink ? { ...event, link } : event, now)
}
