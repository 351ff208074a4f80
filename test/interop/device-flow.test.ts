import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { DEMO } from '../support/demo.ts'
import { letIn, typeCode } from '../support/devices.ts'
import { cancel } from '../support/flow.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'

const insecure = { [oauth.allowInsecureRequests]: true }

function discover(hub: TestApp, { id, secret }: { id: string; secret?: string }) {
  const authentication = secret === undefined ? openid.None() : openid.ClientSecretBasic(secret)
  const execute = [openid.allowInsecureRequests]
  return openid.discovery(new URL(hub.publicUrl), id, undefined, authentication, {
    algorithm: 'oauth2',
    execute,
  })
}

/** The person lets in, or refuses, the device that shows this code. */
async function answer(hub: TestApp, userCode: string, isAllowed: boolean): Promise<void> {
  const browser = await hub.signedIn(DEMO.owner)
  if (isAllowed) await letIn(browser, { userCode })
  else await cancel(browser, await typeCode(browser, userCode))
}

for (const [kind, credentials] of [
  ['confidential', DEMO.stockKeeper],
  ['public', DEMO.stockKeeperPublic],
] as const) {
  test(`openid-client finds the device endpoint, waits politely and gets tokens with ${kind} credentials (RFC 8628)`, async () => {
    await using hub = await listeningApp()
    const config = await discover(hub, credentials)
    const device = await openid.initiateDeviceAuthorization(config, { scope: 'directory.person.r' })
    assert.equal(
      device.verification_uri_complete,
      `${hub.publicUrl}/oauth/device_authorizations/verify?code=${device.user_code}`,
    )
    // It waits for one interval before its first poll.
    const polling = openid.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 })
    await answer(hub, device.user_code, true)
    const tokens = await polling
    assert.equal(tokens.scope, 'directory.person.r')
    const person = new URL('/api/v1/person', hub.publicUrl)
    const read = await openid.fetchProtectedResource(config, tokens.access_token, person, 'GET')
    assert.equal(read.status, 200)
  })
}

test('openid-client tells that the person declined (RFC 8628 §3.5)', async () => {
  await using hub = await listeningApp()
  const config = await discover(hub, DEMO.stockKeeperPublic)
  const device = await openid.initiateDeviceAuthorization(config, { scope: 'directory.person.r' })
  const polling = openid.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 })
  await Promise.all([
    assert.rejects(polling, { error: 'access_denied' }),
    answer(hub, device.user_code, false),
  ])
})

test('oauth4webapi reads every answer of the device flow (RFC 8628)', async () => {
  await using hub = await listeningApp()
  const issuer = new URL(hub.publicUrl)
  const found = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' })
  const server = await oauth.processDiscoveryResponse(issuer, found)
  const client: oauth.Client = { client_id: DEMO.stockKeeperPublic.id }
  const start = async (scope: string) =>
    oauth.processDeviceAuthorizationResponse(
      server,
      client,
      await oauth.deviceAuthorizationRequest(server, client, oauth.None(), { scope }, insecure),
    )
  await assert.rejects(start('directory.person'), {
    error: 'invalid_scope',
    error_description: 'malformed_scope',
  })
  const device = await start('directory.person.r')
  const poll = async () =>
    oauth.processDeviceCodeResponse(
      server,
      client,
      await oauth.deviceCodeGrantRequest(server, client, oauth.None(), device.device_code, insecure),
    )
  await assert.rejects(poll(), { error: 'authorization_pending' })
  await assert.rejects(poll(), { error: 'slow_down' })
  await answer(hub, device.user_code, true)
  assert.equal((await poll()).token_type, 'bearer')
  await assert.rejects(poll(), { error: 'invalid_grant' })
  hub.clock.advance(900_000)
  const late = await start('directory.person.r')
  hub.clock.advance(900_000)
  await assert.rejects(
    oauth
      .deviceCodeGrantRequest(server, client, oauth.None(), late.device_code, insecure)
      .then(response => oauth.processDeviceCodeResponse(server, client, response)),
    { error: 'expired_token' },
  )
})
