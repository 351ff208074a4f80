import sql, { raw, type Sql } from 'sql-template-tag'

/** A row as both databases return it: text, numbers (also for bigint) and null; never a Date, a boolean or a bigint. */
export type Value = string | number | null

/** What a write did: how many rows it touched and what `RETURNING` gave back. */
export type Written<Row> = { count: number; rows: Row[] }

/**
 * The store outside a transaction. `read` sees committed data.
 *
 * `transaction` runs `work` and resolves when its effects are durable. `work` may run more than once, when others got in
 * its way: what it does besides its `tx` must bear that. It may await nothing but its `tx`; it refuses by returning (what
 * it wrote is kept) and rolls back by throwing. Inside, `db.transaction` and `db.read` throw,
 * and a failed statement spoils the whole transaction: it is rolled back even if the callback goes on and returns.
 * A database that cannot be reached, is full or stays locked raises `Outage`.
 */
export type Db = {
  readonly dialect: 'sqlite' | 'postgres'
  read<Row>(query: Sql): Promise<Row[]>
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The store inside a transaction: reads see the transaction's own writes. */
export type Tx = {
  readonly dialect: 'sqlite' | 'postgres'
  read<Row>(query: Sql): Promise<Row[]>
  write<Row = never>(query: Sql): Promise<Written<Row>>
}

/** Either side, for reads that are made inside and outside of transactions. */
export type Reader = Pick<Db, 'read'> | Pick<Tx, 'read'>

/** What a callback is told that uses the store instead of its `tx`. */
export const INSIDE_TRANSACTION = 'a transaction or a read of the store inside a transaction: use tx'

/** A dependency of the server failed: answered as 503 with `Retry-After`, never as a protocol error. */
export class Outage extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Outage'
  }
}

/** A unique constraint refused a row. */
export class UniqueViolation extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UniqueViolation'
  }
}

/**
 * The end of a `select` whose rows of these tables this transaction takes: nobody else changes or takes them until it
 * ends, and they are read as they are by then; rows of other tables as they were when the statement began. SQLite runs
 * one writing transaction at a time, so there it is nothing.
 */
export function lockRows(tx: Tx, ...aliases: string[]): Sql {
  return tx.dialect === 'sqlite' ? sql`` : raw(`for update of ${aliases.join(', ')}`)
}

/**
 * The same for rows that this transaction only relies on: nobody changes them until it ends, others may rely on them
 * too. Only rows that are there for certain can be taken: no side of an outer join.
 */
export function shareRows(tx: Tx, ...aliases: string[]): Sql {
  return tx.dialect === 'sqlite' ? sql`` : raw(`for share of ${aliases.join(', ')}`)
}
