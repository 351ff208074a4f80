import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { banPerson } from '../../../src/modules/directory/index.ts'
import { fillIn, linkInMail, signedInAs, signUp } from '../../support/accounts.ts'
import { DEMO } from '../../support/demo.ts'
import { begin, readingOf } from '../../support/flow.ts'
import {
  ADD_PASSKEY,
  addPasskey,
  askedOn,
  isAddPasskey,
  isPasskeySignIn,
  signInBy,
} from '../../support/passkeys.ts'
import {
  codeAt,
  isSetUp,
  recoveryCodesOn,
  SET_UP,
  secondFactorSince,
  secretOn,
  sendCode,
  toSecondStep,
} from '../../support/second-factor.ts'
import { type Lie, softwareAuthenticator } from '../../support/software-authenticator.ts'
import { auditEntry } from '../../support/stored.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'

async function withPasskey(app: TestApp) {
  const browser = await app.signedIn(DEMO.owner)
  const key = softwareAuthenticator(app.publicUrl)
  const added = await addPasskey(browser, key)
  assert.equal(added.status, 200, added.text.slice(0, 2000))
  return { browser, key, added }
}

const FAILED = /^\/signin\?notice=passkey_failed/

test('S8 a passkey is added, counts as second factor, and signs in without a password (platform.md §1.1)', async () => {
  await using app = await testApp()
  const { browser, key, added } = await withPasskey(app)
  assert.equal(recoveryCodesOn(added).length, 10)
  assert.match(readingOf(await browser.get('/account/security')), /Blue key.*not used yet.*10 of 10 left/s)
  assert.notEqual(await secondFactorSince(app, DEMO.owner), null)
  assert.match((await app.mails(DEMO.owner)).at(-1)?.text ?? '', /passkey “Blue key” was added/)
  assert.match((await auditEntry(app.db, 'passkey_added')).actor ?? '', /^Person\//)

  const other = app.anonymous()
  const answer = await signInBy(other, key, {}, '/signin?return_to=/account/organizations')
  assert.equal(answer.location, '/account/organizations')
  assert.equal(await signedInAs(other), DEMO.owner)
  assert.match(readingOf(await other.get('/account/security')), /Blue key.*used now|Blue key.*used .*ago/s)
})

test('S8 a second passkey brings no new recovery codes; the same one is not added twice', async () => {
  await using app = await testApp()
  const { browser, key } = await withPasskey(app)
  const again = await addPasskey(browser, key)
  assert.equal(again.status, 422)
  assert.match(again.text, /belongs to an account already/)
  const second = await addPasskey(browser, softwareAuthenticator(app.publicUrl), {}, 'Phone')
  assert.equal(second.location, '/account/security?notice=passkey_added')
  const member = await app.signedIn(DEMO.member)
  assert.equal((await addPasskey(member, key)).status, 422)
})

test('S8 what is made elsewhere, without the person verified or for another challenge is not added', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const lies: Lie[] = [
    { origin: 'https://hub.evil.example' },
    { rpId: 'evil.example' },
    { isVerified: false },
    { challenge: Buffer.from('anything').toString('base64url') },
  ]
  for (const lie of lies) {
    const answer = await addPasskey(browser, softwareAuthenticator(app.publicUrl), lie)
    assert.equal(answer.status, 422, JSON.stringify(lie))
    assert.match(answer.text, /gave no passkey/)
  }
  for (const nonsense of ['', '{}', 'null', '{"id":"x","response":{}}', 'x'.repeat(30_000)]) {
    const answer = await browser.submit(
      await browser.get(ADD_PASSKEY),
      { name: 'Key', answer: nonsense },
      isAddPasskey,
    )
    assert.equal(answer.status, 422, nonsense.slice(0, 20))
  }
  assert.match(
    (await addPasskey(browser, softwareAuthenticator(app.publicUrl), {}, ' ')).text,
    /Enter a name/,
  )
  assert.equal(await secondFactorSince(app, DEMO.owner), null)
})

