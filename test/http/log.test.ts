import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { linkInMail } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { formsOf, type TestBrowser } from '../support/test-browser.ts'
import { codeIn, newPkce } from '../support/test-client.ts'

const SCOPE = 'directory.person.rw'
const STATE = 'state-that-nobody-else-knows'

/** An app with its log, and the list of what must not stand in it. */
async function logged(): Promise<{ app: TestApp; lines: string[]; secrets: string[] }> {
  const lines: string[] = []
  const app = await testApp({ logTo: line => lines.push(line) })
  const secrets = [
    DEMO.password,
    DEMO.owner,
    DEMO.stockKeeper.secret,
    app.client(DEMO.stockKeeper).basic.slice(6),
    STATE,
  ]
  return { app, lines, secrets }
}

function assertNoSecret(lines: string[], secrets: string[]): void {
  assert.ok(lines.length > 0)
  for (const secret of secrets) {
    assert.ok(secret.length >= 10, secret)
    const line = lines.find(text => text.includes(secret) || text.includes(encodeURIComponent(secret)))
    assert.equal(line, undefined, `${secret} in ${line}`)
  }
}

/** Cookies and form tokens of a browser. */
const heldBy = (browser: TestBrowser, page: string) =>
  [...browser.cookies.values(), ...formsOf(page).map(({ hidden }) => hidden['_csrf'] ?? '')].filter(
    text => text !== '',
  )

/** The redirect flow from sign-in to the API; gives its tokens. */
async function wholeFlow(app: TestApp, secrets: string[]) {
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(DEMO.owner)
  secrets.push(...heldBy(browser, (await browser.get('/signout')).text))
  const { verifier, challenge } = newPkce()
  const answer = await client.authorize(browser, {
    redirect_uri: DEMO.redirectUrl,
    scope: SCOPE,
    state: STATE,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const code = codeIn(answer)
  const issued = await client.token({ code, code_verifier: verifier })
  assert.equal(issued.status, 200, issued.text)
  const refreshed = await client.refresh(issued.body.refresh_token)
  assert.equal(refreshed.status, 200, refreshed.text)
  assert.equal((await client.api(refreshed.body.access_token, '/api/v1/person')).status, 200)
  for (const { body } of [issued, refreshed]) secrets.push(body.access_token, body.refresh_token)
  secrets.push(code, verifier, challenge)
  return { client, code, verifier, refreshToken: issued.body.refresh_token, last: refreshed.body }
}

test('one line a request, with its method, path, status and duration, and never its query', async () => {
  const { app, lines } = await logged()
  await using _ = app
  await app.anonymous().get('/oauth/authorize?client_id=asked&state=asked')
  await app.anonymous().get('/no-such-page/?token=asked')
  await app.anonymous().get('/%zz?token=asked')
  const requests = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  assert.deepEqual(
    requests.map(({ method, path, status }) => `${method} ${path} ${status}`),
    ['GET /oauth/authorize 403', 'GET /no-such-page/ 404', 'GET /%25zz 404'],
  )
  for (const { reqId, durationMs, level } of requests) {
    assert.match(reqId, /^[\da-f-]{36}$/)
    assert.equal(typeof durationMs, 'number')
    assert.equal(level, 'info')
  }
  assert.equal(lines.join('').includes('asked'), false)
})

test('the log of a redirect flow with refresh and API holds no secret, token, cookie, address or parameter', async () => {
  const { app, lines, secrets } = await logged()
  await using _ = app
  await wholeFlow(app, secrets)
  assertNoSecret(lines, secrets)
})

test('the log of refusals tells their reasons and no secret', async () => {
  const { app, lines, secrets } = await logged()
  await using _ = app
  const { client, code, verifier, refreshToken, last } = await wholeFlow(app, secrets)
  const wrong = app.client({ id: client.id, secret: 'wrong-secret-of-somebody' })
  secrets.push('wrong-secret-of-somebody', 'wrong-password-of-somebody', 'unknown@somewhere.example')
  assert.equal((await wrong.refresh(last.refresh_token)).status, 401)
  assert.equal((await client.token({ code, code_verifier: verifier })).status, 400)
  app.clock.advance(60_000)
  assert.equal((await client.refresh(refreshToken)).status, 400)
  assert.equal((await client.api(`${last.access_token}x`, '/api/v1/person')).status, 403)
  assert.equal((await client.api(last.access_token, '/api/v1/person')).status, 403)
  for (const email of [DEMO.owner, 'unknown@somewhere.example']) {
    await assert.rejects(app.anonymous().signIn(email, 'wrong-password-of-somebody'))
  }
  const { status } = await app.anonymous().post('/signin', { email: DEMO.owner, password: DEMO.password })
  assert.equal(status, 403)
  assertNoSecret(lines, secrets)
  const refusals = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'refused')
  assert.ok(refusals.some(({ error, reason }) => error === 'invalid_grant' && reason.includes('replayed')))
})

test('the log of sign-up, confirmation and reset holds no link and no address', async () => {
  const { app, lines, secrets } = await logged()
  await using _ = app
  const browser = app.anonymous()
  const person = {
    email: 'mira.okafor@example.org',
    password: 'four green bottles',
    first_name: 'Mira',
    name: 'Okafor',
    country_code: 'DE',
  }
  await browser.submit(await browser.get('/signup'), person, form => form.action.startsWith('/signup'))
  const confirm = await linkInMail(app, person.email)
  await browser.submit(await browser.get(confirm), {}, form => form.action.startsWith('/email/confirm'))
  const stranger = app.anonymous()
  await stranger.submit(await stranger.get('/password/forgot'), { email: person.email })
  const reset = await linkInMail(app, person.email)
  assert.notEqual(reset, confirm)
  const changed = { password: 'five blue bottles' }
  await stranger.submit(await stranger.get(reset), changed, form => form.action.startsWith('/password/reset'))
  await app.runJobs()
  const tokens = [confirm, reset].map(link => new URL(link, app.publicUrl).searchParams.get('token') ?? '')
  assertNoSecret(lines, [...secrets, ...tokens, person.email, person.password, changed.password])
})

test('a bug is logged once with its cause and reference, the caller learns the reference only', async () => {
  const { app, lines, secrets } = await logged()
  await using _ = app
  const { client, last } = await wholeFlow(app, secrets)
  await app.db.transaction(tx => tx.write(sql`alter table issued_token rename to issued_token_away`))
  const token = await client.refresh(last.refresh_token)
  assert.equal(token.status, 500)
  assert.equal(token.body.error, 'server_error')
  const bugs = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'bug')
  assert.equal(bugs.length, 1)
  assert.ok(bugs[0].err.message.includes('issued_token'), bugs[0].err.message)
  assert.equal(token.headers['x-request-id'], bugs[0].reqId)
  assert.equal(token.body.error_description, `An error occurred. Reference: ${bugs[0].reqId}`)
  assertNoSecret(lines, secrets)
})
