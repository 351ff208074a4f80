// Adds 1 to a shared counter and inserts a row of its own, 400 times, 16 at once. Arguments: database URL, name.
import sql from 'sql-template-tag'
import { openDatabase } from '../../src/platform/database/open.ts'

const TRANSACTIONS = 400
const IN_FLIGHT = 16

const [, , databaseUrl = '', name = ''] = process.argv
const db = await openDatabase({ databaseUrl, poolSize: 4 })
let next = 0
await Promise.all(
  Array.from({ length: IN_FLIGHT }, async () => {
    while (next < TRANSACTIONS) {
      const row = `${name}-${next++}`
      await db.transaction(async tx => {
        await tx.write(sql`update setting set value = value || '+' where name = 'counter'`)
        await tx.write(sql`insert into setting (name, value) values (${row}, 'x')`)
      })
    }
  }),
)
await db.close()
