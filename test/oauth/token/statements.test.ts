import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRevoke } from '../../../src/modules/oauth/index.ts'
import { DEMO } from '../../support/demo.ts'
import { testApp } from '../../support/test-app.ts'
import type { TokenAnswer } from '../../support/test-client.ts'
import { LINDEN, newCode, newTokens, tokensIn } from '../../support/tokens.ts'
import { type Watched, watchedDatabase } from '../../support/watched-database.ts'

/** What one request asks of the database. */
async function statementsOf(database: Watched, request: () => Promise<TokenAnswer>, status: number) {
  database.forget()
  const answer = await request()
  assert.equal(answer.status, status, answer.text)
  return { ...database.statements }
}

test('a code exchange and a refresh are two reads and two writes (architecture §4)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  for (const credentials of [DEMO.stockKeeper, DEMO.stockKeeperPublic])
    for (const scope of ['directory.person.r', LINDEN.scope, LINDEN.onBehalfScope]) {
      const client = app.client(credentials)
      const code = await newCode(app, { client, scope })
      const exchange = await statementsOf(database, () => client.token(code), 200)
      assert.deepEqual(exchange, { reads: 2, writes: 2 })
      const { refresh_token } = tokensIn(await client.token(await newCode(app, { client, scope })))
      const refresh = await statementsOf(database, () => client.refresh(refresh_token), 200)
      assert.deepEqual(refresh, { reads: 2, writes: 2 })
      const again = await statementsOf(database, () => client.refresh(refresh_token), 200)
      assert.deepEqual(again, { reads: 3, writes: 0 })
    }
})

test('a public client that sends nothing but its refresh token costs the same', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeperPublic)
  const { refresh_token } = await newTokens(app, { client })
  const body = JSON.stringify({ grant_type: 'refresh_token', refresh_token })
  const send = () => client.send('/oauth/access_token', body, { 'content-type': 'application/json' })
  assert.deepEqual(await statementsOf(database, send, 200), { reads: 2, writes: 2 })
})

test('a request that is refused for its client or its parameters costs one read at most', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const unsupported = () => client.token({ grant_type: 'x', code: 'x' })
  assert.deepEqual(await statementsOf(database, unsupported, 400), { reads: 1, writes: 0 })
  const nobody = () => client.send('/oauth/access_token', '', {})
  assert.deepEqual(await statementsOf(database, nobody, 400), { reads: 0, writes: 0 })
  const misshapen = () => client.token({ code: 'x' }, { authorization: 'Basic eDp5' })
  assert.deepEqual(await statementsOf(database, misshapen, 401), { reads: 0, writes: 0 })
})

test('the check of a bearer token asks the database nothing (architecture §4)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(app)
  assert.equal((await client.api(access_token, '/api/v1/access_token')).status, 200)
  const withoutScope = () =>
    client.api(access_token, '/api/v1/person', { method: 'PATCH', json: { person: {} } })
  assert.deepEqual(await statementsOf(database, withoutScope, 403), { reads: 0, writes: 0 })
  await client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  const revoked = () => client.api(access_token, '/api/v1/person')
  assert.deepEqual(await statementsOf(database, revoked, 403), { reads: 0, writes: 0 })
  for (const token of ['x', `${access_token}x`]) {
    const forged = () => client.api(token, '/api/v1/person')
    assert.deepEqual(await statementsOf(database, forged, 403), { reads: 0, writes: 0 })
  }
})

test('what ends many grants costs no statement for each of them', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const revoke = createRevoke({ add: () => {} })
  const costOf = async (grants: number) => {
    for (let made = 0; made < grants; made += 1) await newTokens(app)
    app.clock.advance(2 * 3_600_000)
    database.forget()
    const filter = { clientId: client.id }
    await app.db.transaction(tx => revoke(tx, filter, 'credentials deleted', app.clock.now()))
    return database.statements.reads + database.statements.writes
  }
  assert.equal(await costOf(1), await costOf(12))
})
