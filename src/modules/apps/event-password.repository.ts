import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { SealedSecret } from './credentials.repository.ts'

/** A password with which an app posts its events. */
export type EventPassword = { id: string; appId: string; note: string | null; createdAt: number }

/** The event passwords of an app, oldest first (index: event_password_of_app). */
export async function eventPasswordsOf(reader: Reader, appId: string): Promise<EventPassword[]> {
  return reader.read(
    sql`select id, app_id as "appId", note, created_at as "createdAt" from event_password
        where app_id = ${appId} order by created_at, id`,
  )
}

/** One of them; null when it is gone or of another app. */
export async function findEventPassword(
  reader: Reader,
  { id, appId }: { id: string; appId: string },
): Promise<(EventPassword & { ciphertext: string }) | null> {
  const [row] = await reader.read<EventPassword & { ciphertext: string }>(
    sql`select id, app_id as "appId", note, created_at as "createdAt", secret_ciphertext as ciphertext
        from event_password where id = ${id} and app_id = ${appId}`,
  )
  return row ?? null
}

/** Stores a new one. */
export async function insertEventPassword(
  tx: Tx,
  { id, appId, note, createdAt }: EventPassword,
  { hash, ciphertext }: SealedSecret,
): Promise<void> {
  await tx.write(
    sql`insert into event_password (id, app_id, note, secret_hash, secret_ciphertext, created_at)
        values (${id}, ${appId}, ${note}, ${hash}, ${ciphertext}, ${createdAt})`,
  )
}

/** Changes what it is for; false when it is gone. */
export async function storeEventPasswordNote(
  tx: Tx,
  { id, appId, note }: Pick<EventPassword, 'id' | 'appId' | 'note'>,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update event_password set note = ${note} where id = ${id} and app_id = ${appId}`,
  )
  return count === 1
}

/** Takes it away; false when it is gone. */
export async function deleteEventPassword(
  tx: Tx,
  { id, appId }: Pick<EventPassword, 'id' | 'appId'>,
): Promise<boolean> {
  const { count } = await tx.write(sql`delete from event_password where id = ${id} and app_id = ${appId}`)
  return count === 1
}
