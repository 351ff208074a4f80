import type { Reader, Tx } from '../../platform/database/database.ts'
import { type DesiredScope, desiredScopesOf } from '../apps/index.ts'
import { type Connectable, findHoldings, scopesByState } from '../connections/index.ts'

/** What connecting an app to a bearer comes to; scopes under the vendor's names. */
export type Wish = {
  /** Null: they are not connected yet. */
  connectionId: string | null
  /** What it has already. */
  granted: string[]
  /** What is left to allow. */
  asked: string[]
  /** What it would like, but the app that offers it is not connected or does not offer it any more. */
  unavailable: string[]
}

/**
 * Everything an app desires of such a bearer (platform.md §7): what it has, what can be allowed now, and what cannot be
 * had here. A scope it may use through a wider one that was granted is not asked again by that name.
 */
export async function wishOf(reader: Reader | Tx, appId: string, bearer: Connectable): Promise<Wish> {
  const { desired } = await desiredScopesOf(reader, appId)
  const [holdings] = await findHoldings(reader, appId, [bearer])
  const connection = holdings?.connection ?? null
  const { granted } = scopesByState(connection)
  const wish: Wish = { connectionId: connection?.id ?? null, granted, asked: [], unavailable: [] }
  for (const scope of desired.filter(
    ({ bearerKind }) => bearerKind === 'all' || bearerKind === bearer.type,
  )) {
    const name = scope.name.text
    if (granted.includes(name)) continue
    const isThere = isAvailable(scope, appId, holdings?.connectedAppIds ?? new Set())
    if (isThere) wish.asked.push(name)
    else wish.unavailable.push(name)
  }
  return wish
}

function isAvailable({ provided }: DesiredScope, appId: string, connected: ReadonlySet<string>): boolean {
  if (provided.isWithdrawn) return false
  return provided.isOfPlatformApp || provided.appId === appId || connected.has(provided.appId)
}
