import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { DatabaseError, Pool, type PoolClient, type QueryResult } from 'pg'
import type { Sql } from 'sql-template-tag'
import { sha256Hex } from '../crypto/digest.ts'
import {
  type Db,
  INSIDE_TRANSACTION,
  Outage,
  type Tx,
  UniqueViolation,
  type Value,
  type Written,
} from './database.ts'
import { bindable } from './values.ts'

/** How long a request waits for a connection, from the pool or from the server. */
const CONNECT_MS_MAX = 5_000
const LOCK_MS_MAX = 5_000
const IDLE_MS_MAX = 10_000
const STATEMENT_MS_MAX_DEFAULT = 10_000
/** The server gives a statement up first; after this much longer the client assumes that the server is gone. */
const SILENCE_MS = 5_000
/** How often a transaction runs that the server broke off in favour of others. */
const ATTEMPTS_MAX = 5
const RETRY_PAUSE_MS = 5
/** Each of these stays prepared in every connection; texts beyond, such as long lists, are sent unnamed. */
const NAMED_STATEMENTS_MAX = 500

export type PostgresOptions = {
  url: string
  poolSize: number
  /** A statement that takes longer is an outage. */
  statementMsMax?: number
}

/**
 * A pool of connections to PostgreSQL. Transactions run at READ COMMITTED; one that the server broke off (deadlock,
 * serialization) runs again, so `work` must have no effects but those of its `tx`. Nothing is connected yet when this
 * resolves: a server that is away shows as `Outage` of the first query.
 */
export async function openPostgres(options: PostgresOptions): Promise<Db> {
  const { statementMsMax = STATEMENT_MS_MAX_DEFAULT } = options
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    lock_timeout: LOCK_MS_MAX,
    statement_timeout: statementMsMax,
    idle_in_transaction_session_timeout: IDLE_MS_MAX,
    query_timeout: statementMsMax + SILENCE_MS,
    keepAlive: true,
    application_name: 'grantory',
    types: { getTypeParser: parserOf },
  })
  // A connection that breaks is replaced; whoever was using it is told by the query that failed.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  const inside = new AsyncLocalStorage<true>()
  const statements = new StatementNames()
  const running = new Set<Promise<unknown>>()
  let isClosed = false

  /** The pool forgets those that wait for a connection when it ends; so closing waits for them first. */
  async function admit<T>(step: () => Promise<T>): Promise<T> {
    if (inside.getStore() === true) throw new Error(INSIDE_TRANSACTION)
    if (isClosed) throw new Outage('the database is closed')
    const result = step()
    running.add(result)
    try {
      return await result
    } finally {
      running.delete(result)
    }
  }

  return {
    dialect: 'postgres',
    read: <Row>(query: Sql) =>
      admit(async () => {
        const statement = statements.of(query)
        return rowsOf<Row>(await naming(() => pool.query(statement)))
      }),
    transaction: work =>
      admit(() => inside.run(true, () => retryConflicts(() => runTransaction(pool, statements, work)))),
    async close() {
      if (isClosed) return
      isClosed = true
      await Promise.allSettled(running)
      await pool.end()
    },
  }
}

async function runTransaction<T>(
  pool: Pool,
  statements: StatementNames,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await naming(() => pool.connect())
  const tx = new PostgresTx(client, statements)
  let isBroken = false
  try {
    await naming(() => client.query('begin isolation level read committed'))
    const result = await work(tx)
    await tx.end()
    if (tx.failure !== null) throw tx.failure
    await naming(() => client.query('commit'))
    return result
  } catch (error) {
    await tx.end()
    isBroken = error instanceof Outage || !(await rollBack(client))
    throw error
  } finally {
    client.release(isBroken)
  }
}

/** Whether the connection is good for another transaction. */
async function rollBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback')
    return true
  } catch {
    return false
  }
}

/**
 * One callback's view of the transaction. The server refuses every statement after a failed one, and would turn the
 * commit into a rollback without an error; so the failure is kept and raised again.
 */
class PostgresTx implements Tx {
  readonly dialect = 'postgres'
  readonly #client: PoolClient
  readonly #statements: StatementNames
  /** Statements go to the server one at a time, even if the callback does not wait for each. */
  #latest: Promise<unknown> = Promise.resolve()
  #isOver = false
  failure: unknown = null

