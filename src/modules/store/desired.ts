import type { Offer } from '../connections/index.ts'

/** Everything an app would like of such a bearer, by the vendor's names; what is not offered any more is left out. */
export function desiredFor({ desired }: Offer, kind: 'Organization' | 'Person'): string[] {
  return desired
    .filter(
      ({ bearerKind, provided }) => !provided.isWithdrawn && (bearerKind === 'all' || bearerKind === kind),
    )
    .map(({ name }) => name.text)
}
