import type { Db } from '../../../platform/database/database.ts'
import { HOUR_MS } from '../../../platform/durations.ts'
import type { Logger } from '../../../platform/log.ts'
import { noteConnectionUse } from '../../connections/index.ts'
import type { TokenEntry } from './token-entry.ts'

/** Connections this process remembers to have noted within the hour. */
const REMEMBERED_MAX = 20_000

/** Notes that connections are used, from the tokens that are issued for them: each at most once an hour. */
export type ConnectionUses = { note(entries: readonly TokenEntry[], now: number): Promise<void> }

/** Nothing is noted yet. */
export function createConnectionUses({ db, log }: { db: Db; log: Logger }): ConnectionUses {
  const noted = new Map<string, number>()
  return {
    async note(entries, now) {
      for (const { appId, bearer, error } of entries) {
        if (error !== null || appId === null || bearer === null) continue
        const key = `${appId} ${bearer.id}`
        if ((noted.get(key) ?? 0) > now - HOUR_MS) continue
        if (noted.size >= REMEMBERED_MAX) noted.clear()
        noted.set(key, now)
        try {
          // One row a transaction: nobody who ends several connections waits for it in a ring.
          await db.transaction(tx => noteConnectionUse(tx, { appId, bearer, notAfter: now - HOUR_MS }, now))
        } catch (error) {
          log.warn({ err: error }, 'the use of a connection is not noted')
        }
      }
    },
  }
}
