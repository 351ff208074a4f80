import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const PATH = '/.well-known/oauth-authorization-server'
const OIDC_PATH = '/.well-known/openid-configuration'
const RESOURCE_PATH = '/.well-known/oauth-protected-resource'

async function metadata(app: TestApp, headers: Record<string, string> = {}, path = PATH) {
  const answer = await app.client(DEMO.stockKeeper).api(null, path, { headers })
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
    'urn:ietf:params:oauth:grant-type:token-exchange',
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
  for (const member of ['revocation_endpoint', 'introspection_endpoint'])
    assert.equal((await client.send(path(member), '', form)).body.error, 'invalid_client')
  assert.equal((await app.anonymous().get(path('authorization_endpoint'))).status, 422)
})

test('every method of client authentication that is announced for an endpoint works there, and no other (RFC 8414 §2)', async () => {
  await using app = await testApp()
  const { body } = await metadata(app)
  const client = app.client(DEMO.stockKeeper)
  const open = app.client(DEMO.stockKeeperPublic)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const attempts = {
    client_secret_basic: ['', { authorization: client.basic }],
    client_secret_post: [`client_id=${client.id}&client_secret=${client.secret}`, {}],
    none: [`client_id=${open.id}`, {}],
  } as const
  for (const endpoint of ['token', 'revocation', 'introspection']) {
    const { pathname } = new URL(body[`${endpoint}_endpoint`])
    for (const [method, [authentication, headers]] of Object.entries(attempts)) {
      const payload = `grant_type=refresh_token&refresh_token=x&token=x&${authentication}`
      const { body: answer } = await client.send(pathname, payload, { ...form, ...headers })
      const isAnnounced = body[`${endpoint}_endpoint_auth_methods_supported`].includes(method)
      assert.equal(answer.error !== 'invalid_client', isAnnounced, `${endpoint} by ${method}`)
    }
  }
})

test('R8 the same stands where OpenID clients look, with nothing about ID tokens, which do not exist (OpenID Discovery §3)', async () => {
  await using app = await testApp({ environment: { PUBLIC_URL: 'https://hub.example.com' } })
  const oauth = await metadata(app)
  const { body, headers } = await metadata(app, {}, OIDC_PATH)
  assert.deepEqual(body, { ...oauth.body, subject_types_supported: ['public'] })
  assert.equal(body.issuer, 'https://hub.example.com')
  for (const member of Object.keys(body)) assert.doesNotMatch(member, /id_token|userinfo|claims/)
  assert.equal(headers['access-control-allow-origin'], '*')
})

test('R8 the hub and its API describe themselves as resources of this server, each under its own name (RFC 9728 §3)', async () => {
  await using app = await testApp({ environment: { PUBLIC_URL: 'https://hub.example.com' } })
  const resources: string[] = []
  for (const resource of ['', '/api/v1']) {
    const { body, headers } = await metadata(app, {}, RESOURCE_PATH + resource)
    assert.deepEqual(body, {
      resource: `https://hub.example.com${resource}`,
      authorization_servers: ['https://hub.example.com'],
      bearer_methods_supported: ['header'],
    })
    assert.match(String(headers['content-type']), /^application\/json/)
    resources.push(body.resource)
  }
  assert.deepEqual((await metadata(app)).body.protected_resources, resources)
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
