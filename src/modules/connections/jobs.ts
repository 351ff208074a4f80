import type { Db } from '../../platform/database/database.ts'
import { HOUR_MS } from '../../platform/durations.ts'
import { forgetJob } from '../../platform/jobs/forget.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import type { MailSettings } from '../directory/index.ts'
import { deleteConnectionsEndedBefore } from './connection.repository.ts'
import type { Connections } from './connections.ts'
import { offerScopesJob } from './offer-scopes.ts'
import { tellOfWaitingJob } from './tell-of-waiting.ts'

/**
 * Forgets connections that ended `keptMs` ago: until then it is told why what was issued under them is refused (G-11).
 * Who granted what when stays in the audit log.
 */
function forgetEndedJob({ db, keptMs }: { db: Db; keptMs: number }): Job {
  const forget = { everyMs: HOUR_MS, keptMs, deleteSome: deleteConnectionsEndedBefore }
  return forgetJob(db, { name: 'connections.forget_ended', ...forget })
}

/** What connections need done again and again. */
export function connectionJobs(deps: {
  db: Db
  connections: Connections
  mail: MailSettings
  keptMs: number
}): Job[] {
  return [offerScopesJob(deps), tellOfWaitingJob(deps), forgetEndedJob(deps)]
}
