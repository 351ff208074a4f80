import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn, signedInAs } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { Answer } from '../support/test-browser.ts'

const RIGHT = { email: DEMO.owner, password: DEMO.password }
const SESSION_COOKIE = 'grantory_session'

/** A page without what differs from request to request. */
function bare(answer: Answer, email: string): string {
  return answer.text.replaceAll(/(name="_csrf" value|data-options)="[^"]*"/g, '').replaceAll(email, 'typed')
}

const signInWith = (app: TestApp, email: string, password: string) =>
  fillIn(app.anonymous(), '/signin', { email, password })

test('a person signs in with e-mail and password, in any spelling of the address, and out again', async () => {
  await using app = await testApp()
  for (const email of [DEMO.owner, ' OWNER@Linden.Example ']) {
    const browser = app.anonymous()
    const answer = await fillIn(browser, '/signin', { ...RIGHT, email })
    assert.equal(answer.status, 303)
    assert.equal(answer.location, '/launchpad')
    assert.equal(await signedInAs(browser), DEMO.owner)

    const question = await browser.get('/signout')
    const left = await browser.post('/signout', { _csrf: csrfIn(question) })
    assert.equal(left.status, 303)
    assert.equal(browser.cookies.has(SESSION_COOKIE), false)
    assert.equal(await signedInAs(browser), null)
    assert.match((await browser.follow(left)).text, /You are signed out/)
  }
})

const csrfIn = (page: Answer) => /name="_csrf" value="(\w+)"/.exec(page.text)?.[1] ?? ''

test('signing out ends the session, not only the cookie', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const copy = browser.clone()
  await browser.post('/signout', { _csrf: csrfIn(await browser.get('/signout')) })
  assert.equal(await signedInAs(copy), null)
})

test('S1 wrong password, unknown account, account without password, banned and impossible password look the same', async () => {
  await using app = await testApp()
  await app.db.transaction(tx =>
    tx.write(sql`update person set banned_at = ${app.clock.now()} where email = ${DEMO.developer}`),
  )
  await app.db.transaction(tx =>
    tx.write(
      sql`delete from password where person_id = (select id from person where email = ${DEMO.operator})`,
    ),
  )
  const attempts: [string, string][] = [
    [DEMO.owner, 'wrong password'],
    ['nobody@linden.example', 'wrong password'],
    [DEMO.operator, DEMO.password],
    [DEMO.developer, DEMO.password],
    [DEMO.owner, 'x'.repeat(1025)],
    ['nobody@linden.example', 'x'.repeat(1025)],
  ]
  const pages = await Promise.all(
    attempts.map(async ([email, password]) => {
      const answer = await signInWith(app, email, password)
      assert.equal(answer.status, 422)
      return bare(answer, email)
    }),
  )
  assert.match(pages[0] ?? '', /E-mail and password do not match/)
  assert.equal(new Set(pages).size, 1)
})

test('S11 what is missing, holds NUL or is no address is said beside the field and does not count as a guess', async () => {
  await using app = await testApp()
  const cases = [
    { email: '', password: 'x', text: /Enter your e-mail address/ },
    { email: 'owner', password: 'x', text: /This is not an e-mail address/ },
    { email: DEMO.owner, password: '', text: /Enter a password/ },
    { email: DEMO.owner, password: `${DEMO.password}\0`, text: /Enter a password/ },
  ]
  for (let round = 0; round < 12; round += 1) {
    for (const { email, password, text } of cases) {
      const answer = await signInWith(app, email, password)
      assert.equal(answer.status, 422)
      assert.match(answer.text, text)
      assert.match(answer.text, /<title>Error: /)
    }
  }
  assert.equal((await signInWith(app, DEMO.owner, DEMO.password)).status, 303)
})

test('S5 each sign-in begins a new session and ends the one the browser had; a planted one is not taken over', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const first = browser.clone()
  await fillIn(browser, '/signin?account=other', RIGHT)
  assert.notEqual(browser.cookies.get(SESSION_COOKIE), first.cookies.get(SESSION_COOKIE))
  assert.equal(await signedInAs(first), null)
  assert.equal(await signedInAs(browser), DEMO.owner)

  const planted = 'PlantedSessionTokenOfTheAttacker1'
  const victim = app.anonymous()
  victim.cookies.set(SESSION_COOKIE, planted)
  await fillIn(victim, '/signin', RIGHT)
  assert.notEqual(victim.cookies.get(SESSION_COOKIE), planted)
  const attacker = app.anonymous()
  attacker.cookies.set(SESSION_COOKIE, planted)
  assert.equal(await signedInAs(attacker), null)
})

test('S5 the store holds no session token in clear', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const rows = JSON.stringify(await app.db.read(sql`select * from browser_session`))
  assert.doesNotMatch(rows, new RegExp(browser.cookies.get(SESSION_COOKIE) ?? 'none'))
})

test('a session is over after a week without use, and after 30 days in any case', async () => {
  await using app = await testApp()
  const day = 24 * 3_600_000
  const idle = await app.signedIn(DEMO.owner)
  const used = await app.signedIn(DEMO.owner)
  for (let days = 0; days < 29; days += 1) {
    app.clock.advance(day)
    assert.equal(await signedInAs(used), DEMO.owner, `after ${days + 1} days`)
    if (days === 5) assert.equal(await signedInAs(idle.clone()), DEMO.owner)
  }
  assert.equal(await signedInAs(idle), null)
  app.clock.advance(day)
  assert.equal(await signedInAs(used), null)
})

