import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { test } from 'node:test'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import sql from 'sql-template-tag'
import { findKeys, KEEP_RETIRED_MS, PUBLISH_AHEAD_MS, rotateKey } from '../../../src/modules/oauth/index.ts'
import { DEMO } from '../../support/demo.ts'
import { newPrivateToken } from '../../support/private-tokens.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { newTokens, tokensIn, twoServers, withinASecond } from '../../support/tokens.ts'

const HOUR_MS = 3600_000
/** How old a forged token claims to be, and how long it is to live. */
type Age = { ageSeconds?: number; lifeSeconds?: number }

/** What a verifier gets and keeps (oauth.md §10.2). */
async function publishedKeys(app: TestApp, path = '/api/v1/jwt_public_keys'): Promise<JSONWebKeySet> {
  const { status, body } = await app.client(DEMO.stockKeeper).api(null, path)
  assert.equal(status, 200)
  return body
}

function kidsIn({ keys }: JSONWebKeySet): string[] {
  return keys.map(({ kid = '' }) => kid)
}

function kidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
}

function rotate(app: TestApp, options: { publishAheadMs?: number } = {}) {
  const { secretBox } = app.app.apps
  return rotateKey(app.db, { algorithm: 'RS256', secretBox, now: app.clock.now(), ...options })
}

async function verifies(app: TestApp, keys: JSONWebKeySet, token: string): Promise<void> {
  await jwtVerify(token, createLocalJWKSet(keys), { currentDate: new Date(app.clock.now()) })
}

async function apiStatus(app: TestApp, token: string): Promise<number> {
  return (await app.client(DEMO.stockKeeper).api(token, '/api/v1/person')).status
}

