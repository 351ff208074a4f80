import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import sql from 'sql-template-tag'
import { Outage } from '../../src/platform/database/database.ts'
import { DatabaseTooNew, migrate } from '../../src/platform/database/migrate.ts'
import { openDatabase } from '../../src/platform/database/open.ts'
import { emptyDatabase, testDatabase } from '../support/test-database.ts'

const NOW = Date.UTC(2026, 0, 1)

/** An empty database and a folder of migrations of the test's own. */
async function workshop(files: Record<string, string>) {
  const empty = await emptyDatabase({ isMigrated: false })
  const db = await openDatabase({ databaseUrl: empty.url, poolSize: 2 })
  const path = mkdtempSync(join(tmpdir(), 'grantory-migrations-'))
  const add = (name: string, text: string) => writeFileSync(join(path, name), text)
  for (const [name, text] of Object.entries(files)) add(name, text)
  return {
    db,
    add,
    remove: (name: string) => rmSync(join(path, name)),
    migrate: () => migrate(db, NOW, pathToFileURL(`${path}/`)),
    async [Symbol.asyncDispose]() {
      await db.close()
      await empty.remove()
      rmSync(path, { recursive: true })
    },
  }
}

test('migrations are applied once, in the order of their names', async () => {
  await using shop = await workshop({
    '0002-b.sql': `alter table a add column b text;`,
    '0001-a.sql': `-- a comment; with a semicolon\ncreate table a (id rowid_key, note text not null);\ncreate index a_note on a (note);\n`,
    'notes.md': 'no migration',
  })
  assert.deepEqual(await shop.migrate(), ['0001-a', '0002-b'])
  assert.deepEqual(await shop.migrate(), [])
  shop.add('0003-c.sql', `insert into a (note, b) values ('x', 'y');\n`)
  assert.deepEqual(await shop.migrate(), ['0003-c'])
  assert.deepEqual(await shop.db.read(sql`select id, note, b from a`), [{ id: 1, note: 'x', b: 'y' }])
})

test('a migration that fails leaves nothing behind and can be applied when it is mended', async () => {
  await using shop = await workshop({
    '0001-a.sql': 'create table a (id text primary key);',
    '0002-b.sql': 'create table b (id text primary key);\ncreate table b (id text primary key);',
  })
  await assert.rejects(shop.migrate())
  await assert.rejects(shop.db.read(sql`select id from b`))
  assert.deepEqual(await shop.db.read(sql`select name from migration`), [{ name: '0001-a' }])
  shop.add('0002-b.sql', 'create table b (id text primary key);')
  assert.deepEqual(await shop.migrate(), ['0002-b'])
})

test('a migration does not wait for a long reader, with all requests behind it (PostgreSQL)', {
  skip: process.env['TEST_DATABASE'] === undefined,
}, async () => {
  await using shop = await workshop({ '0001-a.sql': `create table a (note text);\n` })
  await shop.migrate()
  shop.add('0002-b.sql', `alter table a add column b text;\n`)
  // As a backup does.
  const reading = Promise.withResolvers<void>()
  const read = Promise.withResolvers<void>()
  const reader = shop.db.transaction(async tx => {
    await tx.read(sql`select note from a`)
    reading.resolve()
    await read.promise
  })
  await reading.promise
  await assert.rejects(shop.migrate(), Outage)
  read.resolve()
  await reader
  assert.deepEqual(await shop.migrate(), ['0002-b'])
})

test('a database that is ahead of the program is refused', async () => {
  await using shop = await workshop({
    '0001-a.sql': 'create table a (id text);',
    '0002-b.sql': 'create table b (id text);',
  })
  await shop.migrate()
  shop.remove('0002-b.sql')
  await assert.rejects(shop.migrate(), DatabaseTooNew)
})

test('the schema of this program is complete after one run', async () => {
  await using database = await testDatabase()
  assert.deepEqual(await migrate(database.db, NOW), [])
})
