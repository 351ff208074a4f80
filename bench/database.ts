// Rows per second on the embedded store: single and grouped commits through `Db`, beside the bare driver.
// Every figure is durable (synchronous = full).
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import sql from 'sql-template-tag'
import { sha256Hex } from '../src/platform/crypto/digest.ts'
import type { Db } from '../src/platform/database/database.ts'
import { openSqlite } from '../src/platform/database/sqlite.ts'
import { databaseFolder } from './support/place.ts'
import { figure } from './support/report.ts'
import { SETTINGS } from './support/settings.ts'

const SECONDS = SETTINGS.roundMs / 1000
const SCHEMA = `create table token (id integer primary key, hash text not null unique, client text not null,
  scopes text not null, created_at bigint not null)`

let serial = 0
const nextHash = () => sha256Hex(String(serial++))

/** Inserts by the bare driver, `rowsPerCommit` at a time. */
function bareInserts(path: string, rowsPerCommit: number): number {
  const database = new DatabaseSync(path)
  database.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16384;
    pragma wal_autocheckpoint = 16000; ${SCHEMA}`)
  const insert = database.prepare('insert into token (hash, client, scopes, created_at) values (?, ?, ?, ?)')
  let rows = 0
  const began = performance.now()
  while (performance.now() - began < SECONDS * 1000) {
    database.exec('begin immediate')
    for (let row = 0; row < rowsPerCommit; row++)
      insert.run(nextHash(), 'client', 'person.r', 1_767_225_600_000)
    database.exec('commit')
    rows += rowsPerCommit
  }
  const rate = rows / ((performance.now() - began) / 1000)
  database.close()
  return rate
}

/** `inFlight` loops of `step`; the result is steps per second. */
async function rate(inFlight: number, step: () => Promise<unknown>): Promise<number> {
  let steps = 0
  const began = performance.now()
  const loop = async () => {
    while (performance.now() - began < SECONDS * 1000) {
      await step()
      steps += 1
    }
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  return steps / ((performance.now() - began) / 1000)
}

const insertOne = (db: Db) =>
  db.transaction(tx =>
    tx.write(sql`insert into token (hash, client, scopes, created_at)
      values (${nextHash()}, ${'client'}, ${'person.r'}, ${1_767_225_600_000})`),
  )

const readOne = (db: Db) =>
  db.read(sql`select id, client, scopes from token where hash = ${sha256Hex(String(serial >> 1))}`)

/** What a refresh costs the store: two reads outside, then a guarded update and an insert. */
async function rotateOne(db: Db): Promise<void> {
  await readOne(db)
  await readOne(db)
  const hash = sha256Hex(String(serial >> 1))
  await db.transaction(async tx => {
    await tx.write(sql`update token set scopes = 'person.rw' where hash = ${hash} and scopes = 'person.r'`)
    await tx.write(sql`insert into token (hash, client, scopes, created_at)
      values (${nextHash()}, ${'client'}, ${'person.r'}, ${1_767_225_600_000})`)
  })
}

await using folder = databaseFolder()
figure('node:sqlite, 1 row a commit', bareInserts(join(folder.path, 'bare-1.db'), 1), '/s')
figure('node:sqlite, 64 rows a commit', bareInserts(join(folder.path, 'bare-64.db'), 64), '/s')
serial = 0
const db = await openSqlite({ path: join(folder.path, 'group.db') })
await db.transaction(tx => tx.write(sql([SCHEMA])))
for (const inFlight of [1, 16, 64, 256])
  figure(`Db, insert transactions, ${inFlight} in flight`, await rate(inFlight, () => insertOne(db)), '/s')
figure('Db, reads', await rate(1, () => readOne(db)), '/s')
figure('Db, 2 reads + guarded update + insert, 64 in flight', await rate(64, () => rotateOne(db)), '/s')
figure('resident memory', process.memoryUsage.rss() / 1e6, 'MB')
await db.close()
