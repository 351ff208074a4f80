import { AsyncLocalStorage } from 'node:async_hooks'
import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { type Db, INSIDE_TRANSACTION, Outage, type Tx } from './database.ts'
import { type DiskSync, openDiskSync } from './disk-sync.ts'
import { Busy, openSqliteConnection, type SqliteConnection } from './sqlite-connection.ts'

/** At most this many transactions share one commit, so that the first of them does not wait for long. */
const GROUP_SIZE_MAX = 128
/** How long another process may hold the lock before a transaction or a read is an outage. */
const LOCK_WAIT_MS_MAX = 5_000
const LOCK_RETRY_MS_MAX = 10

const SHARED_PRAGMAS = ['busy_timeout = 0', 'foreign_keys = on', 'temp_store = memory']
const WRITER_PRAGMAS = [
  'journal_mode = wal',
  'synchronous = normal', // of a commit the log is written; that it is on the disk, step 5 waits for
  'cache_size = -16384', // KiB; more is slower, as the system caches the file too, and a group's pages fit many times
  'wal_autocheckpoint = 16000', // pages
]

type Job = {
  work: (tx: Tx) => Promise<unknown>
  resolve: (result: unknown) => void
  reject: (error: unknown) => void
}
type Outcome = { kind: 'done'; result: unknown } | { kind: 'failed'; error: unknown }

/**
 * Opens the embedded database, making the file (readable by its owner only) and its folder when they are missing.
 *
 * Transactions run one after another on the write connection and those that wait at the same time share one commit:
 *   1  the first transaction of an idle store starts a group once the requests that arrived with it have been read;
 *   2  `begin immediate`, tried again without blocking while another process writes;
 *   3  one callback after another; when one fails that has written, all of it is rolled back and they run once more, each
 *      within a savepoint of its own, which alone is then rolled back (savepoints cost every transaction, failures are few);
 *   4  one `commit`; the next group may begin;
 *   5  everyone is answered once the log is on the disk: an answered transaction survives the loss of power;
 *   6  when the disk is full, the whole group is rolled back and everyone in it is answered with `Outage`; when it fails,
 *      everything is an outage until the next start.
 * Reads outside a transaction use a connection of their own and see committed data only.
 */
export async function openSqlite(options: { path: string }): Promise<Db> {
  createPrivateFile(options.path)
  // The log lies beside the file itself, whatever links lead to it.
  const path = realpathSync(options.path)
  const writer = await retryWhileBusy(() =>
    openSqliteConnection(path, [...SHARED_PRAGMAS, ...WRITER_PRAGMAS]),
  )
  const reader = await retryWhileBusy(() =>
    openSqliteConnection(path, [...SHARED_PRAGMAS, 'query_only = on']),
  )
  const disk = await openLog(reader, path)
  const groups = new GroupCommit(writer, disk)
  return {
    dialect: 'sqlite',
    read: async query => {
      groups.admit()
      try {
        return reader.all(query)
      } catch (error) {
        if (error instanceof Busy) return retryWhileBusy(() => reader.all(query))
        throw error
      }
    },
    transaction: work => groups.transaction(work),
    async close() {
      await groups.stop()
      await disk.close()
      reader.close()
      writer.close()
    },
  }
}

/** The log is there once somebody reads; without one there is nothing to sync, and no answer could be relied on. */
async function openLog(reader: SqliteConnection, path: string): Promise<DiskSync> {
  try {
    await retryWhileBusy(() => reader.all(sql`select count(*) from sqlite_master`))
    return await openDiskSync(`${path}-wal`)
  } catch (error) {
    if (error instanceof Outage) throw error
    throw new Outage(`the database has no write-ahead log at ${path}-wal`, { cause: error })
  }
}

function createPrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, 'a', 0o600))
}

/** The queue of transactions before the write connection; see the steps at `openSqlite`. */
class GroupCommit {
  readonly #writer: SqliteConnection
  readonly #disk: DiskSync
  readonly #queue: Job[] = []
  readonly #inside = new AsyncLocalStorage<true>()
  #isRunning = false
  #isStopped = false
  /** Whether the group that runs has written. */
  #hasWritten = false
  #whenIdle: (() => void)[] = []

