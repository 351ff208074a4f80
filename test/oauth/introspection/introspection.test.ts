import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildApp } from '../../support/builders.ts'
import { buildDelegation, delegateTo } from '../../support/delegation.ts'
import { DEMO } from '../../support/demo.ts'
import { buildScene, ROLES } from '../../support/scene.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf, type TestClient, type TokenAnswer } from '../../support/test-client.ts'
import { assertRefused, LINDEN, newTokens, tokensIn, twoServers } from '../../support/tokens.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

const PATH = '/oauth/introspect'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const REVOKED = '/api/v1/revoked_access_tokens'
const HOUR_MS = 3600_000
const INACTIVE = { active: false }

/** RFC 7662 as this client. */
function introspect(
  client: TestClient,
  token: string,
  form: Record<string, string> = {},
): Promise<TokenAnswer> {
  const body = new URLSearchParams({ token, ...form }).toString()
  return client.send(PATH, body, { ...FORM, authorization: client.basic })
}

/** What this client is told about the token. */
async function told(client: TestClient, token: string, form = {}): Promise<TokenAnswer['body']> {
  const answer = await introspect(client, token, form)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

/** A token of the scene's app that carries `items` of the provider, and three clients that ask about it. */
async function buildReaders(app: TestApp) {
  const scene = await buildScene(app)
  const stranger = await buildApp(app, { provides: [{ name: 'items' }] })
  return { ...scene, stranger, tokens: await scene.tokens('Organization') }
}

test('an access token is described to the app it was issued to, with its claims and its bearer (RFC 7662 §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(app, { scope: LINDEN.scope })
  const answer = await introspect(client, access_token)
  const { jti, exp, nbf, iss, sub, aud } = claimsOf(access_token)
  assert.deepEqual(answer.body, {
    active: true,
    scope: 'directory.organization.r',
    client_id: client.id,
    token_type: 'bearer',
    ...{ exp, nbf, iat: nbf, iss, sub, aud, jti },
    bearer: { id: DEMO.linden, type: 'Organization' },
  })
  assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(answer.headers['cache-control'], 'no-store')
})

test('an on-behalf token names the person with their roles, as the token answer does (oauth.md §9)', async () => {
  await using app = await testApp()
  const { client, admin, organization, tokens } = await buildScene(app)
  const { access_token, refresh_token } = await tokens('on behalf')
  for (const token of [access_token, refresh_token]) {
    const body = await told(client, token)
    assert.equal(body.sub, `Person/${admin.id}>Organization/${organization.id}`)
    assert.deepEqual(body.bearer_on_behalf_of, { id: admin.id, type: 'Person', roles: ROLES })
  }
})

test('a refresh token is described to its own credentials, without the claims of an access token (RFC 7662 §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app, { scope: LINDEN.scope })
  const now = app.clock.now() / 1000
  assert.deepEqual(await told(client, refresh_token), {
    active: true,
    scope: 'directory.organization.r',
    client_id: client.id,
    sub: `Organization/${DEMO.linden}`,
    iss: app.publicUrl,
    exp: now + 7 * 24 * 3600,
    iat: now,
    bearer: { id: DEMO.linden, type: 'Organization' },
  })
})

test('T8 an app sees the access tokens of all its credentials, but no refresh token of others of them (RFC 7662 §4)', async () => {
  await using app = await testApp()
  const open = app.client(DEMO.stockKeeperPublic)
  const { access_token, refresh_token } = await newTokens(app, { client: open })
  const client = app.client(DEMO.stockKeeper)
  assert.equal((await told(client, access_token)).client_id, open.id)
  assert.deepEqual(await told(client, refresh_token), INACTIVE)
})

test('T8 a resource server sees of a foreign token the scopes that it provides (RFC 7662 §2.2)', async () => {
  await using app = await testApp()
  const { client, provider, tokens, name } = await buildReaders(app)
  const items = `${provider.name}.items.r`
  assert.equal((await told(client, tokens.access_token)).scope, `${items} directory.organization.r`)
  const seen = await told(provider.client, tokens.access_token)
  assert.equal(seen.scope, items)
  assert.deepEqual([seen.client_id, seen.aud], [client.id, [name]])
  assert.deepEqual(await told(provider.client, tokens.refresh_token), INACTIVE)
})

test('T8 a client that neither got the token nor provides a scope of it is told nothing (RFC 7662 §2.2)', async () => {
  await using app = await testApp()
  const { client, provider, stranger, tokens: bodies } = await buildReaders(app)
  for (const token of [bodies.access_token, bodies.refresh_token])
    assert.deepEqual(await told(stranger.client, token), INACTIVE)
  const { access_token } = await newTokens(app)
  for (const reader of [client, provider.client, stranger.client])
    assert.deepEqual(await told(reader, access_token), INACTIVE)
})

test('T8 what is no token, forged, or a code is inactive, whatever the hint says (RFC 7662 §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(app)
  const [header, , signature] = access_token.split('.')
  const claims = { ...claimsOf(access_token), exp: 9999999999 }
  const forged = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
  for (const token of ['x', 'grt_x', 'a.b.c', 'e30.e30.AAAA', `${access_token}x`, forged])
    for (const hint of [{}, { token_type_hint: 'access_token' }, { token_type_hint: 'refresh_token' }])
      assert.deepEqual(await told(client, token, hint), INACTIVE)
})

