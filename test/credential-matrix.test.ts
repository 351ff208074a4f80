import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from './support/demo.ts'
import { routesOf } from './support/routes.ts'
import { type TestApp, testApp } from './support/test-app.ts'
import { formsOf, type TestBrowser } from './support/test-browser.ts'

/**
 * Who may use a route.
 * everybody: it answers without any credentials.
 * person, organization: a bearer token of that kind with one of the route's scopes; bearer: any bearer token.
 * bearer at OAuth: the same with the errors of the OAuth endpoints.
 * token or client: a bearer token, or client credentials.
 * app: confidential credentials by Basic; lists of connections take them instead of a token, too.
 * client: credentials of a client.
 * clientId: the id of a client, which is no secret.
 * form: a form of the hub's own pages, sent by the browser that got it.
 * session: somebody who is signed in, else the way leads to the sign-in page.
 * link: whoever holds what the link names.
 */
const MATRIX = {
  everybody: [
    'GET /',
    'GET /.well-known/jwks.json',
    'GET /.well-known/oauth-authorization-server',
    'GET /.well-known/oauth-protected-resource',
    'GET /.well-known/oauth-protected-resource/api/v1',
    'GET /.well-known/openid-configuration',
    'GET /api/v1/blacklisted_access_tokens',
    'GET /api/v1/jwt_public_keys',
    'GET /api/v1/revoked_access_tokens',
    'GET /api/v1/roles',
    'GET /assets/app.<hash>.css',
    'GET /assets/logo.<hash>.svg',
    'GET /assets/combobox.<hash>.js',
    'GET /assets/launchpad.<hash>.js',
    'GET /assets/new-app.<hash>.js',
    'GET /assets/passkey.<hash>.js',
    'GET /assets/portal.<hash>.js',
    'GET /assets/preferences.<hash>.js',
    'GET /docs',
    'GET /docs/search',
    'GET /favicon.ico',
    'GET /healthz',
    'GET /account/deleted',
    'GET /password/forgot',
    'GET /readyz',
    'GET /sandbox/mailbox',
    'GET /sandbox/token',
    'GET /signin',
    'GET /signup',
    'GET /store',
    'GET /store/:category',
  ],
  bearer: ['GET /api/v1/access_token'],
  bearerAtOAuth: ['POST /oauth/delegate'],
  person: [
    'DELETE /api/v1/person/organizations/:organization/membership_invitations/:id',
    'DELETE /api/v1/person/organizations/:organization/memberships/:id',
    'GET /api/v1/person',
    'GET /api/v1/person/organizations/:organization/membership_invitations',
    'GET /api/v1/person/organizations/:organization/memberships',
    'GET /api/v1/person/organizations/:organization/memberships/:id',
    'PATCH /api/v1/person',
    'PATCH /api/v1/person/avatar',
    'GET /api/v1/person/organization_memberships',
    'PATCH /api/v1/person/organizations/:organization/memberships/:id',
    'POST /api/v1/person/organizations/:organization/membership_invitations',
    'GET /api/v1/person/organizations/:organization/sites',
    'GET /api/v1/person/organizations/:organization/sites/:id',
    'PATCH /api/v1/person/organizations/:organization/sites/:id',
    'POST /api/v1/person/organizations',
    'POST /api/v1/person/organizations/:organization/sites',
  ],
  organization: [
    'GET /api/v1/apps',
    'GET /api/v1/apps/:id',
    'GET /api/v1/connections',
    'GET /api/v1/connections/:id',
    'PATCH /api/v1/apps/:id',
    'DELETE /api/v1/organization/memberships/:id',
    'GET /api/v1/organization',
    'GET /api/v1/organization/memberships',
    'GET /api/v1/organization/memberships/:id',
    'PATCH /api/v1/organization/memberships/:id',
  ],
  either: ['GET /api/v1/sites', 'GET /api/v1/sites/:id', 'PATCH /api/v1/sites/:id', 'POST /api/v1/sites'],
  tokenOrClient: ['POST /api/v1/revoked_access_tokens'],
  app: ['GET /api/v1/app', 'PATCH /api/v1/app'],
  client: ['POST /oauth/access_token', 'POST /oauth/introspect', 'POST /oauth/revoke'],
  clientId: ['POST /oauth/device_authorizations/authorize'],
  form: [
    'POST /account/apps/:app/revoke',
    'POST /account/apps/:app/waiting',
    'POST /organizations/:slug/apps/:app/decline',
    'POST /organizations/:slug/join-requests/:id',
    'POST /organizations/find',
    'POST /organizations/find/:id/withdraw',
    'POST /organizations/:slug/apps/:app/revoke',
    'POST /organizations/:slug/apps/:app/waiting',
    'POST /account/email',
    'POST /account/email/withdraw',
    'POST /account/security/codes/new',
    'POST /account/security/codes/off',
    'POST /account/security/password',
    'POST /account/security/passkeys/:id/remove',
    'POST /account/security/passkeys/:id/rename',
    'POST /account/security/passkeys/new',
    'POST /account/security/recovery-codes',
    'POST /signin/code',
    'POST /signin/passkey',
    'POST /account/sessions/:id/end',
    'POST /account/sessions/others',
    'POST /account/tokens/:jti/revoke',
    'POST /account/tokens/new',
    'POST /developer/apps/:name/delete',
    'POST /developer/apps/:name/edit',
    'POST /developer/apps/:name/manifest',
    'POST /developer/apps/:name/listing',
    'POST /developer/apps/:name/listing/review',
    'POST /developer/apps/:name/listing/withdraw',
    'POST /operator/reviews/:app',
    'POST /operator/reviews/:app/off',
    'POST /operator/reviews/:app/on',
    'POST /developer/apps/:name/events/:event/edit',
    'POST /developer/apps/:name/events/:event/remove',
    'POST /developer/apps/:name/events/new',
    'POST /developer/apps/:name/events/passwords/:password/edit',
    'POST /developer/apps/:name/events/passwords/:password/remove',
    'POST /developer/apps/:name/events/passwords/:password/secret',
    'POST /developer/apps/:name/events/passwords/new',
    'POST /developer/apps/:name/scopes/:scope/edit',
    'POST /developer/apps/:name/scopes/:scope/remove',
    'POST /developer/apps/:name/scopes/new',
    'POST /developer/apps/:name/subscriptions/events',
    'POST /developer/apps/:name/subscriptions/events/remove',
    'POST /developer/apps/:name/subscriptions/names',
    'POST /developer/apps/:name/subscriptions/renew',
    'POST /developer/apps/:name/subscriptions/secret',
    'POST /developer/apps/:name/subscriptions/webhook',
    'POST /developer/apps/:name/oauth/credentials/:client/delete',
    'POST /developer/apps/:name/oauth/credentials/:client/edit',
    'POST /developer/apps/:name/oauth/credentials/:client/former',
    'POST /developer/apps/:name/oauth/credentials/:client/rotate',
    'POST /developer/apps/:name/oauth/credentials/:client/secret',
    'POST /developer/apps/:name/oauth/credentials/new',
    'POST /developer/apps/:name/oauth/redirect-urls',
    'POST /developer/apps/:name/oauth/redirect-urls/default',
    'POST /developer/apps/:name/oauth/redirect-urls/edit',
    'POST /developer/apps/:name/oauth/redirect-urls/remove',
    'POST /developer/apps/:name/oauth/scopes',
    'POST /developer/apps/:name/oauth/scopes/remove',
    'POST /organizations/:slug/developer/new',
    'POST /developer/apps/:name/participants',
    'POST /developer/apps/:name/participants/:organization/remove',
    'POST /developer/apps/:name/connections/:organization/tokens',
    'POST /developer/apps/:name/connections/:organization/tokens/:jti/revoke',
    'POST /email/change',
    'POST /email/confirm',
    'POST /email/confirmation',
    'POST /oauth/authorize/decision',
    'POST /oauth/authorize/organization',
    'POST /oauth/authorize/organizations/new',
    'POST /oauth/device_authorizations/verify',
    'POST /organizations/:slug/tokens/:jti/revoke',
    'POST /organizations/:slug/tokens/new',
    'POST /password/forgot',
    'POST /password/reset',
    'POST /sandbox/flows/:flow',
    'POST /sandbox/token',
    'POST /signin',
    'POST /signout',
    'POST /signup',
    'POST /account/preferences',
    'POST /account/profile',
    'POST /account/delete',
    'POST /account/profile/picture',
    'POST /developer/apps/:name/logo',
    'POST /organizations/:slug/logo',
    'POST /organizations/new',
    'POST /organizations/:slug/delete',
    'POST /organizations/:slug/edit',
    'POST /organizations/:slug/leave',
    'POST /organizations/:slug/second-factor',
    'POST /organizations/:slug/sections',
    'POST /organizations/:slug/sites/:id',
    'POST /organizations/:slug/sites/:id/headquarter',
    'POST /organizations/:slug/sites/new',
    'POST /organizations/:slug/invitations',
    'POST /organizations/:slug/invitations/:id/resend',
    'POST /organizations/:slug/invitations/:id/withdraw',
    'POST /organizations/:slug/members/:id',
    'POST /organizations/:slug/members/:id/remove',
    'POST /invitation',
    'POST /store/:category/:app/connect',
    'POST /switch',
  ],
  session: [
    'GET /account/email',
    'GET /account/security',
    'GET /account/security/codes/new',
    'GET /account/security/codes/off',
    'GET /account/security/password',
    'GET /account/security/passkeys/:id/remove',
    'GET /account/security/passkeys/:id/rename',
    'GET /account/security/passkeys/new',
    'GET /account/security/recovery-codes',
    'GET /signin/code',
    'GET /account/sessions',
    'GET /account/apps',
    'GET /account/apps/:app',
    'GET /account/apps/:app/revoke',
    'GET /store/:category/:app/connect',
    'GET /account/organizations',
    'GET /account/preferences',
    'GET /account/profile',
    'GET /account/delete',
    'GET /account/profile/picture',
    'GET /organizations/:slug/logo',
    'GET /organizations/new',
    'GET /organizations/:slug',
    'GET /organizations/:slug/delete',
    'GET /organizations/:slug/edit',
    'GET /organizations/:slug/leave',
    'GET /organizations/:slug/second-factor',
    'GET /organizations/:slug/sections',
    'GET /organizations/:slug/sites',
    'GET /organizations/:slug/sites/:id',
    'GET /organizations/:slug/sites/new',
    'GET /organizations/:slug/members',
    'GET /organizations/:slug/members/:id',
    'GET /organizations/:slug/members/:id/remove',
    'GET /launchpad',
    'GET /launchpad/open/:app',
    'GET /organizations/:slug/apps',
    'GET /organizations/:slug/apps/:app',
    'GET /organizations/:slug/apps/:app/revoke',
    'GET /account/tokens',
    'GET /account/tokens/:jti/revoke',
    'GET /account/tokens/new',
    'GET /developer/apps/:name',
    'GET /developer/apps/:name/delete',
    'GET /developer/apps/:name/edit',
    'GET /developer/apps/:name/manifest',
    'GET /developer/apps/:name/manifest.json',
    'GET /developer/apps/:name/log',
    'GET /developer/apps/:name/listing',
    'GET /developer/apps/:name/logo',
    'GET /operator/reviews',
    'GET /operator/reviews/:app',
    'GET /operator/reviews/:app/off',
    'GET /developer/apps/:name/events',
    'GET /developer/apps/:name/events/:event/edit',
    'GET /developer/apps/:name/events/:event/remove',
    'GET /developer/apps/:name/events/new',
    'GET /developer/apps/:name/events/passwords/:password/edit',
    'GET /developer/apps/:name/events/passwords/:password/remove',
    'GET /developer/apps/:name/events/passwords/:password/secret',
    'GET /developer/apps/:name/events/passwords/new',
    'GET /developer/apps/:name/scopes/:scope/edit',
    'GET /developer/apps/:name/scopes/:scope/remove',
    'GET /developer/apps/:name/scopes/new',
    'GET /developer/apps/:name/scopes',
    'GET /developer/apps/:name/subscriptions',
    'GET /developer/apps/:name/subscriptions/events',
    'GET /developer/apps/:name/subscriptions/renew',
    'GET /developer/apps/:name/subscriptions/secret',
    'GET /developer/apps/:name/oauth',
    'GET /developer/apps/:name/oauth/credentials/:client/delete',
    'GET /developer/apps/:name/oauth/credentials/:client/edit',
    'GET /developer/apps/:name/oauth/credentials/:client/former',
    'GET /developer/apps/:name/oauth/credentials/:client/rotate',
    'GET /developer/apps/:name/oauth/credentials/:client/secret',
    'GET /developer/apps/:name/oauth/credentials/new',
    'GET /developer/apps/:name/oauth/redirect-urls/edit',
    'GET /developer/apps/:name/oauth/redirect-urls/remove',
    'GET /developer/apps/:name/oauth/scopes',
    'GET /developer/apps/:name/oauth/scopes/remove',
    'GET /organizations/:slug/developer/name',
    'GET /organizations/:slug/developer/new',
    'GET /developer/apps/:name/participants',
    'GET /organizations/find',
    'GET /developer/apps/:name/participants/:organization/remove',
    'GET /developer/apps/:name/connections',
    'GET /developer/apps/:name/connections/:organization/tokens',
    'GET /developer/apps/:name/connections/:organization/tokens/:jti/revoke',
    'GET /email/confirmation',
    'GET /oauth/device_authorizations/verify',
    'GET /organizations/:slug/developer',
    'GET /organizations/:slug/tokens',
    'GET /organizations/:slug/tokens/:jti/revoke',
    'GET /organizations/:slug/tokens/new',
    'GET /signout',
  ],
  link: [
    'GET /docs/*',
    'GET /pictures/:file',
    'GET /email/change',
    'GET /email/confirm',
    'GET /invitation',
    'GET /oauth/authorize',
    'GET /oauth/authorize/account',
    'GET /oauth/authorize/cancel',
    'GET /oauth/authorize/continue',
    'GET /oauth/authorize/organization',
    'GET /oauth/authorize/organizations/new',
    'GET /oauth/device_authorizations/done',
    'GET /password/reset',
    'GET /sandbox/flows/:flow',
    'GET /sandbox/mailbox/:id',
    'GET /store/:category/:app',
  ],
}

