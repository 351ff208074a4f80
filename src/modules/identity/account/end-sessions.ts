import { type Act, actsAs, recordAudit } from '../../../platform/audit.ts'
import type { Db } from '../../../platform/database/database.ts'
import { endOtherSessions, endSessionById } from '../session.repository.ts'

/** Ends one session of a person; false when they have none of this id (any more). */
export function endOneSession(
  db: Db,
  { personId, id, act }: { personId: string; id: number; act: Act },
  now: number,
): Promise<boolean> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    if (!(await endSessionById(tx, { personId, id }, now))) return false
    const entry = { action: 'session_ended', subject: `Person/${personId}`, details: { session: id } }
    await recordAudit(tx, entry, now)
    return true
  })
}

/** Ends all sessions of a person but this one. */
export function endAllOtherSessions(
  db: Db,
  { personId, keptId, act }: { personId: string; keptId: number; act: Act },
  now: number,
): Promise<void> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    const sessions = await endOtherSessions(tx, { personId, keptId }, now)
    if (sessions === 0) return
    const entry = { action: 'other_sessions_ended', subject: `Person/${personId}`, details: { sessions } }
    await recordAudit(tx, entry, now)
  })
}
