import { recordAudit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/database/database.ts'
import { releaseAddresses } from '../../platform/mail/mail.repository.ts'
import { type DirectoryHooks, deleteOrganization, deleteTestPerson, lockPerson } from '../directory/index.ts'
import {
  deleteTestAccountRows,
  findTestAccount,
  findTestAccountsOf,
  findTestPersonIds,
  takeTestAccounts,
} from './test-account.repository.ts'
import type { TestAccount } from './test-account.ts'

/** Deletes a test account of a vendor: organization and test persons end at once, with everything issued to them. */
export async function deleteTestAccount(
  tx: Tx,
  { vendorId, organizationId }: { vendorId: string; organizationId: string },
  hooks: DirectoryHooks,
  now: number,
): Promise<'deleted' | 'not_found'> {
  await takeTestAccounts(tx, vendorId)
  const account = await findTestAccount(tx, { vendorId, organizationId })
  if (account === null) return 'not_found'
  await endTestAccount(tx, account, hooks, now)
  return 'deleted'
}

/** Deletes all test accounts of a vendor that is deleted itself. */
export async function deleteTestAccountsOf(
  tx: Tx,
  vendorId: string,
  hooks: DirectoryHooks,
  now: number,
): Promise<void> {
  await takeTestAccounts(tx, vendorId)
  for (const account of await findTestAccountsOf(tx, vendorId)) await endTestAccount(tx, account, hooks, now)
}

/**
 * Ends a test account; the caller has taken the vendor's. Who joined the organization later only leaves it. The persons
 * are taken first, as everywhere (docs/architecture.md, "The store").
 */
export async function endTestAccount(
  tx: Tx,
  { vendorId, organizationId, name }: TestAccount,
  hooks: DirectoryHooks,
  now: number,
): Promise<void> {
  const personIds = await findTestPersonIds(tx, organizationId)
  for (const personId of personIds) await lockPerson(tx, personId)
  await deleteTestAccountRows(tx, organizationId)
  await deleteOrganization(tx, { organizationId }, hooks, now)
  for (const personId of personIds) await deleteTestPerson(tx, { personId }, hooks, now)
  await releaseAddresses(tx, organizationId)
  const details = { organization: organizationId, name }
  await recordAudit(tx, { action: 'test_account_deleted', subject: `Organization/${vendorId}`, details }, now)
}