test('a live session is offered to continue or to be exchanged', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const offered = await browser.get('/signin?return_to=/somewhere')
  assert.match(offered.text, /Continue as Mara Lindqvist/)
  assert.match(offered.text, /href="\/somewhere"/)
  assert.doesNotMatch(offered.text, /name="password"/)
  const other = await browser.get('/signin?account=other')
  assert.match(other.text, /name="password"/)

  await fillIn(browser, '/signin?account=other', { email: DEMO.member, password: DEMO.password })
  assert.equal(await signedInAs(browser), DEMO.member)
})

test('R7 return_to leads to a path of our own, never elsewhere', async () => {
  await using app = await testApp()
  const locationFor = async (returnTo: string) => {
    const path = `/signin?${new URLSearchParams({ return_to: returnTo })}`
    const page = await app.anonymous().get(path)
    assert.doesNotMatch(page.text, /(href|action)="[^"]*\/\/evil/)
    return (await fillIn(app.anonymous(), path, RIGHT)).location
  }
  assert.equal(await locationFor('/email/confirmation?lang=de'), '/email/confirmation?lang=de')
  const foreign = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    'evil.example',
    ' //evil.example',
    `/${'x'.repeat(2000)}`,
  ]
  for (const returnTo of foreign) assert.equal(await locationFor(returnTo), '/launchpad', returnTo)
})

test('S9 a form from elsewhere is refused: no token, another browser’s token, foreign or null origin, cross-site', async () => {
  await using app = await testApp()
  const posts: [string, Record<string, string>][] = [
    ['/signin', RIGHT],
    ['/signup', { email: 'mira@example.org', name: 'Okafor', password: 'four green bottles' }],
    ['/signout', {}],
    ['/password/forgot', { email: DEMO.owner }],
    ['/password/reset', { token: 'x', password: 'four green bottles' }],
    ['/email/confirm', { token: 'x' }],
    ['/email/confirmation', { action: 'resend' }],
  ]
  for (const [path, fields] of posts) {
    const browser = await app.signedIn(DEMO.owner)
    const own = csrfIn(await browser.get('/signout'))
    const foreign = csrfIn(await app.anonymous().get('/signin'))
    const refusals: [string | null, Record<string, string>][] = [
      [null, {}],
      [foreign, {}],
      [own, { origin: 'https://evil.example' }],
      [own, { origin: 'null' }],
      [own, { 'sec-fetch-site': 'cross-site' }],
      [own, { 'sec-fetch-site': 'same-site' }],
    ]
    for (const [_csrf, headers] of refusals) {
      const answer = await browser.post(path, { ...fields, ...(_csrf && { _csrf }) }, headers)
      assert.equal(answer.status, 403, `${path} ${_csrf} ${JSON.stringify(headers)}`)
    }
    assert.equal(await signedInAs(browser), DEMO.owner)
    const headers = { origin: app.publicUrl, 'sec-fetch-site': 'same-origin' }
    const accepted = await browser.post(path, { ...fields, _csrf: own }, headers)
    assert.notEqual(accepted.status, 403, path)
  }
})

test('S9 cookies: host-only with __Host- over https, HttpOnly, SameSite=Lax', async () => {
  await using http = await testApp()
  const plain = await fillIn(http.anonymous(), '/signin', RIGHT)
  const [cookie = ''] = [plain.headers['set-cookie']].flat()
  assert.match(String(cookie), /^grantory_session=\w+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)

  await using https = await testApp({ environment: { PUBLIC_URL: 'https://hub.example.com' } })
  const browser = https.anonymous()
  const page = await browser.get('/signin')
  const [named = ''] = [page.headers['set-cookie']].flat()
  assert.match(
    String(named),
    /^__Host-grantory_browser=\w+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
  const secure = await browser.submit(page, RIGHT)
  const [session = ''] = [secure.headers['set-cookie']].flat()
  assert.match(
    String(session),
    /^__Host-grantory_session=\w+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
  assert.equal(secure.headers['strict-transport-security'], 'max-age=31536000')
})

test('O3 no page of sign-in can be framed, cached, or run foreign script', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const paths = [
    '/signin',
    '/signin?account=other',
    '/signup',
    '/signout',
    '/password/forgot',
    '/password/reset?token=x',
    '/email/confirm?token=x',
    '/sandbox/mailbox',
  ]
  for (const path of paths) {
    const { headers } = await browser.get(path)
    assert.equal(headers['x-frame-options'], 'DENY', path)
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /frame-ancestors 'none'/)
    assert.match(policy, /default-src 'none'/)
    assert.doesNotMatch(policy, /unsafe|\*/)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['x-content-type-options'], 'nosniff')
  }
})

test('pages speak the language of the address, of the person, of the browser, else English', async () => {
  await using app = await testApp()
  const langOf = (page: Answer) => /<html lang="(\w+)"/.exec(page.text)?.[1]
  const anonymous = app.anonymous()
  assert.equal(langOf(await anonymous.get('/signin')), 'en')
  assert.equal(langOf(await anonymous.get('/signin', { 'accept-language': 'de-AT,en;q=0.5' })), 'de')
  assert.equal(langOf(await anonymous.get('/signin?lang=en-US', { 'accept-language': 'de' })), 'en')
  const german = await app.signedIn(DEMO.member)
  assert.equal(langOf(await german.get('/signin', { 'accept-language': 'en' })), 'de')
  assert.equal(langOf(await german.get('/signin?lang=en')), 'en')
  const refused = await fillIn(app.anonymous(), '/signin?lang=de', { ...RIGHT, password: 'falsch' })
  assert.match(refused.text, /E-Mail und Passwort passen nicht zusammen/)
})

test('what was typed stays in the form and cannot become markup', async () => {
  await using app = await testApp()
  const typed = '"><script>alert(1)</script>@example.org'
  const answer = await signInWith(app, typed, 'x')
  assert.doesNotMatch(answer.text, /<script>alert/)
  assert.match(answer.text, /value="&quot;&gt;&lt;script&gt;/)
})
