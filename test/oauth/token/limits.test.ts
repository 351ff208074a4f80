import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../../support/demo.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { TokenAnswer } from '../../support/test-client.ts'
import { assertRefused, newTokens, twoServers } from '../../support/tokens.ts'

const BEHIND_PROXY = { TRUSTED_PROXIES: '127.0.0.1' }
const FEW_REQUESTS = { RATE_LIMIT_PER_SECOND: '2', RATE_LIMIT_BURST: '3' }
const WRONG_SECRETS_MAX = 10

function guess(app: TestApp, address: string, secret = 'wrong'): Promise<TokenAnswer> {
  return app.client({ ...DEMO.stockKeeper, secret }).token({ code: 'x' }, { 'x-forwarded-for': address })
}

/** Fails as often as nobody has to wait for it. */
async function failOften(app: TestApp, address: string): Promise<void> {
  for (let failure = 0; failure < WRONG_SECRETS_MAX; failure += 1)
    assertRefused(await guess(app, address), 'invalid_client')
}

function assertLimited({ status, headers, text }: TokenAnswer, rule: string, resetAt: number): void {
  assert.equal(status, 429)
  assert.equal(headers['ratelimit-rule'], rule)
  assert.equal(headers['ratelimit-reset'], String(Math.ceil(resetAt / 1000)))
  assert.match(text, /Retry later/)
  assert.equal(headers['access-control-allow-origin'], '*')
}

test('over the limit of its credentials a request is 429 with the documented headers (oauth.md §2.7, G-18)', async () => {
  await using app = await testApp({ environment: FEW_REQUESTS })
  const client = app.client(DEMO.stockKeeper)
  for (let request = 0; request < 3; request += 1)
    assertRefused(await client.token({ code: 'x' }), 'invalid_grant')
  assertLimited(await client.token({ code: 'x' }), '2reqs/1s', app.clock.now() + 500)
  assertRefused(await app.client(DEMO.warehouse).token({ code: 'x' }), 'invalid_grant')
  app.clock.advance(500)
  assertRefused(await client.token({ code: 'x' }), 'invalid_grant')
  assert.equal((await client.token({ code: 'x' })).status, 429)
})

test('a clock that is set back takes nothing from anybody, and the limit goes on from there (G-18)', async () => {
  await using app = await testApp({ environment: FEW_REQUESTS })
  const client = app.client(DEMO.stockKeeper)
  assertRefused(await client.token({ code: 'x' }), 'invalid_grant')
  app.clock.advance(-3_600_000)
  for (let request = 0; request < 2; request += 1)
    assertRefused(await client.token({ code: 'x' }), 'invalid_grant')
  assertLimited(await client.token({ code: 'x' }), '2reqs/1s', app.clock.now() + 500)
  app.clock.advance(500)
  assertRefused(await client.token({ code: 'x' }), 'invalid_grant')
})

test('who has not proved to be a client is counted by place, so that nobody uses up what is an app’s (G-18, G-25)', async () => {
  await using app = await testApp({ environment: { ...FEW_REQUESTS, ...BEHIND_PROXY } })
  const from = { 'x-forwarded-for': '203.0.113.7' }
  const elsewhere = { 'x-forwarded-for': '203.0.113.8' }
  const open = app.client(DEMO.stockKeeperPublic)
  for (let request = 0; request < 3; request += 1)
    assertRefused(await open.token({ code: 'x' }, from), 'invalid_grant')
  assert.equal((await open.token({ code: 'x' }, from)).status, 429)
  assertRefused(await open.token({ code: 'x' }, elsewhere), 'invalid_grant')

  const guessing = app.client({ ...DEMO.stockKeeper, secret: 'wrong' })
  for (let request = 0; request < 3; request += 1)
    assertRefused(await guessing.token({ code: 'x' }, from), 'invalid_client')
  assert.equal((await guessing.token({ code: 'x' }, from)).status, 429)
  assertRefused(await app.client(DEMO.stockKeeper).token({ code: 'x' }, from), 'invalid_grant')
})

