import assert from 'node:assert/strict'
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { switchCredentials } from '../../../src/modules/apps/index.ts'
import { createSecretBox } from '../../../src/platform/crypto/secret-box.ts'
import { buildApp } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { hostileKeys } from '../../support/hostile-keys.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { newTokens } from '../../support/tokens.ts'

const SECRETS = { secretKey: 'a secret key for forged tokens: 0123456789', previousSecretKey: null }

function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

async function apiAnswer(app: TestApp, token: string) {
  return app.client(DEMO.stockKeeper).api(token, '/api/v1/person')
}

/** Fails unless the API takes this text for no token of ours. */
async function assertForged(app: TestApp, token: string, why: string): Promise<void> {
  const { status, body } = await apiAnswer(app, token)
  assert.deepEqual([status, body], [403, { errors: ['invalid_jwt'] }], why)
}

/** The private key that signs RS256, as only a test that knows the secret key can read it. */
async function signingKey(app: TestApp) {
  const [row] = await app.db.read<{ sealed: string }>(
    sql`select private_ciphertext as sealed from signing_key where algorithm = 'RS256'`,
  )
  const box = createSecretBox(SECRETS.secretKey)
  return createPrivateKey({ key: JSON.parse(box.open('signing-key', row?.sealed ?? '')), format: 'jwk' })
}

test('J1 alg none, HS256 under the public key and other confusions are no tokens', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  const [header = '', payload = '', signature = ''] = access_token.split('.')
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
  const { body } = await app.client(DEMO.stockKeeper).api(null, '/api/v1/jwt_public_keys')
  const publicKey = createPublicKey({ key: body.keys[0], format: 'jwk' })
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  const hmac = (input: string, key: string | Buffer) =>
    createHmac('sha256', key).update(input).digest('base64url')
  const hs256 = `${part({ kid, alg: 'HS256' })}.${payload}`
  const asRs256 = `${header}.${payload}`

  const forged: Record<string, string> = {
    'alg none': `${part({ kid, alg: 'none' })}.${payload}.`,
    'alg none with a signature': `${part({ kid, alg: 'none' })}.${payload}.${signature}`,
    'alg None': `${part({ kid, alg: 'None' })}.${payload}.AA`,
    'no signature': `${header}.${payload}.`,
    'HS256 under the PEM': `${hs256}.${hmac(hs256, String(pem))}`,
    'HS256 under the key set': `${hs256}.${hmac(hs256, JSON.stringify(body))}`,
    'HMAC as RS256': `${asRs256}.${hmac(asRs256, String(pem))}`,
    'another algorithm with this key': `${part({ kid, alg: 'PS256' })}.${payload}.${signature}`,
    'ES256 with an RSA key': `${part({ kid, alg: 'ES256' })}.${payload}.${signature}`,
    'no kid': `${part({ alg: 'RS256' })}.${payload}.${signature}`,
    'kid that is no text': `${part({ kid: [kid], alg: 'RS256' })}.${payload}.${signature}`,
    'a header that is no object': `${part([])}.${payload}.${signature}`,
    'a payload that is no JSON': `${header}.${part('{')}.${signature}`,
    'a payload that is another': `${header}.${part({ ...claimsOf(access_token), exp: 9e9 })}.${signature}`,
    'four parts': `${access_token}.${signature}`,
    'two parts': `${header}.${payload}`,
    'a refresh token': 'grt_abc',
  }
  for (const when of ['before its model was seen', 'after it was found valid']) {
    for (const [why, token] of Object.entries(forged)) await assertForged(app, token, `${why}, ${when}`)
    assert.equal((await apiAnswer(app, access_token)).status, 200)
  }
})

test('J1 keys of others are not used, however the header offers them, and nothing is fetched', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  const claims = claimsOf(access_token)
  await using theirs = await hostileKeys()
  const ours = JSON.parse(Buffer.from(access_token.split('.')[0] ?? '', 'base64url').toString()).kid
  for (const header of [...theirs.offers(ours), { kid: "' or '1'='1" }, { kid: '' }]) {
    const forged = theirs.signed(header, { ...claims, jku: theirs.url })
    await assertForged(app, forged, JSON.stringify(header))
  }
  assert.equal(theirs.fetched(), 0)
})

