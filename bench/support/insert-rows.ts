import sql, { bulk, raw } from 'sql-template-tag'
import type { Db, Value } from '../../src/platform/database/database.ts'

const ROWS_PER_STATEMENT = 500
const ROWS_PER_COMMIT = 10_000

/** Puts many rows into a table, some of them in each transaction. */
export async function insertRows(db: Db, table: string, columns: string[], rows: Value[][]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_COMMIT) {
    const some = rows.slice(start, start + ROWS_PER_COMMIT)
    await db.transaction(async tx => {
      for (let first = 0; first < some.length; first += ROWS_PER_STATEMENT)
        await tx.write(sql`insert into ${raw(table)} (${raw(columns.join(', '))})
          values ${bulk(some.slice(first, first + ROWS_PER_STATEMENT))}`)
    })
  }
}
