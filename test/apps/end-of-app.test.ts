import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  activateApp,
  deactivateApp,
  deleteApp,
  deleteCredentials,
  endFormerSecret,
  findAppByName,
  removeDesiredScope,
  rotateSecret,
  switchCredentials,
} from '../../src/modules/apps/index.ts'
import { applied } from '../support/apps.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { claimsOf, type TokenAnswer } from '../support/test-client.ts'

const DAY_MS = 86_400_000
const clientId = DEMO.stockKeeper.id
const actor = 'operator'

/** Tokens of the demo's owner for the demo app. */
async function tokens(hub: TestApp, scope = 'directory.person.r'): Promise<TokenAnswer> {
  const answer = await hub.client(DEMO.stockKeeper).tokensFor(await hub.signedIn(DEMO.owner), scope)
  assert.equal(answer.status, 200, answer.text)
  return answer
}

/** How the token endpoint answers a code that does not exist: 400 to a known client, 401 to a wrong secret. */
async function statusFor(hub: TestApp, credentials: { id: string; secret: string }): Promise<number> {
  return (await hub.client(credentials).token({ grant_type: 'authorization_code', code: 'none' })).status
}

/** The refresh and the access token are refused, and the latter is on the public list. */
async function assertDead(hub: TestApp, { body }: TokenAnswer): Promise<void> {
  const client = hub.client(DEMO.stockKeeper)
  const refreshed = await client.refresh(body.refresh_token)
  assert.notEqual(refreshed.status, 200)
  const person = await client.api(body.access_token, '/api/v1/person')
  assert.equal(person.status, 403, person.text)
  const list = await client.api(null, '/api/v1/revoked_access_tokens')
  assert(list.body.revoked_token_ids.includes(claimsOf(body.access_token).jti))
}

async function stockKeeperId(hub: TestApp): Promise<string> {
  const app = await findAppByName(hub.db, 'stock_keeper')
  assert(app)
  return app.id
}

test('C8 both secrets work while one is rotated; the old one dies at its time', async () => {
  await using hub = await testApp()
  const act = { clientId, actor, formerLifetimeMs: DAY_MS }
  const rotated = await hub.db.transaction(tx => rotateSecret(tx, act, hub.app.apps, hub.clock.now()))
  assert(rotated !== 'not_found')
  const renewed = { id: clientId, secret: rotated.secret }
  assert.equal(await statusFor(hub, DEMO.stockKeeper), 400)
  assert.equal(await statusFor(hub, renewed), 400)
  assert.equal(await statusFor(hub, { id: clientId, secret: 'wrong' }), 401)
  hub.clock.advance(DAY_MS)
  assert.equal(await statusFor(hub, DEMO.stockKeeper), 401)
  assert.equal(await statusFor(hub, renewed), 400)
})

test('C8 a former secret can be ended before its time', async () => {
  await using hub = await testApp()
  const act = { clientId, actor, formerLifetimeMs: DAY_MS }
  await hub.db.transaction(tx => rotateSecret(tx, act, hub.app.apps, hub.clock.now()))
  await hub.db.transaction(tx => endFormerSecret(tx, act, hub.clock.now()))
  assert.equal(await statusFor(hub, DEMO.stockKeeper), 401)
})

test('C8 deleting credentials ends every token issued with them, and only those (spec oauth.md §12.2)', async () => {
  await using hub = await testApp()
  const dead = await tokens(hub)
  const other = await hub
    .client(DEMO.stockKeeperPublic)
    .tokensFor(await hub.signedIn(DEMO.owner), 'directory.person.r', { redirect_uri: DEMO.redirectUrl })
  assert.equal(other.status, 200, other.text)
  await hub.db.transaction(tx => deleteCredentials(tx, { clientId, actor }, hub.app.apps, hub.clock.now()))
  await assertDead(hub, dead)
  const client = hub.client(DEMO.stockKeeperPublic)
  assert.equal((await client.api(other.body.access_token, '/api/v1/person')).status, 200)
  assert.equal((await client.refresh(other.body.refresh_token)).status, 200)
})

test('C9 an app that is switched off gets and keeps no tokens; switched on again it starts anew', async () => {
  await using hub = await testApp()
  const dead = await tokens(hub)
  const appId = await stockKeeperId(hub)
  await hub.db.transaction(tx => deactivateApp(tx, { appId, actor }, hub.app.apps, hub.clock.now()))
  await assertDead(hub, dead)
  const browser = await hub.signedIn(DEMO.owner)
  const client = hub.client(DEMO.stockKeeper)
  const page = await browser.follow(
    await browser.get(client.authorizeUrl({ scope: 'directory.person.r', redirect_uri: DEMO.redirectUrl })),
  )
  assert.equal(page.location, null)
  assert.match(page.text, /is switched off/)

  await hub.db.transaction(tx => activateApp(tx, { appId, actor }, hub.app.apps, hub.clock.now()))
  await assertDead(hub, dead)
  await tokens(hub)
})

test('C9 a deleted app keeps no tokens and is not known any more', async () => {
  await using hub = await testApp()
  const dead = await tokens(hub)
  const appId = await stockKeeperId(hub)
  await hub.db.transaction(tx => deleteApp(tx, { appId, actor }, hub.app.apps, hub.clock.now()))
  await assertDead(hub, dead)
  const url = hub.client(DEMO.stockKeeper).authorizeUrl({ redirect_uri: DEMO.redirectUrl })
  const page = await hub.anonymous().get(url)
  assert.equal(page.status, 403)
  assert.equal(page.location, null)
})

test('T7 an app cannot be made again under the name of a deleted one', async () => {
  await using hub = await testApp()
  const appId = await stockKeeperId(hub)
  await hub.db.transaction(tx => deleteApp(tx, { appId, actor }, hub.app.apps, hub.clock.now()))
  const manifest = { name: 'stock_keeper', title: 'Stock Keeper', organization: 'harbor_labels' }
  await assert.rejects(applied(hub.db, hub.app.apps, manifest, hub.clock.now()), /taken/)
})

test('a desired scope that is taken off denies the refresh; live tokens run out (spec oauth.md §12.2)', async () => {
  await using hub = await testApp()
  const { body } = await tokens(hub, 'user:read')
  const { body: covered } = await tokens(hub, 'directory.person.r')
  const appId = await stockKeeperId(hub)
  const remove = (scope: string) =>
    hub.db.transaction(tx => removeDesiredScope(tx, { appId, scope, actor }, hub.app.apps, hub.clock.now()))
  assert.equal(await remove('user:read'), 'removed')
  assert.equal(await remove('user:read'), 'not_found')
  const client = hub.client(DEMO.stockKeeper)
  assert.equal((await client.api(body.access_token, '/api/v1/person')).status, 200)
  const refreshed = await client.refresh(body.refresh_token)
  assert.equal(refreshed.body.error, 'invalid_grant', refreshed.text)

  // `directory.person.rw` is still desired and covers it (spec oauth.md §3.4).
  assert.equal(await remove('directory.person.r'), 'removed')
  assert.equal((await client.refresh(covered.refresh_token)).status, 200)
})

test('credentials that become public no longer refresh what they got as confidential ones (spec oauth.md §11)', async () => {
  await using hub = await testApp()
  const { body } = await tokens(hub)
  const act = { clientId, actor, switches: { isConfidential: false } }
  await hub.db.transaction(tx => switchCredentials(tx, act, hub.clock.now()))
  const refreshed = await hub.client({ id: clientId }).refresh(body.refresh_token)
  assert.equal(refreshed.body.error, 'invalid_grant', refreshed.text)
})
