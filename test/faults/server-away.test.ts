import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { Client } from 'pg'
import sql from 'sql-template-tag'
import { Outage } from '../../src/platform/database/database.ts'
import { openPostgres } from '../../src/platform/database/postgres.ts'
import { emptyDatabase, testDatabase } from '../support/test-database.ts'

/** A port of the loopback address where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

test('a PostgreSQL that is away is an outage for reads and transactions', async () => {
  const db = await openPostgres({
    url: `postgres://nobody@127.0.0.1:${await closedPort()}/none`,
    poolSize: 2,
  })
  await assert.rejects(db.read(sql`select 1 as one`), Outage)
  await assert.rejects(
    db.transaction(tx => tx.read(sql`select 1 as one`)),
    Outage,
  )
  await db.close()
})

test('a PostgreSQL that hangs up is an outage', async () => {
  const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const db = await openPostgres({ url: `postgres://nobody@127.0.0.1:${address.port}/none`, poolSize: 2 })
  await assert.rejects(db.read(sql`select 1 as one`), Outage)
  await db.close()
  server.close()
})

// The server's own faults can only be made where there is a server.
if (process.env['TEST_DATABASE'] !== undefined) {
  test('connections that the server cuts are outages, and the next ones work', async () => {
    await using database = await testDatabase()
    const { db, url } = database
    const administrator = new Client({ connectionString: url })
    await administrator.connect()
    const cut = () =>
      administrator.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`)
    const locked = db.transaction(async tx => {
      await tx.write(sql`insert into setting (name, value) values ('lost', 'x')`)
      await tx.read(sql`select pg_sleep(30)`)
    })
    const isAsleep = async () => {
      const { rows } = await administrator.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
      )
      return rows.length > 0
    }
    // Waited for from now on: the cut may arrive before its own answer does.
    const isOutage = assert.rejects(locked, Outage)
    while (!(await isAsleep())) {}
    await cut()
    await isOutage
    await administrator.end()
    await db.transaction(tx => tx.write(sql`insert into setting (name, value) values ('kept', 'x')`))
    assert.deepEqual(await db.read(sql`select name from setting`), [{ name: 'kept' }])
  })

  test('when all connections are taken for longer than five seconds, waiting ends as an outage', async () => {
    const empty = await emptyDatabase({ isMigrated: true })
    const db = await openPostgres({ url: empty.url, poolSize: 1 })
    try {
      const holding = db.transaction(tx => tx.read(sql`select pg_sleep(7)`))
      const began = performance.now()
      const waiting = await Promise.allSettled([
        db.read(sql`select 1 as one`),
        db.transaction(tx => tx.read(sql`select 1 as one`)),
      ])
      const waitedMs = performance.now() - began
      for (const outcome of waiting) {
        assert.ok(outcome.status === 'rejected' && outcome.reason instanceof Outage, outcome.status)
      }
      assert.ok(waitedMs < 6_500, `${waitedMs} ms`)
      await holding
      assert.deepEqual(await db.read(sql`select 1 as one`), [{ one: 1 }])
    } finally {
      await db.close()
      await empty.remove()
    }
  })
}
