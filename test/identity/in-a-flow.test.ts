import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillIn, linkInMail, NEW_PERSON, signedInAs, signUp } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { Answer, TestBrowser } from '../support/test-browser.ts'

const RIGHT = { email: DEMO.owner, password: DEMO.password }

/** Begins the redirect flow of Stock Keeper in this browser and gives the first page that stands still. */
async function begin(app: TestApp, browser: TestBrowser, parameters: Record<string, string> = {}) {
  const url = app.client(DEMO.stockKeeper).authorizeUrl({ scope: 'directory.person.r', ...parameters })
  let answer = await browser.get(url)
  let path = url
  while (answer.location?.startsWith('/')) {
    path = answer.location
    answer = await browser.get(path)
  }
  return { path, page: answer }
}

const isConsent = (page: Answer) => /action="\/oauth\/authorize\/decision/.test(page.text)

/** Fills in the form of this page at its own path. */
const submit = (browser: TestBrowser, page: Answer, fields: Record<string, string>) =>
  browser.submit(page, fields, form => form.action.startsWith('/signin') || form.action.startsWith('/signup'))

test('the sign-in page of a flow names the app and its vendor, and leads back into the flow', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const { path, page } = await begin(app, browser)
  assert.match(path, /^\/signin\?interaction=/)
  assert.match(page.text, /Sign in to Stock Keeper/)
  assert.match(page.text, /Stockworks uses Grantory to sign you in/)
  const wrong = await submit(browser, page, { ...RIGHT, password: 'wrong' })
  assert.match(wrong.text, /Sign in to Stock Keeper/)
  const right = await submit(browser, wrong, RIGHT)
  assert.ok(isConsent(await browser.follow(right)))
})

test('login suggests the address, lang the language (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const { page } = await begin(app, app.anonymous(), { login: DEMO.owner, lang: 'de' })
  assert.match(page.text, /value="owner@linden\.example"/)
  assert.match(page.text, /Bei Stock Keeper anmelden/)
})

test('signup=false offers no registration, neither as link nor at its address (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const offered = await begin(app, browser)
  assert.match(offered.page.text, /href="\/signup\?interaction=/)

  const { path, page } = await begin(app, browser, { signup: 'false' })
  assert.doesNotMatch(page.text, /href="\/signup/)
  const direct = await browser.get(path.replace('/signin', '/signup'))
  assert.equal(direct.location, path)
  const posted = await browser.post(path.replace('/signin', '/signup'), {
    ...NEW_PERSON,
    _csrf: /name="_csrf" value="(\w+)"/.exec(page.text)?.[1] ?? '',
  })
  assert.equal(posted.location, path)
  assert.equal(await signedInAs(browser), null)
})

test('show_signup and prompt=signup open the registration, prefilled from person[…] (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const prefill = {
    'person[first_name]': 'Mira',
    'person[name]': 'Okafor',
    'person[email]': 'mira@example.org',
  }
  for (const how of [{ show_signup: '1' }, { prompt: 'signup' }]) {
    const browser = app.anonymous()
    const { path, page } = await begin(app, browser, { ...how, ...prefill })
    assert.match(path, /^\/signup\?interaction=/)
    for (const value of Object.values(prefill)) assert.ok(page.text.includes(`value="${value}"`), value)
  }
})

test('a person signs up inside the flow and goes on with it', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const { page } = await begin(app, browser, { show_signup: 'true' })
  const answer = await submit(browser, page, NEW_PERSON)
  assert.equal(answer.status, 303)
  assert.ok(isConsent(await browser.follow(answer)))
})

test('force_login and prompt=login ask for the password again in spite of a live session (oauth.md §4.1)', async () => {
  await using app = await testApp()
  for (const how of [{ force_login: '1' }, { prompt: 'login' }]) {
    const browser = await app.signedIn(DEMO.owner)
    const live = await begin(app, browser)
    assert.ok(isConsent(live.page))

    app.clock.advance(1000)
    const { path, page } = await begin(app, browser, how)
    assert.match(path, /^\/signin/)
    assert.match(page.text, /Confirm that it is you/)
    assert.match(page.text, /name="password"/)
    const skipped = await browser.follow(
      await browser.get(path.replace('/signin', '/oauth/authorize/continue')),
    )
    assert.ok(!isConsent(skipped))
    const wrong = await submit(browser, page, { ...RIGHT, password: 'wrong' })
    assert.match(wrong.text, /The password is not right/)
    assert.ok(isConsent(await browser.follow(await submit(browser, page, RIGHT))))
  }
})

