import sql, { join } from 'sql-template-tag'
import type { Tx } from '../../../platform/database/database.ts'

/**
 * Deletes up to `limit` families with everything in them that have issued nothing since `instant` and are older:
 * nothing of them can be refreshed, and nothing they issued is live. Gives how many. Index: token_family_age.
 */
export async function deleteEndedFamilies(tx: Tx, instant: number, limit: number): Promise<number> {
  const ended = await tx.read<{ id: string }>(sql`
    select f.id from token_family f
    where f.created_at < ${instant} and not exists (
      select 1 from issued_token t where t.family_id = f.id and t.issued_at >= ${instant})
    order by f.created_at limit ${limit}`)
  if (ended.length === 0) return 0
  const ids = join(ended.map(({ id }) => id))
  await tx.write(sql`delete from issued_token where family_id in (${ids})`)
  await tx.write(sql`delete from authorization_code where family_id in (${ids})`)
  await tx.write(sql`delete from token_family where id in (${ids})`)
  return ended.length
}
