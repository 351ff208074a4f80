import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { switchCredentials } from '../../../src/modules/apps/index.ts'
import { applied } from '../../support/apps.ts'
import { buildApp } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { LINDEN, newTokens, tokensIn } from '../../support/tokens.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const NOW_S = Date.parse('2026-01-01T00:00:00Z') / 1000
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const

/** The header as it stands in the token. */
function headerText(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()
}

async function keySet(app: TestApp, path: string) {
  const { body } = await app.client(DEMO.stockKeeper).api(null, path)
  return body
}

test('the header has exactly kid and alg, in this order; the key id is 64 hexadecimal digits (oauth.md §10.1)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  assert.match(headerText(access_token), /^\{"kid":"[0-9a-f]{64}","alg":"RS256"\}$/)
})

test('a Person token has the claims of the contract and no others (oauth.md §10.1)', async () => {
  await using app = await testApp()
  const tokens = await newTokens(app, { scope: 'user:read,directory.person.rw,directory.person.r' })
  const { jti, ...claims } = claimsOf(tokens.access_token)
  assert.match(jti, UUID)
  assert.deepEqual(claims, {
    iss: 'http://localhost:4000',
    sub: `Person/${tokens.bearer.id}`,
    aud: ['stock_keeper'],
    nbf: NOW_S,
    exp: NOW_S + 3600,
    jku: 'http://localhost:4000/api/v1/jwt_public_keys',
    scope: ['directory.person.r', 'directory.person.rw', 'user:read'],
  })
})

test('an Organization token names the organization, an on-behalf token also who acts with which roles (oauth.md §9, §10.1)', async () => {
  await using app = await testApp()
  const alone = claimsOf((await newTokens(app, { scope: LINDEN.scope })).access_token)
  assert.equal(alone.sub, `Organization/${DEMO.linden}`)
  assert.equal('roles' in alone, false)
  const tokens = await newTokens(app, { scope: LINDEN.onBehalfScope })
  const claims = claimsOf(tokens.access_token)
  assert.equal(claims.sub, `Person/${tokens.bearer_on_behalf_of.id}>Organization/${DEMO.linden}`)
  assert.equal(claims.roles, 1, 'owner is bit 0')
  assert.match(claims.sub, /^(?:\w+\/[\w-]+>)?\w+\/[\w-]+$/, 'what a client matches')
})

test('a token without scopes has an empty list, and an empty text beside it (oauth.md §6, §10.1)', async () => {
  await using app = await testApp()
  const scope = `Org/${DEMO.harbor}.warehouse.items.r`
  const tokens = await newTokens(app, { person: DEMO.member, scope })
  assert.equal(tokens.scope, '', 'the organization is not connected to the warehouse')
  assert.deepEqual(claimsOf(tokens.access_token).scope, [])
})

test('named credentials have the audience app/name; the app comes first in the answer (C-03, C-04)', async () => {
  await using app = await testApp()
  const manifest = {
    name: 'named_app',
    type: 'public',
    organization: (await buildApp(app)).vendorId,
    title: 'Named',
    oauth_redirect_urls: [DEMO.redirectUrl],
    desired_oauth_scopes: ['directory.person.r'],
    credentials: [{ name: 'back', confidential: true }],
  }
  const [made] = (await applied(app.db, app.app.apps, manifest, app.clock.now())).credentials
  assert.ok(made)
  const client = app.client({ id: made.credentials.id, secret: made.secret })
  const tokens = await newTokens(app, { client })
  assert.deepEqual(claimsOf(tokens.access_token).aud, ['named_app/back'])
  assert.deepEqual(tokens.audiences, ['named_app', 'named_app/back'])
  const described = await client.api(tokens.access_token, '/api/v1/access_token')
  assert.equal(described.body.app.name, 'named_app')
})

