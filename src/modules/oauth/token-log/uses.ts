import type { Db, Tx } from '../../../platform/database/database.ts'
import { HOUR_MS } from '../../../platform/durations.ts'
import type { Logger } from '../../../platform/log.ts'
import { noteCredentialsUse } from '../../apps/index.ts'
import { noteConnectionUse } from '../../connections/index.ts'
import type { TokenEntry } from './token-entry.ts'

/** What this process remembers to have noted within the hour. */
const REMEMBERED_MAX = 20_000

/** Notes that connections and credentials are used, from the tokens that are issued: each at most once an hour. */
export type Uses = { note(entries: readonly TokenEntry[], now: number): Promise<void> }

/** Nothing is noted yet. */
export function createUses({ db, log }: { db: Db; log: Logger }): Uses {
  const noted = new Map<string, number>()

  async function once(key: string, now: number, write: (tx: Tx) => Promise<unknown>): Promise<void> {
    if ((noted.get(key) ?? 0) > now - HOUR_MS) return
    if (noted.size >= REMEMBERED_MAX) noted.clear()
    noted.set(key, now)
    try {
      // One row a transaction: nobody who ends several of them waits for it in a ring.
      await db.transaction(write)
    } catch (error) {
      log.warn({ err: error, key }, 'a use is not noted')
    }
  }

  return {
    async note(entries, now) {
      const notAfter = now - HOUR_MS
      for (const { appId, clientId, bearer, error } of entries) {
        if (error !== null) continue
        if (clientId !== null)
          await once(clientId, now, tx => noteCredentialsUse(tx, { clientId, notAfter }, now))
        if (appId !== null && bearer !== null)
          await once(`${appId} ${bearer.id}`, now, tx =>
            noteConnectionUse(tx, { appId, bearer, notAfter }, now),
          )
      }
    },
  }
}
