import { type AuditEntry, deleteAuditEntriesBefore, insertAuditEntry } from './audit.repository.ts'
import type { Db, Tx } from './database/database.ts'
import { deleteInBatches } from './jobs/delete-in-batches.ts'
import type { Job } from './jobs/jobs.ts'

const REASON_CHARACTERS_MAX = 1_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Records a sensitive act in the transaction that does it, so that there is no act without its entry. */
export async function recordAudit(tx: Tx, entry: AuditEntry, now: number): Promise<void> {
  const reason = entry.reason?.slice(0, REASON_CHARACTERS_MAX) ?? null
  await insertAuditEntry(tx, { ...entry, reason }, now)
}

/** Forgets entries after the retention (G-37). */
export function auditJobs({ db, retentionDays }: { db: Db; retentionDays: number }): Job[] {
  return [
    {
      name: 'audit.forget_entries',
      everyMs: HOUR_MS,
      run: now =>
        deleteInBatches(db, (tx, limit) => deleteAuditEntriesBefore(tx, now - retentionDays * DAY_MS, limit)),
    },
  ]
}
