import { type Act, actsAs } from '../../platform/audit.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import { changeRoles, type MembershipRefusal, removeMember } from './change-membership.ts'
import type { DirectoryHooks } from './hooks.ts'
import { findMember } from './member.repository.ts'
import { findMembership } from './membership.repository.ts'
import type { Membership } from './membership.ts'
import { lockOrganization } from './organization.repository.ts'
import { isAdministrator, isOwner } from './roles.ts'

/**
 * Why a membership stayed as it was. `not_permitted`: who acts is no owner or admin (any more); `owners_only`: the role of
 * owner is given and taken by owners; `is_owner`: an owner is not removed, they give the role up first (platform.md §1.2).
 */
export type ManageRefusal = MembershipRefusal | 'not_permitted' | 'owners_only' | 'is_owner'

/** Which member is meant, and who acts: a person, or an app for the organization itself (null). */
export type MemberAct = { organizationId: string; membershipId: string; actorId: string | null; act: Act }

export type ManageDeps = { db: Db; hooks: DirectoryHooks }

/** Gives a member other roles. The rights of who acts are looked at in the transaction that uses them. */
export function giveRoles(
  { db, hooks }: ManageDeps,
  { roles, ...wish }: MemberAct & { roles: number },
  now: number,
): Promise<Membership | ManageRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, wish.act)
    const found = await managed(tx, wish)
    if (typeof found === 'string') return found
    const { membership, actorIsOwner } = found
    if (isOwner(membership.roles) !== isOwner(roles) && !actorIsOwner) return 'owners_only'
    const { organizationId, personId } = membership
    return changeRoles(tx, { organizationId, personId, roles }, hooks, now)
  })
}

/** Takes a member out; owners are not taken out. */
export function expelMember(
  { db, hooks }: ManageDeps,
  wish: MemberAct,
  now: number,
): Promise<'removed' | ManageRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, wish.act)
    const found = await managed(tx, wish)
    if (typeof found === 'string') return found
    const { organizationId, personId, roles } = found.membership
    if (isOwner(roles)) return 'is_owner'
    return removeMember(tx, { organizationId, personId }, hooks, now)
  })
}

async function managed(
  tx: Tx,
  { organizationId, membershipId, actorId }: MemberAct,
): Promise<{ membership: Membership; actorIsOwner: boolean } | ManageRefusal> {
  if (!(await lockOrganization(tx, organizationId))) return 'not_found'
  const actor = actorId === null ? null : await findMembership(tx, { organizationId, personId: actorId })
  if (actorId !== null && (actor === null || !isAdministrator(actor.roles))) return 'not_permitted'
  const member = await findMember(tx, { organizationId, id: membershipId })
  if (member === null) return 'not_found'
  return { membership: member.membership, actorIsOwner: actor !== null && isOwner(actor.roles) }
}
