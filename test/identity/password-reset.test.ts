import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn, linkInMail, NEW_PERSON, signedInAs, signUp } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { Answer } from '../support/test-browser.ts'

const HOUR_MS = 3_600_000
const NEW_PASSWORD = 'five blue bottles'

const ask = (app: TestApp, email: string) => fillIn(app.anonymous(), '/password/forgot', { email })

/** Asks for a link and gives its path. */
async function resetLink(app: TestApp, email: string): Promise<string> {
  assert.equal((await ask(app, email)).status, 200)
  return linkInMail(app, email)
}

const choose = (app: TestApp, link: string, password = NEW_PASSWORD) =>
  fillIn(app.anonymous(), link, { password })

const signIn = (app: TestApp, email: string, password: string) =>
  fillIn(app.anonymous(), '/signin', { email, password })

const bare = (answer: Answer, email: string) =>
  answer.text.replaceAll(/name="_csrf" value="\w+"/g, '').replaceAll(email, 'typed')

test('a person chooses a new password by a link in a mail and signs in with it', async () => {
  await using app = await testApp()
  const link = await resetLink(app, DEMO.owner)
  assert.match(link, /^\/password\/reset\?token=\w{32}$/)
  const answer = await choose(app, link)
  assert.equal(answer.status, 303)
  assert.equal(answer.location, '/signin?notice=password_changed')
  assert.match((await app.anonymous().get(answer.location ?? '')).text, /Your password was changed/)
  assert.equal((await signIn(app, DEMO.owner, DEMO.password)).status, 422)
  assert.equal((await signIn(app, DEMO.owner, NEW_PASSWORD)).status, 303)
})

test('the owner is told that the password was changed, in their language; the act is in the audit log', async () => {
  await using app = await testApp()
  await choose(app, await resetLink(app, DEMO.member))
  const mails = await app.mails(DEMO.member)
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    ['Wählen Sie ein neues Passwort', 'Ihr Passwort wurde geändert'],
  )
  const entries = await app.db.read<{ actor: string; subject: string }>(
    sql`select actor, subject from audit_entry where action = 'password_reset'`,
  )
  assert.equal(entries.length, 1)
  assert.match(entries[0]?.subject ?? '', /^Person\/[0-9a-f-]{36}$/)
})

test('S1 asking for a link answers the same for known, unknown and banned accounts', async () => {
  await using app = await testApp()
  await app.db.transaction(tx =>
    tx.write(sql`update person set banned_at = ${app.clock.now()} where email = ${DEMO.developer}`),
  )
  const emails = [DEMO.owner, 'nobody@linden.example', DEMO.developer]
  const answers = await Promise.all(emails.map(async email => bare(await ask(app, email), email)))
  assert.equal(new Set(answers).size, 1)
  assert.match(answers[0] ?? '', /If there is an account for this address/)
  assert.deepEqual(
    (await app.mails()).map(({ recipient }) => recipient),
    [DEMO.owner],
  )
})

test('S6 the mail goes to the address of the account, not to the look-alike that was typed', async () => {
  await using app = await testApp()
  await ask(app, 'ＯWNER@linden.example')
  assert.deepEqual(
    (await app.mails()).map(({ recipient }) => recipient),
    [DEMO.owner],
  )
})

test('S3 the link is built from the public URL, whatever the request says', async () => {
  await using app = await testApp({ environment: { PUBLIC_URL: 'http://localhost:4321' } })
  const browser = app.anonymous()
  const page = await browser.get('/password/forgot')
  const csrf = /name="_csrf" value="(\w+)"/.exec(page.text)?.[1] ?? ''
  await browser.post(
    '/password/forgot',
    { email: DEMO.owner, _csrf: csrf },
    { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
  )
  assert.match(await linkInMail(app, DEMO.owner), /^\/password\/reset\?token=/)
  assert.doesNotMatch(JSON.stringify(await app.mails()), /evil/)
})

test('S4 looking at the link changes nothing; using it works once, also for many at once', async () => {
  await using app = await testApp()
  const link = await resetLink(app, DEMO.owner)
  for (let look = 0; look < 3; look += 1) assert.equal((await app.anonymous().get(link)).status, 200)
  const browsers = Array.from({ length: 10 }, () => app.anonymous())
  const pages = await Promise.all(browsers.map(browser => browser.get(link)))
  const answers = await Promise.all(
    browsers.map((browser, index) => {
      const page = pages[index]
      assert.ok(page)
      return browser.submit(page, { password: `${NEW_PASSWORD} ${index}` })
    }),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, ...Array(9).fill(410)])
  assert.equal((await app.anonymous().get(link)).status, 410)
})

