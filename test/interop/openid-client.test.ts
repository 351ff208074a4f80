import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'openid-client'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import { allowAll } from '../support/test-client.ts'

/** http is allowed to it for a hub on this machine only. */
const options: oauth.DiscoveryRequestOptions = {
  algorithm: 'oauth2',
  execute: [oauth.allowInsecureRequests],
}

function discover(hub: TestApp, { id, secret }: { id: string; secret?: string }) {
  const authentication = secret === undefined ? oauth.None() : oauth.ClientSecretBasic(secret)
  return oauth.discovery(new URL(hub.publicUrl), id, undefined, authentication, options)
}

/** To the hub and back, with state and PKCE; `decide` goes through the hub's pages. */
async function comeBack(hub: TestApp, config: oauth.Configuration, scope = 'directory.person.r') {
  const pkceCodeVerifier = oauth.randomPKCECodeVerifier()
  const expectedState = oauth.randomState()
  const url = oauth.buildAuthorizationUrl(config, {
    redirect_uri: DEMO.redirectUrl,
    scope,
    state: expectedState,
    code_challenge: await oauth.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const answer = await allowAll(await hub.signedIn(DEMO.owner), url.pathname + url.search)
  assert.ok(answer.location, answer.text)
  return { at: new URL(answer.location), checks: { pkceCodeVerifier, expectedState } }
}

for (const [kind, credentials] of [
  ['confidential', DEMO.stockKeeper],
  ['public', DEMO.stockKeeperPublic],
] as const) {
  test(`openid-client finds the hub by its metadata and gets, refreshes and revokes tokens with ${kind} credentials (RFC 8414)`, async () => {
    await using hub = await listeningApp()
    const config = await discover(hub, credentials)
    assert.equal(config.serverMetadata().supportsPKCE(), true)
    const { at, checks } = await comeBack(hub, config)
    const tokens = await oauth.authorizationCodeGrant(config, at, checks)
    assert.equal(tokens.expires_in, 3600)
    assert.equal(tokens.token_type, 'bearer')

    const person = new URL('/api/v1/person', hub.publicUrl)
    const read = (accessToken: string) => oauth.fetchProtectedResource(config, accessToken, person, 'GET')
    assert.equal((await read(tokens.access_token)).status, 200)

    const renewed = await oauth.refreshTokenGrant(config, tokens.refresh_token ?? '')
    assert.equal((await read(renewed.access_token)).status, 200)
    await oauth.tokenRevocation(config, renewed.refresh_token ?? '')
    await assert.rejects(oauth.refreshTokenGrant(config, renewed.refresh_token ?? ''), {
      error: 'invalid_grant',
    })
  })
}

test('openid-client works with metadata written by hand, and the secret in the body (oauth.md §2.4)', async () => {
  await using hub = await listeningApp()
  const server = {
    issuer: hub.publicUrl,
    authorization_endpoint: `${hub.publicUrl}/oauth/authorize`,
    token_endpoint: `${hub.publicUrl}/oauth/access_token`,
  }
  const { id, secret } = DEMO.stockKeeper
  const config = new oauth.Configuration(server, id, undefined, oauth.ClientSecretPost(secret))
  oauth.allowInsecureRequests(config)
  const { at, checks } = await comeBack(hub, config)
  assert.ok((await oauth.authorizationCodeGrant(config, at, checks)).access_token)
})

test('openid-client finds iss in the answer and refuses that of another server (RFC 9207 §2.4, G-16)', async () => {
  await using hub = await listeningApp()
  const config = await discover(hub, DEMO.stockKeeper)
  const { at, checks } = await comeBack(hub, config)
  assert.equal(at.searchParams.get('iss'), hub.publicUrl)

  const without = new URL(at)
  without.searchParams.delete('iss')
  const foreign = new URL(at)
  foreign.searchParams.set('iss', 'https://attacker.example')
  for (const mixedUp of [without, foreign]) {
    await assert.rejects(oauth.authorizationCodeGrant(config, mixedUp, checks), {
      code: 'OAUTH_INVALID_RESPONSE',
    })
  }
})

test('openid-client reads error, description and iss of a refused request (oauth.md §4.3)', async () => {
  await using hub = await listeningApp()
  const config = await discover(hub, DEMO.stockKeeper)
  const { at, checks } = await comeBack(hub, config, 'directory.machines.r')
  await assert.rejects(oauth.authorizationCodeGrant(config, at, checks), {
    error: 'invalid_scope',
    error_description: 'scope_is_not_included_in_desired_scopes',
  })
})

test('openid-client with the verifier of another request gets no tokens (RFC 7636 §4.6)', async () => {
  await using hub = await listeningApp()
  const config = await discover(hub, DEMO.stockKeeper)
  const { at, checks } = await comeBack(hub, config)
  const pkceCodeVerifier = oauth.randomPKCECodeVerifier()
  await assert.rejects(oauth.authorizationCodeGrant(config, at, { ...checks, pkceCodeVerifier }), {
    error: 'invalid_grant',
  })
})
