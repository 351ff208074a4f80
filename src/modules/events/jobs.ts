import type { Db } from '../../platform/database/database.ts'
import { deleteInBatches } from '../../platform/jobs/delete-in-batches.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteEventsBefore } from './events.repository.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Step 2 of the flow: forgets events after the retention (G-37). */
export function eventJobs({ db, retentionDays }: { db: Db; retentionDays: number }): Job[] {
  return [
    {
      name: 'events.forget_events',
      everyMs: HOUR_MS,
      run: now =>
        deleteInBatches(db, (tx, limit) => deleteEventsBefore(tx, now - retentionDays * DAY_MS, limit)),
    },
  ]
}