const UNKNOWN_LINK = { interaction: 'unknown', token: 'unknown', client_id: 'unknown' }
const ORIGIN = 'http://localhost:4000'

test('every route of the hub stands in the matrix once', async () => {
  const routes = await routesOf(async () => {
    await using app = await testApp()
    return app
  })
  const found = routes.map(({ method, path }) => `${method} ${path.replace(/\.[0-9a-f]{12}\./, '.<hash>.')}`)
  assert.deepEqual(Object.values(MATRIX).flat().toSorted(), found.toSorted())
})

test('routes for everybody answer without credentials', async () => {
  await using app = await testApp()
  for (const route of MATRIX.everybody.filter(route => !route.includes('<hash>'))) {
    const { statusCode } = await send(app, route)
    assert.ok(statusCode < 400, `${route}: ${statusCode}`)
  }
})

test('the API refuses no token with 401 and a wrong one with 403 (directory-api.md §2)', async () => {
  await using app = await testApp()
  const routes = [
    ...MATRIX.bearer,
    ...MATRIX.person,
    ...MATRIX.organization,
    ...MATRIX.either,
    ...MATRIX.tokenOrClient,
  ]
  for (const route of routes) {
    const none = await send(app, route)
    assert.deepEqual([none.statusCode, none.json()], [401, { errors: ['no_jwt_passed'] }], route)
    const wrong = await send(app, route, { authorization: 'Bearer e30.e30.AAAA' })
    assert.deepEqual([wrong.statusCode, wrong.json()], [403, { errors: ['invalid_jwt'] }], route)
  }
})

