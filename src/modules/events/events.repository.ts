import sql from 'sql-template-tag'
import type { Tx } from '../../platform/database/database.ts'

/** An event as it is kept; `appId` names the only app it is for. */
export type StoredEvent = {
  eventId: string
  name: string
  subject: string
  appId: string | null
  payload: Record<string, unknown>
  link: string | null
  createdAt: number
}

/** Adds an event. */
export async function insertEvent(tx: Tx, event: StoredEvent): Promise<void> {
  await tx.write(sql`insert into event (event_id, name, subject, app_id, payload, link, created_at)
    values (${event.eventId}, ${event.name}, ${event.subject}, ${event.appId}, ${JSON.stringify(event.payload)},
      ${event.link}, ${event.createdAt})`)
}

/** Deletes at most `limit` events that are older than `instant`; how many it were. Uses the index event_age. */
export async function deleteEventsBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from event where id in
    (select id from event where created_at < ${instant} order by created_at limit ${limit})`)
  return count
}
