import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Client } from 'pg'
import sql from 'sql-template-tag'
import { Outage } from '../../src/platform/database/database.ts'
import { openDatabase, sqlitePath } from '../../src/platform/database/open.ts'
import { runChild } from '../support/child.ts'
import { emptyDatabase, testDatabase } from '../support/test-database.ts'

test('three processes write one database at the same time and no write is lost', async () => {
  await using database = await testDatabase()
  const { db, url } = database
  await db.transaction(tx => tx.write(sql`insert into setting (name, value) values ('counter', '')`))
  await Promise.all(['a', 'b', 'c'].map(name => runChild('faults/writer.child.ts', [url, name])))
  const [counter] = await db.read<{ value: string }>(sql`select value from setting where name = 'counter'`)
  assert.equal(counter?.value.length, 1200)
  const [rows] = await db.read<{ count: number }>(sql`select count(*) as count from setting`)
  assert.equal(rows?.count, 1201)
})

test('processes that start at the same time on an empty database apply each migration once', async () => {
  const empty = await emptyDatabase({ isMigrated: false })
  try {
    const outputs = await Promise.all([1, 2, 3].map(() => runChild('faults/migrate.child.ts', [empty.url])))
    const applied: string[] = outputs.flatMap(output => JSON.parse(output))
    const db = await openDatabase({ databaseUrl: empty.url, poolSize: 1 })
    const recorded = await db.read<{ name: string }>(sql`select name from migration order by name`)
    await db.close()
    assert.ok(recorded.length >= 2)
    assert.deepEqual(
      applied.sort(),
      recorded.map(row => row.name),
    )
  } finally {
    await empty.remove()
  }
})

/** Holds what a write to `setting` needs, from outside of the store; the result lets go. */
async function lockSettings(url: string): Promise<() => Promise<void>> {
  if (url.startsWith('sqlite:')) {
    const other = new DatabaseSync(sqlitePath(url))
    other.exec('begin immediate')
    return async () => other.close()
  }
  const other = new Client({ connectionString: url })
  await other.connect()
  await other.query('begin; lock table setting in exclusive mode')
  return () => other.end()
}

test('while another process holds the lock, reads go on and writes wait for it', async () => {
  await using database = await testDatabase()
  const { db, url } = database
  const letGo = await lockSettings(url)
  const writing = db.transaction(tx => tx.write(sql`insert into setting (name, value) values ('late', 'x')`))
  assert.deepEqual(await db.read(sql`select name from setting`), [])
  await letGo()
  assert.equal((await writing).count, 1)
})

test('a lock that is held for longer than five seconds is an outage, and later writes work', async () => {
  await using database = await testDatabase()
  const { db, url } = database
  const letGo = await lockSettings(url)
  const write = (name: string) =>
    db.transaction(tx => tx.write(sql`insert into setting (name, value) values (${name}, 'x')`))
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(write))
  assert.ok(outcomes.every(outcome => outcome.status === 'rejected' && outcome.reason instanceof Outage))
  await letGo()
  await write('later')
  assert.deepEqual(await db.read(sql`select name from setting`), [{ name: 'later' }])
})

test('transactions that lock the same rows in opposite order all succeed', async () => {
  await using database = await testDatabase()
  const { db } = database
  await db.transaction(tx => tx.write(sql`insert into setting (name, value) values ('a', ''), ('b', '')`))
  const touch = (first: string, second: string) =>
    db.transaction(async tx => {
      for (const name of [first, second]) {
        await tx.write(sql`update setting set value = value || '+' where name = ${name}`)
      }
    })
  await Promise.all([touch('a', 'b'), touch('b', 'a')])
  assert.deepEqual(await db.read(sql`select name, value from setting order by name`), [
    { name: 'a', value: '++' },
    { name: 'b', value: '++' },
  ])
})
