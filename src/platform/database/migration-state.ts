import { readdir } from 'node:fs/promises'
import sql from 'sql-template-tag'
import type { Db } from './database.ts'

const ownMigrations = new URL('./migrations/', import.meta.url)

/**
 * Which migrations the database still needs (null: it was never migrated), and which it has that this program does not
 * know. Changes nothing; throws `Outage` when the database cannot be reached.
 */
export async function migrationState(db: Db): Promise<{ missing: string[]; unknown: string[] } | null> {
  const own = (await readdir(ownMigrations))
    .filter(name => name.endsWith('.sql'))
    .map(name => name.slice(0, -4))
  if (!(await hasMigrationTable(db))) return null
  const rows = await db.read<{ name: string }>(sql`select name from migration order by name`)
  const applied = rows.map(({ name }) => name)
  return {
    missing: own.filter(name => !applied.includes(name)).sort(),
    unknown: applied.filter(name => !own.includes(name)),
  }
}

async function hasMigrationTable(db: Db): Promise<boolean> {
  const rows = await db.read<{ name: string }>(
    db.dialect === 'sqlite'
      ? sql`select name from sqlite_master where type = 'table' and name = 'migration'`
      : sql`select table_name as name from information_schema.tables
            where table_schema = current_schema() and table_name = 'migration'`,
  )
  return rows.length > 0
}