test('the issuer is PUBLIC_URL, or TOKEN_ISSUER; the address of the keys does not change with it (G-02, G-35)', async () => {
  await using plain = await testApp({ environment: { PUBLIC_URL: 'https://hub.example.com' } })
  const claims = claimsOf((await newTokens(plain)).access_token)
  assert.equal(claims.iss, 'https://hub.example.com')
  assert.equal(claims.jku, 'https://hub.example.com/api/v1/jwt_public_keys')
  await using named = await testApp({ environment: { TOKEN_ISSUER: 'ZAI' } })
  const { access_token } = await newTokens(named)
  assert.equal(claimsOf(access_token).iss, 'ZAI')
  assert.equal(claimsOf(access_token).jku, 'http://localhost:4000/api/v1/jwt_public_keys')
  assert.equal((await named.client(DEMO.stockKeeper).api(access_token, '/api/v1/person')).status, 200)
})

test('scopes stand in the token under the name that was asked for, and are equal in every check (G-01)', async () => {
  await using app = await testApp()
  for (const name of ['directory', 'zaikio']) {
    const tokens = await newTokens(app, { scope: `${name}.person.r` })
    assert.equal(tokens.scope, `${name}.person.r`)
    assert.deepEqual(claimsOf(tokens.access_token).scope, [`${name}.person.r`])
    const answer = await app.client(DEMO.stockKeeper).api(tokens.access_token, '/api/v1/person')
    assert.equal(answer.status, 200)
  }
})

test('credentials can be signed for with ES256 or EdDSA, whose tokens name the other key set (G-03)', async () => {
  await using app = await testApp()
  const compatible = await keySet(app, '/api/v1/jwt_public_keys')
  const all = await keySet(app, '/.well-known/jwks.json')
  const { client } = await buildApp(app, { redirectUrls: [DEMO.redirectUrl] })
  let { refresh_token } = await newTokens(app, { client })
  for (const signingAlgorithm of ALGORITHMS) {
    const act = { clientId: client.id, actor: 'operator', switches: { signingAlgorithm } }
    await app.db.transaction(tx => switchCredentials(tx, act, app.clock.now()))
    const tokens = tokensIn(await client.refresh(refresh_token))
    refresh_token = tokens.refresh_token
    assert.equal(JSON.parse(headerText(tokens.access_token)).alg, signingAlgorithm)
    const isRsa = signingAlgorithm === 'RS256'
    const { jku } = claimsOf(tokens.access_token)
    assert.equal(
      jku.slice('http://localhost:4000'.length),
      isRsa ? '/api/v1/jwt_public_keys' : '/.well-known/jwks.json',
    )
    const verify = (keys: typeof all) =>
      jwtVerify(tokens.access_token, createLocalJWKSet(keys), { currentDate: new Date(app.clock.now()) })
    assert.equal((await verify(all)).payload['jti'], claimsOf(tokens.access_token).jti)
    if (isRsa) await verify(compatible)
    else await assert.rejects(verify(compatible))
    assert.equal((await client.api(tokens.access_token, '/api/v1/person')).status, 200)
  }
})

test('the operator can change the default algorithm (G-03)', async () => {
  await using app = await testApp({ environment: { SIGNING_ALGORITHM: 'ES256' } })
  const { access_token } = await newTokens(app)
  assert.equal(JSON.parse(headerText(access_token)).alg, 'ES256')
  assert.equal((await app.client(DEMO.stockKeeper).api(access_token, '/api/v1/person')).status, 200)
})

test('no two tokens share an id, also when they are made at once (clients.md §1)', async () => {
  await using app = await testApp()
  const first = await newTokens(app)
  const tokens = [first, ...(await Promise.all(Array.from({ length: 9 }, () => newTokens(app))))]
  assert.equal(new Set(tokens.map(({ access_token }) => claimsOf(access_token).jti)).size, 10)
  assert.equal(new Set(tokens.map(({ refresh_token }) => refresh_token)).size, 10)
})
