import sql, { type Sql } from 'sql-template-tag'
import { firstUuidAt } from '../../../platform/crypto/random.ts'
import type { Tx } from '../../../platform/database/database.ts'

/** A few rows that live longer than their neighbours, as after a clock was wrong, hold nobody up. */
const LOOK_AHEAD = 2

/**
 * Deletes up to `limit` issued pairs whose access token expired before `instant`, and says how many: the pairs that a
 * refresh replaced long ago, and the last ones of families that ended. Access tokens live equally long, so the oldest
 * rows are looked at, by the primary key: an index of expiries would cost a page for each token issued.
 */
export function deleteTokensExpiredBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  return deleted(
    tx,
    sql`delete from issued_token where id in (
      select oldest.id from (select id, expires_at from issued_token order by id limit ${limit * LOOK_AHEAD}) oldest
      where oldest.expires_at < ${instant} order by oldest.id limit ${limit})`,
  )
}

/** Deletes up to `limit` codes that expired before `instant`; looks at the oldest rows, as they live equally long. */
export function deleteCodesExpiredBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  return deleted(
    tx,
    sql`delete from authorization_code where id in (
      select oldest.id from (select id, expires_at from authorization_code order by id limit ${limit * LOOK_AHEAD}) oldest
      where oldest.expires_at < ${instant} order by oldest.id limit ${limit})`,
  )
}

/** Deletes up to `limit` families older than `instant` of which no code, device, pair or child is left. By the primary key, which grows. */
export function deleteEmptyFamiliesBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  return deleted(
    tx,
    sql`delete from token_family where id in (
      select f.id from token_family f where f.id < ${firstUuidAt(instant)}
        and not exists (select 1 from issued_token t where t.family_id = f.id)
        and not exists (select 1 from authorization_code c where c.family_id = f.id)
        and not exists (select 1 from device_authorization d where d.family_id = f.id)
        and not exists (select 1 from token_family child where child.parent_family_id = f.id)
      order by f.id limit ${limit})`,
  )
}

async function deleted(tx: Tx, statement: Sql): Promise<number> {
  return (await tx.write(statement)).count
}
