import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { testApp } from '../support/test-app.ts'

const PAGES = ['/', '/signin', '/signup', '/password/forgot', '/oauth/authorize', '/no-such-page']
const SECURE = { environment: { PUBLIC_URL: 'https://hub.example.com' } }

test('O3 every page forbids framing, foreign content and inline code, is not cached, tells others no address', async () => {
  await using app = await testApp()
  for (const path of PAGES) {
    const { headers, text } = await app.anonymous().get(path)
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map(directive => [directive.split(' ', 1)[0], directive.split(' ').slice(1).join(' ')]),
    )
    assert.equal(policy.get('default-src'), "'none'", path)
    assert.equal(policy.get('frame-ancestors'), "'none'", path)
    assert.equal(policy.get('base-uri'), "'none'", path)
    assert.equal(policy.get('form-action'), "'self'", path)
    assert.equal(policy.get('script-src'), "'self'", path)
    assert.equal(policy.get('style-src'), "'self'", path)
    assert.equal(headers['x-frame-options'], 'DENY', path)
    assert.equal(headers['x-content-type-options'], 'nosniff', path)
    assert.equal(headers['referrer-policy'], 'same-origin', path)
    assert.equal(headers['cache-control'], 'no-store', path)
    assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src=)|javascript:/i, path)
  }
})

test('what pages answer without a page is not cached either, and tells others no address', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const client = app.client(DEMO.stockKeeper)
  const signInForm = await browser.get('/signin')
  const isSignIn = ({ action }: { action: string }) => action.startsWith('/signin')
  const answers = [
    await browser.get(client.authorizeUrl({ scope: 'directory.person.r' })),
    await browser.get('/signout'),
    await browser.get('/oauth/authorize', { accept: '*/*' }),
    await browser.submit(signInForm, { email: DEMO.owner, password: DEMO.password }, isSignIn),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [302, 303, 422, 303],
  )
  for (const { headers } of answers) {
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['referrer-policy'], 'same-origin')
  }
  const { headers } = await client.authorize(browser, { scope: 'directory.person.r' })
  assert.deepEqual([headers['cache-control'], headers['referrer-policy']], ['no-store', 'no-referrer'])
})

test('a page whose form leads back to an app names that redirect’s origin and no other', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const url = app.client(DEMO.stockKeeper).authorizeUrl({
    redirect_uri: DEMO.redirectUrl,
    scope: 'directory.person.r',
  })
  const consent = await browser.follow(await browser.get(url))
  assert.match(consent.text, /Allow/)
  assert.match(
    String(consent.headers['content-security-policy']),
    /form-action 'self' http:\/\/localhost:3000;/,
  )
})

test('over https every answer asks for https, over http none does', async () => {
  await using secure = await testApp(SECURE)
  await using plain = await testApp()
  for (const path of ['/', '/api/v1/roles', '/healthz', '/no-such-page']) {
    const { headers } = await secure.anonymous().get(path)
    assert.equal(headers['strict-transport-security'], 'max-age=31536000', path)
    assert.equal((await plain.anonymous().get(path)).headers['strict-transport-security'], undefined, path)
  }
})

test('S9 cookies are bound to the host over https, hidden from scripts and not sent by foreign forms', async () => {
  await using secure = await testApp(SECURE)
  const [cookie] = [(await secure.anonymous().get('/signin')).headers['set-cookie']].flat()
  assert.match(String(cookie), /^__Host-grantory_browser=\w+; /)
  for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) {
    assert.ok(String(cookie).split('; ').includes(attribute), `${attribute} in ${cookie}`)
  }
  assert.doesNotMatch(String(cookie), /Domain=/i)
})

test('each answer carries an id of its own; an id that the caller sends is not believed', async () => {
  await using app = await testApp({ isEmpty: true })
  const sent = { 'x-request-id': 'chosen', 'request-id': 'chosen' }
  const answers = await Promise.all([1, 2].map(() => app.anonymous().get('/', sent)))
  const ids = answers.map(({ headers }) => String(headers['x-request-id']))
  for (const id of ids) assert.match(id, /^[\da-f]{8}-[\da-f-]{27}$/)
  assert.notEqual(ids[0], ids[1])
})

test('pages of every origin may call the API and the endpoints for clients, errors included (oauth.md §2.6)', async () => {
  await using app = await testApp()
  const headers = { origin: 'https://shop.example' }
  const requests = [
    { method: 'GET', url: '/api/v1/roles' },
    { method: 'GET', url: '/api/v1/person' },
    { method: 'GET', url: '/api/v1/no-such-resource' },
    { method: 'GET', url: '/.well-known/jwks.json' },
    { method: 'POST', url: '/oauth/access_token' },
    { method: 'POST', url: '/oauth/revoke' },
    { method: 'POST', url: '/oauth/delegate' },
  ] as const
  for (const request of requests) {
    const answer = await app.app.server.inject({ ...request, headers })
    assert.equal(answer.headers['access-control-allow-origin'], '*', request.url)
    // No cookie is read behind it, and none may be sent along.
    assert.equal(answer.headers['access-control-allow-credentials'], undefined, request.url)
    assert.equal(answer.headers['set-cookie'], undefined, request.url)
    const preflight = await app.app.server.inject({ method: 'OPTIONS', url: request.url, headers })
    assert.equal(preflight.statusCode, 204, request.url)
    assert.match(String(preflight.headers['access-control-allow-headers']), /Authorization/)
  }
})

test('pages are not for other origins', async () => {
  await using app = await testApp()
  for (const path of PAGES) {
    const answer = await app.app.server.inject({ url: path, headers: { origin: 'https://shop.example' } })
    assert.equal(answer.headers['access-control-allow-origin'], undefined, path)
  }
})
