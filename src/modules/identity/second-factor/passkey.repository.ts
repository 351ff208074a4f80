import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'

/** How many passkeys a person has. Index: passkey_of_person. */
export async function countPasskeys(reader: Reader, personId: string): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from passkey where person_id = ${personId}`,
  )
  return row?.count ?? 0
}

/** Forgets all passkeys of a person. */
export async function deletePasskeysOf(tx: Tx, personId: string): Promise<void> {
  await tx.write(sql`delete from passkey where person_id = ${personId}`)
}
