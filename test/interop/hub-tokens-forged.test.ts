import assert from 'node:assert/strict'
import { createHmac, createPublicKey, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { switchCredentials } from '../../src/modules/apps/index.ts'
import { buildApp } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { hostileKeys } from '../support/hostile-keys.ts'
import { listeningApp } from '../support/listening-app.ts'
import {
  hubSigner,
  itemsToken,
  KEYS,
  LIST,
  outcome,
  part,
  resourceServer,
} from '../support/resource-server.ts'
import type { TestApp } from '../support/test-app.ts'
import { claimsOf } from '../support/test-client.ts'
import { newTokens } from '../support/tokens.ts'

/** A token of the owner for an app whose tokens are signed so. */
async function tokenSignedWith(hub: TestApp, signingAlgorithm: 'RS256' | 'ES256' | 'EdDSA'): Promise<string> {
  const redirectUrls = [DEMO.redirectUrl]
  const { client } = await buildApp(hub, { redirectUrls, desires: ['warehouse.items.r'] })
  const act = { clientId: client.id, actor: 'operator', switches: { signingAlgorithm } }
  await hub.db.transaction(tx => switchCredentials(tx, act, hub.clock.now()))
  const scope = `Org/${DEMO.linden}.warehouse.items.r`
  return (await newTokens(hub, { client, scope })).access_token
}

function headerOf(token: string): { kid: string; alg: string } {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
}

test('J3 tokens of every algorithm of the hub pass; cut, lengthened and zeroed signatures do not (G-03)', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  for (const algorithm of ['RS256', 'ES256', 'EdDSA'] as const) {
    const token = await tokenSignedWith(hub, algorithm)
    assert.equal(headerOf(token).alg, algorithm)
    assert.equal(await outcome(server, token), 'passes', algorithm)
    const input = token.slice(0, token.lastIndexOf('.'))
    const bytes = Buffer.from(token.slice(input.length + 1), 'base64url')
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(bytes.readUInt8(0) ^ 1, 0)
    const signatures = [
      bytes.subarray(0, -1),
      bytes.subarray(0, 32),
      Buffer.concat([bytes, Buffer.alloc(1)]),
      Buffer.concat([bytes, bytes]),
      Buffer.alloc(bytes.length),
      Buffer.alloc(64),
      Buffer.alloc(256, 255),
      flipped,
      Buffer.alloc(0),
    ]
    for (const signature of signatures)
      assert.equal(await outcome(server, `${input}.${signature.toString('base64url')}`), 'invalid_jwt')
    assert.equal(await outcome(server, `${input}.!`), 'invalid_jwt')
  }
})

test('J1 alg none, HS256 under the public key and other confusions are no tokens', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const token = await itemsToken(hub)
  assert.equal(await outcome(server, token), 'passes')
  const [header = '', payload = '', signature = ''] = token.split('.')
  const { kid } = headerOf(token)
  const { body } = await hub.client(DEMO.stockKeeper).api(null, '/.well-known/jwks.json')
  const jwk = body.keys.find((key: { kid: string }) => key.kid === kid)
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const hmac = (input: string, key: string) => createHmac('sha256', key).update(input).digest('base64url')
  const hs256 = `${part({ kid, alg: 'HS256' })}.${payload}`
  const elliptic = body.keys.filter((key: { kid: string }) => key.kid !== kid)
  const forged: Record<string, string> = {
    'alg none': `${part({ kid, alg: 'none' })}.${payload}.`,
    'alg none with a signature': `${part({ kid, alg: 'none' })}.${payload}.${signature}`,
    'no signature': `${header}.${payload}.`,
    'HS256 under the PEM': `${hs256}.${hmac(hs256, String(pem))}`,
    'HS256 under the key': `${hs256}.${hmac(hs256, JSON.stringify(jwk))}`,
    'HS256 under the modulus': `${hs256}.${hmac(hs256, jwk.n)}`,
    'HMAC as RS256': `${header}.${payload}.${hmac(`${header}.${payload}`, String(pem))}`,
    'PS256 with this key': `${part({ kid, alg: 'PS256' })}.${payload}.${signature}`,
    'RS512 with this key': `${part({ kid, alg: 'RS512' })}.${payload}.${signature}`,
    'ES256 with this key': `${part({ kid, alg: 'ES256' })}.${payload}.${signature}`,
    'no algorithm': `${part({ kid })}.${payload}.${signature}`,
    'no kid': `${part({ alg: 'RS256' })}.${payload}.${signature}`,
    'kid that is no text': `${part({ kid: [kid], alg: 'RS256' })}.${payload}.${signature}`,
    'unknown kid': `${part({ kid: randomUUID(), alg: 'RS256' })}.${payload}.${signature}`,
    'a critical extension': `${part({ kid, alg: 'RS256', crit: ['b64'], b64: false })}.${payload}.${signature}`,
    'a header that is no object': `${part([])}.${payload}.${signature}`,
    'other claims': `${header}.${part({ ...claimsOf(token), scope: ['warehouse.items.rw'] })}.${signature}`,
    'four parts': `${token}.${signature}`,
    'two parts': `${header}.${payload}`,
  }
  for (const { kid: other, alg } of elliptic)
    forged[`RS256 with the key of ${alg}`] = `${part({ kid: other, alg: 'RS256' })}.${payload}.${signature}`
  for (const [why, text] of Object.entries(forged))
    assert.equal(await outcome(server, text), 'invalid_jwt', why)
})

