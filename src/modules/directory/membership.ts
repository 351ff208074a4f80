import { isOwner } from './roles.ts'

/** A person's place in an organization. `roles` is the bit field of roles.ts, never 0; instants in ms. */
export type Membership = {
  id: string
  organizationId: string
  personId: string
  roles: number
  createdAt: number
  updatedAt: number
}

/** Which membership is meant. */
export type MembershipKey = { organizationId: string; personId: string }

/**
 * Whether an organization would lose its last owner if this member's roles became `roles` (0: leaves). `members` are
 * all of its members as they are now.
 */
export function losesLastOwner(members: readonly Membership[], personId: string, roles: number): boolean {
  const owners = members.filter(member => isOwner(member.roles))
  return !isOwner(roles) && owners.length === 1 && owners[0]?.personId === personId
}
