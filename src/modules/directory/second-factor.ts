import type { Tx } from '../../platform/database/database.ts'
import { publish } from '../events/index.ts'
import { storeSecondFactorSince } from './person.repository.ts'

/** Notes whether a person has a second factor, and tells the apps of the person when that changed (directory-api.md §4.1). */
export async function noteSecondFactor(
  tx: Tx,
  { personId, hasAny }: { personId: string; hasAny: boolean },
  now: number,
): Promise<void> {
  if (!(await storeSecondFactorSince(tx, { personId, hasAny }, now))) return
  const event = { name: 'person_updated', subject: `Per/${personId}`, payload: {}, link: '/api/v1/person' }
  await publish(tx, event, now)
}
