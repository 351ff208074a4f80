import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql, { join, raw } from 'sql-template-tag'
import { type Db, Outage, type Tx, UniqueViolation } from '../../src/platform/database/database.ts'
import { testDatabase } from '../support/test-database.ts'

const put = (tx: Tx, name: string, value: string) =>
  tx.write(sql`insert into setting (name, value) values (${name}, ${value})`)

async function storedValue(db: Db, name: string): Promise<string | null> {
  const rows = await db.read<{ value: string }>(sql`select value from setting where name = ${name}`)
  return rows[0]?.value ?? null
}

test('what a transaction wrote can be read when it resolves, as plain objects', async () => {
  await using database = await testDatabase()
  const result = await database.db.transaction(async tx => {
    await put(tx, 'color', 'spruce')
    return 'done'
  })
  assert.equal(result, 'done')
  assert.deepEqual(await database.db.read(sql`select name, value from setting`), [
    { name: 'color', value: 'spruce' },
  ])
})

test('a refusal is returned and keeps what was written, a throw rolls back', async () => {
  await using database = await testDatabase()
  const refused = await database.db.transaction(async tx => {
    await put(tx, 'kept', '1')
    return { refusal: 'expired' }
  })
  assert.deepEqual(refused, { refusal: 'expired' })
  const fault = new Error('a bug')
  const thrown = database.db.transaction(async tx => {
    await put(tx, 'lost', '1')
    throw fault
  })
  await assert.rejects(thrown, error => error === fault)
  assert.equal(await storedValue(database.db, 'kept'), '1')
  assert.equal(await storedValue(database.db, 'lost'), null)
})

test('a transaction sees its own writes, others see committed data only', async () => {
  await using database = await testDatabase()
  const written = Promise.withResolvers<void>()
  const outside = written.promise.then(() => storedValue(database.db, 'color'))
  let isRead = false
  outside.then(() => {
    isRead = true
  })
  await database.db.transaction(async tx => {
    await put(tx, 'color', 'spruce')
    written.resolve()
    for (let turn = 0; turn < 1000 && !isRead; turn++) {
      const inside = await tx.read<{ value: string }>(sql`select value from setting where name = 'color'`)
      assert.deepEqual(inside, [{ value: 'spruce' }])
    }
  })
  assert.equal(await outside, null)
  assert.equal(await storedValue(database.db, 'color'), 'spruce')
})

test('inside a transaction the store is read through tx only', async () => {
  await using database = await testDatabase()
  const reading = database.db.transaction(async () => database.db.read(sql`select 1 as one`))
  await assert.rejects(reading, /use tx/)
})

test('a transaction inside a transaction throws, also one that is not waited for', async () => {
  await using database = await testDatabase()
  const nested = database.db.transaction(async tx => {
    await put(tx, 'outer', '1')
    await database.db.transaction(inner => put(inner, 'inner', '1'))
  })
  await assert.rejects(nested, /inside a transaction: use tx/)
  const strays: Promise<unknown>[] = []
  await database.db.transaction(async tx => {
    await put(tx, 'outer', '2')
    strays.push(database.db.transaction(inner => put(inner, 'inner', '2')))
    strays[0]?.catch(() => {})
  })
  await assert.rejects(Promise.all(strays), /inside a transaction: use tx/)
  assert.equal(await storedValue(database.db, 'outer'), '2')
  assert.equal(await storedValue(database.db, 'inner'), null)
  await database.db.transaction(tx => put(tx, 'afterwards', '1'))
  assert.equal(await storedValue(database.db, 'afterwards'), '1')
})

test('of 300 transactions at once each is kept or rolled back by itself', async () => {
  await using database = await testDatabase()
  const one = (index: number) =>
    database.db.transaction(async tx => {
      await put(tx, `a${index}`, 'x')
      await tx.read(sql`select count(*) as rows from setting`)
      await put(tx, `b${index}`, 'x')
      if (index % 3 === 0) throw new Error(`fault ${index}`)
      return index
    })
  const outcomes = await Promise.allSettled(Array.from({ length: 300 }, (_, index) => one(index)))
  for (const [index, outcome] of outcomes.entries()) {
    if (index % 3 === 0)
      assert.equal(outcome.status === 'rejected' && outcome.reason.message, `fault ${index}`)
    else assert.equal(outcome.status === 'fulfilled' && outcome.value, index)
  }
  const rows = await database.db.read<{ name: string }>(sql`select name from setting order by name`)
  const expected = Array.from({ length: 300 }, (_, index) => index)
    .filter(index => index % 3 !== 0)
    .flatMap(index => [`a${index}`, `b${index}`])
  assert.deepEqual(
    rows.map(row => row.name),
    expected.sort(),
  )
})

