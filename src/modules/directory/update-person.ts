import type { Tx } from '../../platform/database/database.ts'
import { publish } from '../events/index.ts'
import type { EmailAddress } from './email.ts'
import { membershipsOf } from './membership.repository.ts'
import { findPerson, lockPerson, storeEmail, storePersonDetails } from './person.repository.ts'
import { changesNothing, changesWhatAppsRead, type Person, type StoredChanges } from './person.ts'

/**
 * Changes what a person says about themselves and tells the apps of the person and of their organizations. Changes
 * that change nothing are silent. Null when the person is gone.
 */
export async function updatePerson(
  tx: Tx,
  { personId, changes }: { personId: string; changes: StoredChanges },
  now: number,
): Promise<Person | null> {
  // Of two changes at once the second one sees the first.
  const person = (await lockPerson(tx, personId)) ? await findPerson(tx, personId) : null
  if (person === null || changesNothing(person, changes)) return person

  const changed = { ...person, ...changes, updatedAt: now }
  if (!(await storePersonDetails(tx, changed))) return null
  if (!changesWhatAppsRead(person, changes)) return changed
  await tellOfChange(tx, personId, now)
  return changed
}

/**
 * Changes a person's address, for somebody who proved to read its mails; null when another account has it. Whether it
 * was ever confirmed stays as it is. Takes the person before.
 */
export async function changeEmail(
  tx: Tx,
  { personId, email }: { personId: string; email: EmailAddress },
  now: number,
): Promise<Person | null> {
  if (!(await storeEmail(tx, { personId, email }, now))) return null
  await tellOfChange(tx, personId, now)
  return findPerson(tx, personId)
}

/** Tells the apps of a person and of their organizations that something they read has changed. */
async function tellOfChange(tx: Tx, personId: string, now: number): Promise<void> {
  await publish(
    tx,
    { name: 'person_updated', subject: `Per/${personId}`, payload: {}, link: '/api/v1/person' },
    now,
  )
  for (const { membership } of await membershipsOf(tx, personId)) {
    const event = {
      name: 'member_details_changed',
      subject: `Org/${membership.organizationId}`,
      payload: { membership_id: membership.id, person_id: personId },
      link: `/api/v1/organization/memberships/${membership.id}`,
    }
    await publish(tx, event, now)
  }
}
