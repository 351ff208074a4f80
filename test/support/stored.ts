import sql from 'sql-template-tag'
import type { AuditEntry } from '../../src/platform/audit.repository.ts'
import type { Db } from '../../src/platform/database/database.ts'

/** An event as it lies in the outbox; `id` grows. */
export type StoredEvent = {
  id: number
  eventId: string
  name: string
  subject: string
  appId: string | null
  payload: Record<string, unknown>
  link: string | null
  createdAt: number
}

/** The events after a growing id, oldest first. */
export async function eventsAfter(db: Db, id: number): Promise<StoredEvent[]> {
  const rows = await db.read<Omit<StoredEvent, 'payload'> & { payload: string }>(sql`
    select id, event_id as "eventId", name, subject, app_id as "appId", payload, link, created_at as "createdAt"
    from event where id > ${id} order by id`)
  return rows.map(row => ({ ...row, payload: JSON.parse(row.payload) }))
}

/** The audit log, newest first. */
export function auditEntries(db: Db): Promise<(AuditEntry & { id: number; createdAt: number })[]> {
  return db.read(sql`
    select id, action, actor, subject, reason, correlation_id as "correlationId", created_at as "createdAt"
    from audit_entry order by id desc`)
}
