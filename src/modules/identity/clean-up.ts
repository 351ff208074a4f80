import type { Db } from '../../platform/database/database.ts'
import { deleteInBatches } from '../../platform/jobs/delete-in-batches.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteFailedAttemptsBefore, deleteGatesUsedBefore } from './attempt.repository.ts'
import { ATTEMPT_WINDOW_MS } from './attempts.ts'
import { deleteLinksExpiredBefore } from './email-link.repository.ts'
import { deleteSessionsExpiredBefore } from './session.repository.ts'

const HOUR_MS = 3_600_000
/** Expired sessions tell for so long from where an account is usually used (limit-attempts.ts). */
const SESSIONS_KEPT_MS = 30 * 24 * HOUR_MS

/** Forgets what has expired. */
export function identityJobs({ db }: { db: Db }): Job[] {
  return [
    {
      name: 'identity.forget_sessions',
      everyMs: HOUR_MS,
      run: now =>
        deleteInBatches(db, (tx, limit) => deleteSessionsExpiredBefore(tx, now - SESSIONS_KEPT_MS, limit)),
    },
    {
      name: 'identity.forget_links',
      everyMs: HOUR_MS,
      run: now => deleteInBatches(db, (tx, limit) => deleteLinksExpiredBefore(tx, now, limit)),
    },
    {
      name: 'identity.forget_failed_attempts',
      everyMs: ATTEMPT_WINDOW_MS,
      async run(now) {
        const instant = now - ATTEMPT_WINDOW_MS
        await deleteInBatches(db, (tx, limit) => deleteFailedAttemptsBefore(tx, instant, limit))
        await deleteInBatches(db, (tx, limit) => deleteGatesUsedBefore(tx, instant, limit))
      },
    },
  ]
}
