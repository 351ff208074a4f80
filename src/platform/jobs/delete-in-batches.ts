import type { Db, Tx } from '../database/database.ts'

const BATCH_ROWS = 500
/** What is left after these waits for the job's next turn. */
const BATCHES_MAX = 200

/**
 * Deletes in short transactions, so that nobody waits for a clean-up. `deleteSome` deletes at most `limit` rows and
 * returns how many it found.
 */
export async function deleteInBatches(
  db: Db,
  deleteSome: (tx: Tx, limit: number) => Promise<number>,
): Promise<void> {
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const count = await db.transaction(tx => deleteSome(tx, BATCH_ROWS))
    if (count < BATCH_ROWS) return
  }
}
