import sql from 'sql-template-tag'
import type { Tx } from './database/database.ts'

/** Something sensitive that was done. `actor` and `subject` are `Person/<id>`, `Client/<id>`, …; ids only, no names. */
export type AuditEntry = {
  action: string
  actor: string | null
  subject: string | null
  reason: string | null
  correlationId: string | null
}

/** Adds an entry. */
export async function insertAuditEntry(tx: Tx, entry: AuditEntry, now: number): Promise<void> {
  await tx.write(sql`insert into audit_entry (action, actor, subject, reason, correlation_id, created_at)
    values (${entry.action}, ${entry.actor}, ${entry.subject}, ${entry.reason}, ${entry.correlationId}, ${now})`)
}

/** Deletes at most `limit` entries that are older than `instant`; how many it were. Uses the index audit_entry_age. */
export async function deleteAuditEntriesBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from audit_entry where id in
    (select id from audit_entry where created_at < ${instant} order by created_at limit ${limit})`)
  return count
}