test('S8 a signature for another origin, host or challenge, unverified, or of another person signs nobody in', async () => {
  await using app = await testApp()
  const { key } = await withPasskey(app)
  const stranger = softwareAuthenticator(app.publicUrl)
  const lies: Lie[] = [
    { origin: 'https://hub.evil.example' },
    { rpId: 'evil.example' },
    { isVerified: false },
    { challenge: Buffer.from('anything').toString('base64url') },
    { handle: Buffer.from('somebody else').toString('base64url') },
  ]
  for (const lie of lies) {
    const browser = app.anonymous()
    assert.match((await signInBy(browser, key, lie)).location ?? '', FAILED, JSON.stringify(lie))
    assert.equal(await signedInAs(browser), null)
  }
  const browser = app.anonymous()
  const unknown = await signInBy(browser, stranger)
  assert.match(unknown.location ?? '', FAILED)
  assert.match((await browser.follow(unknown)).text, /passkey does not sign you in/)
  assert.equal((await signInBy(browser, key)).location, '/launchpad')
})

test('S8 a challenge is answered once, in the browser session it was asked in, within an hour', async () => {
  await using app = await testApp()
  const { key } = await withPasskey(app)
  const browser = app.anonymous()
  const page = await browser.get('/signin')
  const answer = key.get(askedOn(page), { count: 5 })
  const copies = Array.from({ length: 5 }, () => browser.clone())
  const answers = await Promise.all(copies.map(copy => copy.submit(page, { answer }, isPasskeySignIn)))
  assert.equal(answers.filter(({ location }) => location === '/launchpad').length, 1)

  const other = app.anonymous()
  const replayed = await other.submit(
    await other.get('/signin'),
    { answer: key.get(askedOn(page)) },
    isPasskeySignIn,
  )
  assert.match(replayed.location ?? '', FAILED)

  const late = app.anonymous()
  const old = await late.get('/signin')
  app.clock.advance(60 * 60_000)
  assert.match(
    (await late.submit(old, { answer: key.get(askedOn(old)) }, isPasskeySignIn)).location ?? '',
    FAILED,
  )
})

test('S8 a challenge to add is none to sign in', async () => {
  await using app = await testApp()
  const { browser, key } = await withPasskey(app)
  const { challenge } = askedOn(await browser.get(ADD_PASSKEY))
  const page = await browser.get('/signin?account=other')
  const answer = key.get(askedOn(page), { challenge })
  assert.match((await browser.submit(page, { answer }, isPasskeySignIn)).location ?? '', FAILED)
})

test('S8 a count that does not grow tells of a copy, and signs nobody in', async () => {
  await using app = await testApp()
  const { key } = await withPasskey(app)
  assert.equal((await signInBy(app.anonymous(), key, { count: 7 })).location, '/launchpad')
  assert.match((await signInBy(app.anonymous(), key, { count: 7 })).location ?? '', FAILED)
  assert.match((await signInBy(app.anonymous(), key, { count: 3 })).location ?? '', FAILED)
  assert.equal((await signInBy(app.anonymous(), key, { count: 8 })).location, '/launchpad')
})

test('S8 passkeys that do not count sign in each time', async () => {
  await using app = await testApp()
  const { key } = await withPasskey(app)
  for (let count = 0; count < 3; count += 1)
    assert.equal((await signInBy(app.anonymous(), key, { count: 0 })).location, '/launchpad')
})

test('S8 a banned person gets no session by passkey', async () => {
  await using app = await testApp()
  const { key } = await withPasskey(app)
  const [row] = await app.db.read<{ id: string }>(sql`select id from person where email = ${DEMO.owner}`)
  await app.db.transaction(tx =>
    banPerson(tx, { personId: row?.id ?? '' }, app.app.directoryHooks, app.clock.now()),
  )
  assert.match((await signInBy(app.anonymous(), key)).location ?? '', FAILED)
})

test('S7 after the password, a passkey or a recovery code is asked for; a reset does not go by it', async () => {
  await using app = await testApp()
  const { key, added } = await withPasskey(app)
  const browser = app.anonymous()
  const page = await toSecondStep(browser, DEMO.owner)
  assert.match(readingOf(page), /use your passkey, or one of your recovery codes/)
  const failed = await browser.submit(
    page,
    { answer: key.get(askedOn(page), { isVerified: false }) },
    isPasskeySignIn,
  )
  assert.match(failed.location ?? '', /^\/signin\/code\?notice=passkey_failed/)
  const again = await browser.follow(failed)
  assert.match(again.text, /passkey does not sign you in/)
  const answer = await browser.submit(again, { answer: key.get(askedOn(again)) }, isPasskeySignIn)
  assert.equal(answer.location, '/launchpad')
  const other = app.anonymous()
  const code = recoveryCodesOn(added)[0] ?? ''
  assert.equal((await sendCode(other, await toSecondStep(other, DEMO.owner), code)).location, '/launchpad')

  await fillIn(app.anonymous(), '/password/forgot', { email: DEMO.owner })
  const mailbox = app.anonymous()
  await fillIn(mailbox, await linkInMail(app, DEMO.owner), { password: 'nine white cats' })
  await toSecondStep(mailbox, DEMO.owner, { password: 'nine white cats' })
  assert.equal(await signedInAs(mailbox), null)
})

