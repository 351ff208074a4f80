import assert from 'node:assert/strict'
import { test } from 'node:test'
import jwt from 'jsonwebtoken'
import jwkToPem from 'jwk-to-pem'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The keys as PEM, by their id: what a resource server keeps for an hour (clients.md §2). */
async function publishedKeys(hub: TestApp): Promise<Map<string, string>> {
  const response = await fetch(`${hub.publicUrl}/api/v1/jwt_public_keys.json`)
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
  const { keys } = (await response.json()) as { keys: (jwkToPem.JWK & { kid: string })[] }
  // Importing every key must work: verifiers do it before they look for the one they need (G-03).
  return new Map(keys.map(key => [key.kid, jwkToPem(key)]))
}

/** Verifies like a resource server that trusts this hub. */
async function verify(hub: TestApp, token: string): Promise<jwt.JwtPayload> {
  const header = jwt.decode(token, { complete: true })?.header
  const pem = (await publishedKeys(hub)).get(header?.kid ?? '')
  assert.ok(pem, 'the token names a published key')
  const claims = jwt.verify(token, pem, {
    algorithms: ['RS256'],
    issuer: hub.publicUrl,
    audience: 'stock_keeper',
  })
  assert.ok(typeof claims === 'object')
  return claims
}

async function tokenFor(hub: TestApp, scope: string, redirect_uri = DEMO.redirectUrl): Promise<string> {
  const browser = await hub.signedIn(DEMO.owner)
  const { body, text } = await hub.client(DEMO.stockKeeper).tokensFor(browser, scope, { redirect_uri })
  assert.ok(body.access_token, text)
  return body.access_token
}

test('jsonwebtoken verifies the token of a person with the published keys (oauth.md §10, clients.md §2)', async () => {
  await using hub = await listeningApp()
  const claims = await verify(hub, await tokenFor(hub, 'directory.person.r'))
  assert.match(claims.sub ?? '', /^Person\/[0-9a-f-]{36}$/)
  assert.deepEqual(claims.aud, ['stock_keeper'])
  assert.deepEqual(claims['scope'], ['directory.person.r'])
  assert.match(claims.jti ?? '', UUID)
  assert.equal((claims.exp ?? 0) - (claims.nbf ?? 0), 3600)
})

test('jsonwebtoken verifies the token of an organization (oauth.md §10)', async () => {
  await using hub = await listeningApp()
  const scope = `Org/${DEMO.linden}.directory.organization.r`
  const claims = await verify(hub, await tokenFor(hub, scope, DEMO.organizationRedirectUrl))
  assert.equal(claims.sub, `Organization/${DEMO.linden}`)
})

test('jsonwebtoken refuses a token that somebody has changed (attack J1)', async () => {
  await using hub = await listeningApp()
  const [header, payload, signature] = (await tokenFor(hub, 'directory.person.r')).split('.')
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
  const widened = Buffer.from(JSON.stringify({ ...claims, scope: ['directory.person.rw'] }))
  const forged = [header, widened.toString('base64url'), signature].join('.')
  await assert.rejects(verify(hub, forged), { message: 'invalid signature' })
})
