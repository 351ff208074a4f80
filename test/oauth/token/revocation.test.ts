import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../../support/demo.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf, type TokenAnswer } from '../../support/test-client.ts'
import {
  announcedRevocations,
  assertRefused,
  eventsNamed,
  LINDEN,
  newTokens,
  revocationList,
  tokensIn,
  twoServers,
  withinASecond,
} from '../../support/tokens.ts'

const REVOKED = '/api/v1/revoked_access_tokens'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const HOUR_MS = 3600_000
const POST = { method: 'POST', json: {} } as const

/** RFC 7009 at this path, as these credentials. */
function revokeAs(
  app: TestApp,
  credentials: { id: string; secret?: string },
  form: Record<string, string>,
  path = '/oauth/revoke',
): Promise<TokenAnswer> {
  const client = app.client(credentials)
  const isPublic = credentials.secret === undefined
  const body = new URLSearchParams(isPublic ? { client_id: client.id, ...form } : form).toString()
  return client.send(path, body, { ...FORM, ...(!isPublic && { authorization: client.basic }) })
}

async function isAlive(app: TestApp, accessToken: string): Promise<boolean> {
  const { status } = await app.client(DEMO.stockKeeper).api(accessToken, '/api/v1/access_token')
  return status === 200
}

test('a token revokes itself and its refresh token; the list and one event tell everybody (oauth.md §12.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token, refresh_token } = await newTokens(app, { scope: LINDEN.scope })
  const { jti } = claimsOf(access_token)
  const answer = await client.api(access_token, REVOKED, POST)
  assert.deepEqual([answer.status, answer.body], [201, { access_token_id: jti }])
  const refused = await client.api(access_token, '/api/v1/organization')
  assert.deepEqual([refused.status, refused.body], [403, { errors: ['invalid_jwt'] }])
  assertRefused(await client.refresh(refresh_token), 'invalid_grant', 'revoked by its holder')
  assert.deepEqual(await revocationList(app), [jti])
  const [event, ...others] = await eventsNamed(app, 'revoked_access_token')
  assert.deepEqual(others, [])
  assert.equal(event?.subject, `Org/${DEMO.linden}`)
  assert.deepEqual(JSON.parse(event?.payload ?? ''), { access_token_id: jti })
})

test('whatever body comes with it is ignored, and twice is fine (oauth.md §12.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(app)
  const bodies = [{}, undefined, { revoked_access_token: { id: 'x', token: 'y' } }, []]
  for (const json of bodies) {
    const answer = await client.api(access_token, REVOKED, { method: 'POST', json })
    assert.equal(answer.status, 201, answer.text)
    assert.equal(answer.body.access_token_id, claimsOf(access_token).jti)
  }
  const suffixed = await client.api(access_token, `${REVOKED}.json`, { method: 'POST' })
  assert.equal(suffixed.status, 201)
  assert.equal((await announcedRevocations(app)).length, 1)
})

test('an expired token can still be revoked while it could be refreshed, without an event (oauth.md §12.1, G-37)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token, refresh_token } = await newTokens(app)
  app.clock.advance(6 * 24 * HOUR_MS)
  await app.runJobs()
  const answer = await client.api(access_token, REVOKED, POST)
  assert.equal(answer.status, 201)
  assertRefused(await client.refresh(refresh_token), 'invalid_grant', 'revoked by its holder')
  assert.deepEqual(await announcedRevocations(app), [])
  assert.deepEqual(await revocationList(app), [])
})

test('a token that was replaced ends its successors too (oauth.md §12.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app)
  const second = tokensIn(await client.refresh(first.refresh_token))
  assert.equal((await client.api(first.access_token, REVOKED, POST)).status, 201)
  for (const { access_token } of [first, second]) assert.equal(await isAlive(app, access_token), false)
  assertRefused(await client.refresh(second.refresh_token), 'invalid_grant')
  assert.equal((await announcedRevocations(app)).length, 2)
})

test('the list has what was revoked and has not expired, oldest first, under both names and suffixes (C-52, C-55)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app)
  await client.api(first.access_token, REVOKED, POST)
  app.clock.advance(HOUR_MS / 2)
  const second = await newTokens(app)
  await client.api(second.access_token, REVOKED, POST)
  const ids = [first, second].map(({ access_token }) => claimsOf(access_token).jti)
  for (const [path, member] of [
    [REVOKED, 'revoked_token_ids'],
    [`${REVOKED}.json`, 'revoked_token_ids'],
    ['/api/v1/blacklisted_access_tokens', 'blacklisted_token_ids'],
    ['/api/v1/blacklisted_access_tokens.json', 'blacklisted_token_ids'],
  ] as const) {
    const { status, headers, body } = await client.api(null, path)
    assert.equal(status, 200)
    assert.match(String(headers['content-type']), /^application\/json/)
    assert.equal(headers['access-control-allow-origin'], '*')
    assert.deepEqual(body, { [member]: ids })
  }
  app.clock.advance(HOUR_MS / 2)
  assert.deepEqual(await revocationList(app), ids.slice(1))
  app.clock.advance(HOUR_MS / 2)
  assert.deepEqual(await revocationList(app), [])
})

