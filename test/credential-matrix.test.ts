import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from './support/demo.ts'
import { MATRIX } from './support/route-matrix.ts'
import { routesOf } from './support/routes.ts'
import { type TestApp, testApp } from './support/test-app.ts'
import { formsOf, type TestBrowser } from './support/test-browser.ts'

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
    assert.ok([200, 400, 404].includes(right.statusCode), `${route}: ${right.statusCode}`)
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
