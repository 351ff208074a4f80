import sql, { type Sql } from 'sql-template-tag'
import type { Tx } from '../../../platform/database/database.ts'

/**
 * Deletes up to `limit` issued pairs whose access token expired before `instant`, and says how many: the pairs that a
 * refresh replaced long ago, and the last ones of families that ended. Index: issued_token_expiry.
 */
export function deleteTokensExpiredBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  return deleted(
    tx,
    sql`delete from issued_token where id in
      (select id from issued_token where expires_at < ${instant} order by expires_at limit ${limit})`,
  )
}

/** Deletes up to `limit` codes that expired before `instant`. Index: authorization_code_expiry. */
export function deleteCodesExpiredBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  return deleted(
    tx,
    sql`delete from authorization_code where id in
      (select id from authorization_code where expires_at < ${instant} order by expires_at limit ${limit})`,
  )
}

/** Deletes up to `limit` families older than `instant` of which no code, pair or child is left. Index: token_family_age. */
export function deleteEmptyFamiliesBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  return deleted(
    tx,
    sql`delete from token_family where id in (
      select f.id from token_family f where f.created_at < ${instant}
        and not exists (select 1 from issued_token t where t.family_id = f.id)
        and not exists (select 1 from authorization_code c where c.family_id = f.id)
        and not exists (select 1 from token_family child where child.parent_family_id = f.id)
      order by f.created_at limit ${limit})`,
  )
}

async function deleted(tx: Tx, statement: Sql): Promise<number> {
  return (await tx.write(statement)).count
}