test('the API counts each subject of an app by itself (G-18)', async () => {
  await using app = await testApp({ environment: FEW_REQUESTS })
  const client = app.client(DEMO.stockKeeper)
  const mine = await newTokens(app)
  const theirs = await newTokens(app, { person: DEMO.member })
  const read = (tokens: typeof mine) => client.api(tokens.access_token, '/api/v1/person')
  for (let request = 0; request < 3; request += 1) assert.equal((await read(mine)).status, 200)
  const over = await read(mine)
  assertLimited(over, '2reqs/1s', app.clock.now() + 500)
  assert.deepEqual(over.body, { errors: ['rate_limited', 'Retry later'] })
  assert.equal((await read(theirs)).status, 200)
  app.clock.advance(500)
  assert.equal((await read(mine)).status, 200)
})

test('revoking is counted like other requests (G-18)', async () => {
  await using app = await testApp({ environment: FEW_REQUESTS })
  const client = app.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(app)
  const own = () => client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  for (let request = 0; request < 3; request += 1) assert.equal((await own()).status, 201)
  assertLimited(await own(), '2reqs/1s', app.clock.now() + 500)
  app.clock.advance(60_000)
  const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: client.basic }
  const standard = (path: string) => client.send(path, 'token=x', form)
  for (let request = 0; request < 3; request += 1) assert.equal((await standard('/oauth/revoke')).status, 200)
  for (const path of ['/oauth/revoke', '/api/v1/revoked_access_tokens'])
    assertLimited(await standard(path), '2reqs/1s', app.clock.now() + 500)
})

test('wrong secrets are counted over all servers (G-25)', async () => {
  await using servers = await twoServers({ environment: BEHIND_PROXY })
  const { one, other } = servers
  for (let failure = 0; failure < WRONG_SECRETS_MAX; failure += 1)
    assertRefused(await guess(failure % 2 === 0 ? one : other, '203.0.113.7'), 'invalid_client')
  for (const app of [one, other]) assert.equal((await guess(app, '203.0.113.7')).status, 429)
})

test('ten wrong secrets make a place wait, longer each time, and the right one waits too (G-25)', async () => {
  await using app = await testApp({ environment: BEHIND_PROXY })
  await failOften(app, '203.0.113.7')
  const freeAt = app.clock.now() + 5000
  assertLimited(await guess(app, '203.0.113.7'), '10reqs/900s', freeAt)
  assertLimited(await guess(app, '203.0.113.7', DEMO.stockKeeper.secret), '10reqs/900s', freeAt)
  app.clock.advance(5000)
  assertRefused(await guess(app, '203.0.113.7'), 'invalid_client')
  assertLimited(await guess(app, '203.0.113.7'), '10reqs/900s', app.clock.now() + 10_000)
})

test('nobody locks an app out: from elsewhere, and for other apps from there, nothing has changed (G-25)', async () => {
  await using app = await testApp({ environment: BEHIND_PROXY })
  await failOften(app, '203.0.113.7')
  assert.equal((await guess(app, '203.0.113.7')).status, 429)
  assertRefused(await guess(app, '203.0.113.8', DEMO.stockKeeper.secret), 'invalid_grant')
  const other = app.client(DEMO.warehouse)
  assertRefused(await other.token({ code: 'x' }, { 'x-forwarded-for': '203.0.113.7' }), 'invalid_grant')
})

test('S2 one IPv6 network is one place, however its addresses are written (G-18)', async () => {
  await using app = await testApp({ environment: BEHIND_PROXY })
  await failOften(app, '2001:db8:1:2::7')
  assert.equal((await guess(app, '2001:db8:1:2:ffff::1')).status, 429)
  assertRefused(await guess(app, '2001:db8:1:3::7', DEMO.stockKeeper.secret), 'invalid_grant')
})

test('a right secret makes the wrong ones before it forgotten (G-25)', async () => {
  await using app = await testApp({ environment: BEHIND_PROXY })
  await failOften(app, '203.0.113.7')
  assertRefused(await guess(app, '203.0.113.7', DEMO.stockKeeper.secret), 'invalid_grant')
  await failOften(app, '203.0.113.7')
  assert.equal((await guess(app, '203.0.113.7')).status, 429)
})

test('wrong secrets count for a quarter of an hour (G-25)', async () => {
  await using app = await testApp({ environment: BEHIND_PROXY })
  await failOften(app, '203.0.113.7')
  app.clock.advance(15 * 60_000)
  await failOften(app, '203.0.113.7')
})
