import sql, { raw } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'

/** Where sealed secrets of apps are kept. */
export const SEALED = ['credentials', 'event_password', 'app'] as const
export type Sealed = (typeof SEALED)[number]

const COLUMN: Record<Sealed, string> = {
  credentials: 'secret_ciphertext',
  event_password: 'secret_ciphertext',
  app: 'webhook_secret_ciphertext',
}

/** Sealed secrets, also of what was deleted, that were made with this secret key; for its change (G-24). */
export async function findSecretsSealedWith(
  reader: Reader,
  table: Sealed,
  { keyId, limit }: { keyId: string; limit: number },
): Promise<{ id: string; ciphertext: string }[]> {
  const column = raw(COLUMN[table])
  return reader.read(sql`select id, ${column} as ciphertext
    from ${raw(table)} where ${column} like ${`${keyId}.%`} order by id limit ${limit}`)
}

/** Puts the same secret in place under another key, unless it was changed meanwhile. */
export async function replaceSealedSecret(
  tx: Tx,
  table: Sealed,
  { id, from, to }: { id: string; from: string; to: string },
): Promise<void> {
  const column = raw(COLUMN[table])
  await tx.write(sql`update ${raw(table)} set ${column} = ${to} where id = ${id} and ${column} = ${from}`)
}
