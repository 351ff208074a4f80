import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'

/**
 * Live connections of organizations with scopes that began to wait between two instants and that nobody was told of, where
 * the last mail about the app is older than `pausedSince`. Index: connection_scope_waiting.
 */
export async function findUntold(
  reader: Reader,
  { since, until, pausedSince }: { since: number; until: number; pausedSince: number },
  limit: number,
): Promise<string[]> {
  const rows = await reader.read<{ id: string }>(sql`
    select distinct c.id from connection_scope s join connection c on c.id = s.connection_id
    where s.state = 'waiting' and s.updated_at > ${since} and s.updated_at <= ${until}
      and c.bearer_type = 'Organization' and c.revoked_at is null
      and (c.notified_at is null or (c.notified_at <= s.updated_at and c.notified_at <= ${pausedSince}))
    order by c.id limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** Notes that the people of a connection are told now; false when somebody else did meanwhile. */
export async function claimNotice(
  tx: Tx,
  { connectionId, pausedSince }: { connectionId: string; pausedSince: number },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update connection set notified_at = ${now}
    where id = ${connectionId} and revoked_at is null and (notified_at is null or notified_at <= ${pausedSince})`)
  return count === 1
}
