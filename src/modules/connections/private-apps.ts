import type { Tx } from '../../platform/database/database.ts'
import { type DesiredScope, desiredScopesOf, findApp, holdProviders } from '../apps/index.ts'
import { findHoldings, findLiveConnections } from './connection.repository.ts'
import type { Connectable, ScopeState } from './connection.ts'
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
  await connections.allow(
    tx,
    { appId, bearer, establishedBy: personId, ...(await inStates(tx, appId, bearer, desired, 'granted')) },
    now,
  )
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
    const state = bearer.id === app.organizationId ? 'granted' : 'waiting'
    await connections.allow(
      tx,
      { appId, bearer, establishedBy: null, ...(await inStates(tx, appId, bearer, added, state)) },
      now,
    )
  }
}

/** What an organization can give of these scopes now comes into the given state; the rest is unavailable (oauth.md §3.6). */
async function inStates(
  tx: Tx,
  appId: string,
  bearer: Connectable,
  desired: readonly DesiredScope[],
  available: 'granted' | 'waiting',
): Promise<Record<ScopeState, string[]>> {
  const [holdings] = await findHoldings(tx, appId, [bearer])
  const states: Record<ScopeState, string[]> = { granted: [], waiting: [], unavailable: [] }
  for (const { name, provided } of desired) {
    if (provided.bearerKind === 'Person') continue
    const isConnected =
      provided.isOfPlatformApp || provided.appId === appId || holdings?.connectedAppIds.has(provided.appId)
    states[isConnected && !provided.isWithdrawn ? available : 'unavailable'].push(name.text)
  }
  return states
}
