import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import { allowAll } from '../support/test-client.ts'

/** http is allowed to it for a hub on this machine only. */
const insecure = { [oauth.allowInsecureRequests]: true }

async function discover(hub: TestApp): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(hub.publicUrl)
  const response = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' })
  return oauth.processDiscoveryResponse(issuer, response)
}

/** The whole code flow with state and PKCE, as its own example has it. */
async function codeFlow(
  hub: TestApp,
  server: oauth.AuthorizationServer,
  { id, secret }: { id: string; secret?: string },
): Promise<oauth.TokenEndpointResponse> {
  const client: oauth.Client = { client_id: id }
  const authentication = secret === undefined ? oauth.None() : oauth.ClientSecretBasic(secret)
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const url = new URL(server.authorization_endpoint ?? '')
  url.search = new URLSearchParams({
    client_id: id,
    redirect_uri: DEMO.redirectUrl,
    response_type: 'code',
    scope: 'directory.person.r',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  const answer = await allowAll(await hub.signedIn(DEMO.owner), url.pathname + url.search)
  const parameters = oauth.validateAuthResponse(server, client, new URL(answer.location ?? ''), state)
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    parameters,
    DEMO.redirectUrl,
    verifier,
    insecure,
  )
  return oauth.processAuthorizationCodeResponse(server, client, response)
}

async function readsPerson(hub: TestApp, accessToken: string): Promise<boolean> {
  const url = new URL('/api/v1/person', hub.publicUrl)
  const response = await oauth
    .protectedResourceRequest(accessToken, 'GET', url, undefined, undefined, insecure)
    .catch(() => null)
  return response?.ok === true
}

for (const [kind, credentials] of [
  ['confidential', DEMO.stockKeeper],
  ['public', DEMO.stockKeeperPublic],
] as const) {
  test(`oauth4webapi gets tokens with ${kind} credentials, from discovery to the API (RFC 8414, RFC 7636)`, async () => {
    await using hub = await listeningApp()
    const tokens = await codeFlow(hub, await discover(hub), credentials)
    assert.equal(await readsPerson(hub, tokens.access_token), true)
  })
}

test('oauth4webapi works with metadata written by hand', async () => {
  await using hub = await listeningApp()
  const server = {
    issuer: hub.publicUrl,
    authorization_endpoint: `${hub.publicUrl}/oauth/authorize`,
    token_endpoint: `${hub.publicUrl}/oauth/access_token`,
  }
  const tokens = await codeFlow(hub, server, DEMO.stockKeeper)
  assert.equal(await readsPerson(hub, tokens.access_token), true)
})

test('oauth4webapi refreshes and revokes (RFC 6749 §6, RFC 7009)', async () => {
  await using hub = await listeningApp()
  const server = await discover(hub)
  const client: oauth.Client = { client_id: DEMO.stockKeeper.id }
  const authentication = oauth.ClientSecretBasic(DEMO.stockKeeper.secret)
  const refresh = async ({ refresh_token = '' }: oauth.TokenEndpointResponse) =>
    oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, authentication, refresh_token, insecure),
    )

  const first = await codeFlow(hub, server, DEMO.stockKeeper)
  const second = await refresh(first)
  assert.equal(await readsPerson(hub, second.access_token), true)
  const revocation = await oauth.revocationRequest(
    server,
    client,
    authentication,
    second.access_token,
    insecure,
  )
  await oauth.processRevocationResponse(revocation)
  assert.equal(await readsPerson(hub, second.access_token), false)
  await assert.rejects(refresh(second), { error: 'invalid_grant' })
})
