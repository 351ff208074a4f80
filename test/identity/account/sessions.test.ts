import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { browserAt, fillIn, signedInAs } from '../../support/accounts.ts'
import { DEMO } from '../../support/demo.ts'
import { readingOf } from '../../support/flow.ts'
import { placeDatabase } from '../../support/place-database.ts'
import { auditEntry } from '../../support/stored.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { type Answer, formsOf, TestBrowser } from '../../support/test-browser.ts'

const RIGHT = { email: DEMO.owner, password: DEMO.password }
const FIREFOX = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:121.0) Gecko/20100101 Firefox/121.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1'

async function signedInWith(app: TestApp, userAgent: string): Promise<TestBrowser> {
  const browser = new TestBrowser(app.app.server, { 'user-agent': userAgent })
  await browser.signIn(DEMO.owner, DEMO.password)
  return browser
}

const endForms = (page: Answer) =>
  formsOf(page.text).filter(({ action }) => /^\/account\/sessions\/\d+\/end$/.test(action))

test('sessions are listed with device, place and last use, this one marked (platform.md §1.1)', async () => {
  await using app = await testApp({ environment: { TRUSTED_PROXIES: '127.0.0.1' } })
  const phone = new TestBrowser(app.app.server, { 'user-agent': IPHONE, 'x-forwarded-for': '2001:db8::7' })
  await phone.signIn(DEMO.owner, DEMO.password)
  app.clock.advance(2 * 3_600_000)
  const mac = await signedInWith(app, FIREFOX)
  const { text } = await mac.get('/account/sessions')
  assert.match(text, /Firefox on macOS.*this one.*127\.0\.0\.1.*now/s)
  assert.match(text, /Safari on iPhone.*2001:db8:0:0::\/64.*2 hours ago/s)
  assert.equal(text.match(/this one/g)?.length, 1)
})

test('a user agent that is none or hostile is shown as an unknown device, never as markup (attack O7)', async () => {
  await using app = await testApp()
  for (const userAgent of ['<script>alert(1)</script>/1 Firefox/<b>', '', 'x'.repeat(5000)]) {
    const browser = await signedInWith(app, userAgent)
    const page = await browser.get('/account/sessions')
    assert.equal(page.status, 200)
    assert.doesNotMatch(page.text, /<script>alert|<b>/)
  }
})

test('the country of an address comes along, and stands in the mail about a new place (platform.md §1.1)', async () => {
  await using app = await testApp({ environment: { TRUSTED_PROXIES: '127.0.0.1' } })
  const [from, again] = [browserAt(app, '91.198.174.192'), browserAt(app, '2001:4860:4860::8888')]
  await from.signIn(DEMO.owner, DEMO.password)
  await again.signIn(DEMO.owner, DEMO.password)
  const reading = readingOf(await from.get('/account/sessions'))
  assert.match(reading, /Netherlands · 91\.198\.174\.192/)
  assert.match(reading, /United States · 2001:4860:4860:0::\/64/)
  assert.match(readingOf(await from.get('/account/sessions?lang=de')), /Niederlande · 91\.198\.174\.192/)
  assert.match((await app.mails(DEMO.owner)).at(-1)?.text ?? '', /United States \(2001:4860:4860:0::\/64\)/)
})

test('a database of the operator tells towns, in the reader’s language where it knows it (docs/configuration.md)', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'places-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'towns.mmdb')
  const munich = { city: { names: { en: 'Munich', de: 'München' } }, country: { iso_code: 'DE' } }
  for (const [entry, english, german] of [
    [munich, 'Munich, Germany', 'München, Deutschland'],
    [{ city: 'Hamburg', country_code: 'DE' }, 'Hamburg, Germany', 'Hamburg, Deutschland'],
    [{ city: '', country_code: 'DE' }, 'Germany', 'Deutschland'],
  ] as const) {
    writeFileSync(file, placeDatabase(entry))
    await using app = await testApp({ environment: { PLACES_DATABASE: file } })
    const browser = await app.signedIn(DEMO.owner)
    assert.ok(readingOf(await browser.get('/account/sessions')).includes(` ${english} · 127.0.0.1`), english)
    const page = await browser.get('/account/sessions?lang=de')
    assert.ok(readingOf(page).includes(` ${german} · 127.0.0.1`), german)
  }
})

test('one session is signed out, the others go on; the audit log keeps it', async () => {
  await using app = await testApp()
  const [here, there, third] = [
    await app.signedIn(DEMO.owner),
    await app.signedIn(DEMO.owner),
    await app.signedIn(DEMO.owner),
  ]
  const page = await here.get('/account/sessions')
  assert.equal(endForms(page).length, 2)
  const [newest] = endForms(page)
  assert.ok(newest)
  const answer = await here.post(newest.action, newest.hidden)
  assert.equal(answer.location, '/account/sessions?notice=ended')
  assert.deepEqual(
    [await signedInAs(here), await signedInAs(there), await signedInAs(third)],
    [DEMO.owner, DEMO.owner, null],
  )
  assert.match((await auditEntry(app.db, 'session_ended')).subject ?? '', /^Person\//)
  assert.equal((await here.post(newest.action, newest.hidden)).status, 404)
})

test('a session of somebody else looks as if it did not exist, and lives on', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const other = await app.signedIn(DEMO.owner)
  const [form] = endForms(await other.get('/account/sessions'))
  assert.ok(form)
  const member = await app.signedIn(DEMO.member)
  const own = formsOf((await member.get('/signout')).text)[0]?.hidden ?? {}
  for (const path of [form.action, '/account/sessions/0/end', '/account/sessions/x/end'])
    assert.equal((await member.post(path, own)).status, 404, path)
  assert.equal(await signedInAs(owner), DEMO.owner)
})

