import type { Reader } from '../../../platform/database/database.ts'
import { findPlatformApp, type ProvidedScope, providedScopesOf } from '../../apps/index.ts'
import { type Connectable, findHoldings } from '../../connections/index.ts'

/**
 * Step 1 of tokens without a flow: the scopes a bearer has: all of the platform app and of every app it is connected to that exist and are for its kind
 * (spec oauth.md §13), those of the platform app first. The short scopes are left out: each is another name of one of
 * these (§16.2).
 */
export async function availableScopes(reader: Reader, bearer: Connectable): Promise<ProvidedScope[]> {
  const platform = await findPlatformApp(reader)
  if (platform === null) throw new Error('There is no platform app.')
  const [holdings] = await findHoldings(reader, platform.id, [bearer])
  const provided = await providedScopesOf(reader, platform.id, ...(holdings?.connectedAppIds ?? []))
  return provided.filter(
    ({ bearerKind, isWithdrawn, scope }) =>
      !isWithdrawn && scope.app !== null && (bearerKind === 'all' || bearerKind === bearer.type),
  )
}