test('what apps ask about themselves is refused without Basic, with a wrong secret, and to public credentials (directory-api.md §1)', async () => {
  await using app = await testApp()
  const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const routes = [...MATRIX.app, 'GET /api/v1/connections', 'GET /api/v1/connections/:id']
  for (const route of routes) {
    for (const authorization of [
      ...(MATRIX.app.includes(route) ? [undefined, 'Bearer e30.e30.AAAA'] : []),
      basic(DEMO.stockKeeper.id, 'wrong'),
      basic(DEMO.stockKeeperPublic.id, ''),
      basic('unknown', 'x'),
      'Basic %%%',
    ]) {
      const answer = await send(app, route, authorization === undefined ? {} : { authorization })
      assert.deepEqual([answer.statusCode, answer.json()], [401, { errors: ['unauthorized'] }], route)
    }
    const right = await send(app, route, {
      authorization: basic(DEMO.stockKeeper.id, DEMO.stockKeeper.secret),
    })
    assert.ok([200, 404].includes(right.statusCode), `${route}: ${right.statusCode}`)
  }
})

test('OAuth endpoints refuse no token with 401 and a wrong one with 403, in their own shape (oauth.md §8)', async () => {
  await using app = await testApp()
  for (const route of MATRIX.bearerAtOAuth) {
    for (const [headers, status, identifier] of [
      [{}, 401, 'no_jwt_passed'],
      [{ authorization: 'Bearer e30.e30.AAAA' }, 403, 'invalid_jwt'],
    ] as const) {
      const answer = await send(app, route, headers)
      const { error, error_description } = answer.json()
      assert.deepEqual(
        [answer.statusCode, error, error_description],
        [status, 'invalid_token', identifier],
        route,
      )
    }
  }
})