  constructor(writer: SqliteConnection, disk: DiskSync) {
    this.#writer = writer
    this.#disk = disk
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.admit()
    return new Promise((resolve, reject) => {
      // The result is what this very `work` returned.
      this.#queue.push({ work, resolve: result => resolve(result as T), reject })
      this.#startGroup()
    })
  }

  /** Throws when a callback uses the store instead of its `tx`, and when the store is closed. */
  admit(): void {
    if (this.#inside.getStore() === true) throw new Error(INSIDE_TRANSACTION)
    if (this.#isStopped) throw new Outage('the database is closed')
    if (this.#disk.hasFailed()) throw new Outage('the disk failed')
  }

  /** Refuses new transactions and resolves when those that wait are answered. */
  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#isRunning) await new Promise<void>(resolve => this.#whenIdle.push(resolve))
  }

  /** Step 1: `setImmediate` runs after all sockets that are readable now, so that their transactions join. */
  #startGroup(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    setImmediate(() => void this.#runGroup())
  }

  async #runGroup(): Promise<void> {
    const members: Job[] = []
    const outcomes: Outcome[] = []
    this.#hasWritten = false
    try {
      await this.#begin()
      if (!(await this.#runMembers(members, outcomes))) {
        this.#writer.execute('rollback')
        await this.#begin()
        await this.#runApart(members, outcomes)
      }
      this.#writer.execute('commit') // Step 4
    } catch (error) {
      this.#rollBack()
      // Nobody began when the lock was not to be had: then all who wait have waited in vain.
      const losers = members.length > 0 ? members : this.#queue.splice(0)
      const outage = error instanceof Outage ? error : new Outage('the commit failed', { cause: error })
      for (const job of losers) job.reject(outage)
      outcomes.length = 0
    }
    if (outcomes.length > 0) void this.#answer(members, { outcomes, hasWritten: this.#hasWritten })
    this.#isRunning = false
    if (this.#queue.length > 0) this.#startGroup()
    else for (const resolve of this.#whenIdle.splice(0)) resolve()
  }

  /** Steps 5 and 6. Who only read waits for what they may have seen. */
  async #answer(
    members: readonly Job[],
    { outcomes, hasWritten }: { outcomes: readonly Outcome[]; hasWritten: boolean },
  ): Promise<void> {
    let outage: Outage | null = null
    await (hasWritten ? this.#disk.sync() : this.#disk.settled()).catch(error => {
      outage = new Outage('the disk failed', { cause: error })
    })
    for (const [index, outcome] of outcomes.entries()) {
      if (outage !== null) members[index]?.reject(outage)
      else if (outcome.kind === 'done') members[index]?.resolve(outcome.result)
      else members[index]?.reject(outcome.error)
    }
  }

  /** Step 2. */
  #begin(): Promise<void> {
    return retryWhileBusy(() => this.#writer.execute('begin immediate'))
  }

  /**
   * Step 3: those that join while the group runs belong to it, up to the limit. False when one that had written failed;
   * throws when the group is lost.
   */
  async #runMembers(members: Job[], outcomes: Outcome[]): Promise<boolean> {
    const watch = new MicrotaskWatch()
    try {
      while (members.length < GROUP_SIZE_MAX) {
        const job = this.#queue.shift()
        if (job === undefined) break
        members.push(job)
        const { outcome, hasWritten } = await this.#runMember(job, watch)
        outcomes.push(outcome)
        if (outcome.kind === 'failed' && hasWritten) return false
      }
      return true
    } finally {
      watch.stop()
    }
  }

