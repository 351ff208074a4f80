import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql, { raw } from 'sql-template-tag'
import { banPerson } from '../../../src/modules/directory/index.ts'
import { resetSecondFactor } from '../../../src/modules/identity/index.ts'
import { browserAt, fillIn, linkInMail, signedInAs, signUp } from '../../support/accounts.ts'
import { DEMO } from '../../support/demo.ts'
import { begin, readingOf } from '../../support/flow.ts'
import {
  codeAt,
  isSetUp,
  qrLabel,
  SET_UP,
  STEP_MS,
  sealedOn,
  secondFactorSince,
  secretOn,
  sendCode,
  signInWithCode,
  toSecondStep,
  turnOn,
} from '../../support/second-factor.ts'
import { auditEntries, auditEntry } from '../../support/stored.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { TestBrowser } from '../../support/test-browser.ts'

const RIGHT = { email: DEMO.owner, password: DEMO.password }

const post = async (browser: TestBrowser, path: string, fields: Record<string, string> = {}) =>
  browser.submit(await browser.get(path), fields, form => form.action === path)

async function withCodes(app: TestApp) {
  const browser = await app.signedIn(DEMO.owner)
  return { browser, ...(await turnOn(app, browser)) }
}

test('codes are turned on by a code of the app, with ten recovery codes shown once (platform.md §1.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await browser.get(SET_UP)
  assert.equal(qrLabel(page), 'QR code for your authenticator app')
  const secret = secretOn(page)
  for (const [code, text] of [
    ['', /Enter a code/],
    ['123', /This code is not right/],
    [codeAt(secret, app.clock.now() + 10 * STEP_MS), /This code is not right/],
  ] as const) {
    const refused = await browser.submit(page, { code }, isSetUp)
    assert.equal(refused.status, 422)
    assert.match(refused.text, text)
    assert.equal(secretOn(refused), secret, 'the same secret is shown again')
  }
  assert.equal(await secondFactorSince(app, DEMO.owner), null)
  const { recoveryCodes } = await turnOn(app, browser)
  assert.equal(new Set(recoveryCodes).size, 10)
  const after = await browser.get('/account/security')
  assert.match(readingOf(after), /One-time codes ?on.*10 of 10 left/s)
  for (const code of recoveryCodes) assert.doesNotMatch(after.text, new RegExp(code))
  assert.equal((await app.mails(DEMO.owner)).at(-1)?.subject, 'One-time codes are on')
  assert.match((await auditEntry(app.db, 'one_time_codes_on')).actor ?? '', /^Person\//)
  assert.equal((await browser.get(SET_UP)).location, '/account/security')
})

test('the API says whether somebody has a second factor, and apps are told (directory-api.md §4.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const { access_token: token } = (await client.tokensFor(browser, 'user:read')).body
  const enabled = async () =>
    (await client.api(token, '/api/v1/person')).body.two_factor_authentication_enabled
  assert.equal(await enabled(), false)
  await turnOn(app, browser)
  assert.equal(await enabled(), true)
  const events = await app.db.read(sql`select name from event where name like '%person_updated'`)
  assert.equal(events.length, 1)
  await post(browser, '/account/security/codes/off')
  assert.equal(await enabled(), false)
})

test('what the store holds of codes is sealed or hashed (attack S7, G-24)', async () => {
  await using app = await testApp()
  const { secret, recoveryCodes } = await withCodes(app)
  const rows = JSON.stringify([
    await app.db.read(sql`select * from one_time_code`),
    await app.db.read(sql`select * from recovery_code`),
    await auditEntries(app.db),
    await app.mails(),
  ])
  assert.doesNotMatch(rows, new RegExp(secret))
  for (const code of recoveryCodes)
    assert.doesNotMatch(rows, new RegExp(`${code}|${code.replaceAll('-', '')}`))
})

test('a set-up is of one person, and its secret is not the browser’s to choose', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const member = await app.signedIn(DEMO.member)
  const foreign = await member.get(SET_UP)
  const own = await owner.get(SET_UP)
  for (const sealed of [sealedOn(foreign), 'x', `${sealedOn(own)}x`]) {
    const code = codeAt(secretOn(foreign), app.clock.now())
    const answer = await owner.submit(own, { set_up: sealed, code }, isSetUp)
    assert.equal(answer.location, SET_UP)
  }
  app.clock.advance(61 * 60_000)
  await fillIn(owner, '/signin?again=1', { password: DEMO.password })
  const code = codeAt(secretOn(own), app.clock.now())
  assert.equal((await owner.submit(own, { code }, isSetUp)).status, 403, 'the session has a new name')
  assert.equal(await secondFactorSince(app, DEMO.owner), null)
})