test('the API refuses a token of another bearer and a token without the scope (directory-api.md §2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const tokenFor = async (scope: string) => (await client.tokensFor(owner, scope)).body.access_token
  const person = await tokenFor('user:read')
  const organization = await tokenFor(`Org/${DEMO.linden}.directory.delegations.rw`)
  const refusals = [
    ...MATRIX.person.map(route => ({ route, token: organization, refusal: 'unpermitted_subject' })),
    ...MATRIX.organization.map(route => ({ route, token: person, refusal: 'unpermitted_subject' })),
    ...MATRIX.organization.map(route => ({ route, token: organization, refusal: 'unpermitted_scope' })),
    ...MATRIX.either.map(route => ({ route, token: organization, refusal: 'unpermitted_scope' })),
    ...MATRIX.either.map(route => ({ route, token: person, refusal: 'unpermitted_scope' })),
    { route: 'PATCH /api/v1/person', token: person, refusal: 'unpermitted_scope' },
  ]
  for (const { route, token, refusal } of refusals) {
    const answer = await send(app, route, { authorization: `Bearer ${token}` })
    assert.deepEqual([answer.statusCode, answer.json().errors[0]], [403, refusal], route)
  }
})

test('routes for clients refuse none, unknown and wrong credentials, in the shape of their surface', async () => {
  await using app = await testApp()
  const payload = 'grant_type=refresh_token&refresh_token=x&token=x'
  const wrong = { ...DEMO.stockKeeper, secret: 'wrong' }
  for (const route of [...MATRIX.client, ...MATRIX.tokenOrClient]) {
    for (const credentials of [wrong, { id: 'unknown', secret: 'x' }]) {
      const answer = await send(app, route, { authorization: app.client(credentials).basic }, payload)
      assert.equal(answer.statusCode, 401, route)
      const isApi = route.includes('/api/v1/')
      assert.deepEqual(
        isApi ? answer.json().errors : answer.json().error,
        isApi ? ['unauthorized'] : 'invalid_client',
      )
    }
  }
  for (const route of ['POST /oauth/revoke', 'POST /oauth/introspect'])
    assert.equal((await send(app, route, {}, payload)).statusCode, 401, route)
})