test('S10 a passkey proves it anew for a sensitive act, and inside an app’s request with force_login', async () => {
  await using app = await testApp()
  const { browser, key } = await withPasskey(app)
  app.clock.advance(11 * 60_000)
  const asked = await browser.get(ADD_PASSKEY)
  assert.match(asked.location ?? '', /^\/signin\?again=1/)
  assert.equal((await signInBy(browser, key, {}, asked.location ?? '')).location, ADD_PASSKEY)
  assert.equal((await browser.get(ADD_PASSKEY)).status, 200)

  app.clock.advance(1000)
  const client = app.client(DEMO.stockKeeper)
  const page = await begin(browser, client, { scope: 'directory.person.r', force_login: 'true' })
  const led = await browser.follow(
    await browser.submit(page, { answer: key.get(askedOn(page)) }, isPasskeySignIn),
  )
  assert.match(led.text, /action="\/oauth\/authorize\/decision/)
})

test('a passkey is renamed and removed; removed, it signs nobody in, and with the last one the password is enough', async () => {
  await using app = await testApp()
  const { browser, key } = await withPasskey(app)
  const overview = await browser.get('/account/security')
  const [, rename = ''] = /href="(\/account\/security\/passkeys\/[^"]*\/rename)"/.exec(overview.text) ?? []
  const [, remove = ''] = /href="(\/account\/security\/passkeys\/[^"]*\/remove)"/.exec(overview.text) ?? []
  const isRename = ({ action }: { action: string }) => action === rename
  assert.equal((await browser.submit(await browser.get(rename), { name: '' }, isRename)).status, 422)
  const renamed = await browser.submit(await browser.get(rename), { name: 'Drawer <b>' }, isRename)
  assert.match((await browser.follow(renamed)).text, /Drawer &lt;b&gt;/)

  const member = await app.signedIn(DEMO.member)
  for (const path of [rename, remove]) assert.equal((await member.get(path)).status, 404)

  const question = await browser.get(remove)
  assert.match(
    readingOf(question),
    /no longer signs you in.*password alone signs you in.*recovery codes stop/s,
  )
  const done = await browser.submit(question, {}, ({ action }) => action === remove)
  assert.equal(done.location, '/account/security?notice=passkey_removed')
  assert.match((await signInBy(app.anonymous(), key)).location ?? '', FAILED)
  assert.equal(await secondFactorSince(app, DEMO.owner), null)
  assert.deepEqual(await app.db.read(sql`select * from recovery_code`), [])
  assert.equal((await app.mails(DEMO.owner)).at(-1)?.subject, 'A passkey was removed')
  await auditEntry(app.db, 'passkey_removed')
  const right = { email: DEMO.owner, password: DEMO.password }
  assert.equal((await fillIn(app.anonymous(), '/signin', right)).location, '/launchpad')
})

test('with codes left, removing a passkey leaves the second factor', async () => {
  await using app = await testApp()
  const { browser } = await withPasskey(app)
  const setUp = await browser.get(SET_UP)
  const code = codeAt(secretOn(setUp), app.clock.now())
  const on = await browser.submit(setUp, { code }, isSetUp)
  assert.equal(on.location, '/account/security?notice=codes_on', 'recovery codes are there already')
  const { text } = await browser.get('/account/security')
  const [, remove = ''] = /href="(\/account\/security\/passkeys\/[^"]*\/remove)"/.exec(text) ?? []
  const question = await browser.get(remove)
  assert.doesNotMatch(question.text, /password alone/)
  await browser.submit(question, {}, ({ action }) => action === remove)
  assert.notEqual(await secondFactorSince(app, DEMO.owner), null)
})

test('G-26 an unconfirmed account confirms its address before it adds a passkey', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  assert.match((await browser.get(ADD_PASSKEY)).location ?? '', /^\/email\/confirmation\?return_to=/)
})

test('clean-up forgets challenges that are over', async () => {
  await using app = await testApp()
  await withPasskey(app)
  app.clock.advance(3 * 60 * 60_000)
  await app.runJobs()
  assert.deepEqual(await app.db.read(sql`select * from used_challenge`), [])
})