test('S4 a link dies after an hour, with the change of the password, and with a change of the address', async () => {
  await using app = await testApp()
  const first = await resetLink(app, DEMO.owner)
  app.clock.advance(HOUR_MS - 1)
  assert.equal((await app.anonymous().get(first)).status, 200)
  app.clock.advance(1)
  assert.equal((await app.anonymous().get(first)).status, 410)

  const second = await resetLink(app, DEMO.owner)
  const third = await resetLink(app, DEMO.owner)
  assert.equal((await choose(app, third)).status, 303)
  assert.equal((await app.anonymous().get(second)).status, 410)

  const fourth = await resetLink(app, DEMO.member)
  await app.db.transaction(tx =>
    tx.write(
      sql`update person set email = 'new@linden.example', email_key = 'new@linden.example' where email = ${DEMO.member}`,
    ),
  )
  assert.equal((await app.anonymous().get(fourth)).status, 410)
})

test('S4 a reset ends all sessions, also the one of the browser it is made in', async () => {
  await using app = await testApp()
  const browsers = [await app.signedIn(DEMO.owner), await app.signedIn(DEMO.owner)]
  const [resetting] = browsers
  assert.ok(resetting)
  await fillIn(resetting, await resetLink(app, DEMO.owner), { password: NEW_PASSWORD })
  for (const browser of browsers) assert.equal(await signedInAs(browser), null)
})

test('S4 sign-ins with the old password while it is reset leave no session behind', async () => {
  await using app = await testApp()
  const link = await resetLink(app, DEMO.owner)
  const browsers = Array.from({ length: 5 }, () => app.anonymous())
  const pages = await Promise.all(browsers.map(browser => browser.get('/signin')))
  const resetting = choose(app, link)
  await Promise.all(
    browsers.map((browser, index) => {
      const page = pages[index]
      assert.ok(page)
      return browser.submit(page, { email: DEMO.owner, password: DEMO.password })
    }),
  )
  assert.equal((await resetting).status, 303)
  for (const browser of browsers) assert.equal(await signedInAs(browser), null)
})

test('a reset ends the wait of an account under attack', async () => {
  await using app = await testApp()
  for (let guess = 0; guess < 10; guess += 1) await signIn(app, DEMO.owner, 'wrong')
  assert.equal((await signIn(app, DEMO.owner, DEMO.password)).status, 429)
  await choose(app, await resetLink(app, DEMO.owner))
  assert.equal((await signIn(app, DEMO.owner, NEW_PASSWORD)).status, 303)
})

test('a new password has faults like any other; the link survives them', async () => {
  await using app = await testApp()
  const link = await resetLink(app, DEMO.owner)
  const faults: [string, RegExp][] = [
    ['', /Enter a password/],
    ['short', /Too short/],
    ['x'.repeat(1025), /Too long/],
    ['12345678', /among the first ones/],
    [DEMO.owner, /among the first ones/],
  ]
  for (const [password, text] of faults) {
    const answer = await choose(app, link, password)
    assert.equal(answer.status, 422)
    assert.match(answer.text, text)
  }
  assert.equal((await choose(app, link)).status, 303)
})

test('C7 a confirmation link is no reset link, and no token at all is none', async () => {
  await using app = await testApp()
  await signUp(app)
  const confirmation = await linkInMail(app, NEW_PERSON.email)
  const asReset = confirmation.replace('/email/confirm', '/password/reset')
  for (const path of [
    asReset,
    '/password/reset',
    '/password/reset?token=',
    '/password/reset?token=a&token=b',
  ]) {
    assert.equal((await app.anonymous().get(path)).status, 410, path)
  }
})

test('the store holds no link in clear but in the mail', async () => {
  await using app = await testApp()
  const token = (await resetLink(app, DEMO.owner)).split('=')[1] ?? ''
  const links = JSON.stringify(await app.db.read(sql`select * from email_link`))
  assert.doesNotMatch(links, new RegExp(token))
})