  constructor(client: PoolClient, statements: StatementNames) {
    this.#client = client
    this.#statements = statements
  }

  async read<Row>(query: Sql): Promise<Row[]> {
    return rowsOf<Row>(await this.#inTurn(query))
  }

  async write<Row = never>(query: Sql): Promise<Written<Row>> {
    const result = await this.#inTurn(query)
    return { count: result.rowCount ?? 0, rows: rowsOf<Row>(result) }
  }

  /** Refuses further statements and waits for the last one. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#latest
  }

  #inTurn(query: Sql): Promise<QueryResult> {
    if (this.#isOver) throw new Error('a statement after the end of its transaction')
    const turn = this.#latest.then(() => this.#attempt(query))
    this.#latest = turn.catch(() => {})
    return turn
  }

  async #attempt(query: Sql): Promise<QueryResult> {
    if (this.failure !== null) throw this.failure
    try {
      const statement = this.#statements.of(query)
      return await naming(() => this.#client.query(statement))
    } catch (error) {
      this.failure = error
      throw error
    }
  }
}

type Statement = { text: string; values: Value[]; name?: string }

/** Names for prepared statements: the same text has the same name in every connection. */
class StatementNames {
  readonly #names = new Map<string, string>()

  of(query: Sql): Statement {
    const text = query.text
    const values = bindable(query.values)
    const known = this.#names.get(text)
    if (known !== undefined) return { name: known, text, values }
    if (this.#names.size >= NAMED_STATEMENTS_MAX) return { text, values }
    const name = `g_${sha256Hex(text).slice(0, 32)}`
    this.#names.set(text, name)
    return { name, text, values }
  }
}

/** The parsers below make nothing but `Value`s. */
function rowsOf<Row>(result: QueryResult): Row[] {
  return result.rows as Row[]
}

const BOOL_TYPE = 16
const NUMBER_TYPES = new Set([20, 21, 23, 700, 701, 1700]) // int8, int2, int4, float4, float8, numeric

/** Numbers come back as numbers and truth values as 0 and 1, as from SQLite; everything else as text. */
function parserOf(type: number): (text: string) => Value {
  if (type === BOOL_TYPE) return text => (text === 't' ? 1 : 0)
  return NUMBER_TYPES.has(type) ? toNumber : text => text
}

function toNumber(text: string): number {
  const number = Number(text)
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) throw new RangeError('a number beyond the safe integers')
  return number
}

/** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505'
const CONFLICTS = new Set(['40001', '40P01']) // serialization failure, deadlock
const OUTAGES = new Set(['25006', '55P03']) // read-only transaction (a replica), lock not available in time
/** Connection, invalid authorization, invalid catalog, insufficient resources, operator intervention, system error. */
const OUTAGE_CLASSES = new Set(['08', '28', '3D', '53', '57', '58'])

/** Runs `step` and raises the driver's errors as `UniqueViolation` or `Outage`; others pass as they are. */
async function naming<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) throw error
    if (!(error instanceof DatabaseError)) {
      // Sockets, name resolution and time-outs: the driver raises them as plain errors without an SQLSTATE.
      throw new Outage(`the database cannot be reached: ${error.message}`, { cause: error })
    }
    const code = error.code ?? ''
    if (code === UNIQUE_VIOLATION) throw new UniqueViolation(error.message, { cause: error })
    if (OUTAGES.has(code) || OUTAGE_CLASSES.has(code.slice(0, 2))) {
      throw new Outage(`the database failed: ${error.message}`, { cause: error })
    }
    throw error
  }
}

/** Runs `step` again after a conflict with other transactions; when it keeps losing, that is an outage. */
async function retryConflicts<T>(step: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step()
    } catch (error) {
      if (!(error instanceof DatabaseError) || !CONFLICTS.has(error.code ?? '')) throw error
      if (attempt === ATTEMPTS_MAX)
        throw new Outage('the transaction kept losing against others', { cause: error })
      await delay(attempt * RETRY_PAUSE_MS)
    }
  }
}
