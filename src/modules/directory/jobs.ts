import type { Db } from '../../platform/database/database.ts'
import { DAY_MS, HOUR_MS } from '../../platform/durations.ts'
import { forgetJob } from '../../platform/jobs/forget.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteInvitationsExpiredBefore } from './invitation.repository.ts'
import { deleteJoinRequestsBefore } from './join-request.repository.ts'

/** Expired invitations are shown for a while, so that they can be sent again. */
const INVITATIONS_KEPT_MS = 60 * DAY_MS

/** Who was not answered, or declined, may ask again after this. */
const JOIN_REQUESTS_KEPT_MS = 30 * DAY_MS

/** Forgets what has expired. */
export function directoryJobs({ db }: { db: Db }): Job[] {
  const invitations = {
    everyMs: HOUR_MS,
    keptMs: INVITATIONS_KEPT_MS,
    deleteSome: deleteInvitationsExpiredBefore,
  }
  const requests = {
    everyMs: HOUR_MS,
    keptMs: JOIN_REQUESTS_KEPT_MS,
    deleteSome: deleteJoinRequestsBefore,
  }
  return [
    forgetJob(db, { ...invitations, name: 'directory.forget_invitations' }),
    forgetJob(db, { ...requests, name: 'directory.forget_join_requests' }),
  ]
}
