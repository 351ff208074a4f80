import type { Db, Tx } from './database.ts'

const waiting = new WeakMap<Tx, (() => void)[]>()

/**
 * Runs `callback` once the effects of this transaction are durable, before its caller goes on; never when it is rolled
 * back. For what this process remembers of the database. Needs a store made by `withCommitCallbacks`.
 */
export function afterCommit(tx: Tx, callback: () => void): void {
  const callbacks = waiting.get(tx)
  if (callbacks) callbacks.push(callback)
  else waiting.set(tx, [callback])
}

/** The store, with `afterCommit` working in its transactions. */
export function withCommitCallbacks(db: Db): Db {
  return {
    dialect: db.dialect,
    read: query => db.read(query),
    close: () => db.close(),
    async transaction(work) {
      // A transaction that is tried again gets a new `tx`: the last one is the one that was committed.
      let committed: Tx | undefined
      const result = await db.transaction(tx => {
        committed = tx
        return work(tx)
      })
      if (committed) for (const callback of waiting.get(committed) ?? []) callback()
      return result
    },
  }
}