test('prompt=select_account offers the live session or another account (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const { page } = await begin(app, browser, { prompt: 'select_account' })
  assert.match(page.text, /Continue as Mara Lindqvist/)
  const [, other = ''] = /href="(\/signin\?[^"]*account=other[^"]*)"/.exec(page.text) ?? []
  const form = await browser.get(other.replaceAll('&amp;', '&'))
  const answer = await submit(browser, form, { email: DEMO.member, password: DEMO.password })
  assert.ok(isConsent(await browser.follow(answer)))
  assert.equal(await signedInAs(browser), DEMO.member)
})

test('prompt_email_confirmation: nobody gets back to the app before the address is confirmed (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const { path, page } = await begin(app, browser, { prompt_email_confirmation: '1' })
  assert.match(path, /^\/email\/confirmation/)
  assert.match(page.text, /go on to Stock Keeper/)
  const around = await browser.follow(
    await browser.get(path.replace('/email/confirmation', '/oauth/authorize/continue')),
  )
  assert.ok(!isConsent(around))

  await fillIn(browser, await linkInMail(app, NEW_PERSON.email), {})
  const waiting = await browser.get(path)
  assert.ok(isConsent(await browser.follow(waiting)))
})

test('the confirmation link leads back into the flow of the browser that signed up in it', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const { page } = await begin(app, browser, { show_signup: '1', prompt_email_confirmation: '1' })
  const answer = await submit(browser, page, NEW_PERSON)
  assert.match(answer.location ?? '', /^\/email\/confirmation\?interaction=/)
  const done = await fillIn(browser, await linkInMail(app, NEW_PERSON.email), {})
  const [, further = ''] = /class="btn btn-primary[^"]*" href="([^"]+)"/.exec(done.text) ?? []
  assert.ok(isConsent(await browser.follow(await browser.get(further.replaceAll('&amp;', '&')))))
})

test('a reset inside a flow leads back to its sign-in page; elsewhere to the plain one', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const { path } = await begin(app, browser)
  const forgot = path.replace('/signin', '/password/forgot')
  const reset = async (from: TestBrowser) => {
    await fillIn(browser, forgot, { email: DEMO.owner })
    return fillIn(from, await linkInMail(app, DEMO.owner), { password: 'five blue bottles' })
  }
  const here = await reset(browser)
  assert.match(here.location ?? '', /^\/signin\?interaction=[\w-]+&notice=password_changed$/)
  assert.match((await browser.get(here.location ?? '')).text, /Sign in to Stock Keeper/)
  const elsewhere = await reset(app.anonymous())
  assert.equal(elsewhere.location, '/signin?notice=password_changed')
})

test('S5 G-19 the flow of another browser cannot be taken over by its address', async () => {
  await using app = await testApp()
  const attacker = app.anonymous()
  const { path } = await begin(app, attacker)
  for (const page of ['/signin', '/signup', '/password/forgot', '/email/confirmation']) {
    const victim = await app.signedIn(DEMO.owner)
    const answer = await victim.get(path.replace('/signin', page))
    assert.match(answer.location ?? '', /^\/oauth\/authorize\/continue\?interaction=/)
    assert.ok(!isConsent(await victim.follow(answer)))
  }
})

test('the forms of a flow may end at the app, those of no flow only here (content security policy)', async () => {
  await using app = await testApp()
  const policyOf = (page: Answer) =>
    /form-action ([^;]+)/.exec(String(page.headers['content-security-policy']))?.[1]
  const browser = app.anonymous()
  assert.equal(policyOf(await browser.get('/signin')), "'self'")
  assert.equal(policyOf((await begin(app, browser)).page), "'self' http://localhost:3000")
})
