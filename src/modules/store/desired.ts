import type { Reader } from '../../platform/database/database.ts'
import { desiredScopesOf } from '../apps/index.ts'

/** Everything an app would like of such a bearer, by the vendor's names; what is not offered any more is left out. */
export async function desiredFor(
  reader: Reader,
  appId: string,
  kind: 'Organization' | 'Person',
): Promise<string[]> {
  const { desired } = await desiredScopesOf(reader, appId)
  return desired
    .filter(
      ({ bearerKind, provided }) => !provided.isWithdrawn && (bearerKind === 'all' || bearerKind === kind),
    )
    .map(({ name }) => name.text)
}
