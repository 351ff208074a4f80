import type { Reader } from '../../platform/database/database.ts'
import { type DesiredScope, parseScopeName, type ScopeName, type ScopeNames } from '../apps/index.ts'
import { findHoldings } from './connection.repository.ts'
import { type Connectable, scopesByState } from './connection.ts'

/** What connecting an app to a bearer comes to; scopes under the vendor's names. */
export type Wish = {
  /** Null: they are not connected yet. */
  connectionId: string | null
  /** What it has already. */
  granted: string[]
  /** What is left to allow. */
  asked: string[]
  /** What it would like, but the app that offers it is not connected or does not offer it any more (oauth.md §3.6). */
  unavailable: string[]
}

/**
 * What an app desires of such a bearer (platform.md §7): what it has, what can be allowed now, and what cannot be had here.
 * A scope it may use through a granted one, under another name of the platform app or a wider one, is not asked again.
 */
export async function wishOf(
  reader: Reader,
  names: ScopeNames,
  { appId, desired }: { appId: string; desired: readonly DesiredScope[] },
  bearer: Connectable,
): Promise<Wish> {
  const [holdings] = await findHoldings(reader, appId, [bearer])
  const connection = holdings?.connection ?? null
  const { granted } = scopesByState(connection)
  const wish: Wish = { connectionId: connection?.id ?? null, granted, asked: [], unavailable: [] }
  for (const { name, bearerKind, provided } of desired) {
    const isCovered = granted.some(held => covers(names, held, name))
    if (isCovered || (bearerKind !== 'all' && bearerKind !== bearer.type)) continue
    const isConnected =
      provided.isOfPlatformApp || provided.appId === appId || holdings?.connectedAppIds.has(provided.appId)
    const group = isConnected && !provided.isWithdrawn ? wish.asked : wish.unavailable
    group.push(name.text)
  }
  return wish
}

function covers(names: ScopeNames, held: string, wanted: ScopeName): boolean {
  const have = parseScopeName(held)
  return have !== null && names.covers(have, wanted)
}