test('signing out everywhere else leaves this session alone', async () => {
  await using app = await testApp()
  const [here, there, member] = [
    await app.signedIn(DEMO.owner),
    await app.signedIn(DEMO.owner),
    await app.signedIn(DEMO.member),
  ]
  const page = await here.get('/account/sessions')
  const answer = await here.submit(page, {}, form => form.action === '/account/sessions/others')
  assert.match((await here.follow(answer)).text, /signed out everywhere else/)
  assert.deepEqual(
    [await signedInAs(here), await signedInAs(there), await signedInAs(member)],
    [DEMO.owner, null, DEMO.member],
  )
  assert.deepEqual((await auditEntry(app.db, 'other_sessions_ended')).details, { sessions: 1 })
  assert.doesNotMatch((await here.get('/account/sessions')).text, /everywhere else<\/button>/)
})

test('sessions are paged, and a page that does not exist is the nearest one', async () => {
  await using app = await testApp()
  let browser = await app.signedIn(DEMO.owner)
  for (let count = 0; count < 21; count += 1) browser = await app.signedIn(DEMO.owner)
  assert.match((await browser.get('/account/sessions')).text, /1–20 of 22/)
  assert.match((await browser.get('/account/sessions?page=99')).text, /21–22 of 22/)
})

test('S4 a changed password ends all other sessions and reset links, and is told by mail', async () => {
  await using app = await testApp()
  const [here, there] = [await app.signedIn(DEMO.owner), await app.signedIn(DEMO.owner)]
  await fillIn(app.anonymous(), '/password/forgot', { email: DEMO.owner })
  const link =
    /\/password\/reset\?token=\w+/.exec((await app.mails(DEMO.owner)).at(-1)?.text ?? '')?.[0] ?? ''
  const before = here.clone()
  const answer = await fillIn(here, '/account/security/password', { password: 'six brown owls' })
  assert.equal(answer.location, '/account/security?notice=password_changed')
  assert.match((await here.follow(answer)).text, /password was changed/)
  assert.deepEqual([await signedInAs(here), await signedInAs(there)], [DEMO.owner, null])
  assert.equal(await signedInAs(before), null, 'S5 the session has a new name')
  assert.equal((await app.anonymous().get(link)).status, 410)
  assert.equal((await app.mails(DEMO.owner)).at(-1)?.subject, 'Your password was changed')
  assert.match((await auditEntry(app.db, 'password_changed')).actor ?? '', /^Person\//)
  assert.equal((await fillIn(app.anonymous(), '/signin', RIGHT)).status, 422)
  const fresh = await fillIn(app.anonymous(), '/signin', { ...RIGHT, password: 'six brown owls' })
  assert.equal(fresh.status, 303)
})

test('S10 changing the password asks who one is when the sign-in is older than ten minutes, and comes back', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await browser.get('/account/security/password')
  app.clock.advance(61 * 60_000)
  const path = '/account/security/password'
  const refused = await browser.submit(page, { password: 'six brown owls' }, form => form.action === path)
  assert.match(refused.location ?? '', /^\/signin\?again=1&return_to=/)
  const asked = await browser.get(path)
  assert.match(asked.location ?? '', /^\/signin\?again=1&return_to=/)
  const again = await fillIn(browser, asked.location ?? '', { password: DEMO.password })
  assert.equal(again.location, path)
  assert.equal((await browser.get(path)).status, 200)
})

test('S11 a new password has the faults of any other, said beside the field, and nothing changes', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const cases = { '': /Enter a password/, short: /Too short/, [DEMO.owner]: /first ones that are guessed/ }
  for (const [password, text] of Object.entries(cases)) {
    const answer = await fillIn(browser, '/account/security/password', { password })
    assert.equal(answer.status, 422)
    assert.match(answer.text, text)
  }
  assert.equal((await fillIn(app.anonymous(), '/signin', RIGHT)).status, 303)
})

test('S4 of a change and a reset at the same time, the session that was ended by the other does nothing', async () => {
  await using app = await testApp()
  const stolen = await app.signedIn(DEMO.owner)
  await fillIn(app.anonymous(), '/password/forgot', { email: DEMO.owner })
  const link =
    /\/password\/reset\?token=\w+/.exec((await app.mails(DEMO.owner)).at(-1)?.text ?? '')?.[0] ?? ''
  const page = await stolen.get('/account/security/password')
  const owner = browserAt(app, '127.0.0.1')
  const reset = await owner.get(link)
  const changed = stolen.submit(page, { password: 'six brown owls' }, form =>
    form.action.startsWith('/account'),
  )
  const wasReset = await owner.submit(reset, { password: 'nine white cats' })
  await changed
  // Whichever came first: a reset that was made stands, and ends the session that was there.
  if (wasReset.status === 303) {
    assert.equal(await signedInAs(stolen), null)
    const fresh = await fillIn(app.anonymous(), '/signin', { ...RIGHT, password: 'nine white cats' })
    assert.equal(fresh.status, 303)
  } else {
    assert.equal(wasReset.status, 410)
    assert.equal(await signedInAs(stolen), DEMO.owner)
  }
})

test('the account pages offer security and sessions in their menu', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const { text } = await browser.get('/account/security')
  assert.match(text, /href="\/account\/security" aria-current="page"/)
  assert.match(text, /href="\/account\/sessions"/)
  assert.match(text, /Only here/)
  const german = await (await app.signedIn(DEMO.member)).get('/account/sessions')
  assert.match(german.text, /Wo Sie angemeldet sind/)
})
