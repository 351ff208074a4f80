import { recordAudit } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { type Db, Outage, type Tx } from '../../../platform/database/database.ts'
import { repeat } from '../../../platform/jobs/repeat.ts'
import type { Logger } from '../../../platform/log.ts'
import type { TokenEntry } from './token-entry.ts'
import { insertTokenEntries } from './token-log.repository.ts'
import { createUses } from './uses.ts'

const FLUSH_EVERY_MS = 100
/** So many are written in one transaction; when as many wait, they are written before their time. */
const BATCH_ENTRIES = 256
/** So many wait while the database is away, some megabytes; the others are counted and dropped. */
const WAITING_ENTRIES_MAX = 10_000
const REASON_CHARACTERS_MAX = 200

/**
 * The audit log of the token endpoint. Thousands of entries a second must not cost a request a statement each, so they
 * wait in this process's memory and are written together. What is lost with a process that dies are the entries of the
 * last moment; the tokens themselves are accounted for by their rows in `issued_token`, in the transaction that issues
 * them.
 */
export type TokenLog = {
  /** Notes what came of a request. Costs no statement. */
  add(entry: TokenEntry): void
  /** Writes what waits; after a failure it goes on waiting, and `flush` still resolves. */
  flush(): Promise<void>
  /** Writes every 100 ms until stopped. */
  start(): void
  /** Writes what waits for the last time. */
  stop(): Promise<void>
}

/** An empty log. */
export function createTokenLog({ db, clock, log }: { db: Db; clock: Clock; log: Logger }): TokenLog {
  const uses = createUses({ db, log })
  let waiting: TokenEntry[] = []
  let dropped = 0
  let flushing: Promise<void> | null = null
  const flushes = repeat(FLUSH_EVERY_MS, () => tokenLog.flush())

  const tokenLog: TokenLog = {
    add(entry) {
      if (waiting.length >= WAITING_ENTRIES_MAX) return drop()
      waiting.push({ ...entry, reason: entry.reason?.slice(0, REASON_CHARACTERS_MAX) ?? null })
      // Exactly here and not above: while the database is away, the timer tries again and not every request.
      if (waiting.length % BATCH_ENTRIES === 0) void tokenLog.flush()
    },
    flush() {
      flushing ??= writeWaiting().finally(() => {
        flushing = null
      })
      return flushing
    },
    start: () => flushes.start(),
    async stop() {
      flushes.stop()
      // One that runs may have begun before the last entries came.
      await flushing
      await tokenLog.flush()
      if (waiting.length > 0) log.error({ entries: waiting.length }, 'token entries lost at the end')
    },
  }
  return tokenLog

  function drop(): void {
    if (dropped === 0)
      log.error({ waiting: waiting.length }, 'token entries are dropped until the database takes them')
    dropped += 1
  }

  async function writeWaiting(): Promise<void> {
    let size = BATCH_ENTRIES
    /** The entry the database did not take, though it answered: it is dropped once it takes another. */
    let odd: TokenEntry | null = null
    while (waiting.length > 0 || dropped > 0) {
      const batch = waiting.slice(0, size)
      const missing = dropped
      try {
        await write(batch, missing)
      } catch (error) {
        const [first] = batch
        if (error instanceof Outage || !first || (batch.length === 1 && odd !== null)) {
          log.warn({ err: error, waiting: waiting.length }, 'token entries wait')
          break
        }
        // One entry that cannot be stored must not hold up all others: halves find it.
        if (batch.length === 1) {
          odd = first
          waiting = waiting.slice(1)
        }
        size = Math.ceil(batch.length / 2)
        continue
      }
      waiting = waiting.slice(batch.length)
      dropped -= missing
      await uses.note(batch, clock.now())
      if (odd !== null && batch.length > 0) {
        odd = null
        size = BATCH_ENTRIES
        drop()
      }
    }
    if (odd !== null) waiting.unshift(odd)
  }

  function write(batch: readonly TokenEntry[], missing: number): Promise<void> {
    return db.transaction(async tx => {
      await insertTokenEntries(tx, batch)
      if (missing > 0) await recordLoss(tx, missing)
    })
  }

  /** A log that has holes says so. */
  async function recordLoss(tx: Tx, entries: number): Promise<void> {
    const entry = { action: 'token_entries_dropped', subject: 'Installation', details: { entries } }
    await recordAudit(tx, entry, clock.now())
    log.error({ entries }, 'token entries were dropped')
  }
}