test('with codes on, password alone begins no session; the code does, and what was on its way goes on', async () => {
  await using app = await testApp()
  const { secret } = await withCodes(app)
  const browser = app.anonymous()
  const page = await toSecondStep(browser, DEMO.owner, { path: '/signin?return_to=/account/organizations' })
  assert.match(readingOf(page), /Enter your code.*owner@linden\.example/s)
  assert.equal(await signedInAs(browser), null)
  assert.equal(browser.cookies.has('grantory_session'), false)
  for (const path of ['/launchpad', '/account/security'])
    assert.match((await browser.get(path)).location ?? '', /^\/signin/)
  const answer = await sendCode(browser, page, codeAt(secret, app.clock.now()))
  assert.equal(answer.location, '/account/organizations')
  assert.equal(await signedInAs(browser), DEMO.owner)
  assert.equal(browser.cookies.has('grantory_sign_in'), false)
  assert.deepEqual((await auditEntry(app.db, 'signed_in')).details, { second_factor: 'one-time code' })
})

test('S7 each code works once, also one step before and after, and none older than the last one', async () => {
  await using app = await testApp()
  const { secret } = await withCodes(app)
  app.clock.advance(5 * STEP_MS)
  const now = app.clock.now()
  const attempt = async (code: string) => {
    const browser = app.anonymous()
    return (await sendCode(browser, await toSecondStep(browser, DEMO.owner), code)).status
  }
  assert.equal(await attempt(codeAt(secret, now - 2 * STEP_MS)), 422)
  assert.equal(await attempt(codeAt(secret, now + 2 * STEP_MS)), 422)
  assert.equal(await attempt(codeAt(secret, now + STEP_MS)), 303)
  assert.equal(await attempt(codeAt(secret, now + STEP_MS)), 422, 'replayed')
  assert.equal(await attempt(codeAt(secret, now)), 422, 'older than the last one')
})

test('S7 of many requests with one code, or one recovery code, one signs in', async () => {
  await using app = await testApp()
  const { secret, recoveryCodes } = await withCodes(app)
  for (const code of [codeAt(secret, app.clock.now()), recoveryCodes[0] ?? '']) {
    const steps = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const browser = app.anonymous()
        return { browser, page: await toSecondStep(browser, DEMO.owner) }
      }),
    )
    const answers = await Promise.all(steps.map(({ browser, page }) => sendCode(browser, page, code)))
    assert.equal(answers.filter(({ status }) => status === 303).length, 1)
  }
})

test('S7 one wait begins one session, however often it is answered', async () => {
  await using app = await testApp()
  const { recoveryCodes } = await withCodes(app)
  const browser = app.anonymous()
  const page = await toSecondStep(browser, DEMO.owner)
  const [first = '', second = ''] = recoveryCodes
  const copies = [browser.clone(), browser.clone()]
  const answers = await Promise.all(
    copies.map((copy, index) => sendCode(copy, page, index === 0 ? first : second)),
  )
  const locations = answers.map(({ location }) => location).sort()
  assert.deepEqual(locations, ['/launchpad', '/signin?notice=code_expired'])
})

test('S7 recovery codes work once each, in any spelling, and new ones end the old', async () => {
  await using app = await testApp()
  const { browser, recoveryCodes } = await withCodes(app)
  const [first = '', second = '', third = ''] = recoveryCodes
  const attempt = async (code: string) => {
    const other = app.anonymous()
    return (await sendCode(other, await toSecondStep(other, DEMO.owner), code)).status
  }
  assert.equal(await attempt(first.toLowerCase().replaceAll('-', ' ')), 303)
  assert.equal(await attempt(first), 422)
  assert.match((await browser.get('/account/security')).text, /9 of 10 left/)
  const made = await post(browser, '/account/security/recovery-codes')
  assert.match(made.text, /former codes no longer work/)
  assert.equal((await app.mails(DEMO.owner)).at(-1)?.subject, 'You have new recovery codes')
  assert.equal(await attempt(second), 422)
  assert.equal(await attempt(third), 422)
  assert.match((await browser.get('/account/security')).text, /10 of 10 left/)
  await auditEntry(app.db, 'recovery_codes_renewed')
})

