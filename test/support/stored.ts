import assert from 'node:assert/strict'
import sql from 'sql-template-tag'
import { findTokenEntries, type StoredTokenEntry } from '../../src/modules/oauth/index.ts'
import { findAuditEntries, type StoredAuditEntry } from '../../src/platform/audit.repository.ts'
import type { Db } from '../../src/platform/database/database.ts'
import type { TestApp } from './test-app.ts'

const ALL = 1_000_000

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

/** The whole audit log, newest first, without the requests for tokens. */
export function auditEntries(db: Db): Promise<StoredAuditEntry[]> {
  return findAuditEntries(db, { since: 0, until: Number.MAX_SAFE_INTEGER }, ALL)
}

/** The newest entry of this action; fails when there is none. */
export async function auditEntry(db: Db, action: string): Promise<StoredAuditEntry> {
  const [entry] = await findAuditEntries(db, { action, since: 0, until: Number.MAX_SAFE_INTEGER }, 1)
  assert.ok(entry, `no entry ${action}`)
  return entry
}

/** What came of the requests for tokens, of all clients or of one, newest first. */
export async function tokenEntries(
  app: TestApp,
  { clientId, outcome }: { clientId?: string; outcome?: 'issued' | 'refused' } = {},
): Promise<StoredTokenEntry[]> {
  await app.app.flushTokenLog()
  const always = { since: 0, until: Number.MAX_SAFE_INTEGER, outcome }
  return findTokenEntries(app.db, clientId === undefined ? always : { ...always, clientId }, ALL)
}
