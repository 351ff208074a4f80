import sql, { join, type Sql } from 'sql-template-tag'
import type { Reader, Tx } from './database/database.ts'

/**
 * Something sensitive that was done. `actor` and `subject` are `Person/<id>`, `Organization/<id>`, `Client/<id>`,
 * `App/<id>`, …; ids only, no names and no addresses of persons (G-33). `clientId` and `appId` say which app it
 * concerns, `correlationId` and `addressBlock` which request it came with and from where; null where none did.
 * `details` holds ids, numbers and names of scopes.
 */
export type AuditEntry = {
  action: string
  actor: string | null
  subject: string | null
  reason: string | null
  correlationId: string | null
  addressBlock: string | null
  clientId: string | null
  appId: string | null
  details: Record<string, unknown> | null
}

/** An entry as it is kept. */
export type StoredAuditEntry = AuditEntry & { id: number; createdAt: number }

/** Adds an entry. There is no way to change one. */
export async function insertAuditEntry(tx: Tx, entry: AuditEntry, now: number): Promise<void> {
  const { action, actor, subject, reason, correlationId, addressBlock, clientId, appId, details } = entry
  await tx.write(sql`
    insert into audit_entry (action, actor, subject, reason, correlation_id, address_block, client_id, app_id, details,
      created_at)
    values (${action}, ${actor}, ${subject}, ${reason}, ${correlationId}, ${addressBlock}, ${clientId}, ${appId},
      ${details === null ? null : JSON.stringify(details)}, ${now})`)
}

/** Which entries are meant: all that agree with what is given. Instants in ms, both included. */
export type AuditFilter = {
  action?: string | undefined
  /** One of these. */
  actions?: readonly string[] | undefined
  actor?: string | undefined
  subject?: string | undefined
  clientId?: string | undefined
  appId?: string | undefined
  since: number
  until: number
  /** Those behind this one, in the order they are given. */
  before?: { at: number; id: number } | undefined
}

/**
 * The newest `limit` entries the filter means, newest first. Indexes: audit_entry_of_client, _of_app, _of_subject,
 * _of_actor, else audit_entry_age.
 */
export async function findAuditEntries(
  reader: Reader,
  { action, actions, actor, subject, clientId, appId, since, until, before }: AuditFilter,
  limit: number,
): Promise<StoredAuditEntry[]> {
  const conditions: Sql[] = [sql`created_at >= ${since}`, sql`created_at <= ${until}`]
  if (action !== undefined) conditions.push(sql`action = ${action}`)
  if (actions !== undefined) conditions.push(sql`action in (${join([...actions])})`)
  if (actor !== undefined) conditions.push(sql`actor = ${actor}`)
  if (subject !== undefined) conditions.push(sql`subject = ${subject}`)
  if (clientId !== undefined) conditions.push(sql`client_id = ${clientId}`)
  if (appId !== undefined) conditions.push(sql`app_id = ${appId}`)
  if (before !== undefined)
    conditions.push(sql`(created_at < ${before.at} or (created_at = ${before.at} and id < ${before.id}))`)
  const rows = await reader.read<Omit<StoredAuditEntry, 'details'> & { details: string | null }>(sql`
    select id, action, actor, subject, reason, correlation_id as "correlationId", address_block as "addressBlock",
      client_id as "clientId", app_id as "appId", details, created_at as "createdAt"
    from audit_entry where ${join(conditions, ' and ')} order by created_at desc, id desc limit ${limit}`)
  return rows.map(row => ({ ...row, details: row.details === null ? null : JSON.parse(row.details) }))
}

/** Deletes at most `limit` entries that are older than `instant`; how many it were. Uses the index audit_entry_age. */
export async function deleteAuditEntriesBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from audit_entry where id in
    (select id from audit_entry where created_at < ${instant} order by created_at limit ${limit})`)
  return count
}
