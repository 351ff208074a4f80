import sql from 'sql-template-tag'
import type { Reader } from '../../../platform/database/database.ts'
import { FAMILY_COLUMNS, FAMILY_JOINS, type FamilyRow, familyOf } from './family-state.repository.ts'
import type { FamilyState } from './token-family.ts'

/** What is kept of a pair, with its family. Instants in milliseconds. */
export type KnownPair = {
  jti: string
  refreshExpiresAt: number | null
  redeemedAt: number | null
  family: FamilyState
}

/** The pair of an access token or of a refresh token, by their unique indexes; null when it is not (any more) known. */
export async function findKnownPair(
  reader: Reader,
  token: { jti: string } | { refreshHash: string },
): Promise<KnownPair | null> {
  const isIt = 'jti' in token ? sql`t.jti = ${token.jti}` : sql`t.refresh_hash = ${token.refreshHash}`
  const [row] = await reader.read<FamilyRow & Omit<KnownPair, 'family'>>(sql`
    select ${FAMILY_COLUMNS}, t.jti, t.refresh_expires_at as "refreshExpiresAt", t.redeemed_at as "redeemedAt"
    from issued_token t ${FAMILY_JOINS} where ${isIt}`)
  if (!row) return null
  const { jti, refreshExpiresAt, redeemedAt } = row
  return { jti, refreshExpiresAt, redeemedAt, family: familyOf(row) }
}
