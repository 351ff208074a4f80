import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'
import { ClientCredentials } from 'simple-oauth2'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import { LINDEN, newTokens } from '../support/tokens.ts'

const { id, secret } = DEMO.stockKeeper
const SCOPE = `Org/${DEMO.linden}.directory.organization.r`
const UNKNOWN = `Org/${DEMO.harbor}.directory.organization.r`

/** A hub at which Linden Press has let Stock Keeper in. */
async function connectedHub(): Promise<TestApp> {
  const hub = await listeningApp()
  await newTokens(hub, { scope: LINDEN.scope })
  return hub
}

async function assertReadsOrganization(hub: TestApp, accessToken: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${accessToken}` }
  const response = await fetch(`${hub.publicUrl}/api/v1/organization.json`, { headers })
  assert.equal(response.status, 200)
}

test('simple-oauth2 gets a token for a machine, and finds the identifier of a scope error in the body (clients.md §1, §7)', async () => {
  await using hub = await connectedHub()
  const auth = { tokenHost: hub.publicUrl, tokenPath: '/oauth/access_token' }
  const client = new ClientCredentials({ client: { id, secret }, auth })
  const { token } = await client.getToken({ scope: SCOPE })
  assert.equal(token['expires_in'], 3600)
  await assertReadsOrganization(hub, token['access_token'])
  const refused = client.getToken({ scope: [UNKNOWN] })
  await assert.rejects(refused, (error: Error & { data?: { payload?: unknown } }) =>
    JSON.stringify(error.data?.payload).includes('bearer_does_not_exist'),
  )
})

test('openid-client gets a token for a machine (RFC 6749 §4.4)', async () => {
  await using hub = await connectedHub()
  const config = await openid.discovery(new URL(hub.publicUrl), id, secret, undefined, {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  })
  const tokens = await openid.clientCredentialsGrant(config, { scope: SCOPE })
  await assertReadsOrganization(hub, tokens.access_token)
  const refused = openid.clientCredentialsGrant(config, { scope: UNKNOWN })
  await assert.rejects(refused, { error: 'invalid_scope', error_description: 'bearer_does_not_exist' })
})

test('oauth4webapi gets a token for a machine (RFC 6749 §4.4)', async () => {
  await using hub = await connectedHub()
  const issuer = new URL(hub.publicUrl)
  const insecure = { [oauth4webapi.allowInsecureRequests]: true }
  const server = await oauth4webapi.processDiscoveryResponse(
    issuer,
    await oauth4webapi.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
  )
  const client = { client_id: id }
  const response = await oauth4webapi.clientCredentialsGrantRequest(
    server,
    client,
    oauth4webapi.ClientSecretBasic(secret),
    { scope: SCOPE },
    insecure,
  )
  const tokens = await oauth4webapi.processClientCredentialsResponse(server, client, response)
  await assertReadsOrganization(hub, tokens.access_token)
})
