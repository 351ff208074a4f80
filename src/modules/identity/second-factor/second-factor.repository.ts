import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'

/** The sealed secret a person shares with their authenticator app; null when they have none. */
export async function findCodeSecret(reader: Reader, personId: string): Promise<string | null> {
  const [row] = await reader.read<{ secret_ciphertext: string }>(
    sql`select secret_ciphertext from one_time_code where person_id = ${personId}`,
  )
  return row?.secret_ciphertext ?? null
}

/** Stores a person's secret; false when they have one already. */
export async function insertCodeSecret(
  tx: Tx,
  { personId, ciphertext, step }: { personId: string; ciphertext: string; step: number },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`insert into one_time_code (person_id, secret_ciphertext, last_step, created_at)
        values (${personId}, ${ciphertext}, ${step}, ${now}) on conflict (person_id) do nothing`,
  )
  return count === 1
}

/** Uses the code of a time step up. Guarded: no step counts twice, nor one before it (RFC 6238 §5.2, attack S7). */
export async function useCodeStep(
  tx: Tx,
  { personId, step }: { personId: string; step: number },
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update one_time_code set last_step = ${step} where person_id = ${personId} and last_step < ${step}`,
  )
  return count === 1
}

/** Forgets a person's secret; false when there was none. */
export async function deleteCodeSecret(tx: Tx, personId: string): Promise<boolean> {
  const { count } = await tx.write(sql`delete from one_time_code where person_id = ${personId}`)
  return count === 1
}

/** Secrets that were sealed with this secret key; for its change (G-24). */
export async function findCodeSecretsSealedWith(
  reader: Reader,
  keyId: string,
  limit: number,
): Promise<{ personId: string; ciphertext: string }[]> {
  return reader.read(sql`select person_id as "personId", secret_ciphertext as ciphertext
    from one_time_code where secret_ciphertext like ${`${keyId}.%`} order by person_id limit ${limit}`)
}

/** Puts the same secret in place under another key, unless it was changed meanwhile. */
export async function replaceCodeSecret(
  tx: Tx,
  { personId, from, to }: { personId: string; from: string; to: string },
): Promise<void> {
  await tx.write(sql`update one_time_code set secret_ciphertext = ${to}
    where person_id = ${personId} and secret_ciphertext = ${from}`)
}

/** How many recovery codes of a person still work. Index: unique (person_id, code_hash). */
export async function countRecoveryCodes(reader: Reader, personId: string): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from recovery_code where person_id = ${personId} and used_at is null`,
  )
  return row?.count ?? 0
}

/** Puts new recovery codes in the place of all former ones. */
export async function replaceRecoveryCodes(
  tx: Tx,
  { personId, hashes }: { personId: string; hashes: readonly string[] },
): Promise<void> {
  await deleteRecoveryCodes(tx, personId)
  for (const hash of hashes)
    await tx.write(sql`insert into recovery_code (person_id, code_hash) values (${personId}, ${hash})`)
}

/** Uses a recovery code up. Guarded: of many requests with the same one, one gets it (attack S7). */
export async function redeemRecoveryCode(
  tx: Tx,
  { personId, hash }: { personId: string; hash: string },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update recovery_code set used_at = ${now}
        where person_id = ${personId} and code_hash = ${hash} and used_at is null`,
  )
  return count === 1
}

/** Forgets all recovery codes of a person. */
export async function deleteRecoveryCodes(tx: Tx, personId: string): Promise<void> {
  await tx.write(sql`delete from recovery_code where person_id = ${personId}`)
}
