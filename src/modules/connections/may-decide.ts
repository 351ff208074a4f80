import type { Tx } from '../../platform/database/database.ts'
import { findMembership, isAdministrator } from '../directory/index.ts'
import type { Connectable } from './connection.ts'

/**
 * Whether a person may grant and revoke for a bearer: for themselves, and for organizations whose owner or admin they are
 * (platform.md §2). The caller holds the bearer (`lockBearer`), so that the role does not change meanwhile.
 */
export async function mayDecide(tx: Tx, { type, id }: Connectable, personId: string): Promise<boolean> {
  if (type === 'Person') return id === personId
  const membership = await findMembership(tx, { organizationId: id, personId })
  return membership !== null && isAdministrator(membership.roles)
}
