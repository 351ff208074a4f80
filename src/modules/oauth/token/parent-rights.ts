import type { Reader } from '../../../platform/database/database.ts'
import type { ScopeNames } from '../../apps/index.ts'
import { lostRight } from './rights.ts'
import { findFamily } from './token.repository.ts'
import type { TokenFamily } from './token-family.ts'

/**
 * Why the family that this one was delegated from may not get tokens any more, which denies them to the child too (spec
 * oauth.md §11); null when it may, and for families that were not delegated, without asking the database.
 */
export async function lostRightOfParent(
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