test('token_type_hint is only a hint: a wrong or unknown one changes nothing (RFC 7662 §2.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token, refresh_token } = await newTokens(app)
  for (const token of [access_token, refresh_token])
    for (const token_type_hint of ['access_token', 'refresh_token', 'nonsense', ''])
      assert.equal((await told(client, token, { token_type_hint })).active, true)
})

test('each token is active until its own end; a redeemed refresh token is not (RFC 7662 §2.2, oauth.md §11)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app)
  const isActive = async (token: string) => (await told(client, token)).active
  app.clock.advance(HOUR_MS - 1)
  assert.equal(await isActive(first.access_token), true)
  app.clock.advance(1)
  assert.deepEqual([await isActive(first.access_token), await isActive(first.refresh_token)], [false, true])
  const second = tokensIn(await client.refresh(first.refresh_token))
  assert.deepEqual([await isActive(first.refresh_token), await isActive(second.refresh_token)], [false, true])
  app.clock.advance(7 * 24 * HOUR_MS - 1)
  assert.equal(await isActive(second.refresh_token), true)
  app.clock.advance(1)
  assert.equal(await isActive(second.refresh_token), false)
})

test('a refresh token whose refresh would be denied is inactive; the access token lives on (oauth.md §11, §12.2)', async () => {
  await using app = await testApp()
  const { client, tokens, acts } = await buildScene(app)
  const { access_token, refresh_token } = await tokens('on behalf')
  await acts.giveRoles('admin')
  assert.deepEqual(await told(client, refresh_token), INACTIVE)
  assert.equal((await told(client, access_token)).active, true)
  await acts.giveRoles(...ROLES)
  assert.equal((await told(client, refresh_token)).active, true)
})

test('a delegated token is described to the subsystem, and ends with its parent (G-22)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent, acts } = await buildDelegation(app)
  const { access_token } = await parent()
  const delegated = tokensIn(await delegateTo(subsystem, access_token))
  for (const token of [delegated.access_token, delegated.refresh_token]) {
    const body = await told(subsystem.client, token)
    assert.deepEqual([body.active, body.client_id], [true, subsystem.client.id])
  }
  assert.deepEqual(await told(portal.client, delegated.access_token), INACTIVE)
  await acts.makePublic()
  assert.deepEqual(await told(subsystem.client, delegated.refresh_token), INACTIVE)
  await portal.client.api(access_token, REVOKED, { method: 'POST' })
  assert.deepEqual(await told(subsystem.client, delegated.access_token), INACTIVE)
})

test('what was revoked is inactive at once on every process (RFC 7662 §2.2)', async () => {
  await using servers = await twoServers()
  const { one, other } = servers
  const { access_token, refresh_token } = await newTokens(one)
  const client = other.client(DEMO.stockKeeper)
  assert.equal((await told(client, access_token)).active, true)
  await one.client(DEMO.stockKeeper).api(access_token, REVOKED, { method: 'POST' })
  for (const token of [access_token, refresh_token]) assert.deepEqual(await told(client, token), INACTIVE)
})

test('C9 tokens of an app that is switched off are inactive, and its credentials ask nothing more', async () => {
  await using app = await testApp()
  for (const act of ['deactivateApp', 'deleteApp', 'deleteCredentials'] as const) {
    const { client, provider, acts, tokens } = await buildReaders(app)
    await acts[act]()
    assert.deepEqual(await told(provider.client, tokens.access_token), INACTIVE, act)
    assertRefused(await introspect(client, tokens.access_token), 'invalid_grant')
  }
})

test('only a client that proves itself may ask: none, public, wrong and unknown ones are 401 (RFC 7662 §2.1, C5)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(app)
  const token = `token=${access_token}`
  for (const answer of [
    await client.send(PATH, token, FORM),
    await client.send(PATH, `${token}&client_id=${DEMO.stockKeeperPublic.id}`, FORM),
    await client.send(PATH, `${token}&client_id=${client.id}`, FORM),
    await client.send(PATH, token, { ...FORM, authorization: `Bearer ${access_token}` }),
    await introspect(app.client({ id: client.id, secret: 'wrong' }), access_token),
    await introspect(app.client({ id: 'unknown', secret: 'x' }), access_token),
  ]) {
    assertRefused(answer, 'invalid_client')
    assert.match(String(answer.headers['www-authenticate']), /^Basic /)
  }
})

test('parameters come from query, form or JSON, the token is required once, the answer is JSON (oauth.md §2.2, RFC 7662 §2.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(app)
  const authorization = client.basic
  const post = `client_id=${client.id}&client_secret=${client.secret}`
  const json = JSON.stringify({ token: access_token })
  for (const answer of [
    await client.send(PATH, `token=${access_token}&${post}`, FORM),
    await client.send(PATH, json, { 'content-type': 'application/json', authorization }),
    await client.send(`${PATH}?token=${access_token}`, '', { authorization, accept: 'text/xml' }),
    await client.send(`${PATH}.json`, `token=${access_token}`, { ...FORM, authorization }),
  ])
    assert.equal(answer.body?.active, true, answer.text)
  for (const form of ['', 'token=', 'token=a&token=b'])
    assertRefused(await client.send(PATH, form, { ...FORM, authorization }), 'invalid_request')
})

test('an introspection is one read for the client and one for the token (architecture §4)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const { access_token, refresh_token } = await newTokens(app)
  for (const token of [access_token, refresh_token, 'unknown']) {
    database.forget()
    await told(client, token)
    assert.deepEqual({ ...database.statements }, { reads: 2, writes: 0 })
  }
})
