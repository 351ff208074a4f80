import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import sql, { type Sql } from 'sql-template-tag'
import { deactivateApp, findAppByName } from '../../src/modules/apps/index.ts'
import { findTokenEntries } from '../../src/modules/oauth/index.ts'
import { findAuditEntries } from '../../src/platform/audit.repository.ts'
import type { Db, Tx } from '../../src/platform/database/database.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openSqlite } from '../../src/platform/database/sqlite.ts'
import { actOn } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { buildDevice, letIn } from '../support/devices.ts'
import { begin } from '../support/flow.ts'
import { newPrivateToken } from '../support/private-tokens.ts'
import { testAccounts } from '../support/test-accounts.ts'
import { testApp } from '../support/test-app.ts'
import { claimsOf } from '../support/test-client.ts'
import type { TestDatabase } from '../support/test-database.ts'
import { LINDEN, newTokens, tokensIn } from '../support/tokens.ts'

/** Tables that stay small, and the revocation list, which is asked for whole. */
const READ_WHOLE = new Set(['signing_key', 'job_lease', 'setting', 'revoked_access_token', 'oldest'])

type Recorded = TestDatabase & { statements: Map<string, Sql> }

/** An embedded database, whichever the other tests run on: its planner tells what an index is used for at any size. */
async function recordedDatabase(): Promise<Recorded> {
  const folder = mkdtempSync(join(tmpdir(), 'grantory-plans-'))
  const path = join(folder, 'grantory.db')
  const real = await openSqlite({ path })
  await migrate(real, Date.parse('2026-01-01T00:00:00Z'))
  const statements = new Map<string, Sql>()
  const record = (query: Sql) => {
    statements.set(query.sql, query)
    return query
  }
  const recorded = (tx: Tx): Tx => ({
    dialect: tx.dialect,
    read: query => tx.read(record(query)),
    write: query => tx.write(record(query)),
  })
  const db: Db = {
    dialect: real.dialect,
    read: query => real.read(record(query)),
    transaction: work => real.transaction(tx => work(recorded(tx))),
    close: () => real.close(),
  }
  return {
    db,
    url: `sqlite:${path}`,
    statements,
    async [Symbol.asyncDispose]() {
      await real.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Tables of which the statement reads every row, other than the oldest few by their key. */
async function tablesReadWhole(db: Db, query: Sql): Promise<string[]> {
  const [first = '', ...rest] = query.strings
  const explained = sql([`explain query plan ${first}`, ...rest], ...query.values)
  const steps = await db.read<{ detail: string }>(explained)
  const isOldestOnly = (table: string) => query.sql.includes(`from ${table} order by id limit`)
  return steps
    .map(({ detail }) => /^SCAN (?!\d+-ROW VALUES)(\w+)\b(?! USING (?:COVERING )?INDEX)/.exec(detail)?.[1])
    .filter(table => table !== undefined && !READ_WHOLE.has(table) && !isOldestOnly(table))
    .map(String)
}

test('sign-in, consent, tokens, devices, API, revocation and clean-up read no table that grows as a whole', async () => {
  await using database = await recordedDatabase()
  await using app = await testApp({ database })
  database.statements.clear()

  const browser = app.anonymous()
  const form = { first_name: 'Ada', name: 'Byron', email: 'ada@example.org', password: 'a long password 77' }
  const isSignUp = ({ action }: { action: string }) => action.startsWith('/signup')
  await browser.submit(await browser.get('/signup'), { ...form, country_code: 'DE' }, isSignUp)
  const reset = await browser.get('/password/forgot')
  await browser.submit(reset, { email: DEMO.owner }, ({ action }) => action.startsWith('/password'))
  const client = app.client(DEMO.stockKeeper)
  await begin(browser, client, { scope: 'Org.directory.organization.r' })
  for (const scope of ['directory.person.r', LINDEN.scope, LINDEN.onBehalfScope]) {
    const { access_token, refresh_token } = await newTokens(app, { scope })
    const refreshed = tokensIn(await client.refresh(refresh_token))
    const isOfPerson = claimsOf(access_token).sub.startsWith('Person/') && scope !== LINDEN.onBehalfScope
    await client.api(access_token, isOfPerson ? '/api/v1/person' : '/api/v1/organization')
    await client.api(access_token, '/api/v1/access_token')
    await client.api(refreshed.access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  }
  await client.api(null, '/api/v1/revoked_access_tokens')
  const device = await buildDevice(app)
  await device.poll()
  await letIn(await app.signedIn(DEMO.owner), device)
  tokensIn(await device.poll())
  await app.app.flushTokenLog()
  const owner = await app.signedIn(DEMO.owner)
  const { token, jti } = await newPrivateToken(owner)
  await owner.get('/account/tokens')
  await owner.get(`/account/tokens/${jti}/revoke`)
  await client.api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  const accounts = testAccounts(app)
  const { id: account } = await accounts.make()
  await accounts.make()
  await accounts.list()
  await accounts.remove(account)
  const { id: provider = '' } = (await findAppByName(app.db, 'warehouse')) ?? {}
  await app.db.transaction(tx => deactivateApp(tx, actOn(provider), app.app.apps, app.clock.now()))
  const linden = { type: 'Organization', id: DEMO.linden } as const
  await app.db.transaction(tx => app.app.connections.revokeAllOf(tx, linden, 'test', app.clock.now()))
  await app.runJobs()
  const ever = { since: 0, until: app.clock.now() }
  const { id } = DEMO.stockKeeper
  for (const filter of [
    { clientId: id },
    { appId: id },
    { subject: `Client/${id}` },
    { actor: 'operator' },
    {},
  ])
    await findAuditEntries(database.db, { ...ever, ...filter }, 10)
  for (const outcome of [undefined, 'issued', 'refused'] as const)
    for (const filter of [{ clientId: id }, { appId: id }, {}])
      await findTokenEntries(database.db, { ...ever, ...filter, outcome }, 10)
  const bearer = { type: 'Person' as const, id }
  await findTokenEntries(database.db, { ...ever, bearer, outcome: 'refused' }, 10)

  assert.ok(database.statements.size > 50, `${database.statements.size} statements`)
  const found: string[] = []
  for (const [text, query] of [...database.statements])
    for (const table of await tablesReadWhole(database.db, query)) found.push(`${table}: ${text}`)
  assert.deepEqual(found, [])
})
