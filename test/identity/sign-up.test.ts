import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillIn, linkInMail, NEW_PERSON, signedInAs, signUp } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const register = (app: TestApp, fields: Partial<typeof NEW_PERSON>) =>
  fillIn(app.anonymous(), '/signup', { ...NEW_PERSON, ...fields })

test('a person signs up, is signed in, gets a mail, and can sign in from now on', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  assert.equal(await signedInAs(browser), NEW_PERSON.email)
  const [mail, ...others] = await app.mails(NEW_PERSON.email)
  assert.equal(mail?.subject, 'Confirm your e-mail address')
  assert.match(mail?.text ?? '', /Mira Okafor/)
  assert.deepEqual(others, [])

  const { email, password } = NEW_PERSON
  assert.equal(await signedInAs(await app.signedIn(email, password)), email)
})

test('first name and country may be left out', async () => {
  await using app = await testApp()
  assert.equal((await register(app, { first_name: '', country_code: '' })).status, 303)
})

test('the language of the form becomes the person’s, and that of the mail', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  await fillIn(browser, '/signup?lang=de', NEW_PERSON)
  const [mail] = await app.mails(NEW_PERSON.email)
  assert.match(mail?.subject ?? '', /Bestätigen/)
  assert.match((await browser.get('/signin')).text, /<html lang="de"/)
})

test('each fault stands beside its field, what was typed stays, the password does not', async () => {
  await using app = await testApp()
  const cases: [Partial<typeof NEW_PERSON>, RegExp][] = [
    [{ name: ' ' }, /Enter your last name/],
    [{ name: 'x'.repeat(101) }, /Use at most 100 characters, all of them visible/],
    [{ email: '' }, /Enter your e-mail address/],
    [{ email: 'mira' }, /This is not an e-mail address/],
    [{ country_code: 'XX' }, /Choose a country from the list/],
    [{ password: '' }, /Enter a password/],
    [{ password: 'seven77' }, /Too short. Use at least 8 characters/],
    [{ password: 'Password123' }, /among the first ones that are guessed/],
    [{ password: 'Mira@Example.org' }, /among the first ones that are guessed/],
  ]
  for (const [fields, text] of cases) {
    const answer = await register(app, fields)
    assert.equal(answer.status, 422)
    assert.match(answer.text, text)
    assert.match(answer.text, /value="Mira"/)
    assert.doesNotMatch(answer.text, /four green bottles|Password123/)
  }
  assert.deepEqual(await app.mails(), [])
})

test('S12 passwords that leaks hold most often are refused in any case, a row of words is not', async () => {
  await using app = await testApp()
  const common = [
    'Trustno1',
    'iloveyou2',
    'Liverpool1',
    'qwertzuiop',
    'Willkommen1',
    '7777777777',
    'aaaaaaaaaaaa',
  ]
  for (const password of common)
    assert.match((await register(app, { password })).text, /among the first ones that are guessed/, password)
  assert.equal((await register(app, { password: 'liverpool wins a cup' })).status, 303)
})

test('S11 passwords of more than 1024 bytes and with NUL are refused before they are hashed', async () => {
  await using app = await testApp()
  assert.match((await register(app, { password: 'x'.repeat(1025) })).text, /Too long/)
  assert.match((await register(app, { password: 'ü'.repeat(513) })).text, /Too long/)
  assert.match((await register(app, { password: 'four green\0bottles' })).text, /Enter a password/)
  const huge = await register(app, { password: 'x'.repeat(1024 * 1024) })
  assert.equal(huge.status, 413)
  assert.equal((await register(app, { password: 'x'.repeat(1024) })).status, 303)
})

test('S11 every byte of a password counts, also behind the 72nd', async () => {
  await using app = await testApp()
  const long = 'four green bottles '.repeat(5)
  await signUp(app, { password: `${long}a` })
  const signIn = (password: string) =>
    fillIn(app.anonymous(), '/signin', { email: NEW_PERSON.email, password })
  assert.equal((await signIn(`${long}b`)).status, 422)
  assert.equal((await signIn(long)).status, 422)
  assert.equal((await signIn(`${long}a`)).status, 303)
})

test('S6 a taken address is taken in every spelling, also for many at once', async () => {
  await using app = await testApp()
  for (const email of [
    DEMO.owner,
    'OWNER@linden.EXAMPLE',
    'ｏwner@linden.example',
    'owner＠linden.example',
  ]) {
    const answer = await register(app, { email })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /There is an account with this e-mail address already/)
  }
  const answers = await Promise.all(
    ['mira@example.org', 'MIRA@example.org', 'ｍira@example.org'].map(email => register(app, { email })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422, 422])
})

test('S5 signing up begins a session of its own; the one the browser had ends', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const former = browser.clone()
  await fillIn(browser, '/signup', NEW_PERSON)
  assert.equal(await signedInAs(browser), NEW_PERSON.email)
  assert.equal(await signedInAs(former), null)
})

test('O7 names cannot hide text, start a line of a mail, or become markup', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const name = '<img src=x onerror=alert(1)>\r\nBcc: all@example.org \u202egnp.exe'
  await fillIn(browser, '/signup', { ...NEW_PERSON, name })
  assert.doesNotMatch((await browser.get('/signin')).text, /<img src=x/)
  const [mail] = await app.mails(NEW_PERSON.email)
  assert.match(mail?.text ?? '', /Hello Mira <img src=x onerror=alert\(1\)> Bcc: all@example\.org gnp\.exe,/)
})

test('S3 the confirmation link is built from the public URL, whatever the request says', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const page = await browser.get('/signup')
  const csrf = /name="_csrf" value="(\w+)"/.exec(page.text)?.[1] ?? ''
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example;proto=https',
    'x-forwarded-proto': 'https',
  }
  const answer = await browser.post('/signup', { ...NEW_PERSON, _csrf: csrf }, headers)
  assert.equal(answer.location, '/launchpad')
  assert.match(await linkInMail(app, NEW_PERSON.email), /^\/email\/confirm\?token=\w{32}$/)
  assert.doesNotMatch(JSON.stringify(await app.mails()), /evil/)
})