test('the compatible key set has RSA keys only, each with exactly the members verifiers know (oauth.md §10.2, G-03)', async () => {
  await using app = await testApp()
  for (const path of ['/api/v1/jwt_public_keys', '/api/v1/jwt_public_keys.json']) {
    const { status, headers, body } = await app.client(DEMO.stockKeeper).api(null, path)
    assert.equal(status, 200)
    assert.match(String(headers['content-type']), /^application\/json/)
    assert.equal(headers['cache-control'], 'public, max-age=3600')
    assert.equal(headers['access-control-allow-origin'], '*')
    assert.deepEqual(Object.keys(body), ['keys'])
    const [key, ...others] = body.keys
    assert.deepEqual(others, [])
    assert.deepEqual(Object.keys(key).toSorted(), ['e', 'kid', 'kty', 'n'])
    assert.equal(key.kty, 'RSA')
    assert.match(key.kid, /^[0-9a-f]{64}$/)
    const { asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' })
    assert.ok((asymmetricKeyDetails?.modulusLength ?? 0) >= 2048)
  }
})

test('the standard key set has all algorithms, for signatures, and no private part (RFC 7517, G-03)', async () => {
  await using app = await testApp()
  const { headers, body } = await app.client(DEMO.stockKeeper).api(null, '/.well-known/jwks.json')
  assert.match(String(headers['content-type']), /^application\/json/)
  assert.equal(headers['cache-control'], 'public, max-age=3600')
  assert.equal(headers['access-control-allow-origin'], '*')
  const kinds = body.keys.map((key: Record<string, string>) => [
    key['alg'],
    key['kty'],
    key['crv'],
    key['use'],
  ])
  assert.deepEqual(kinds.toSorted(), [
    ['ES256', 'EC', 'P-256', 'sig'],
    ['EdDSA', 'OKP', 'Ed25519', 'sig'],
    ['RS256', 'RSA', undefined, 'sig'],
  ])
  for (const key of body.keys)
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.equal(secret in key, false)
})

test('J1 private keys are encrypted at rest', async () => {
  await using app = await testApp()
  const rows = await app.db.read<{ sealed: string; jwk: string }>(
    sql`select private_ciphertext as sealed, public_jwk as jwk from signing_key`,
  )
  assert.equal(rows.length, 3)
  for (const { sealed, jwk } of rows) {
    assert.doesNotMatch(sealed, /[{"]/)
    assert.doesNotMatch(Buffer.from(sealed.split('.')[1] ?? '', 'base64url').toString('latin1'), /"kty"/)
    assert.equal('d' in JSON.parse(jwk), false)
  }
})

test('J1 keys rotate without a restart and without a rejected token, on every server (oauth.md §10.2, C-43)', async () => {
  await using servers = await twoServers()
  const { one, other } = servers
  const client = one.client(DEMO.stockKeeper)
  let tokens = await newTokens(one)
  const oldKid = kidOf(tokens.access_token)
  // A verifier that has just fetched the keys and keeps them for a day.
  let cached = await publishedKeys(other)

  const { kid: newKid } = await rotate(one)
  for (const app of [one, other])
    await withinASecond(async () => kidsIn(await publishedKeys(app)).includes(newKid))

  for (let hour = 0; hour < 30; hour += 1) {
    const [issuer, resource] = hour % 2 === 0 ? [one, other] : [other, one]
    tokens = tokensIn(await issuer.client(DEMO.stockKeeper).refresh(tokens.refresh_token))
    const isTime = hour * HOUR_MS >= PUBLISH_AHEAD_MS
    assert.equal(kidOf(tokens.access_token), isTime ? newKid : oldKid, `hour ${hour}`)
    assert.equal(await apiStatus(resource, tokens.access_token), 200)
    if (hour % 24 === 23) cached = await publishedKeys(resource)
    await verifies(one, cached, tokens.access_token)
    one.clock.advance(HOUR_MS)
  }
  const stillPublished = kidsIn(await publishedKeys(one))
  assert.deepEqual(stillPublished.toSorted(), [oldKid, newKid].toSorted())
  assert.equal((await client.refresh(tokens.refresh_token)).status, 200)
})

test('J1 the last token of the old key is good until it expires; the key leaves when none can live (oauth.md §10.2)', async () => {
  await using servers = await twoServers()
  const { one, other } = servers
  const { kid } = await rotate(one)
  await withinASecond(async () => kidsIn(await publishedKeys(other)).includes(kid))
  one.clock.advance(PUBLISH_AHEAD_MS - 1000)
  const last = await newTokens(one)
  assert.notEqual(kidOf(last.access_token), kid)
  one.clock.advance(HOUR_MS - 1)
  await one.runJobs()
  for (const app of [one, other]) assert.equal(await apiStatus(app, last.access_token), 200)

  one.clock.advance(KEEP_RETIRED_MS)
  await one.runJobs()
  for (const app of [one, other])
    await withinASecond(async () => kidsIn(await publishedKeys(app)).join() === kid)
  const { body } = await other.client(DEMO.stockKeeper).api(last.access_token, '/api/v1/person')
  assert.deepEqual(body, { errors: ['invalid_jwt'] }, 'the key is unknown by now')
})

test('J1 a retired key that leaked signs nothing new', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  const [stored] = (await findKeys(app.db)).filter(({ algorithm }) => algorithm === 'RS256')
  assert.ok(stored)
  const key = createPrivateKey({
    key: JSON.parse(app.app.apps.secretBox.open('signing-key', stored.privateCiphertext)),
    format: 'jwk',
  })
  const made = await newPrivateToken(await app.signedIn(DEMO.member))
  const forge = ({ ageSeconds = 0, lifeSeconds = 3600, ...said }: Record<string, unknown> & Age = {}) => {
    const nbf = app.clock.now() / 1000 - ageSeconds
    const claims = { ...claimsOf(access_token), nbf, exp: nbf + lifeSeconds, ...said }
    const input = `${access_token.split('.')[0]}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  }
  assert.equal(await apiStatus(app, forge()), 200)
  const { kid } = await rotate(app)
  await using restarted = await testApp({
    database: { db: app.db, url: '', [Symbol.asyncDispose]: async () => {} },
    clock: app.clock,
    isEmpty: true,
  })
  app.clock.advance(PUBLISH_AHEAD_MS + HOUR_MS)
  assert.equal(await apiStatus(restarted, forge()), 403)
  const ageSeconds = 2 * 3600
  assert.equal(await apiStatus(restarted, forge({ ageSeconds, lifeSeconds: 24 * 3600 })), 403, 'back-dated')
  const ofYear = { ageSeconds, lifeSeconds: 365 * 24 * 3600, aud: [claimsOf(access_token).sub] }
  assert.equal(await apiStatus(restarted, forge(ofYear)), 403, 'a private one that nobody made')
  const own = claimsOf(made.token)
  const { jti, nbf, exp } = own
  const theirs = { ...ofYear, jti, nbf, exp, scope: own.scope }
  assert.equal(await apiStatus(restarted, forge(theirs)), 403, 'the id of another’s')
  const mine = { ...theirs, sub: own.sub, aud: [own.sub] }
  assert.equal(
    await apiStatus(restarted, forge({ ...mine, scope: ['directory.person.rw'] })),
    403,
    'more scopes',
  )
  assert.equal(await apiStatus(restarted, made.token), 200, 'the one that was made')
  assert.equal(kidOf((await newTokens(restarted)).access_token), kid)
})

test('a key that may have been stolen is replaced at once; servers that sign with it a moment longer are believed', async () => {
  await using servers = await twoServers()
  const { one, other } = servers
  const before = await newTokens(one)
  one.clock.advance(1000)
  const { kid } = await rotate(one, { publishAheadMs: 0 })
  one.clock.advance(1000)
  const meanwhile = await newTokens(other)
  await withinASecond(async () => kidsIn(await publishedKeys(one)).includes(kid))
  await withinASecond(async () => kidsIn(await publishedKeys(other)).includes(kid))
  const after = await newTokens(other)
  assert.equal(kidOf(after.access_token), kid)
  for (const { access_token } of [before, meanwhile, after])
    for (const app of [one, other]) assert.equal(await apiStatus(app, access_token), 200)
})

test('two servers that start on an empty database agree on the keys', async () => {
  await using servers = await twoServers({ isEmpty: true })
  const sets = await Promise.all(
    [servers.one, servers.other].map(app => publishedKeys(app, '/.well-known/jwks.json')),
  )
  assert.deepEqual(sets[0], sets[1])
  assert.equal(sets[0]?.keys.length, 3)
})

test('J2 where the clock is behind the making of the first key, it signs all the same', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app)
  const [first = ''] = kidsIn(await publishedKeys(app))
  await rotate(app)
  app.clock.advance(-HOUR_MS)
  const { access_token } = tokensIn(await client.refresh(refresh_token))
  assert.equal(kidOf(access_token), first)
  assert.equal(await apiStatus(app, access_token), 200)
})