test('a unique row is refused by name, and the failed statement spoils its transaction', async () => {
  await using database = await testDatabase()
  await database.db.transaction(tx => put(tx, 'color', 'spruce'))
  await assert.rejects(
    database.db.transaction(tx => put(tx, 'color', 'red')),
    UniqueViolation,
  )
  const swallowed = database.db.transaction(async tx => {
    await put(tx, 'before', '1')
    await put(tx, 'color', 'red').catch(() => {})
    await assert.rejects(put(tx, 'after', '1'), UniqueViolation)
  })
  await assert.rejects(swallowed, UniqueViolation)
  const rows = await database.db.read(sql`select name, value from setting`)
  assert.deepEqual(rows, [{ name: 'color', value: 'spruce' }])
})

test('a foreign key that points nowhere is refused', async () => {
  await using database = await testDatabase()
  const orphan = database.db.transaction(tx =>
    tx.write(sql`insert into password (person_id, hash, changed_at) values ('nobody', 'x', 1)`),
  )
  await assert.rejects(orphan, error => error instanceof Error && !(error instanceof UniqueViolation))
})

test('a faulty statement is a bug, not an outage, and later transactions work', async () => {
  await using database = await testDatabase()
  const faulty = database.db.transaction(tx => tx.read(sql`select nothing from nowhere`))
  await assert.rejects(faulty, error => error instanceof Error && error.name !== 'Outage')
  await assert.rejects(
    database.db.read(sql`select nothing from nowhere`),
    error => error instanceof Error && error.name !== 'Outage',
  )
  await database.db.transaction(tx => put(tx, 'color', 'spruce'))
  assert.equal(await storedValue(database.db, 'color'), 'spruce')
})

for (const [title, value] of [
  ['undefined', undefined],
  ['a boolean', true],
  ['NaN', Number.NaN],
  ['a fraction', 1.5],
  ['a bigint', 1n],
  ['a date', new Date(0)],
  ['an object', { a: 1 }],
  ['text with NUL', 'a\0b'],
] as const) {
  test(`binding ${title} throws`, async () => {
    await using database = await testDatabase()
    const query = sql`select name from setting where value = ${value}`
    await assert.rejects(database.db.read(query), /cannot bind/)
    await assert.rejects(
      database.db.transaction(tx => tx.write(query)),
      /cannot bind/,
    )
  })
}

test('a write tells how many rows it touched and gives back what RETURNING names', async () => {
  await using database = await testDatabase()
  await database.db.transaction(async tx => {
    const insert = await tx.write<{ name: string }>(
      sql`insert into setting (name, value) values ('a', '1'), ('b', '1') returning name`,
    )
    assert.deepEqual(insert, { count: 2, rows: [{ name: 'a' }, { name: 'b' }] })
    assert.deepEqual(await tx.write(sql`update setting set value = '2'`), { count: 2, rows: [] })
    assert.deepEqual(await tx.write(sql`update setting set value = '3' where name = 'c'`), {
      count: 0,
      rows: [],
    })
    const again = await tx.write<{ name: string }>(
      sql`insert into setting (name, value) values ('a', '9') on conflict do nothing returning name`,
    )
    assert.deepEqual(again, { count: 0, rows: [] })
    assert.equal((await tx.write(sql`delete from setting`)).count, 2)
  })
})

test('numbers come back as numbers: big ones, counts, sums and truth values as 0 and 1', async () => {
  await using database = await testDatabase()
  await database.db.transaction(tx =>
    tx.write(sql`insert into event (event_id, name, subject, payload, created_at)
      values ('e1', 'n', 's', '{}', ${Number.MAX_SAFE_INTEGER}), ('e2', 'n', 's', '{}', ${-1})`),
  )
  const [row] = await database.db.read(sql`select max(created_at) as big, min(created_at) as small,
    count(*) as rows, sum(id) as sum, count(*) > 1 as many, count(*) > 2 as more, ${7} / 2 as half, max(link) as link
    from event`)
  const expected = {
    big: Number.MAX_SAFE_INTEGER,
    small: -1,
    rows: 2,
    sum: 3,
    many: 1,
    more: 0,
    half: 3,
    link: null,
  }
  assert.deepEqual(row, expected)
})

