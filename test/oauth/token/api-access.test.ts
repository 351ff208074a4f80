import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { applied } from '../../support/apps.ts'
import { buildApp } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { LINDEN, newCode, newTokens } from '../../support/tokens.ts'

const PATCH = { method: 'PATCH', json: { person: {} } } as const

function api(app: TestApp, token: string | null, path: string, request = {}) {
  return app.client(DEMO.stockKeeper).api(token, path, request)
}

test('without a bearer token the API answers 401 no_jwt_passed; the scheme is matched as it is written (oauth.md §10.3)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  const { basic } = app.client(DEMO.stockKeeper)
  const headers = [
    'Bearer',
    'Bearer ',
    `bearer ${access_token}`,
    `BEARER ${access_token}`,
    access_token,
    basic,
  ]
  for (const authorization of [undefined, ...headers]) {
    const answer = await api(app, null, '/api/v1/person', { headers: authorization ? { authorization } : {} })
    assert.deepEqual([answer.status, answer.body], [401, { errors: ['no_jwt_passed'] }], authorization)
    assert.match(String(answer.headers['www-authenticate']), /^Bearer /)
  }
})

test('each refusal of a token has its challenge, which leads from the API to this server (RFC 6750 §3, RFC 9728 §5.1)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app, { scope: 'user:read' })
  const metadata = `resource_metadata="${app.publicUrl}/.well-known/oauth-protected-resource/api/v1"`
  const challenge = async (token: string | null, path: string, request = {}) => {
    const { status, headers } = await api(app, token, path, request)
    return [status, headers['www-authenticate']]
  }
  const none = [401, `Bearer realm="api", ${metadata}`]
  assert.deepEqual(await challenge(null, '/api/v1/person'), none)
  const REVOKED = '/api/v1/revoked_access_tokens'
  assert.deepEqual(await challenge(null, REVOKED, { method: 'POST' }), none)
  const refused = (error: string, description: string, more = '') => [
    403,
    `Bearer realm="api", error="${error}", error_description="${description}", ${more}${metadata}`,
  ]
  const invalid = refused('invalid_token', 'invalid_jwt')
  assert.deepEqual(await challenge(`${access_token}x`, '/api/v1/person'), invalid)
  assert.deepEqual(await challenge(`${access_token}x`, REVOKED, { method: 'POST' }), invalid)
  const subject = refused('insufficient_scope', 'unpermitted_subject')
  assert.deepEqual(await challenge(access_token, '/api/v1/organization'), subject)
  const scope = refused('insufficient_scope', 'unpermitted_scope', 'scope="directory.person.w", ')
  assert.deepEqual(await challenge(access_token, '/api/v1/person', PATCH), scope)
  assert.deepEqual(await challenge(access_token, '/api/v1/person'), [200, undefined])
  app.clock.advance(3600_000)
  const expired = refused('invalid_token', 'jwt_expired')
  assert.deepEqual(await challenge(access_token, '/api/v1/person'), expired)
  const { basic } = app.client({ ...DEMO.stockKeeper, secret: 'wrong' })
  const wrong = { method: 'POST', headers: { authorization: basic } }
  assert.deepEqual(await challenge(null, `${REVOKED}?token=x`, wrong), [401, 'Basic realm="api"'])
})

test('S9 the API reads no cookie and no token in the query', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  const browser = await app.signedIn(DEMO.owner)
  for (const path of ['/api/v1/person', `/api/v1/person?access_token=${access_token}`])
    assert.equal((await browser.get(path)).status, 401)
})

test('a token of the other kind is 403 unpermitted_subject with the text of the contract (directory-api.md §2)', async () => {
  await using app = await testApp()
  const person = await newTokens(app)
  const organization = await newTokens(app, { scope: LINDEN.scope })
  const refused = await api(app, person.access_token, '/api/v1/organization')
  assert.equal(refused.status, 403)
  assert.deepEqual(refused.body, {
    errors: [
      'unpermitted_subject',
      'Expected Subject Type: Organization | Subject type from Access Token: Person',
    ],
  })
  const { status, body } = await api(app, organization.access_token, '/api/v1/person')
  assert.equal(status, 403)
  assert.equal(body.errors[1], 'Expected Subject Type: Person | Subject type from Access Token: Organization')
})

test('a token without the scope is 403 unpermitted_scope with the text of the contract (directory-api.md §2)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app, { scope: 'directory.person.r,user:read' })
  const { status, body } = await api(app, access_token, '/api/v1/person', PATCH)
  assert.equal(status, 403)
  assert.equal(body.errors[0], 'unpermitted_scope')
  assert.match(
    body.errors[1],
    /^This endpoint requires one of the following scopes: directory\.person\.w(, [\w.]+)* but your access token only includes the following scopes: directory\.person\.r, user:read$/,
  )
})

test('on-behalf tokens act for the person at person endpoints and for the organization at organization endpoints (C-16)', async () => {
  await using app = await testApp()
  const scope = `${LINDEN.onBehalfScope},Per>Org/${DEMO.linden}.directory.person.r`
  const tokens = await newTokens(app, { scope })
  const person = await api(app, tokens.access_token, '/api/v1/person')
  assert.equal(person.status, 200, person.text)
  assert.equal(person.body.id, tokens.bearer_on_behalf_of.id)
  const organization = await api(app, tokens.access_token, '/api/v1/organization')
  assert.equal(organization.body.id, DEMO.linden)
})