test('without a token of ours there is nothing to revoke (oauth.md §10.3)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const none = await client.api(null, REVOKED, POST)
  assert.deepEqual([none.status, none.body], [401, { errors: ['no_jwt_passed'] }])
  const { access_token } = await newTokens(app)
  for (const token of ['x', `${access_token}x`, access_token.slice(0, -8)]) {
    const { status, body } = await client.api(token, REVOKED, POST)
    assert.deepEqual([status, body], [403, { errors: ['invalid_jwt'] }])
  }
  assert.equal(await isAlive(app, access_token), true)
})

test('a client revokes its access or refresh token by RFC 7009, at the standard path or the older one (P-17)', async () => {
  await using app = await testApp()
  for (const credentials of [DEMO.stockKeeper, DEMO.stockKeeperPublic]) {
    const isPublic = credentials === DEMO.stockKeeperPublic
    for (const path of isPublic ? ['/oauth/revoke'] : ['/oauth/revoke', REVOKED]) {
      for (const member of ['access_token', 'refresh_token'] as const) {
        for (const hint of [{}, { token_type_hint: member }, { token_type_hint: 'nonsense' }]) {
          const client = app.client(credentials)
          const tokens = await newTokens(app, { client })
          const answer = await revokeAs(app, credentials, { token: tokens[member], ...hint }, path)
          assert.equal(answer.status, 200, answer.text)
          assert.equal(await isAlive(app, tokens.access_token), false)
          assertRefused(await client.refresh(tokens.refresh_token), 'invalid_grant', 'revoked by its client')
        }
      }
    }
  }
})

test('a token that is unknown, spent or expired is answered like one that was revoked (RFC 7009 §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token, refresh_token } = await newTokens(app)
  const next = tokensIn(await client.refresh(refresh_token))
  for (const token of ['unknown', 'grt_unknown', 'a.b.c', `${access_token}x`])
    assert.equal((await revokeAs(app, DEMO.stockKeeper, { token })).status, 200)
  assert.equal(await isAlive(app, access_token), true)
  app.clock.advance(HOUR_MS)
  assert.equal((await revokeAs(app, DEMO.stockKeeper, { token: access_token })).status, 200)
  assertRefused(await client.refresh(next.refresh_token), 'invalid_grant', 'revoked by its client')
  assert.equal((await revokeAs(app, DEMO.stockKeeper, { token: refresh_token })).status, 200)
})

test('T8 a token of somebody else’s is answered alike, and lives on (RFC 7009 §2.1)', async () => {
  await using app = await testApp()
  const { access_token, refresh_token } = await newTokens(app)
  for (const credentials of [DEMO.warehouse, DEMO.stockKeeperPublic])
    for (const token of [access_token, refresh_token])
      assert.equal((await revokeAs(app, credentials, { token })).status, 200)
  assert.equal((await revokeAs(app, DEMO.warehouse, { token: access_token }, REVOKED)).status, 200)
  assert.equal(await isAlive(app, access_token), true)
  assert.equal((await app.client(DEMO.stockKeeper).refresh(refresh_token)).status, 200)
  assert.deepEqual(await announcedRevocations(app), [])
})

test('a client that does not prove itself revokes nothing, and is told so in the shape of each path (RFC 7009 §2.1)', async () => {
  await using app = await testApp()
  const { access_token, refresh_token } = await newTokens(app)
  const wrong = { id: DEMO.stockKeeper.id, secret: 'wrong' }
  const nameless = app.client(DEMO.stockKeeper).send('/oauth/revoke', `token=${refresh_token}`, FORM)
  for (const answer of [
    await revokeAs(app, wrong, { token: access_token }),
    await revokeAs(app, { id: DEMO.stockKeeper.id }, { token: refresh_token }),
    await nameless,
  ]) {
    assertRefused(answer, 'invalid_client')
    assert.match(String(answer.headers['www-authenticate']), /^Basic /)
    assert.equal(answer.headers['cache-control'], 'no-store')
  }
  const api = await revokeAs(app, wrong, { token: access_token }, REVOKED)
  assert.deepEqual([api.status, api.body], [401, { errors: ['unauthorized'] }])
  assertRefused(await revokeAs(app, DEMO.stockKeeper, {}), 'invalid_request')
  assertRefused(await revokeAs(app, DEMO.stockKeeper, { token: '' }), 'invalid_request')
  assert.equal((await revokeAs(app, DEMO.stockKeeper, {}, REVOKED)).status, 400)
  assert.equal(await isAlive(app, access_token), true)
})

test('many revocations of one token at once are one (oauth.md §12.1)', async () => {
  await using servers = await twoServers()
  const { one, other } = servers
  const { access_token } = await newTokens(one)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? one : other).client(DEMO.stockKeeper).api(access_token, REVOKED, POST),
    ),
  )
  for (const { status } of answers) assert.equal(status, 201)
  assert.deepEqual(await announcedRevocations(one), [claimsOf(access_token).jti])
  for (const app of [one, other]) await withinASecond(async () => !(await isAlive(app, access_token)))
})

test('a server that starts later refuses what was revoked before (architecture §9)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  await app.client(DEMO.stockKeeper).api(access_token, REVOKED, POST)
  await using late = await testApp({
    database: { db: app.db, url: '', [Symbol.asyncDispose]: async () => {} },
    clock: app.clock,
    isEmpty: true,
  })
  assert.equal(await isAlive(late, access_token), false)
})
