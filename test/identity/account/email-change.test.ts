import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn, linkInMail, signedInAs, signUp } from '../../support/accounts.ts'
import { DEMO } from '../../support/demo.ts'
import { readingOf } from '../../support/flow.ts'
import { auditEntries, auditEntry } from '../../support/stored.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { Answer, TestBrowser } from '../../support/test-browser.ts'

const PATH = '/account/email'
const NEW = 'mara.new@linden.example'

const ask = (browser: TestBrowser, email: string) => fillInOwn(browser, { email })

async function fillInOwn(browser: TestBrowser, fields: Record<string, string>): Promise<Answer> {
  return browser.submit(await browser.get(PATH), fields, ({ action }) => action === PATH)
}

const confirm = async (browser: TestBrowser, link: string) => fillIn(browser, link, {})

const mailTo = async (app: TestApp, recipient: string) => (await app.mails(recipient)).at(-1)

test('an address changes by the link that went to the new one, and not before (platform.md §1.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const other = await app.signedIn(DEMO.owner)
  const asked = await ask(browser, NEW)
  assert.equal(asked.location, PATH)
  assert.match(
    readingOf(await browser.follow(asked)),
    /Open the link in the mail to mara\.new@linden\.example/,
  )
  assert.equal((await mailTo(app, NEW))?.subject, 'Confirm your new e-mail address')
  assert.match((await mailTo(app, DEMO.owner))?.text ?? '', /is to become mara\.new@linden\.example/)
  assert.equal(await signedInAs(browser), DEMO.owner)

  const link = await linkInMail(app, NEW)
  assert.match((await browser.get(link)).text, /Is this your new address/)
  assert.equal(await signedInAs(browser), DEMO.owner, 'looking changes nothing')
  const before = browser.clone()
  const done = await confirm(browser, link)
  assert.match(done.text, /You have a new address.*href="\/account\/profile"/s)
  assert.deepEqual(
    [await signedInAs(browser), await signedInAs(other), await signedInAs(before)],
    [NEW, null, null],
    'S4 S5 other sessions end, this one has a new name',
  )
  assert.equal((await mailTo(app, DEMO.owner))?.subject, 'Your e-mail address was changed')
  assert.equal(
    (await fillIn(app.anonymous(), '/signin', { email: DEMO.owner, password: DEMO.password })).status,
    422,
  )
  assert.equal(
    (await fillIn(app.anonymous(), '/signin', { email: NEW, password: DEMO.password })).status,
    303,
  )
  assert.equal((await browser.get(link)).status, 410, 'used')
  await auditEntry(app.db, 'email_changed')
  assert.doesNotMatch(JSON.stringify(await auditEntries(app.db)), /mara\.new/, 'G-33 the log keeps ids')
})

test('apps are told of a new address, and read it (directory-api.md §4.1)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const { access_token: token } = (await client.tokensFor(browser, 'user:read')).body
  await ask(browser, NEW)
  await confirm(browser, await linkInMail(app, NEW))
  const person = (await client.api(token, '/api/v1/person')).body
  assert.equal(person.email, NEW)
  const events = await app.db.read(sql`select name from event where name like '%person_updated'`)
  assert.equal(events.length, 1)
})

test('S1 an address of another account is not told; its owner gets a mail instead, and it is never taken over', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const bare = (page: Answer) => readingOf(page).replaceAll(/[\w.]+@[\w.]+/g, '')
  const free = await browser.follow(await ask(browser, NEW))
  const taken = await browser.follow(await ask(browser, DEMO.member))
  assert.equal(bare(taken), bare(free))
  const mail = await mailTo(app, DEMO.member)
  assert.equal(mail?.subject, 'Ihre Adresse wird schon verwendet')
  assert.doesNotMatch(mail?.text ?? '', /\/email\/change/)
})

test('S1 an address that is taken before the link is used stays its owner’s', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  await ask(browser, 'mira@example.org')
  const link = await linkInMail(app, 'mira@example.org')
  await signUp(app)
  const answer = await confirm(browser, link)
  assert.equal(answer.status, 410)
  assert.match(answer.text, /does not work any more/)
  assert.equal(await signedInAs(browser), DEMO.owner)
})

test('S4 an older, withdrawn or late link is dead, and so is one after the password changed', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const dead = async (link: string) => assert.equal((await app.anonymous().get(link)).status, 410)
  await ask(browser, NEW)
  const first = await linkInMail(app, NEW)
  await ask(browser, 'other@linden.example')
  await dead(first)

  const second = await linkInMail(app, 'other@linden.example')
  const withdraw = await browser.submit(
    await browser.get(PATH),
    {},
    ({ action }) => action === `${PATH}/withdraw`,
  )
  assert.match((await browser.follow(withdraw)).text, /stays as it is/)
  await dead(second)

  await ask(browser, NEW)
  const third = await linkInMail(app, NEW)
  await fillIn(browser, '/account/security/password', { password: 'six brown owls' })
  await dead(third)

  await ask(browser, NEW)
  const fourth = await linkInMail(app, NEW)
  await fillIn(app.anonymous(), '/password/forgot', { email: DEMO.owner })
  await fillIn(app.anonymous(), await linkInMail(app, DEMO.owner), { password: 'nine white cats' })
  await dead(fourth)

  const again = app.anonymous()
  await again.signIn(DEMO.owner, 'nine white cats')
  await ask(again, NEW)
  app.clock.advance(24 * 60 * 60_000)
  await dead(await linkInMail(app, NEW))
})

test('S4 of many requests with one link, one changes the address', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  await ask(browser, NEW)
  const page = await browser.get(await linkInMail(app, NEW))
  const copies = Array.from({ length: 5 }, () => browser.clone())
  const answers = await Promise.all(
    copies.map(copy => copy.submit(page, {}, ({ action }) => action === '/email/change')),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal((await auditEntries(app.db)).filter(({ action }) => action === 'email_changed').length, 1)
})

test('G-26 somebody who mistyped the address at sign-up changes it, and confirms the account by it', async () => {
  await using app = await testApp()
  const browser = await signUp(app, { email: 'mistyped@example.org' })
  await ask(browser, 'mira@example.org')
  await confirm(browser, await linkInMail(app, 'mira@example.org'))
  assert.equal(await signedInAs(browser), 'mira@example.org')
  const [row] = await app.db.read<{ at: number | null }>(
    sql`select email_confirmed_at as at from person where email = 'mira@example.org'`,
  )
  assert.notEqual(row?.at ?? null, null)
  await auditEntry(app.db, 'email_confirmed')
})

test('S10 another address asks for a fresh sign-in', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  app.clock.advance(11 * 60_000)
  assert.match((await browser.get(PATH)).location ?? '', /^\/signin\?again=1/)
})

test('what is missing, no address or the present one is said beside the field', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  for (const [email, text] of [
    ['', /Enter your e-mail address/],
    ['mara@', /mara@/],
    [DEMO.owner, /This is your address already/],
  ] as const) {
    const answer = await ask(browser, email)
    assert.equal(answer.status, 422)
    assert.match(answer.text, text)
  }
  assert.deepEqual(await app.mails(), [])
})

test('G-18 how often one asks for another address is limited', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  for (let count = 0; count < 10; count += 1) await ask(browser, `address${count}@linden.example`)
  const limited = await ask(browser, NEW)
  assert.equal(limited.status, 429)
  assert.equal((await app.mails(NEW)).length, 0)
})
