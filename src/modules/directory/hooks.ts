import type { Tx } from '../../platform/database/database.ts'
import type { MembershipKey } from './membership.ts'

/**
 * What the modules to the right do when something ends here: revoke connections, tokens and sessions. Called inside
 * the transaction that causes it.
 */
export type DirectoryHooks = {
  memberRemoved(tx: Tx, key: MembershipKey, now: number): Promise<void>
  rolesChanged(tx: Tx, change: MembershipKey & { roles: number }, now: number): Promise<void>
  organizationDeleted(tx: Tx, organization: { organizationId: string }, now: number): Promise<void>
  personDeleted(tx: Tx, person: { personId: string }, now: number): Promise<void>
  personBanned(tx: Tx, person: { personId: string }, now: number): Promise<void>
}
