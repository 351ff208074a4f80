import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../../support/demo.ts'
import { newPrivateToken } from '../../support/private-tokens.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf, type TestClient } from '../../support/test-client.ts'
import { twoServers, withinASecond } from '../../support/tokens.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const INACTIVE = { active: false }
const PATH = '/organizations/linden_press/tokens'
const SCOPES = ['directory.organization.r', 'warehouse.items.r']

/** A private token of Linden Press with a scope of the hub and one of Warehouse. */
async function lindenToken(app: TestApp): Promise<string> {
  const browser = await app.signedIn(DEMO.owner)
  return (await newPrivateToken(browser, { path: PATH, scopes: SCOPES })).token
}

function post(client: TestClient, path: string, form: Record<string, string>) {
  return client.send(path, new URLSearchParams(form).toString(), { ...FORM, authorization: client.basic })
}

test('T8 a private token is described to the app whose scopes it holds, as far as these go, and to no other (RFC 7662 §2.2)', async () => {
  await using servers = await twoServers()
  const { one, other } = servers
  const token = await lindenToken(one)
  const warehouse = other.client(DEMO.warehouse)
  const { body } = await post(warehouse, '/oauth/introspect', { token })
  const { jti, sub, aud } = claimsOf(token)
  assert.deepEqual([body.active, body.scope, body.jti, body.sub], [true, 'warehouse.items.r', jti, sub])
  assert.deepEqual([body.aud, 'client_id' in body], [aud, false])
  const stranger = other.client(DEMO.stockKeeper)
  assert.deepEqual((await post(stranger, '/oauth/introspect', { token })).body, INACTIVE)

  // It ends with itself, everywhere.
  await warehouse.api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  for (const app of [one, other]) {
    const asked = await post(app.client(DEMO.warehouse), '/oauth/introspect', { token })
    assert.deepEqual(asked.body, INACTIVE)
    await withinASecond(
      async () => (await app.client({ id: 'x' }).api(token, '/api/v1/organization')).status === 403,
    )
  }
})

test('a private token that has expired is described to nobody (RFC 7662 §2.2)', async () => {
  await using app = await testApp()
  const token = await lindenToken(app)
  app.clock.advance(366 * 24 * 3600_000)
  assert.deepEqual((await post(app.client(DEMO.warehouse), '/oauth/introspect', { token })).body, INACTIVE)
})

test('T8 no client can revoke a private token by RFC 7009: it is issued to none', async () => {
  await using app = await testApp()
  const token = await lindenToken(app)
  for (const credentials of [DEMO.warehouse, DEMO.stockKeeper]) {
    assert.equal((await post(app.client(credentials), '/oauth/revoke', { token })).status, 200)
  }
  assert.equal((await app.client({ id: 'x' }).api(token, '/api/v1/organization')).status, 200)
})

test('T6 a private token cannot be delegated: it was issued to no credentials (oauth.md §8, §13)', async () => {
  await using app = await testApp()
  const token = await lindenToken(app)
  const form = new URLSearchParams({ client_id: DEMO.warehouse.id }).toString()
  const headers = { ...FORM, authorization: `Bearer ${token}` }
  const answer = await app.client(DEMO.stockKeeper).send('/oauth/delegate', form, headers)
  assert.equal(answer.status, 403, answer.text)
})
