// What can go wrong with the embedded store alone: these tests run wherever the others run, always on SQLite.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import sql, { raw } from 'sql-template-tag'
import { type Db, Outage, type Tx } from '../../src/platform/database/database.ts'
import { canAnswer } from '../../src/platform/database/probe.repository.ts'
import { openSqlite } from '../../src/platform/database/sqlite.ts'

/** A file with one table, whose rows point to each other. */
async function openFile() {
  const folder = mkdtempSync(join(tmpdir(), 'grantory-fault-'))
  const path = join(folder, 'data', 'grantory.db')
  const db = await openSqlite({ path })
  const schema = raw(
    'create table item (name text primary key, text text, parent text references item (name))',
  )
  await db.transaction(tx => tx.write(schema))
  return {
    db,
    path,
    async [Symbol.asyncDispose]() {
      await db.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const insert = (tx: Tx, name: string, text = '') =>
  tx.write(sql`insert into item (name, text) values (${name}, ${text})`)

const names = async (db: Db) =>
  (await db.read<{ name: string }>(sql`select name from item order by name`)).map(row => row.name)

/** Limits the file to a few pages more than it has, as a disk does that is almost full. */
async function fillDisk(db: Db): Promise<void> {
  const [size] = await db.read<{ page_count: number }>(raw('pragma page_count'))
  await limitPages(db, (size?.page_count ?? 0) + 20)
}

const limitPages = (db: Db, pages: number) =>
  db.transaction(tx => tx.write(raw(`pragma max_page_count = ${pages}`)))

test('when the disk is full everyone in the group is answered with an outage and nothing is half-written', async () => {
  await using file = await openFile()
  const { db } = file
  await db.transaction(tx => insert(tx, 'before'))
  await fillDisk(db)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) =>
      db.transaction(async tx => {
        await insert(tx, `small-${index}`)
        // Only one is too big; half of the callbacks would go on after a failure.
        const big = insert(tx, `big-${index}`, 'x'.repeat(index === 50 ? 1_000_000 : 10))
        await (index % 2 === 0 ? big.catch(() => {}) : big)
      }),
    ),
  )
  // Those after the fatal one were not begun yet: they are a group of their own, which fits.
  const lost = outcomes.filter(outcome => outcome.status === 'rejected')
  assert.equal(lost.length, 51)
  assert.ok(lost.every(outcome => outcome.reason instanceof Outage))
  const kept = outcomes.flatMap((outcome, index) =>
    outcome.status === 'fulfilled' ? [`big-${index}`, `small-${index}`] : [],
  )
  assert.deepEqual(await names(db), ['before', ...kept].sort())
})

test('while the disk stays full writes are outages and reads go on; with room again writes work', async () => {
  await using file = await openFile()
  const { db } = file
  await db.transaction(tx => insert(tx, 'before'))
  await fillDisk(db)
  for (let attempt = 0; attempt < 3; attempt++) {
    await assert.rejects(
      db.transaction(tx => insert(tx, 'big', 'x'.repeat(1_000_000))),
      Outage,
    )
    assert.deepEqual(await names(db), ['before'])
  }
  await limitPages(db, 1_000_000)
  await db.transaction(tx => insert(tx, 'big', 'x'.repeat(1_000_000)))
  assert.deepEqual(await names(db), ['before', 'big'])
})

test('when the commit fails everyone in the group is answered with an outage, also who had failed by himself', async () => {
  await using file = await openFile()
  const { db } = file
  const orphan = db.transaction(async tx => {
    // The foreign key is checked at the commit, which then fails for the whole group.
    await tx.write(raw('pragma defer_foreign_keys = on'))
    await tx.write(sql`insert into item (name, parent) values ('orphan', 'nobody')`)
  })
  const others = ['a', 'b', 'c'].map(name => db.transaction(tx => insert(tx, name)))
  const failed = db.transaction(async () => {
    throw new Error('by himself')
  })
  const outcomes = await Promise.allSettled([orphan, ...others, failed])
  assert.ok(outcomes.every(outcome => outcome.status === 'rejected' && outcome.reason instanceof Outage))
  assert.deepEqual(await names(db), [])
  await db.transaction(tx => insert(tx, 'later'))
  assert.deepEqual(await names(db), ['later'])
})

