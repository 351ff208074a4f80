import type { Tx } from '../../platform/database/database.ts'
import { deleteLinksOf } from './email-link.repository.ts'
import { deletePassword } from './password.repository.ts'
import { forgetFactors } from './second-factor/factors.ts'
import { deleteSessionsOf } from './session.repository.ts'

/** Deletes everything by which a person could sign in or was seen here, for when the person is deleted. */
export async function forgetPerson(tx: Tx, { personId }: { personId: string }): Promise<void> {
  await deleteSessionsOf(tx, personId)
  await forgetFactors(tx, personId)
  await deleteLinksOf(tx, personId)
  await deletePassword(tx, personId)
}
