import type { Db } from '../../platform/database/database.ts'
import { HOUR_MS } from '../../platform/durations.ts'
import { forgetJob } from '../../platform/jobs/forget.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteConnectionsEndedBefore } from './connection.repository.ts'

/**
 * Forgets connections that ended `keptMs` ago: until then it is told why what was issued under them is refused (G-11).
 * Who granted what when stays in the audit log.
 */
export function connectionJobs({ db, keptMs }: { db: Db; keptMs: number }): Job[] {
  const forget = { everyMs: HOUR_MS, keptMs, deleteSome: deleteConnectionsEndedBefore }
  return [forgetJob(db, { name: 'connections.forget_ended', ...forget })]
}
