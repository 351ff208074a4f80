import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { Outage } from '../../../src/platform/database/database.ts'
import { buildApp } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { buildDevice, DEVICE_GRANT, letIn, typeCode } from '../../support/devices.ts'
import { cancel } from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { assertRefused, newCode, tokensIn, twoServers } from '../../support/tokens.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

const NOT_FOUND = 'The application, grant, refresh token or device authorization could not be found.'

test('a device waits, is let in, and gets a pair that works and refreshes (oauth.md §7.3, §6)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  assertRefused(await device.poll(), 'authorization_pending')
  await letIn(await app.signedIn(DEMO.owner), device)
  const tokens = tokensIn(await device.poll())
  assert.equal(tokens.scope, 'directory.person.r')
  assert.deepEqual([tokens.token_type, tokens.expires_in], ['bearer', 3600])
  assert.equal((await device.client.api(tokens.access_token, '/api/v1/person')).body.email, DEMO.owner)
  tokensIn(await device.client.refresh(tokens.refresh_token))
})

test('a redeemed code is used up, and using it again ends nothing: devices poll in parallel (oauth.md §7.3)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  await letIn(await app.signedIn(DEMO.owner), device)
  const tokens = tokensIn(await device.poll())
  assertRefused(await device.poll(), 'invalid_grant', NOT_FOUND)
  assert.equal((await device.client.api(tokens.access_token, '/api/v1/person')).status, 200)
})

test('50 polls at once after the approval give one pair; the others invalid_grant (single use)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  await letIn(await app.signedIn(DEMO.owner), device)
  const answers = await Promise.all(Array.from({ length: 50 }, () => device.poll()))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  for (const answer of answers.filter(({ status }) => status !== 200))
    assertRefused(answer, 'invalid_grant', NOT_FOUND)
  const [row] = await app.db.read<{ count: number }>(sql`select count(*) as count from issued_token`)
  assert.equal(row?.count, 1)
})

test('polls of two servers at once give one pair (single use)', async () => {
  await using servers = await twoServers()
  const { one, other } = servers
  const device = await buildDevice(one)
  await letIn(await one.signedIn(DEMO.owner), device)
  const clients = [one, other].map(app => app.client(DEMO.stockKeeperPublic))
  const answers = await Promise.all(Array.from({ length: 10 }, (_, turn) => device.poll(clients[turn % 2])))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('who polls faster than the interval is told slow_down, and that makes the interval longer (RFC 8628 §3.5, D2)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  assertRefused(await device.poll(), 'authorization_pending')
  app.clock.advance(5000)
  assertRefused(await device.poll(), 'authorization_pending')
  app.clock.advance(1000)
  assertRefused(await device.poll(), 'slow_down')
  app.clock.advance(6000)
  assertRefused(await device.poll(), 'slow_down')
  app.clock.advance(15_000)
  assertRefused(await device.poll(), 'authorization_pending')
})

test('what was approved is answered with tokens however fast the device polls (C-22)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  for (let poll = 0; poll < 20; poll += 1) await device.poll()
  assertRefused(await device.poll(), 'slow_down')
  await letIn(await app.signedIn(DEMO.owner), device)
  tokensIn(await device.poll())
})

test('a denied device is told access_denied, however fast it polls and also after its time (D2)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  const browser = await app.signedIn(DEMO.owner)
  await device.poll()
  await cancel(browser, await typeCode(browser, device.userCode))
  assertRefused(await device.poll(), 'access_denied')
  assertRefused(await device.poll(), 'access_denied')
  app.clock.advance(16 * 60_000)
  assertRefused(await device.poll(), 'access_denied')
})

test('a code lives 15 minutes; then it is expired_token, approved or not (RFC 8628 §3.5, D2)', async () => {
  await using app = await testApp()
  const [waiting, approved] = [await buildDevice(app), await buildDevice(app)]
  await letIn(await app.signedIn(DEMO.owner), approved)
  app.clock.advance(900_000 - 1)
  assertRefused(await waiting.poll(), 'authorization_pending')
  app.clock.advance(1)
  assertRefused(await waiting.poll(), 'expired_token')
  assertRefused(await waiting.poll(), 'expired_token')
  assertRefused(await approved.poll(), 'expired_token')
})

test('another client learns nothing of a code and does not use it up (C2)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  const others = [app.client(DEMO.stockKeeper), (await buildApp(app)).publicClient]
  for (const other of others) assertRefused(await device.poll(other), 'invalid_grant', NOT_FOUND)
  await letIn(await app.signedIn(DEMO.owner), device)
  for (const other of others) assertRefused(await device.poll(other), 'invalid_grant', NOT_FOUND)
  tokensIn(await device.poll())
})

test('an unknown code is invalid_grant, a missing one invalid_request (oauth.md §7.3)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  assertRefused(
    await client.token({ grant_type: DEVICE_GRANT, device_code: 'x' }),
    'invalid_grant',
    NOT_FOUND,
  )
  assertRefused(await client.token({ grant_type: DEVICE_GRANT }), 'invalid_request')
  const twice = `grant_type=${DEVICE_GRANT}&client_id=${client.id}&device_code=x&device_code=y`
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  assertRefused(await client.send('/oauth/access_token', twice, form), 'invalid_request')
})

