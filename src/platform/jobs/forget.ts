import type { Db, Tx } from '../database/database.ts'
import type { Job, JobOutcome } from './jobs.ts'

const BATCH_ROWS = 500
/** What is left after these waits for the job's next turn, which then comes at once. */
const BATCHES_MAX = 200

/** Deletes at most `limit` rows that are over at `instant`, and says how many it found. */
export type DeleteSome = (tx: Tx, instant: number, limit: number) => Promise<number>

/**
 * A job that forgets what was over `keptMs` ago, by short transactions, so that nobody waits for a clean-up. One run
 * deletes a bounded number of rows and says when it left some: under steady load a table is deleted from as quickly as it
 * is written to.
 */
export function forgetJob(
  db: Db,
  {
    name,
    everyMs,
    keptMs,
    deleteSome,
  }: { name: string; everyMs: number; keptMs: number; deleteSome: DeleteSome },
): Job {
  return {
    name,
    everyMs,
    async run(now): Promise<JobOutcome> {
      for (let batch = 0; batch < BATCHES_MAX; batch++) {
        const count = await db.transaction(tx => deleteSome(tx, now - keptMs, BATCH_ROWS))
        if (count < BATCH_ROWS) return 'done'
      }
      return 'more'
    },
  }
}