test('user:read and user:write do what their equivalents do, and no more (oauth.md §16.2)', async () => {
  await using app = await testApp()
  const may = {
    'user:read': [200, 403],
    'directory.person.r': [200, 403],
    'user:write': [403, 200],
    'zaikio.person.w': [403, 200],
    'user:read user:write': [200, 200],
    'directory.person.rw': [200, 200],
  }
  for (const [scope, expected] of Object.entries(may)) {
    const tokens = await newTokens(app, { scope })
    assert.deepEqual(claimsOf(tokens.access_token).scope, scope.split(' '))
    const read = await api(app, tokens.access_token, '/api/v1/person')
    const write = await api(app, tokens.access_token, '/api/v1/person', PATCH)
    assert.deepEqual([read.status, write.status], expected, scope)
  }
})

test('T8 a code, a refresh token or a client id is no access token', async () => {
  await using app = await testApp()
  const { refresh_token } = await newTokens(app)
  const { code } = await newCode(app)
  for (const token of [refresh_token, code, DEMO.stockKeeper.id, DEMO.stockKeeper.secret]) {
    const { status, body } = await api(app, token, '/api/v1/person')
    assert.deepEqual([status, body], [403, { errors: ['invalid_jwt'] }])
  }
})

test('GET /access_token describes the presented token, whatever its scopes (directory-api.md §12.4)', async () => {
  await using app = await testApp()
  const scope = `Org/${DEMO.harbor}.warehouse.items.r`
  const empty = await newTokens(app, { person: DEMO.member, scope })
  for (const path of ['/api/v1/access_token', '/api/v1/access_token.json']) {
    const { status, body } = await api(app, empty.access_token, path)
    assert.equal(status, 200)
    assert.deepEqual(body, {
      id: claimsOf(empty.access_token).jti,
      app: {
        name: 'stock_keeper',
        slug: 'stock-keeper',
        title: 'Stock Keeper',
        logo_url: null,
        vendor: { name: 'Stockworks', slug: 'stockworks', logo_url: null },
      },
      audiences: ['stock_keeper'],
      scope: [],
      bearer: { type: 'Organization', id: DEMO.harbor },
      bearer_on_behalf_of: null,
      created_at: '2026-01-01T00:00:00.000Z',
      expires_at: '2026-01-01T01:00:00.000Z',
    })
  }
  const own = await newTokens(app)
  const { id } = own.bearer
  await app.db.transaction(tx =>
    tx.write(sql`update person set time_zone = 'Europe/Berlin' where id = ${id}`),
  )
  const described = await api(app, own.access_token, '/api/v1/access_token')
  assert.equal(described.body.created_at, '2026-01-01T01:00:00.000+01:00', 'in the zone of the person (C-35)')

  const acting = await newTokens(app, { scope: LINDEN.onBehalfScope })
  const { body } = await api(app, acting.access_token, '/api/v1/access_token')
  assert.deepEqual(body.bearer, { type: 'Organization', id: DEMO.linden })
  assert.deepEqual(body.bearer_on_behalf_of, acting.bearer_on_behalf_of)
  assert.deepEqual(body.scope, ['directory.organization.r'])
})

test('GET /access_token names the app in the language asked for, else in the person’s (directory-api.md §1)', async () => {
  await using app = await testApp()
  const vendorId = (await buildApp(app)).vendorId
  const manifest = {
    name: 'two_languages',
    organization: vendorId,
    translations: [
      { locale: 'en', title: 'Paper stock' },
      { locale: 'de', title: 'Papierlager' },
    ],
    oauth_redirect_urls: [DEMO.redirectUrl],
    desired_oauth_scopes: ['directory.person.r'],
    credentials: [{ confidential: true }],
  }
  const [made] = (await applied(app.db, app.app.apps, manifest, app.clock.now())).credentials
  assert.ok(made)
  const client = app.client({ id: made.credentials.id, secret: made.secret })
  const title = async (token: string, path = '/api/v1/access_token', headers = {}) =>
    (await client.api(token, path, { headers })).body.app.title
  const english = await newTokens(app, { client })
  const german = await newTokens(app, { client, person: DEMO.member })
  assert.equal(await title(english.access_token), 'Paper stock')
  assert.equal(await title(german.access_token), 'Papierlager')
  assert.equal(
    await title(german.access_token, '/api/v1/access_token', { 'accept-language': 'en-US' }),
    'Paper stock',
  )
  assert.equal(await title(english.access_token, '/api/v1/access_token?lang=de'), 'Papierlager')
})

test('browsers of any origin may call the API, errors included (oauth.md §2.6)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  for (const token of [access_token, null, 'x'])
    for (const path of ['/api/v1/access_token', '/api/v1/organization.json', '/api/v1/nothing']) {
      const { headers } = await api(app, token, path, { headers: { origin: 'https://spa.example.com' } })
      assert.equal(headers['access-control-allow-origin'], '*', `${path} ${token?.slice(0, 5)}`)
    }
})
