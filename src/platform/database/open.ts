import type { Db } from './database.ts'
import type { PostgresOptions } from './postgres.ts'

const SQLITE_SCHEME = 'sqlite:'
const POSTGRES_SCHEME = /^postgres(ql)?:\/\//

export type DatabaseOptions = { databaseUrl: string } & Omit<PostgresOptions, 'url'>

/**
 * Opens the database that `databaseUrl` names: `sqlite:<path>` (relative to the working directory or absolute) or
 * `postgres://…`. The pool and the time limit are PostgreSQL's. Throws for any other URL. Only the driver that is needed is
 * loaded, so that the server listens sooner and is smaller.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Db> {
  const { databaseUrl, ...postgresOptions } = options
  if (databaseUrl.startsWith(SQLITE_SCHEME)) {
    const { openSqlite } = await import('./sqlite.ts')
    return openSqlite({ path: sqlitePath(databaseUrl) })
  }
  if (POSTGRES_SCHEME.test(databaseUrl)) {
    const { openPostgres } = await import('./postgres.ts')
    return openPostgres({ url: databaseUrl, ...postgresOptions })
  }
  throw new Error('DATABASE_URL must begin with sqlite: or postgres://')
}

/** The file's path in `sqlite:<path>`; also `sqlite:///absolute/path`, as other tools write it. */
export function sqlitePath(databaseUrl: string): string {
  return databaseUrl.slice(SQLITE_SCHEME.length).replace(/^\/\/(?=\/)/, '')
}