test('J1 keys of others are not used, however the token offers them, and nothing but the hub is asked', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const token = await itemsToken(hub)
  await using theirs = await hostileKeys()
  const { url } = theirs
  const claims = { ...claimsOf(token), jku: url }
  for (const header of [...theirs.offers(headerOf(token).kid), { kid: '__proto__' }]) {
    const forged = theirs.signed(header, claims)
    assert.equal(await outcome(server, forged), 'invalid_jwt', JSON.stringify(header))
    hub.clock.advance(5000)
  }
  // Signed by the hub: still nobody follows where it points.
  const pointing = (await hubSigner(hub))(claims, { jku: url })
  assert.equal(await outcome(server, pointing), 'passes')
  assert.equal(theirs.fetched(), 0)
  const foreign = server.network.requests.filter(url => !url.startsWith(hub.publicUrl))
  assert.deepEqual(foreign, [])
  assert.ok(server.network.counted(KEYS) > 1)
  assert.equal(server.network.counted(LIST), 1, 'for the token that was good')
})

test('J4 T8 what the hub signed for another purpose is no access token, nor is one that is bound to a key', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const tokens = await newTokens(hub, { scope: 'directory.person.r' })
  const claims = claimsOf(await itemsToken(hub))
  const signed = await hubSigner(hub)
  for (const header of [{}, { typ: 'JWT' }, { typ: 'at+jwt' }])
    assert.equal(
      await outcome(server, signed(claims, header)),
      'passes',
      'the key of this test is the right one',
    )
  const id = DEMO.linden
  const others = {
    'an ID token': { ...claims, sub: id, aud: 'stock_keeper', scope: undefined, nonce: 'x' },
    'a logout token': { ...claims, sub: id, events: {}, scope: undefined },
    'bound by DPoP': { ...claims, cnf: { jkt: 'x' } },
    'bound by a certificate': { ...claims, cnf: { 'x5t#S256': 'x' } },
    'scope as a text': { ...claims, scope: 'warehouse.items.r' },
    'scopes that are no texts': { ...claims, scope: ['warehouse.items.r', 1] },
    'no scope': { ...claims, scope: undefined },
    'no audience list': { ...claims, aud: 'stock_keeper' },
    'an empty audience list': { ...claims, aud: [] },
    'no id': { ...claims, jti: undefined },
    'an id that is no text': { ...claims, jti: 1 },
    'no expiry': { ...claims, exp: undefined },
    'expiry as a text': { ...claims, exp: '9999999999' },
    'no beginning': { ...claims, nbf: undefined },
    'another issuer': { ...claims, iss: 'https://other.example' },
    'issuers as a list': { ...claims, iss: [claims.iss] },
    'a subject of another kind': { ...claims, sub: `App/${id}` },
    'a subject with something behind it': { ...claims, sub: `${claims.sub}/x` },
    'a subject with a line behind it': { ...claims, sub: `${claims.sub}\n` },
    'a person for a person': { ...claims, sub: `Person/${id}>Person/${id}` },
    'an organization for a person': { ...claims, sub: `Organization/${id}>Person/${id}` },
    'subjects as a list': { ...claims, sub: [claims.sub] },
  }
  for (const [why, payload] of Object.entries(others))
    assert.equal(await outcome(server, signed(payload)), 'invalid_jwt', why)
  for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'token-introspection+jwt'])
    assert.equal(await outcome(server, signed(claims, { typ })), 'invalid_jwt', typ)
  assert.equal(await outcome(server, tokens.refresh_token), 'invalid_jwt', 'a refresh token')
  assert.equal(
    await outcome(server, tokens.access_token),
    'unpermitted_scope',
    'a token for the API of another app',
  )
})

test('a token is at most 8 KB and names its key, even if the hub signed it (oauth.md §10.1)', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const claims = claimsOf(await itemsToken(hub))
  const signed = await hubSigner(hub)
  const ofLength = (more: number) => signed({ ...claims, more: 'x'.repeat(more) })
  const most = Math.floor(((8192 - ofLength(0).length) / 4) * 3)
  const [longest, tooLong] = [ofLength(most - 3), ofLength(most + 3)]
  assert.ok(longest.length <= 8192 && longest.length > 8180 && tooLong.length > 8192)
  assert.equal(await outcome(server, longest), 'passes')
  assert.equal(await outcome(server, tooLong), 'invalid_jwt')
  for (const kid of [undefined, null, '', 1])
    assert.equal(await outcome(server, signed(claims, { kid })), 'invalid_jwt', String(kid))
})

test('whatever stands in the header, the answer is a refusal and no failure', async () => {
  await using hub = await listeningApp()
  const server = resourceServer(hub)
  const { kid } = headerOf(await itemsToken(hub))
  const texts = fc.string({ unit: 'binary', maxLength: 200 })
  const parts = fc.oneof(
    texts,
    fc.json().map(json => Buffer.from(json).toString('base64url')),
    fc.record({ kid: fc.constant(kid), alg: fc.constantFrom('RS256', 'ES256', 'EdDSA') }).map(part),
  )
  const headers = fc.oneof(
    texts,
    fc.array(parts, { maxLength: 5 }).map(list => list.join('.')),
  )
  await fc.assert(
    fc.asyncProperty(headers, async text => {
      assert.match(await outcome(server, text), /^(?:invalid_jwt|no_jwt_passed)$/)
    }),
    { numRuns: 300 },
  )
})
