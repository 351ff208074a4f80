import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { testApp } from '../support/test-app.ts'
import { testDatabase } from '../support/test-database.ts'

const body = '{"status":"ok"}'

test('/healthz and /readyz say that all is well, and nothing else', async () => {
  await using app = await testApp({ isEmpty: true })
  for (const path of ['/healthz', '/readyz']) {
    const answer = await app.app.server.inject(path)
    assert.deepEqual([answer.statusCode, answer.body], [200, body], path)
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers['set-cookie'], undefined)
  }
})

test('while the database is away /readyz answers 503 without its reason, /healthz goes on', async () => {
  await using database = await testDatabase()
  await using app = await testApp({ database, isEmpty: true })
  await database.db.close()
  const ready = await app.app.server.inject('/readyz')
  assert.deepEqual([ready.statusCode, ready.body], [503, '{"status":"unavailable"}'])
  assert.equal(ready.headers['retry-after'], '5')
  assert.equal((await app.app.server.inject('/healthz')).body, body)
})

test('while the database is away every surface answers 503 in its own shape, never a protocol error', async () => {
  await using database = await testDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const issued = await client.tokensFor(await app.signedIn(DEMO.owner), 'directory.person.r')
  await database.db.close()

  const token = await client.refresh(issued.body.refresh_token)
  assert.equal(token.status, 503)
  assert.equal(token.body.error, 'temporarily_unavailable')
  const api = await client.api(issued.body.access_token, '/api/v1/person')
  assert.equal(api.status, 503)
  assert.equal(api.body.errors[0], 'temporarily_unavailable')
  const page = await app.anonymous().get(client.authorizeUrl({ redirect_uri: DEMO.redirectUrl }))
  assert.equal(page.status, 503)
  assert.match(page.text, /^<!doctype html>/)
  for (const { headers } of [token, api, page]) assert.equal(headers['retry-after'], '5')
})
