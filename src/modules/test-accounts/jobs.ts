import type { Db } from '../../platform/database/database.ts'
import { DAY_MS, HOUR_MS } from '../../platform/durations.ts'
import { forgetJob } from '../../platform/jobs/forget.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteDraftsBefore } from './draft.repository.ts'

/** Forgets descriptions that nobody finished. */
export function testAccountJobs({ db }: { db: Db }): Job[] {
  const drafts = { name: 'test_accounts.forget_drafts', everyMs: HOUR_MS, keptMs: DAY_MS }
  return [forgetJob(db, { ...drafts, deleteSome: deleteDraftsBefore })]
}
