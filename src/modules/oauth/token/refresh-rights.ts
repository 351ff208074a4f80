import type { Reader } from '../../../platform/database/database.ts'
import type { ScopeNames } from '../../apps/index.ts'
import { forbiddenToPublic, lostRight, type PublicClientOrganizationTokens } from './rights.ts'
import { findFamily, type Pair } from './token.repository.ts'
import type { TokenFamily } from './token-family.ts'

/** What the operator has set about refreshes. */
export type RefreshRules = {
  names: ScopeNames
  publicClientOrganizationTokens: PublicClientOrganizationTokens
}

/**
 * Why a pair may not be refreshed any more, whatever its age; null when it may (spec oauth.md §11): what its family lost
 * since the last issue, what the family it was delegated from lost, and what the operator forbids (G-08).
 */
export async function refreshDenial(
  reader: Reader,
  { family, token }: Pair,
  { names, publicClientOrganizationTokens }: RefreshRules,
): Promise<string | null> {
  // Compared with the last issue: a role gained since then and lost again counts (G-28).
  return (
    lostRight({ ...family, roles: token.roles }, names) ??
    (await lostRightOfParent(reader, family, names)) ??
    forbiddenToPublic(family, publicClientOrganizationTokens)
  )
}

/** Asks the database nothing for families that were not delegated. */
async function lostRightOfParent(
  reader: Reader,
  { parentFamilyId }: Pick<TokenFamily, 'parentFamilyId'>,
  names: ScopeNames,
): Promise<string | null> {
  if (parentFamilyId === null) return null
  const parent = await findFamily(reader, parentFamilyId)
  // A family is kept for as long as a child of it is.
  if (!parent) throw new Error(`the family ${parentFamilyId} is gone, but not what was delegated from it`)
  return lostRight(parent, names)
}
