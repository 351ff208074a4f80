import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'

/** An event as it is kept; `id` grows, `appId` names the only app it is for. */
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

type EventRow = {
  id: number
  event_id: string
  name: string
  subject: string
  app_id: string | null
  payload: string
  link: string | null
  created_at: number
}

/** Adds an event. */
export async function insertEvent(tx: Tx, event: Omit<StoredEvent, 'id'>): Promise<void> {
  await tx.write(sql`insert into event (event_id, name, subject, app_id, payload, link, created_at)
    values (${event.eventId}, ${event.name}, ${event.subject}, ${event.appId}, ${JSON.stringify(event.payload)},
      ${event.link}, ${event.createdAt})`)
}

/** The events after a growing id, oldest first. */
export async function eventsAfter(reader: Reader, id: number, limit: number): Promise<StoredEvent[]> {
  const rows =
    await reader.read<EventRow>(sql`select id, event_id, name, subject, app_id, payload, link, created_at
    from event where id > ${id} order by id limit ${limit}`)
  return rows.map(eventOfRow)
}

/** Deletes at most `limit` events that are older than `instant`; how many it were. Uses the index event_age. */
export async function deleteEventsBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from event where id in
    (select id from event where created_at < ${instant} order by created_at limit ${limit})`)
  return count
}

function eventOfRow(row: EventRow): StoredEvent {
  return {
    id: row.id,
    eventId: row.event_id,
    name: row.name,
    subject: row.subject,
    appId: row.app_id,
    payload: JSON.parse(row.payload),
    link: row.link,
    createdAt: row.created_at,
  }
}
