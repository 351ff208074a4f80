import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Sql } from 'sql-template-tag'
import { Outage, UniqueViolation, type Value, type Written } from './database.ts'
import { bindable } from './values.ts'

/** Prepared statements kept a connection; lists of varying length make texts of their own. */
const STATEMENTS_MAX = 500

/** One connection to the file: prepared statements kept by their text, rows as plain objects, errors in our words. */
export type SqliteConnection = {
  all<Row>(query: Sql): Row[]
  run<Row>(query: Sql): Written<Row>
  /** Executes a statement without parameters and rows, such as `commit`. */
  execute(text: string): void
  isInTransaction(): boolean
  close(): void
}

/** The file is locked by another process; worth another attempt. */
export class Busy extends Outage {}

type Prepared = { statement: StatementSync; columns: string[] }

/** Opens the file and executes `pragmas`. Throws `Busy` or `Outage`. */
export function openSqliteConnection(path: string, pragmas: readonly string[]): SqliteConnection {
  const database = naming(() => new DatabaseSync(path))
  const statements = new Map<string, Prepared>()

  function prepare(text: string): Prepared {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = database.prepare(text)
    // Arrays turned into objects here are faster to make and to read than the driver's own objects.
    statement.setReturnArrays(true)
    const prepared = { statement, columns: statement.columns().map(column => column.name) }
    if (statements.size >= STATEMENTS_MAX) forgetOldest(statements)
    statements.set(text, prepared)
    return prepared
  }

  const connection: SqliteConnection = {
    all: <Row>(query: Sql) =>
      naming(() => {
        const { statement, columns } = prepare(query.sql)
        return rowsOf<Row>(statement.all(...parameters(query)), columns)
      }),
    run: <Row>(query: Sql) =>
      naming(() => {
        const { statement, columns } = prepare(query.sql)
        if (columns.length === 0)
          return { count: Number(statement.run(...parameters(query)).changes), rows: [] }
        const rows = rowsOf<Row>(statement.all(...parameters(query)), columns)
        return { count: rows.length, rows }
      }),
    execute: text =>
      naming(() => {
        prepare(text).statement.run()
      }),
    isInTransaction: () => database.isTransaction,
    close: () => {
      if (database.isOpen) database.close()
    },
  }
  try {
    for (const pragma of pragmas) naming(() => database.exec(`pragma ${pragma}`))
  } catch (error) {
    database.close()
    throw error
  }
  return connection
}

/** Integers go in as integers: as the driver's doubles they would become "1.0" in text and divide with a fraction. */
function parameters(query: Sql): (string | bigint | null)[] {
  return bindable(query.values).map(value => (typeof value === 'number' ? BigInt(value) : value))
}

function rowsOf<Row>(tuples: unknown[], columns: string[]): Row[] {
  return tuples.map(tuple => {
    const row: Record<string, Value> = {}
    // The driver's types do not know `setReturnArrays`: each tuple is an array in the order of the columns.
    const values = tuple as Value[]
    for (let index = 0; index < columns.length; index++) row[columns[index] ?? ''] = values[index] ?? null
    return row as Row
  })
}

/** The collector finalises a statement that nobody holds any more. */
function forgetOldest(statements: Map<string, Prepared>): void {
  for (const text of statements.keys()) {
    statements.delete(text)
    return
  }
}

/** Result codes, https://www.sqlite.org/rescode.html; the low byte is the primary code. */
const BUSY_CODES = new Set([5, 6]) // BUSY, LOCKED
const OUTAGE_CODES = new Set([7, 8, 10, 11, 13, 14, 15, 26]) // NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
const UNIQUE_CODES = new Set([1555, 2067, 2579]) // CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE, CONSTRAINT_ROWID

/** Runs `step` and raises the driver's errors as `UniqueViolation`, `Busy` or `Outage`; others pass as they are. */
function naming<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    const code = resultCode(error)
    if (code === null || !(error instanceof Error)) throw error
    if (UNIQUE_CODES.has(code)) throw new UniqueViolation(error.message, { cause: error })
    if (BUSY_CODES.has(code & 0xff))
      throw new Busy(`the database is locked: ${error.message}`, { cause: error })
    if (OUTAGE_CODES.has(code & 0xff))
      throw new Outage(`the database failed: ${error.message}`, { cause: error })
    throw error
  }
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode
}