test('text compares and sorts bytewise', async () => {
  await using database = await testDatabase()
  const names = ['b', 'a', 'B', 'ä', 'Z', '_', '-', 'a b', '😀']
  await database.db.transaction(tx =>
    tx.write(sql`insert into setting (name, value) values ${join(names.map(name => sql`(${name}, 'x')`))}`),
  )
  const rows = await database.db.read<{ name: string }>(sql`select name from setting order by name`)
  assert.deepEqual(
    rows.map(row => row.name),
    ['-', 'B', 'Z', '_', 'a', 'a b', 'b', 'ä', '😀'],
  )
  assert.deepEqual(await database.db.read(sql`select name from setting where name = ${'A'}`), [])
})

test('a growing key is never given out twice', async () => {
  await using database = await testDatabase()
  const add = () =>
    database.db.transaction(async tx => {
      const { rows } = await tx.write<{ id: number }>(sql`insert into audit_entry (action, created_at)
        values ('test', 1) returning id`)
      return rows[0]?.id ?? 0
    })
  const first = await add()
  await database.db.transaction(tx => tx.write(sql`delete from audit_entry`))
  assert.ok((await add()) > first)
})

test('of 50 guarded updates at once exactly one wins', async () => {
  await using database = await testDatabase()
  await database.db.transaction(tx => put(tx, 'code', 'fresh'))
  const redeem = () =>
    database.db.transaction(async tx => {
      const { count } = await tx.write(
        sql`update setting set value = 'redeemed' where name = 'code' and value = 'fresh'`,
      )
      return count === 1
    })
  const outcomes = await Promise.all(Array.from({ length: 50 }, redeem))
  assert.equal(outcomes.filter(won => won).length, 1)
})

test('of 50 inserts of one key at once exactly one wins', async () => {
  await using database = await testDatabase()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) => database.db.transaction(tx => put(tx, 'slug', String(index)))),
  )
  const losers = outcomes.filter(outcome => outcome.status === 'rejected')
  assert.equal(losers.length, 49)
  assert.ok(losers.every(outcome => outcome.reason instanceof UniqueViolation))
})

test('a parent row taken first keeps a rule over several rows: the last of two is never removed', async () => {
  await using database = await testDatabase()
  await database.db.transaction(async tx => {
    await put(tx, 'version', '0')
    await put(tx, 'owner-1', 'x')
    await put(tx, 'owner-2', 'x')
  })
  const leave = (name: string) =>
    database.db.transaction(async tx => {
      await tx.write(sql`update setting set value = value || '+' where name = 'version'`)
      const owners = await tx.read(sql`select name from setting where name like 'owner-%'`)
      if (owners.length === 1) return 'refused'
      await tx.write(sql`delete from setting where name = ${name}`)
      return 'left'
    })
  const outcomes = await Promise.all([leave('owner-1'), leave('owner-2')])
  assert.deepEqual(outcomes.sort(), ['left', 'refused'])
})

test('statements that are not waited for one by one still run in their order', async () => {
  await using database = await testDatabase()
  await database.db.transaction(async tx => {
    await Promise.all([
      put(tx, 'color', 'red'),
      tx.write(sql`update setting set value = 'green' where value = 'red'`),
      tx.write(sql`update setting set value = 'blue' where value = 'green'`),
    ])
  })
  assert.equal(await storedValue(database.db, 'color'), 'blue')
})

test('a statement after the end of its transaction throws', async () => {
  await using database = await testDatabase()
  const escaped: Tx[] = []
  await database.db.transaction(async tx => {
    escaped.push(tx)
  })
  await assert.rejects(async () => escaped[0]?.write(sql`delete from setting`), /after the end/)
  await assert.rejects(async () => escaped[0]?.read(sql`select 1 as one`), /after the end/)
})

test('more texts than are kept prepared still work', async () => {
  await using database = await testDatabase()
  for (let length = 1; length <= 600; length++) {
    const rows = await database.db.read(sql`select ${raw(String(length))} as length`)
    assert.deepEqual(rows, [{ length }])
  }
})

test('closing answers those that wait, then refuses', async () => {
  await using database = await testDatabase()
  const waiting = Array.from({ length: 300 }, (_, index) =>
    database.db.transaction(tx => put(tx, `n${index}`, 'x')),
  )
  const closing = database.db.close()
  assert.equal((await Promise.all(waiting)).length, 300)
  await closing
  await assert.rejects(
    database.db.transaction(tx => put(tx, 'late', 'x')),
    Outage,
  )
  await assert.rejects(storedValue(database.db, 'late'), Outage)
})
