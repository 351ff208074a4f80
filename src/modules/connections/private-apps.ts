import type { Tx } from '../../platform/database/database.ts'
import { desiredScopesOf, findApp, holdProviders } from '../apps/index.ts'
import { findLiveConnections } from './connection.repository.ts'
import { type Connections, lockBearer } from './connections.ts'
import { wishOf } from './wish.ts'

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
  const { asked, unavailable } = await wishOf(tx, { appId, desired }, bearer)
  const consent = { appId, bearer, establishedBy: personId }
  await connections.allow(tx, { ...consent, granted: asked, waiting: [], unavailable }, now)
}

/**
 * New desired scopes of a private app: granted in the vendor's own organization, waiting for approval in every other
 * connected one (G-21).
 */
export async function offerScopes(
  tx: Tx,
  connections: Connections,
  { appId, scopes }: { appId: string; scopes: readonly string[] },
  now: number,
): Promise<void> {
  const app = await findApp(tx, appId)
  if (app?.type !== 'private') return
  await holdProviders(tx, appId)
  const added = (await desiredScopesOf(tx, appId)).desired.filter(({ name }) => scopes.includes(name.text))
  for (const { bearer } of await findLiveConnections(tx, { appId })) {
    if (bearer.type !== 'Organization') continue
    await lockBearer(tx, bearer)
    const { asked, unavailable } = await wishOf(tx, { appId, desired: added }, bearer)
    const consent = { appId, bearer, establishedBy: null, unavailable }
    const isVendors = bearer.id === app.organizationId
    const states = isVendors ? { granted: asked, waiting: [] } : { granted: [], waiting: asked }
    await connections.allow(tx, { ...consent, ...states }, now)
  }
}
