import { type Act, actsAs } from '../../platform/audit.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import { findMembership } from './membership.repository.ts'
import { lockOrganization } from './organization.repository.ts'
import { isAdministrator, isOwner } from './roles.ts'

/** Who acts on which organization. */
export type OwnAct = { organizationId: string; personId: string; act: Act }
/** Why nobody acted: the organization is gone, or who acts has lost the role meanwhile. */
export type ActRefusal = 'not_found' | 'not_permitted'

/** Runs an act of an owner or admin; their role is looked at in the transaction that uses it. */
export function administer<Result>(
  db: Db,
  { organizationId, personId, act, by = 'administrators' }: OwnAct & { by?: 'administrators' | 'owners' },
  run: (tx: Tx) => Promise<Result>,
): Promise<Result | ActRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    if (!(await lockOrganization(tx, organizationId))) return 'not_found'
    const membership = await findMembership(tx, { organizationId, personId })
    if (membership === null) return 'not_found'
    const isPermitted = by === 'owners' ? isOwner(membership.roles) : isAdministrator(membership.roles)
    return isPermitted ? run(tx) : 'not_permitted'
  })
}