test('S2 S7 codes are limited for the account; a right password takes no failure back (G-25)', async () => {
  await using app = await testApp({ environment: { TRUSTED_PROXIES: '127.0.0.1' } })
  const home = browserAt(app, '192.0.2.1')
  await home.signIn(DEMO.owner, DEMO.password)
  const { secret } = await turnOn(app, home)
  const attacker = browserAt(app, '198.51.100.7')
  for (let count = 0; count < 10; count += 1) {
    const page = await toSecondStep(attacker, DEMO.owner)
    assert.equal((await sendCode(attacker, page, '000000')).status, 422)
  }
  const page = await toSecondStep(attacker, DEMO.owner)
  const limited = await sendCode(attacker, page, codeAt(secret, app.clock.now()))
  assert.equal(limited.status, 429)
  assert.match(limited.text, /Too many attempts/)
  await auditEntry(app.db, 'sign_in_delayed')
  // The owner comes from where they always do.
  const owner = browserAt(app, '192.0.2.1')
  assert.equal((await signInWithCode(app, owner, DEMO.owner, secret)).status, 303)
  const again = browserAt(app, '198.51.100.7')
  const counted = await sendCode(again, await toSecondStep(again, DEMO.owner), '000000')
  assert.equal(counted.status, 422, 'success takes the failures back')
})

test('S7 parallel guesses of codes get no further than one after another would', async () => {
  await using app = await testApp()
  await withCodes(app)
  const browser = app.anonymous()
  const page = await toSecondStep(browser, DEMO.owner)
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => sendCode(browser.clone(), page, String(index).padStart(6, '0'))),
  )
  assert.equal(answers.filter(({ status }) => status === 422).length, 10)
  assert.equal(answers.filter(({ status }) => status === 429).length, 30)
})

test('S5 S7 the wait belongs to the browser that knew the password, and lasts ten minutes', async () => {
  await using app = await testApp()
  const { secret } = await withCodes(app)
  const browser = app.anonymous()
  const page = await toSecondStep(browser, DEMO.owner)
  const stranger = app.anonymous()
  assert.equal((await stranger.get('/signin/code')).location, '/signin?notice=code_expired')
  stranger.cookies.set('grantory_sign_in', 'PlantedTokenOfTheAttacker1234567')
  assert.equal((await stranger.get('/signin/code')).location, '/signin?notice=code_expired')
  app.clock.advance(10 * 60_000)
  const late = await sendCode(browser, page, codeAt(secret, app.clock.now()))
  assert.equal(late.location, '/signin?notice=code_expired')
  assert.match((await browser.follow(late)).text, /Too much time has passed/)
})

test('S4 S7 a changed or reset password ends waits that knew the former one, and a reset signs nobody in', async () => {
  await using app = await testApp()
  const { browser, secret } = await withCodes(app)
  const waits = app.anonymous()
  const first = await toSecondStep(waits, DEMO.owner)
  await post(browser, '/account/security/password', { password: 'six brown owls' })
  app.clock.advance(STEP_MS)
  const code = () => codeAt(secret, app.clock.now())
  assert.equal((await sendCode(waits, first, code())).location, '/signin?notice=code_expired')

  const second = await toSecondStep(waits, DEMO.owner, { password: 'six brown owls' })
  await fillIn(app.anonymous(), '/password/forgot', { email: DEMO.owner })
  const mailbox = app.anonymous()
  const link = await linkInMail(app, DEMO.owner)
  const reset = await fillIn(mailbox, link, { password: 'nine white cats' })
  assert.match(reset.location ?? '', /^\/signin\?.*notice=password_changed/)
  assert.equal((await sendCode(waits, second, code())).location, '/signin?notice=code_expired')
  assert.equal(await signedInAs(mailbox), null)
  const page = await toSecondStep(mailbox, DEMO.owner, { password: 'nine white cats' })
  assert.equal((await sendCode(mailbox, page, code())).status, 303)
})

test('S7 somebody who is banned meanwhile gets no session by the code', async () => {
  await using app = await testApp()
  const { secret } = await withCodes(app)
  const waits = app.anonymous()
  const page = await toSecondStep(waits, DEMO.owner)
  const [row] = await app.db.read<{ id: string }>(sql`select id from person where email = ${DEMO.owner}`)
  const personId = row?.id ?? ''
  await app.db.transaction(tx => banPerson(tx, { personId }, app.app.directoryHooks, app.clock.now()))
  const answer = await sendCode(waits, page, codeAt(secret, app.clock.now()))
  assert.equal(answer.location, '/signin?notice=code_expired')
  assert.equal(await signedInAs(waits), null)
})

