import type { Tx } from '../../platform/database/database.ts'
import { desiredScopesOf, holdProviders } from '../apps/index.ts'
import { type Connections, lockBearer } from './connections.ts'

/**
 * Connects an app to an organization with all it desires, unasked: a private app to its vendor's (platform.md §4.1), and
 * an app to the organization somebody made through it (directory-api.md §5).
 */
export async function installUnasked(
  tx: Tx,
  connections: Connections,
  {
    appId,
    organizationId,
    personId = null,
  }: { appId: string; organizationId: string; personId?: string | null },
  now: number,
): Promise<void> {
  await holdProviders(tx, appId)
  const { desired } = await desiredScopesOf(tx, appId)
  const bearer = { type: 'Organization' as const, id: organizationId }
  await lockBearer(tx, bearer)
  const { asked, unavailable } = await connections.wishOf(tx, { appId, desired }, bearer)
  const consent = { appId, bearer, establishedBy: personId }
  await connections.allow(tx, { ...consent, granted: asked, waiting: [], unavailable }, now)
}
