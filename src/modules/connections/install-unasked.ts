import type { Tx } from '../../platform/database/database.ts'
import { desiredScopesOf, holdProviders } from '../apps/index.ts'
import type { Connectable } from './connection.ts'
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
  const bearer = { type: 'Organization' as const, id: organizationId }
  await lockBearer(tx, bearer)
  await allowDesired(tx, connections, { appId, bearer, establishedBy: personId }, now)
}

/**
 * Connects apps to an organization that the hub made for their vendor, and to its persons, with everything each app
 * desires of such a bearer (directory-api.md §16). What one of them desires of another is had once both are connected. The
 * caller holds the apps, those that provide what they desire, and the bearers.
 */
export async function installTogether(
  tx: Tx,
  connections: Connections,
  {
    appIds,
    organizationId,
    personIds,
  }: { appIds: readonly string[]; organizationId: string; personIds: readonly string[] },
  now: number,
): Promise<void> {
  const persons = personIds.map(id => ({ type: 'Person' as const, id }))
  for (const bearer of [{ type: 'Organization' as const, id: organizationId }, ...persons]) {
    const lacking: string[] = []
    for (const appId of appIds) {
      const wish = { appId, bearer, establishedBy: null }
      if (await allowDesired(tx, connections, wish, now)) lacking.push(appId)
    }
    for (const appId of lacking)
      await allowDesired(tx, connections, { appId, bearer, establishedBy: null }, now)
  }
}

/**
 * Allows what is left of what an app desires; says whether it desires something that cannot be had. A person who is asked
 * for nothing is not connected: there is nothing to take back.
 */
async function allowDesired(
  tx: Tx,
  connections: Connections,
  { appId, bearer, establishedBy }: { appId: string; bearer: Connectable; establishedBy: string | null },
  now: number,
): Promise<boolean> {
  const { desired } = await desiredScopesOf(tx, appId)
  const { asked, unavailable, connectionId } = await connections.wishOf(tx, { appId, desired }, bearer)
  const isNothing =
    bearer.type === 'Person' && connectionId === null && asked.length + unavailable.length === 0
  if (isNothing) return false
  await connections.allow(tx, { appId, bearer, establishedBy, granted: asked, waiting: [], unavailable }, now)
  return unavailable.length > 0
}
