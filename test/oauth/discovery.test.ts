import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const PATH = '/.well-known/oauth-authorization-server'

async function metadata(app: TestApp, headers: Record<string, string> = {}) {
  const answer = await app.client(DEMO.stockKeeper).api(null, PATH, { headers })
  assert.equal(answer.status, 200)
  return answer
}

test('R8 the metadata name the issuer that authorization answers carry, and TOKEN_ISSUER changes neither (G-35)', async () => {
  await using app = await testApp({
    environment: { PUBLIC_URL: 'https://hub.example.com', TOKEN_ISSUER: 'ZAI' },
  })
  const { body, headers } = await metadata(app)
  assert.equal(body.issuer, 'https://hub.example.com')
  assert.match(String(headers['content-type']), /^application\/json/)
  assert.equal(headers['access-control-allow-origin'], '*')
  assert.equal(headers['cache-control'], 'public, max-age=3600')
  const unknownScope = app.client(DEMO.stockKeeper).authorizeUrl({ scope: 'malformed', state: 's' })
  const { location } = await app.anonymous().get(unknownScope)
  assert.equal(new URL(location ?? '').searchParams.get('iss'), body.issuer)
})

test('the metadata announce what this server can do, and no more (RFC 8414 §2, G-05)', async () => {
  await using app = await testApp()
  const { body } = await metadata(app)
  assert.deepEqual(body.grant_types_supported, [
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
  ])
  assert.deepEqual(body.response_types_supported, ['code'])
  assert.deepEqual(body.code_challenge_methods_supported, ['S256'])
  const methods = ['client_secret_basic', 'client_secret_post', 'none']
  assert.deepEqual(body.token_endpoint_auth_methods_supported, methods)
  assert.equal(body.authorization_response_iss_parameter_supported, true)
  for (const grant_type of body.grant_types_supported) {
    const answer = await app.client(DEMO.stockKeeper).token({ grant_type })
    assert.equal(answer.body.error, 'invalid_request', grant_type)
  }
})

test('every address in the metadata exists', async () => {
  await using app = await testApp()
  const { body } = await metadata(app)
  const path = (member: string) => {
    const url = new URL(body[member])
    assert.equal(url.origin, app.publicUrl)
    return url.pathname
  }
  const client = app.client(DEMO.stockKeeper)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  assert.equal((await client.api(null, path('jwks_uri'))).body.keys.length, 3)
  assert.equal((await client.send(path('token_endpoint'), '', form)).body.error, 'invalid_request')
  assert.equal((await client.send(path('revocation_endpoint'), '', form)).body.error, 'invalid_client')
  assert.equal((await app.anonymous().get(path('authorization_endpoint'))).status, 422)
})

test('S3 no header of a request changes an address of ours', async () => {
  await using app = await testApp({ environment: { TRUSTED_PROXIES: '127.0.0.1' } })
  const { body } = await metadata(app)
  for (const headers of [
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { forwarded: 'host=evil.example;proto=https' },
  ])
    assert.deepEqual((await metadata(app, headers)).body, body)
})