test('routes that take a client by its id refuse none and an unknown one (oauth.md §7.1)', async () => {
  await using app = await testApp()
  for (const route of MATRIX.clientId) {
    assert.equal((await send(app, route)).statusCode, 422, route)
    assert.equal((await send(app, route, {}, 'client_id=unknown')).statusCode, 403, route)
  }
})

test('forms are refused without their token, with another browser’s and from another origin', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const own = await csrfToken(browser)
  const foreign = await csrfToken(app.anonymous())
  for (const path of MATRIX.form.map(pathOf)) {
    const status = async (form: Record<string, string>, headers: Record<string, string>) =>
      (await browser.post(path, form, headers)).status
    assert.equal(await status({}, { origin: ORIGIN }), 403, `${path} without a token`)
    assert.equal(await status({ _csrf: foreign }, { origin: ORIGIN }), 403, `${path} with a foreign token`)
    assert.equal(
      await status({ _csrf: own }, { origin: 'https://evil.example' }),
      403,
      `${path} from elsewhere`,
    )
  }
  for (const path of MATRIX.form.filter(route => !route.endsWith('/signout')).map(pathOf)) {
    const answer = await browser.post(path, { _csrf: own }, { origin: ORIGIN })
    assert.notEqual(answer.status, 403, `${path} with its token`)
  }
})

test('pages of somebody who is signed in lead others to the sign-in page', async () => {
  await using app = await testApp()
  for (const path of MATRIX.session.map(pathOf)) {
    const answer = await app.anonymous().get(path)
    assert.match(`${answer.status} ${answer.location}`, /^30[23] \/signin/, path)
  }
})

test('links that name nothing show a page and lead nowhere', async () => {
  await using app = await testApp()
  for (const path of MATRIX.link.map(pathOf)) {
    const browser = app.anonymous()
    const answer = await browser.follow(await browser.get(`${path}?${new URLSearchParams(UNKNOWN_LINK)}`))
    assert.ok([400, 403, 404, 410, 422].includes(answer.status), `${path}: ${answer.status}`)
    assert.equal(answer.location, null, path)
  }
})

function pathOf(route: string): string {
  return (route.split(' ')[1] ?? '').replace(/:\w+/g, '999999')
}

function send(app: TestApp, route: string, headers: Record<string, string> = {}, form?: string) {
  const body = form && { 'content-type': 'application/x-www-form-urlencoded' }
  const method = (['GET', 'PATCH', 'DELETE'] as const).find(name => route.startsWith(name)) ?? 'POST'
  const request = { method, url: pathOf(route), headers: { ...headers, ...body } } as const
  return app.app.server.inject(form === undefined ? request : { ...request, payload: form })
}

async function csrfToken(browser: TestBrowser): Promise<string> {
  const page = await browser.get('/password/forgot')
  const token = formsOf(page.text).find(form => form.action.startsWith('/password'))?.hidden['_csrf']
  assert.ok(token, 'the page has a form with a token')
  return token
}
