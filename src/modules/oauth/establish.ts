import type { Tx } from '../../platform/database/database.ts'
import { type Connection, type Connections, type Consent, isNews } from '../connections/index.ts'

/**
 * Lets a consent count: the connection is established or extended by what was granted, and remembers what was asked for
 * besides. Nothing is written where nothing is new. The caller holds the bearer (`lockBearer`) when something is granted.
 * Gives the connection's id.
 */
export async function establish(
  tx: Tx,
  connections: Connections,
  { existing, ...consent }: Consent & { existing: Connection | null },
  now: number,
): Promise<string> {
  if (existing === null || consent.granted.length > 0)
    return (await connections.allow(tx, consent, now)).connectionId
  if (isNews(existing, consent)) await connections.remember(tx, existing.id, consent, now)
  return existing.id
}
