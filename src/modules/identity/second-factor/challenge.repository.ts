import sql from 'sql-template-tag'
import type { Tx } from '../../../platform/database/database.ts'

/** Uses a challenge up; false when it was answered before. Guarded: of many requests one gets it (attack S8). */
export async function takeChallenge(
  tx: Tx,
  { hash, expiresAt }: { hash: string; expiresAt: number },
): Promise<boolean> {
  const { count } = await tx.write(
    sql`insert into used_challenge (challenge_hash, expires_at) values (${hash}, ${expiresAt})
        on conflict (challenge_hash) do nothing`,
  )
  return count === 1
}

/** Deletes up to `limit` challenges that expired before an instant; says how many. Index: used_challenge_expiry. */
export async function deleteChallengesExpiredBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(
    sql`delete from used_challenge where challenge_hash in
        (select challenge_hash from used_challenge where expires_at < ${instant} order by expires_at limit ${limit})`,
  )
  return count
}