test('J3 signatures that were cut, lengthened, respelt or zeroed are no signatures', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app, { redirectUrls: [DEMO.redirectUrl] })
  for (const signingAlgorithm of ['RS256', 'ES256', 'EdDSA'] as const) {
    const act = { clientId: client.id, actor: 'operator', switches: { signingAlgorithm } }
    await app.db.transaction(tx => switchCredentials(tx, act, app.clock.now()))
    const { access_token } = await newTokens(app, { client })
    const input = access_token.slice(0, access_token.lastIndexOf('.'))
    const signature = access_token.slice(input.length + 1)
    const bytes = Buffer.from(signature, 'base64url')
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(bytes.readUInt8(0) ^ 1, 0)
    const spellings = [
      bytes.subarray(0, -1).toString('base64url'),
      bytes.subarray(0, 32).toString('base64url'),
      Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url'),
      Buffer.concat([bytes, bytes]).toString('base64url'),
      Buffer.alloc(bytes.length).toString('base64url'),
      Buffer.alloc(64).toString('base64url'),
      Buffer.alloc(256, 255).toString('base64url'),
      flipped.toString('base64url'),
      `${signature}=`,
      `${signature}==`,
      `${signature}!`,
      ` ${signature}`,
      bytes.toString('base64'),
      'A'.repeat(9000),
    ]
    for (const when of ['before the right one was seen', 'after it was found valid']) {
      for (const spelling of spellings.filter(text => text !== signature))
        await assertForged(
          app,
          `${input}.${spelling}`,
          `${signingAlgorithm} ${spelling.slice(0, 20)}, ${when}`,
        )
      assert.equal((await client.api(access_token, '/api/v1/person')).status, 200)
    }
  }
})

test('J2 a token is good from nbf to exp; servers may differ by a few seconds (oauth.md §10.1)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  app.clock.advance(-5000)
  assert.equal((await apiAnswer(app, access_token)).status, 200)
  app.clock.advance(-1000)
  await assertForged(app, access_token, 'from the future')
  app.clock.advance(6000 + 3600_000 - 1)
  assert.equal((await apiAnswer(app, access_token)).status, 200)
  app.clock.advance(1)
  const { status, body } = await apiAnswer(app, access_token)
  assert.deepEqual([status, body], [403, { errors: ['jwt_expired'] }])
})

test('J4 what our own key signed for another purpose is no access token (G-30)', async () => {
  await using app = await testApp({ secrets: SECRETS })
  const { access_token } = await newTokens(app)
  const header = access_token.split('.')[0] ?? ''
  const claims = claimsOf(access_token)
  const key = await signingKey(app)
  const signed = (payload: object) => {
    const input = `${header}.${part(payload)}`
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  }
  assert.equal((await apiAnswer(app, signed(claims))).status, 200, 'the key of this test is the right one')
  const person = claims.sub.slice('Person/'.length)
  const others = {
    'an ID token': { ...claims, sub: person, aud: 'stock_keeper', scope: undefined, nonce: 'x' },
    'a logout token': { ...claims, sub: person, events: {}, scope: undefined },
    'scope as a text': { ...claims, scope: 'directory.person.r' },
    'no scope': { ...claims, scope: undefined },
    'no audience list': { ...claims, aud: 'stock_keeper' },
    'no id': { ...claims, jti: undefined },
    'no expiry': { ...claims, exp: undefined },
    'expiry as a text': { ...claims, exp: '9999999999' },
    'no beginning': { ...claims, nbf: undefined },
    'another issuer': { ...claims, iss: 'https://other.example' },
    'a subject of another kind': { ...claims, sub: `App/${person}` },
    'a subject with something behind it': { ...claims, sub: `${claims.sub}/x` },
  }
  for (const [why, payload] of Object.entries(others)) await assertForged(app, signed(payload), why)
})
