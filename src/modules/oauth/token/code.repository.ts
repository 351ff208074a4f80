import sql from 'sql-template-tag'
import { lockRows, type Tx } from '../../../platform/database/database.ts'
import { FAMILY_COLUMNS, FAMILY_JOINS, type FamilyRow, familyOf } from './family-state.repository.ts'
import type { FamilyState } from './token-family.ts'

/** A code as stored, with its family. Instants in milliseconds. */
export type StoredCode = {
  id: number
  redirectUri: string
  codeChallenge: string | null
  codeChallengeMethod: 'S256' | 'plain' | null
  expiresAt: number
  redeemedAt: number | null
  family: FamilyState
}

/**
 * The code of this hash with its family, by its unique index. Both are taken, so that parallel redemptions come one after
 * another and no token is made behind a revocation's back.
 */
export async function findCode(tx: Tx, codeHash: string): Promise<StoredCode | null> {
  const [row] = await tx.read<FamilyRow & Omit<StoredCode, 'family' | 'id'> & { codeId: number }>(sql`
    select ${FAMILY_COLUMNS}, t.id as "codeId", t.redirect_uri as "redirectUri", t.code_challenge as "codeChallenge",
      t.code_challenge_method as "codeChallengeMethod", t.expires_at as "expiresAt", t.redeemed_at as "redeemedAt"
    from authorization_code t ${FAMILY_JOINS}
    where t.code_hash = ${codeHash} ${lockRows(tx, 't', 'f')}`)
  if (!row) return null
  const { codeId, redirectUri, codeChallenge, codeChallengeMethod, expiresAt, redeemedAt } = row
  return {
    id: codeId,
    redirectUri,
    codeChallenge,
    codeChallengeMethod,
    expiresAt,
    redeemedAt,
    family: familyOf(row),
  }
}

/** Uses the code up; false when somebody else did. */
export async function redeemCode(tx: Tx, id: number, now: number): Promise<boolean> {
  const { count } = await tx.write(sql`
    update authorization_code set redeemed_at = ${now} where id = ${id} and redeemed_at is null`)
  return count === 1
}

/** Adds a code to a family. `expiresAt` in milliseconds. */
export async function insertCode(
  tx: Tx,
  code: {
    codeHash: string
    familyId: string
    redirectUri: string
    codeChallenge: string | null
    codeChallengeMethod: string | null
    expiresAt: number
  },
  now: number,
): Promise<void> {
  await tx.write(sql`
    insert into authorization_code
      (code_hash, family_id, redirect_uri, code_challenge, code_challenge_method, created_at, expires_at)
    values (${code.codeHash}, ${code.familyId}, ${code.redirectUri}, ${code.codeChallenge},
      ${code.codeChallengeMethod}, ${now}, ${code.expiresAt})`)
}