test('S7 the first factor signs out who only knew the password, and ends their waits', async () => {
  await using app = await testApp()
  const stolen = await app.signedIn(DEMO.owner)
  const { browser, secret } = await withCodes(app)
  assert.deepEqual([await signedInAs(browser), await signedInAs(stolen)], [DEMO.owner, null])
  await post(browser, '/account/security/codes/off')
  await fillIn(app.anonymous(), '/signin', RIGHT)
  const next = await turnOn(app, browser)
  assert.notEqual(next.secret, secret)
})

test('codes are turned off after a question that tells what it means; the password is enough again', async () => {
  await using app = await testApp()
  const { browser } = await withCodes(app)
  await app.db.transaction(tx =>
    tx.write(sql`update organization set require_two_factor = 1 where id = ${DEMO.linden}`),
  )
  assert.match(
    (await browser.get('/account/security')).text,
    /Linden Press requires a second factor of all members/,
  )
  const question = readingOf(await browser.get('/account/security/codes/off'))
  assert.match(
    question,
    /Your password alone signs you in.*recovery codes stop.*no longer open Linden Press/s,
  )
  const done = await post(browser, '/account/security/codes/off')
  assert.match((await browser.follow(done)).text, /One-time codes are off/)
  assert.equal(await secondFactorSince(app, DEMO.owner), null)
  assert.deepEqual(await app.db.read(sql`select * from recovery_code`), [])
  assert.equal((await app.mails(DEMO.owner)).at(-1)?.subject, 'One-time codes are off')
  await auditEntry(app.db, 'one_time_codes_off')
  assert.equal((await fillIn(app.anonymous(), '/signin', RIGHT)).location, '/launchpad')
  assert.equal((await browser.get('/account/security/recovery-codes')).location, '/account/security')
})

test('S10 turning codes on and off and new recovery codes ask for a fresh proof, which is password and code', async () => {
  await using app = await testApp()
  const { browser, secret } = await withCodes(app)
  app.clock.advance(11 * 60_000)
  for (const path of ['/account/security/codes/off', '/account/security/recovery-codes'])
    assert.match((await browser.get(path)).location ?? '', /^\/signin\?again=1/)
  const asked = await browser.get('/account/security/codes/off')
  const page = await toSecondStep(browser, DEMO.owner, { path: asked.location ?? '' })
  assert.match((await browser.get('/account/security/codes/off')).location ?? '', /again=1/)
  const answer = await sendCode(browser, page, codeAt(secret, app.clock.now()))
  assert.equal(answer.location, '/account/security/codes/off')
  assert.equal((await browser.get('/account/security/codes/off')).status, 200)
})

test('G-26 an unconfirmed account confirms its address first; the first confirmation ends what was there', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const asked = await browser.get(SET_UP)
  assert.match(asked.location ?? '', /^\/email\/confirmation\?return_to=/)
  const link = await linkInMail(app, 'mira@example.org')
  await browser.submit(await browser.get(link), {}, form => form.action === '/email/confirm')
  assert.equal((await browser.get(SET_UP)).status, 200)
})

