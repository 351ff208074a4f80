import type { Db } from '../../platform/database/database.ts'
import { DAY_MS, HOUR_MS } from '../../platform/durations.ts'
import { forgetJob } from '../../platform/jobs/forget.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteEventsBefore } from './events.repository.ts'

/** Step 2 of the flow: forgets events after the retention (G-37). */
export function eventJobs({ db, retentionDays }: { db: Db; retentionDays: number }): Job[] {
  return [
    forgetJob(db, {
      name: 'events.forget_events',
      everyMs: HOUR_MS,
      keptMs: retentionDays * DAY_MS,
      deleteSome: deleteEventsBefore,
    }),
  ]
}
