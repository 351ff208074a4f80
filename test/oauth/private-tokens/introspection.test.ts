import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newPrivateToken } from '../../support/private-tokens.ts'
import { buildScene } from '../../support/scene.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf, type TestClient, type TokenAnswer } from '../../support/test-client.ts'

/** RFC 7662 as this client. */
function introspect(client: TestClient, token: string): Promise<TokenAnswer> {
  return client.send('/oauth/introspect', new URLSearchParams({ token }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: client.basic,
  })
}

test('a private token is described to the app whose scopes it carries, which it was not issued to (RFC 7662 §2.2, attack T8)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { admin, organization, provider, client } = await buildScene(app)
  const path = `/organizations/${organization.name.toLowerCase().replace(' ', '_')}/tokens`
  const items = `${provider.name}.items.r`
  const { token } = await newPrivateToken(admin.browser, {
    path,
    scopes: ['directory.organization.r', items],
  })
  const { jti, exp, nbf, iss, sub, aud } = claimsOf(token)
  assert.deepEqual((await introspect(provider.client, token)).body, {
    active: true,
    scope: items,
    token_type: 'bearer',
    ...{ exp, nbf, iat: nbf, iss, sub, aud, jti },
    bearer: { id: organization.id, type: 'Organization' },
  })
  assert.deepEqual((await introspect(client, token)).body, { active: false }, 'none of its scopes')

  await client.api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  assert.deepEqual((await introspect(provider.client, token)).body, { active: false })
})

test('a private token delegates nothing: there is no grant behind it (spec oauth.md §8)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { admin, client } = await buildScene(app)
  const { token } = await newPrivateToken(admin.browser)
  const form = new URLSearchParams({ client_id: client.id }).toString()
  const answer = await client.send('/oauth/delegate', form, {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Bearer ${token}`,
  })
  assert.ok(answer.status === 400 || answer.status === 403 || answer.status === 401, answer.text)
  const exchange = await client.token({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: client.id,
  })
  assert.equal(exchange.status, 400, exchange.text)
})