test('the second step works inside an app’s request, with force_login, login and its language (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const { browser, secret } = await withCodes(app)
  const client = app.client(DEMO.stockKeeper)
  const page = await begin(browser, client, { scope: 'directory.person.r', force_login: 'true', lang: 'de' })
  const step = await browser.follow(
    await browser.submit(page, { password: DEMO.password }, form => form.action.startsWith('/signin')),
  )
  assert.match(readingOf(step), /Geben Sie Ihren Code ein.*Abbrechen und zurück zu/s)
  const early = await browser.get(/href="(\/oauth\/authorize\/continue[^"]*)"/.exec(step.text)?.[1] ?? '/')
  assert.doesNotMatch(early.text, /action="\/oauth\/authorize\/decision/)
  const consent = await browser.follow(await sendCode(browser, step, codeAt(secret, app.clock.now())))
  assert.match(consent.text, /action="\/oauth\/authorize\/decision/)
  app.clock.advance(STEP_MS)

  const fresh = app.anonymous()
  const signIn = await begin(fresh, client, { scope: 'directory.person.r' })
  const second = await fresh.follow(
    await fresh.submit(signIn, RIGHT, form => form.action.startsWith('/signin')),
  )
  const led = await fresh.follow(await sendCode(fresh, second, codeAt(secret, app.clock.now())))
  assert.match(led.text, /action="\/oauth\/authorize\/decision/)
})

test('a sign-in from where somebody never signed in is told by mail; the first of all is not', async () => {
  await using app = await testApp({ environment: { TRUSTED_PROXIES: '127.0.0.1' } })
  const subjects = async () => (await app.mails(DEMO.owner)).map(({ subject }) => subject)
  await browserAt(app, '192.0.2.1').signIn(DEMO.owner, DEMO.password)
  await browserAt(app, '192.0.2.1').signIn(DEMO.owner, DEMO.password)
  assert.deepEqual(await subjects(), [])
  await browserAt(app, '198.51.100.7').signIn(DEMO.owner, DEMO.password)
  assert.deepEqual(await subjects(), ['A sign-in from a new place'])
  assert.match((await app.mails(DEMO.owner)).at(-1)?.text ?? '', /198\.51\.100\.7/)
  await browserAt(app, '198.51.100.7').signIn(DEMO.owner, DEMO.password)
  assert.equal((await subjects()).length, 1)
})

test('clean-up forgets waits that are over', async () => {
  await using app = await testApp()
  await withCodes(app)
  await toSecondStep(app.anonymous(), DEMO.owner)
  app.clock.advance(60 * 60_000)
  await app.runJobs()
  assert.deepEqual(await app.db.read(sql`select * from pending_sign_in`), [])
})

test('an organization that requires a second factor leads who has none to where one is added, and opens then', async () => {
  await using app = await testApp()
  await app.db.transaction(tx =>
    tx.write(sql`update organization set require_two_factor = 1 where id = ${DEMO.linden}`),
  )
  const browser = await app.signedIn(DEMO.owner)
  const refused = await browser.get('/organizations/linden_press')
  assert.equal(refused.status, 403)
  assert.match(refused.text, /href="\/account\/security"[^>]*>Add a second factor/)
  await turnOn(app, browser)
  assert.equal((await browser.get('/organizations/linden_press')).status, 200)
})

test('the operator takes the factors of somebody who lost them, and a deleted account leaves none', async () => {
  await using app = await testApp()
  const { browser } = await withCodes(app)
  const waits = app.anonymous()
  await toSecondStep(waits, DEMO.owner)
  const settings = { brandName: 'Grantory', publicUrl: app.publicUrl }
  const reset = () =>
    app.db.transaction(tx => resetSecondFactor(tx, settings, { emailKey: DEMO.owner }, app.clock.now()))
  assert.equal(await reset(), 'reset')
  assert.equal(await reset(), 'none')
  assert.equal(await signedInAs(browser), null)
  assert.equal((await app.mails(DEMO.owner)).at(-1)?.subject, 'Your second factor was taken off')
  assert.equal((await fillIn(app.anonymous(), '/signin', RIGHT)).location, '/launchpad')

  const member = await app.signedIn(DEMO.member)
  await turnOn(app, member)
  const path = '/account/delete'
  const deleted = await member.submit(
    await member.get(path),
    { email: DEMO.member },
    ({ action }) => action === path,
  )
  assert.equal(deleted.status, 303, deleted.text)
  for (const table of ['one_time_code', 'recovery_code', 'passkey', 'pending_sign_in'])
    assert.deepEqual(await app.db.read(sql`select * from ${raw(table)}`), [], table)
})

test('S7 an app’s request gets nothing of an organization that requires a second factor for who has none', async () => {
  await using app = await testApp()
  await app.db.transaction(tx =>
    tx.write(sql`update organization set require_two_factor = 1 where id = ${DEMO.linden}`),
  )
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const named = `Org/${DEMO.linden}.directory.organization.r`
  for (const scope of [named, `Per>${named}`]) {
    const page = await begin(browser, client, { scope })
    assert.match(readingOf(page), /This organization asks for a second factor/, scope)
    assert.match(page.text, /href="\/account\/security"/)
  }
  const choice = await begin(browser, client, { scope: 'Org.directory.organization.r' })
  assert.match(readingOf(choice), /Linden Press.*requires a second factor, and your account has none/s)
  assert.doesNotMatch(choice.text, new RegExp(`name="organization" value="${DEMO.linden}"`))
  await turnOn(app, browser)
  const allowed = await begin(browser, client, { scope: named })
  assert.match(allowed.text, /action="\/oauth\/authorize\/decision/)
  assert.doesNotMatch(allowed.text, /asks for a second factor/)
})