  /** Step 3 once more, so that only what failed is rolled back. */
  async #runApart(members: readonly Job[], outcomes: Outcome[]): Promise<void> {
    const watch = new MicrotaskWatch()
    try {
      outcomes.length = 0
      for (const job of members) {
        this.#writer.execute('savepoint member')
        const { outcome } = await this.#runMember(job, watch)
        if (outcome.kind === 'failed') this.#writer.execute('rollback to member')
        this.#writer.execute('release member')
        outcomes.push(outcome)
      }
    } finally {
      watch.stop()
    }
  }

  /** Throws when the group is lost. */
  async #runMember(job: Job, watch: MicrotaskWatch): Promise<{ outcome: Outcome; hasWritten: boolean }> {
    const tx = new SqliteTx(this.#writer)
    const outcome = await watch.guard(() => this.#inside.run(true, job.work, tx))
    tx.end()
    const { failure, hasWritten } = tx
    this.#hasWritten ||= hasWritten
    if (failure instanceof Outage) throw failure
    if (outcome.kind === 'failed' || failure === null) return { outcome, hasWritten }
    return { outcome: { kind: 'failed', error: failure }, hasWritten }
  }

  /** A full disk may have ended the transaction already. */
  #rollBack(): void {
    try {
      if (this.#writer.isInTransaction()) this.#writer.execute('rollback')
    } catch {
      // The connection is beyond repair; the next group's `begin` fails and says so.
    }
  }
}

/**
 * One callback's view of the transaction. A failed statement spoils it, as it does on PostgreSQL: later statements are
 * refused and the callback's work is rolled back even if it returns.
 */
class SqliteTx implements Tx {
  readonly dialect = 'sqlite'
  readonly #writer: SqliteConnection
  #isOver = false
  failure: Error | null = null
  hasWritten = false

  constructor(writer: SqliteConnection) {
    this.#writer = writer
  }

  end(): void {
    this.#isOver = true
  }

  async read<Row>(query: Parameters<Tx['read']>[0]): Promise<Row[]> {
    return this.#attempt(() => this.#writer.all<Row>(query))
  }

  async write<Row = never>(query: Parameters<Tx['write']>[0]) {
    return this.#attempt(() => {
      this.hasWritten = true
      return this.#writer.run<Row>(query)
    })
  }

  #attempt<T>(step: () => T): T {
    if (this.#isOver) throw new Error('a statement after the end of its transaction')
    if (this.failure !== null) throw this.failure
    try {
      return step()
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error('a statement failed', { cause: error })
      // A disk that is full ends the whole transaction: going on would write outside of any.
      if (!this.#writer.isInTransaction() && !(this.failure instanceof Outage)) {
        this.failure = new Outage('the transaction is gone', { cause: error })
      }
      throw this.failure
    }
  }
}

/**
 * Finds callbacks that wait for anything but their `tx`: everyone else would wait with them, under the write lock. As
 * `tx` answers at once, a group's callbacks follow each other without leaving the microtask queue; an immediate that
 * runs before they are through proves that one of them left it.
 */
class MicrotaskWatch {
  #abandon: (outcome: Outcome) => void = () => {}
  #immediate = setImmediate(() => this.#leftQueue())

  /** The outcome of `work`, or a failure when it leaves the microtask queue. */
  guard(work: () => Promise<unknown>): Promise<Outcome> {
    return new Promise(resolve => {
      this.#abandon = resolve
      work().then(
        result => resolve({ kind: 'done', result }),
        error => resolve({ kind: 'failed', error }),
      )
    })
  }

  stop(): void {
    clearImmediate(this.#immediate)
  }

  #leftQueue(): void {
    this.#immediate = setImmediate(() => this.#leftQueue())
    this.#abandon({ kind: 'failed', error: new Error('a transaction awaited something else than its tx') })
  }
}

/** Repeats `step` while another process holds the lock, waiting without blocking; gives up with `Outage`. */
async function retryWhileBusy<T>(step: () => T): Promise<T> {
  let waitedMs = 0
  for (let attempt = 1; ; attempt++) {
    try {
      return step()
    } catch (error) {
      if (!(error instanceof Busy) || waitedMs >= LOCK_WAIT_MS_MAX) throw error
      const pauseMs = Math.min(attempt, LOCK_RETRY_MS_MAX)
      await delay(pauseMs)
      waitedMs += pauseMs
    }
  }
}
