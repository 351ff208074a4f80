import sql, { join, type Sql } from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'
import type { Bearer } from '../protocol/scope-evaluation.ts'
import type { StoredTokenEntry, TokenEntry, TokenEntryFilter } from './token-entry.ts'

/**
 * Adds entries by as few statements as powers of two add up to their number: so there are few texts, which stay prepared.
 * There is no way to change an entry.
 */
export async function insertTokenEntries(tx: Tx, entries: readonly TokenEntry[]): Promise<void> {
  for (let begin = 0; begin < entries.length; ) {
    const count = 2 ** Math.floor(Math.log2(entries.length - begin))
    await insertTogether(tx, entries.slice(begin, begin + count))
    begin += count
  }
}

async function insertTogether(tx: Tx, entries: readonly TokenEntry[]): Promise<void> {
  const rows = entries.map(
    entry => sql`(${entry.clientId}, ${entry.appId}, ${entry.grantType}, ${entry.bearer?.type ?? null},
      ${entry.bearer?.id ?? null}, ${entry.personId}, ${entry.jti}, ${entry.error}, ${entry.reason},
      ${entry.correlationId}, ${entry.addressBlock}, ${entry.createdAt})`,
  )
  await tx.write(sql`
    insert into token_entry (client_id, app_id, grant_type, bearer_type, bearer_id, person_id, jti, error, reason,
      correlation_id, address_block, created_at)
    values ${join(rows)}`)
}

type TokenEntryRow = Omit<StoredTokenEntry, 'bearer'> & {
  bearerType: Bearer['type'] | null
  bearerId: string | null
}

/**
 * The newest `limit` entries the filter means, newest first. Indexes: token_entry_of_app, also for a client, which has
 * one app; else token_entry_age. For refusals token_refusal_of_app, _of_bearer, else token_refusal_age.
 */
export async function findTokenEntries(
  reader: Reader,
  { clientId, appId, bearer, outcome, since, until, before }: TokenEntryFilter,
  limit: number,
): Promise<StoredTokenEntry[]> {
  const conditions: Sql[] = [sql`created_at >= ${since}`, sql`created_at <= ${until}`]
  if (appId !== undefined) conditions.push(sql`app_id = ${appId}`)
  if (clientId !== undefined) {
    conditions.push(sql`app_id = (select app_id from credentials where id = ${clientId})`)
    conditions.push(sql`client_id = ${clientId}`)
  }
  if (bearer !== undefined) conditions.push(sql`bearer_id = ${bearer.id} and bearer_type = ${bearer.type}`)
  if (outcome !== undefined)
    conditions.push(outcome === 'issued' ? sql`error is null` : sql`error is not null`)
  if (before !== undefined)
    conditions.push(sql`(created_at < ${before.at} or (created_at = ${before.at} and id < ${before.id}))`)
  const rows = await reader.read<TokenEntryRow>(sql`
    select id, client_id as "clientId", app_id as "appId", grant_type as "grantType", bearer_type as "bearerType",
      bearer_id as "bearerId", person_id as "personId", jti, error, reason, correlation_id as "correlationId",
      address_block as "addressBlock", created_at as "createdAt"
    from token_entry where ${join(conditions, ' and ')} order by created_at desc, id desc limit ${limit}`)
  return rows.map(({ bearerType, bearerId, ...entry }) => ({
    ...entry,
    bearer: bearerType === null || bearerId === null ? null : { type: bearerType, id: bearerId },
  }))
}

/** Deletes at most `limit` entries that are older than `instant`; how many it were. Index: token_entry_age. */
export async function deleteTokenEntriesBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from token_entry where id in
    (select id from token_entry where created_at < ${instant} order by created_at limit ${limit})`)
  return count
}
