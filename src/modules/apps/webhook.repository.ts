import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'

/** What events of an app's webhook are signed with, sealed; null while it has none. */
export async function findWebhookSecret(reader: Reader, appId: string): Promise<string | null> {
  const [row] = await reader.read<{ ciphertext: string | null }>(
    sql`select webhook_secret_ciphertext as ciphertext from app where id = ${appId} and deleted_at is null`,
  )
  return row?.ciphertext ?? null
}

/** Stores the secret in place of `from`; false when that was replaced meanwhile, or the app is gone. */
export async function storeWebhookSecret(
  tx: Tx,
  { appId, from, to }: { appId: string; from: string | null; to: string },
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update app set webhook_secret_ciphertext = ${to}
        where id = ${appId} and deleted_at is null and coalesce(webhook_secret_ciphertext, '') = ${from ?? ''}`,
  )
  return count === 1
}
