import type { Db } from '../../platform/database/database.ts'
import { DAY_MS, HOUR_MS } from '../../platform/durations.ts'
import { forgetJob } from '../../platform/jobs/forget.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteFailedAttemptsBefore, deleteGatesUsedBefore } from './attempt.repository.ts'
import { ATTEMPT_WINDOW_MS } from './attempts.ts'
import { deleteLinksExpiredBefore } from './email-link.repository.ts'
import { deleteChallengesExpiredBefore } from './second-factor/challenge.repository.ts'
import { deletePendingExpiredBefore } from './second-factor/pending-sign-in.repository.ts'
import { deleteSessionsExpiredBefore } from './session.repository.ts'

/** Expired sessions tell for so long from where an account is usually used (limit-attempts.ts). */
const SESSIONS_KEPT_MS = 30 * DAY_MS

/** Forgets what has expired. */
export function identityJobs({ db }: { db: Db }): Job[] {
  const ofAttempts = { everyMs: ATTEMPT_WINDOW_MS, keptMs: ATTEMPT_WINDOW_MS }
  const jobs = [
    { name: 'sessions', everyMs: HOUR_MS, keptMs: SESSIONS_KEPT_MS, deleteSome: deleteSessionsExpiredBefore },
    { name: 'links', everyMs: HOUR_MS, keptMs: 0, deleteSome: deleteLinksExpiredBefore },
    { name: 'pending_sign_ins', everyMs: HOUR_MS, keptMs: 0, deleteSome: deletePendingExpiredBefore },
    { name: 'used_challenges', everyMs: HOUR_MS, keptMs: 0, deleteSome: deleteChallengesExpiredBefore },
    { name: 'failed_attempts', ...ofAttempts, deleteSome: deleteFailedAttemptsBefore },
    { name: 'attempt_gates', ...ofAttempts, deleteSome: deleteGatesUsedBefore },
  ]
  return jobs.map(job => forgetJob(db, { ...job, name: `identity.forget_${job.name}` }))
}
