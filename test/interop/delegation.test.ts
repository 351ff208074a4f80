import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth4webapi from 'oauth4webapi'
import * as openid from 'openid-client'
import { ACCESS_TOKEN, buildDelegation } from '../support/delegation.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import type { TestClient } from '../support/test-client.ts'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
/** http is allowed to it for a hub on this machine only. */
const insecure = { [oauth4webapi.allowInsecureRequests]: true }

/** With the path of OpenID Connect, which is the default of both libraries. */
function openidClient(hub: TestApp, { id, secret }: TestClient): Promise<openid.Configuration> {
  const authentication = openid.ClientSecretBasic(secret)
  const options = { execute: [openid.allowInsecureRequests] }
  return openid.discovery(new URL(hub.publicUrl), id, undefined, authentication, options)
}

test('openid-client, with its defaults, exchanges a token, introspects and revokes it (RFC 8693, RFC 7662, RFC 7009)', async () => {
  await using hub = await listeningApp()
  const { organization, portal, subsystem, stranger, parent } = await buildDelegation(hub)
  const { access_token: subject_token } = await parent()
  const config = await openidClient(hub, subsystem.client)
  const request = {
    subject_token,
    subject_token_type: ACCESS_TOKEN,
    scope: 'directory.organization.r',
  }
  const tokens = await openid.genericGrantRequest(config, EXCHANGE, request)
  assert.equal(tokens['issued_token_type'], ACCESS_TOKEN)
  assert.equal(tokens.scope, 'directory.organization.r')
  const url = new URL('/api/v1/organization', hub.publicUrl)
  const read = await openid.fetchProtectedResource(config, tokens.access_token, url, 'GET')
  assert.match(await read.text(), new RegExp(organization.id))

  const described = await openid.tokenIntrospection(config, tokens.access_token)
  assert.deepEqual([described.active, described.client_id], [true, subsystem.client.id])
  assert.equal(described.sub, `Organization/${organization.id}`)
  const foreign = await openidClient(hub, stranger.client)
  assert.equal((await openid.tokenIntrospection(foreign, tokens.access_token)).active, false)

  const owner = await openidClient(hub, portal.client)
  await openid.tokenRevocation(owner, subject_token)
  assert.equal((await openid.tokenIntrospection(config, tokens.access_token)).active, false)
  await assert.rejects(openid.genericGrantRequest(config, EXCHANGE, request), { error: 'invalid_request' })
})

test('oauth4webapi, with its defaults, exchanges a token, introspects and revokes it (RFC 8693, RFC 7662, RFC 7009)', async () => {
  await using hub = await listeningApp()
  const { portal, subsystem, parent } = await buildDelegation(hub)
  const { access_token } = await parent()
  const issuer = new URL(hub.publicUrl)
  const discovery = await oauth4webapi.discoveryRequest(issuer, insecure)
  const server = await oauth4webapi.processDiscoveryResponse(issuer, discovery)
  const client = { client_id: portal.client.id }
  const authentication = oauth4webapi.ClientSecretPost(portal.client.secret ?? '')
  const exchange = async (audience: string) =>
    oauth4webapi.processGenericTokenEndpointResponse(
      server,
      client,
      await oauth4webapi.genericTokenEndpointRequest(
        server,
        client,
        authentication,
        EXCHANGE,
        { subject_token: access_token, subject_token_type: ACCESS_TOKEN, audience },
        insecure,
      ),
    )
  const tokens = await exchange(subsystem.name)
  assert.equal(tokens['issued_token_type'], ACCESS_TOKEN)
  await assert.rejects(exchange('nobody'), { error: 'invalid_target' })

  const describe = async (token: string) =>
    oauth4webapi.processIntrospectionResponse(
      server,
      client,
      await oauth4webapi.introspectionRequest(server, client, authentication, token, insecure),
    )
  const own = await describe(access_token)
  assert.deepEqual([own.active, own.client_id], [true, portal.client.id])
  assert.equal((await describe(tokens.access_token)).active, false, 'it is the subsystem’s')
  const revocation = await oauth4webapi.revocationRequest(
    server,
    client,
    authentication,
    access_token,
    insecure,
  )
  await oauth4webapi.processRevocationResponse(revocation)
  assert.equal((await describe(access_token)).active, false)
})

test('oauth4webapi finds its way from a refusal of the API to the authorization server (RFC 9728 §5)', async () => {
  await using hub = await listeningApp()
  const resource = new URL('/api/v1', hub.publicUrl)
  const request = new URL('/api/v1/person', hub.publicUrl)
  const refused = await oauth4webapi
    .protectedResourceRequest('no-token', 'GET', request, undefined, undefined, insecure)
    .catch((error: unknown) => error)
  assert.ok(refused instanceof oauth4webapi.WWWAuthenticateChallengeError)
  const [challenge] = refused.cause
  assert.equal(challenge?.scheme, 'bearer')
  assert.equal(challenge?.parameters['error'], 'invalid_token')
  const metadata = challenge?.parameters['resource_metadata'] ?? ''
  const found = await oauth4webapi.processResourceDiscoveryResponse(
    resource,
    await oauth4webapi.resourceDiscoveryRequest(resource, insecure),
  )
  assert.deepEqual(await (await fetch(metadata)).json(), found)
  assert.deepEqual(found.authorization_servers, [hub.publicUrl])
})
