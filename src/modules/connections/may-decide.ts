import type { Tx } from '../../platform/database/database.ts'
import { findMembership, isAdministrator } from '../directory/index.ts'
import type { Connectable } from './connection.ts'
import { lockBearer } from './connections.ts'

/** Why nothing was decided: what it is about has ended, or who decides has lost the role meanwhile. */
export type DecisionRefusal = 'gone' | 'not_permitted'

/**
 * Takes a bearer for the rest of the transaction, for a person who grants or revokes for them: for themselves, or for an
 * organization whose owner or admin they are (platform.md §2). Null when they may; the role does not change meanwhile.
 */
export async function takeForDecision(
  tx: Tx,
  bearer: Connectable,
  personId: string,
): Promise<DecisionRefusal | null> {
  if (!(await lockBearer(tx, bearer))) return 'gone'
  if (bearer.type === 'Person') return bearer.id === personId ? null : 'not_permitted'
  const membership = await findMembership(tx, { organizationId: bearer.id, personId })
  return membership !== null && isAdministrator(membership.roles) ? null : 'not_permitted'
}