test('codes of one kind are none of another (C7)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  const client = app.client(DEMO.stockKeeperPublic)
  await letIn(await app.signedIn(DEMO.owner), device)
  const { code, code_verifier = '' } = await newCode(app, { client })
  for (const wrong of [device.deviceCode, device.userCode]) {
    assertRefused(await client.token({ code: wrong, code_verifier }), 'invalid_grant')
    assertRefused(await client.refresh(wrong), 'invalid_grant')
  }
  for (const wrong of [code, device.userCode])
    assertRefused(await client.token({ grant_type: DEVICE_GRANT, device_code: wrong }), 'invalid_grant')
  const { refresh_token } = tokensIn(await device.poll())
  assertRefused(await client.token({ grant_type: DEVICE_GRANT, device_code: refresh_token }), 'invalid_grant')
  tokensIn(await client.token({ code, code_verifier }))
})

test('confidential credentials authenticate when they poll (RFC 8628 §3.4)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const device = await buildDevice(app, { client })
  await letIn(await app.signedIn(DEMO.owner), device)
  assertRefused(await device.poll(app.client({ id: client.id })), 'invalid_client')
  assertRefused(await device.poll(app.client({ id: client.id, secret: 'wrong' })), 'invalid_client')
  tokensIn(await device.poll())
})

test('PKCE does not apply: a verifier is ignored (oauth.md §7.3)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app)
  await letIn(await app.signedIn(DEMO.owner), device)
  const form = { grant_type: DEVICE_GRANT, device_code: device.deviceCode, code_verifier: 'x' }
  tokensIn(await device.client.token(form))
})

test('pollers are not locked out by the limit of their place, at three requests a second (C-22, G-18)', async () => {
  await using app = await testApp({ environment: { RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '3' } })
  const client = app.client(DEMO.stockKeeperPublic)
  const devices = await Promise.all([1, 2, 3].map(() => buildDevice(app, { client })))
  for (let poll = 0; poll < 300; poll += 1) {
    app.clock.advance(334)
    for (const device of devices) assert.equal((await device.poll()).status, 400)
  }
  const browser = await app.signedIn(DEMO.owner)
  for (const device of devices) {
    await letIn(browser, device)
    tokensIn(await device.poll())
  }
})

test('who polls without end is limited for a moment, and codes that are none by their place (DoS)', async () => {
  await using app = await testApp({ environment: { RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '3' } })
  const device = await buildDevice(app)
  for (let poll = 0; poll < 100; poll += 1) assert.equal((await device.poll()).status, 400)
  const limited = await device.poll()
  assert.deepEqual([limited.status, limited.headers['ratelimit-rule']], [429, '3reqs/1s'])
  await letIn(await app.signedIn(DEMO.owner), device)
  app.clock.advance(334)
  tokensIn(await device.poll())

  const guess = (turn: number) =>
    device.client.token({ grant_type: DEVICE_GRANT, device_code: `guess ${turn}` })
  for (let turn = 0; turn < 3; turn += 1) assert.equal((await guess(turn)).status, 400)
  assert.equal((await guess(4)).status, 429)
})

test('an outage is never told as authorization_pending (house style 21)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const waiting = await buildDevice(app)
  const approved = await buildDevice(app)
  await letIn(await app.signedIn(DEMO.owner), approved)
  for (const after of [0, 1]) {
    database.fail(new Outage('away'), { after })
    for (const device of [waiting, approved]) {
      const answer = await device.poll()
      assert.deepEqual([answer.status, answer.body.error], [503, 'temporarily_unavailable'])
    }
  }
  database.fail(null)
  assertRefused(await waiting.poll(), 'authorization_pending')
  tokensIn(await approved.poll())
})

test('a poll that waits costs two reads and no write', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const device = await buildDevice(app)
  for (let poll = 0; poll < 3; poll += 1) {
    database.forget()
    await device.poll()
    // The client, and the state.
    assert.deepEqual(database.statements, { reads: 2, writes: 0 })
  }
})

test('an organization’s device gets tokens of the organization, also with public credentials (G-08)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app, { scope: `Org/${DEMO.linden}.directory.organization.r` })
  await letIn(await app.signedIn(DEMO.owner), device)
  const tokens = tokensIn(await device.poll())
  assert.equal(claimsOf(tokens.access_token).sub, `Organization/${DEMO.linden}`)
  assert.deepEqual(tokens.bearer, { id: DEMO.linden, type: 'Organization' })
  assert.equal(tokens.bearer_on_behalf_of, undefined)
})

test('a device can act on behalf of an organization (oauth.md §9)', async () => {
  await using app = await testApp()
  const device = await buildDevice(app, { scope: `Per>Org/${DEMO.linden}.directory.organization.r` })
  await letIn(await app.signedIn(DEMO.owner), device)
  const tokens = tokensIn(await device.poll())
  assert.match(claimsOf(tokens.access_token).sub, new RegExp(`^Person/.+>Organization/${DEMO.linden}$`))
  assert.deepEqual(tokens.bearer_on_behalf_of.roles, ['owner'])
})

test('what expired an hour ago is forgotten, and its tokens live on (G-37)', async () => {
  await using app = await testApp()
  const [waiting, redeemed] = [await buildDevice(app), await buildDevice(app)]
  await letIn(await app.signedIn(DEMO.owner), redeemed)
  const tokens = tokensIn(await redeemed.poll())
  const count = async () => {
    const [row] = await app.db.read<{ count: number }>(
      sql`select count(*) as count from device_authorization`,
    )
    return row?.count
  }
  app.clock.advance(900_000 + 3600_000)
  await app.runJobs()
  assert.equal(await count(), 2)
  app.clock.advance(1)
  await app.runJobs()
  assert.equal(await count(), 0)
  assertRefused(await waiting.poll(), 'invalid_grant', NOT_FOUND)
  tokensIn(await redeemed.client.refresh(tokens.refresh_token))
})
