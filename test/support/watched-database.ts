import sql, { type Sql } from 'sql-template-tag'
import type { Db, Tx } from '../../src/platform/database/database.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

/** What stands between the system and its database: it counts, and it fails when it is told to. */
export type Watched = TestDatabase & {
  /** What was asked of the database since `forget`. */
  statements: { reads: number; writes: number }
  /** How often a transaction ran again because the database broke it off in favour of others. */
  reruns(): number
  forget(): void
  /** Fails every statement with this error after letting `after` of them pass; null for no longer. */
  fail(error: Error | null, options?: { after: number }): void
  /** Commits the next transaction and fails nevertheless, as when the connection breaks while the answer is under way. */
  loseNextAnswer(error: Error): void
  /** Lets this happen between what a request has read and its next transaction, or a later one when `after` pass first. */
  beforeNextTransaction(act: () => Promise<unknown>, options?: { after: number }): void
  /** Stops the next transaction that runs a statement with this text, right behind it, until `go`. */
  stopBehind(text: string): { stopped: Promise<void>; go(): void }
  /** Waits until this is through, or waits itself for a transaction that is under way. */
  throughOrWaiting(work: Promise<unknown>): Promise<void>
}

/** A database of its own, watched. */
export async function watchedDatabase(): Promise<Watched> {
  const database = await testDatabase()
  const statements = { reads: 0, writes: 0 }
  let reruns = 0
  let failure: { error: Error; after: number } | null = null
  let lost: Error | null = null
  let meanwhile: { act: () => Promise<unknown>; after: number } | null = null
  let stop: { text: string; stopped: () => void; going: Promise<void> } | null = null

  async function count<T>(kind: keyof typeof statements, run: () => Promise<T>): Promise<T> {
    statements[kind] += 1
    if (failure && failure.after <= 0) throw failure.error
    if (failure) failure.after -= 1
    return run()
  }

  async function stopping<T>(query: Sql, run: () => Promise<T>): Promise<T> {
    const result = await run()
    if (!stop || !query.sql.includes(stop.text)) return result
    const { stopped, going } = stop
    stop = null
    stopped()
    await going
    return result
  }

  const db: Db = {
    dialect: database.db.dialect,
    read: query => count('reads', () => database.db.read(query)),
    async transaction(work) {
      const due = meanwhile
      if (due && due.after > 0) due.after -= 1
      else {
        meanwhile = null
        await due?.act()
      }
      let runs = 0
      const result = await database.db.transaction(tx => {
        if (runs > 0) reruns += 1
        runs += 1
        const watched: Tx = {
          dialect: tx.dialect,
          read: query => stopping(query, () => count('reads', () => tx.read(query))),
          write: query => stopping(query, () => count('writes', () => tx.write(query))),
        }
        return work(watched)
      })
      const error = lost
      lost = null
      if (error) throw error
      return result
    },
    close: () => database.db.close(),
  }
  return {
    db,
    url: database.url,
    statements,
    reruns: () => reruns,
    forget() {
      statements.reads = 0
      statements.writes = 0
    },
    fail(error, { after } = { after: 0 }) {
      failure = error && { error, after }
    },
    loseNextAnswer(error) {
      lost = error
    },
    beforeNextTransaction(act, { after } = { after: 0 }) {
      meanwhile = { act, after }
    },
    stopBehind(text) {
      const [stopped, going] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      stop = { text, stopped: stopped.resolve, going: going.promise }
      return { stopped: stopped.promise, go: going.resolve }
    },
    async throughOrWaiting(work) {
      let isThrough = false
      const through = () => {
        isThrough = true
      }
      work.then(through, through)
      // On SQLite all that writes waits for a transaction that is under way.
      while (database.db.dialect === 'postgres' && !isThrough) {
        const waiting = await database.db.read(sql`
          select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
        if (waiting.length > 0) return
      }
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
