import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'

/** A row of the revocation list; `id` grows. */
export type RevokedRow = { id: number; jti: string; expiresAt: number }

/** Live entries behind a growing id, by the primary key. */
export function findRevokedAfter(reader: Reader, id: number, now: number): Promise<RevokedRow[]> {
  return reader.read<RevokedRow>(sql`
    select id, jti, expires_at as "expiresAt" from revoked_access_token
    where id > ${id} and expires_at > ${now} order by id`)
}

/** All revoked tokens that have not expired, oldest first (spec oauth.md §12.1). */
export async function findRevokedTokenIds(reader: Reader, now: number): Promise<string[]> {
  const rows = await reader.read<{ jti: string }>(sql`
    select jti from revoked_access_token where expires_at > ${now} order by id`)
  return rows.map(({ jti }) => jti)
}

/** Whether one token is on the list. */
export async function isOnRevocationList(reader: Reader, jti: string): Promise<boolean> {
  return (await reader.read(sql`select 1 as found from revoked_access_token where jti = ${jti}`)).length > 0
}

/** Puts a token on the list; false when it was there before. */
export async function listRevokedToken(
  tx: Tx,
  { jti, expiresAt }: { jti: string; expiresAt: number },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    insert into revoked_access_token (jti, expires_at, revoked_at) values (${jti}, ${expiresAt}, ${now})
    on conflict (jti) do nothing`)
  return count === 1
}

/** Deletes up to `limit` entries whose tokens expired before `instant`. Index: revoked_access_token_expiry. */
export async function deleteRevokedBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from revoked_access_token where id in
    (select id from revoked_access_token where expires_at < ${instant} order by expires_at limit ${limit})`)
  return count
}