/** What every open file does when it is to be synced; `sync` stands in for it until the test ends. */
async function fakeDisk(t: TestContext, path: string, sync: (real: () => Promise<void>) => Promise<void>) {
  const handle = await open(path)
  const { datasync } = handle
  t.mock.method(Object.getPrototypeOf(handle), 'datasync', function (this: FileHandle) {
    return sync(() => datasync.call(this))
  })
  await handle.close()
}

test('a disk that does not confirm what was written is an outage, and so is everything until the next start', async t => {
  await using file = await openFile()
  const { db, path } = file
  await db.transaction(tx => insert(tx, 'before'))
  let isBroken = true
  await fakeDisk(t, path, real => (isBroken ? Promise.reject(new Error('EIO')) : real()))
  const failed = await Promise.allSettled(['a', 'b'].map(name => db.transaction(tx => insert(tx, name))))
  assert.ok(failed.every(outcome => outcome.status === 'rejected' && outcome.reason instanceof Outage))
  isBroken = false
  await assert.rejects(
    db.transaction(tx => insert(tx, 'later')),
    Outage,
  )
  await assert.rejects(names(db), Outage)
  assert.equal(await canAnswer(db), false, 'the server is not ready')
})

test('who saw in a transaction what is not on the disk yet is answered once it is', async t => {
  await using file = await openFile()
  const { db, path } = file
  const order: string[] = []
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  await fakeDisk(t, path, async real => {
    asked.resolve()
    await answer.promise
    order.push('on the disk')
    return real()
  })
  const written = db.transaction(tx => insert(tx, 'one')).then(() => order.push('written'))
  await asked.promise
  const seen = db
    .transaction(tx => tx.read<{ name: string }>(sql`select name from item`))
    .then(rows => order.push(`seen ${rows.length}`))
  for (let turn = 0; turn < 20; turn += 1) await nextTurn()
  assert.deepEqual(order, [])
  answer.resolve()
  await Promise.all([written, seen])
  assert.equal(order[0], 'on the disk')
  assert.deepEqual(order.slice(1).sort(), ['seen 1', 'written'])
})

test('the file may be reached by a link', async () => {
  await using file = await openFile()
  const link = join(dirname(dirname(file.path)), 'link.db')
  symlinkSync(file.path, link)
  const db = await openSqlite({ path: link })
  await db.transaction(tx => insert(tx, 'by the link'))
  await db.close()
  assert.deepEqual(await names(file.db), ['by the link'])
})

test('a callback that awaits anything but its tx fails and is rolled back, the others of its group are not', async () => {
  await using file = await openFile()
  const { db } = file
  const leftBehind: Promise<unknown>[] = []
  const leaving = db.transaction(async tx => {
    await insert(tx, 'leaving')
    await nextTurn()
    await nextTurn()
    const late = insert(tx, 'late')
    leftBehind.push(late.catch(error => error))
    await late
  })
  const staying = ['a', 'b', 'c'].map(name =>
    db.transaction(async tx => {
      await Promise.resolve()
      await insert(tx, name)
    }),
  )
  await assert.rejects(leaving, /awaited something else than its tx/)
  await Promise.all(staying)
  await nextTurn()
  await nextTurn()
  assert.match(String(await leftBehind[0]), /after the end of its transaction/)
  assert.deepEqual(await names(db), ['a', 'b', 'c'])
})

test('the file and its folder are made, and only their owner may read the file', async () => {
  await using file = await openFile()
  assert.equal(statSync(file.path).mode & 0o077, 0)
  assert.equal(statSync(`${file.path}-wal`).mode & 0o077, 0)
})

test('a file that is no database is an outage', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantory-fault-'))
  try {
    const path = join(folder, 'grantory.db')
    writeFileSync(path, 'this is no database, but it is long enough to be looked at. '.repeat(100))
    await assert.rejects(openSqlite({ path }), Outage)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
