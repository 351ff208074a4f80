// Migrates the database its first argument names and prints what it applied, as one line of JSON.
import { migrate } from '../../src/platform/database/migrate.ts'
import { openDatabase } from '../../src/platform/database/open.ts'

const db = await openDatabase({ databaseUrl: process.argv[2] ?? '', poolSize: 1 })
console.log(JSON.stringify(await migrate(db, Date.now())))
await db.close()
