import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn, linkInMail, NEW_PERSON, signedInAs, signUp } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { allow, begin, linkOn } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { codeIn } from '../support/test-client.ts'
import { LINDEN } from '../support/tokens.ts'

const DAY_MS = 24 * 3_600_000
const { email, password } = NEW_PERSON

async function isConfirmed(app: TestApp, address = email): Promise<boolean> {
  const [row] = await app.db.read<{ email_confirmed_at: number | null }>(
    sql`select email_confirmed_at from person where email = ${address}`,
  )
  return row?.email_confirmed_at != null
}

test('an address is confirmed by a button behind the link; looking at the link confirms nothing', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const link = await linkInMail(app, email)
  const page = await browser.get(link)
  assert.match(page.text, /mira@example\.org/)
  assert.equal(await isConfirmed(app), false)

  const done = await browser.submit(page, {}, form => form.action === '/email/confirm')
  assert.equal(done.status, 200)
  assert.match(done.text, /is confirmed/)
  assert.equal(await isConfirmed(app), true)
})

test('a confirmation link works once, for three days, for its address, and not as another kind (S4, C7)', async () => {
  await using app = await testApp()
  await signUp(app)
  const link = await linkInMail(app, email)
  await fillIn(app.anonymous(), '/password/forgot', { email })
  const reset = await linkInMail(app, email)
  assert.equal((await app.anonymous().get(reset.replace('/password/reset', '/email/confirm'))).status, 410)

  app.clock.advance(3 * DAY_MS - 1)
  assert.equal((await app.anonymous().get(link)).status, 200)
  app.clock.advance(1)
  assert.equal((await app.anonymous().get(link)).status, 410)

  const other = await signUp(app, { email: 'jonas@example.org' })
  const fresh = await linkInMail(app, 'jonas@example.org')
  const page = await other.get(fresh)
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => other.clone().submit(page, {}, form => form.action === '/email/confirm')),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410, 410, 410, 410])
})

test('S6 G-26 the first confirmation ends every earlier session; the browser that confirms goes on with a new one', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const attacker = await app.signedIn(email, password)
  const former = browser.clone()
  const link = await linkInMail(app, email)
  await fillIn(browser, link, {})
  assert.equal(await signedInAs(browser), email)
  assert.equal(await signedInAs(former), null)
  assert.equal(await signedInAs(attacker), null)
})

test('S6 G-26 who confirms from elsewhere is not signed in by it, and nobody else stays signed in', async () => {
  await using app = await testApp()
  const attacker = await signUp(app)
  const owner = await app.signedIn(DEMO.owner)
  const done = await fillIn(owner, await linkInMail(app, email), {})
  assert.equal(done.status, 200)
  assert.match(done.text, /href="\/signin\?notice=email_confirmed"/)
  assert.equal(await signedInAs(owner), DEMO.owner)
  assert.equal(await signedInAs(attacker), null)
})

test('S6 G-26 connections made before the first confirmation end with it, later ones stay', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const client = app.client(DEMO.stockKeeper)
  const { body: before } = await client.tokensFor(browser, 'directory.person.r')
  assert.equal((await client.api(before.access_token, '/api/v1/person')).status, 200)

  await fillIn(browser, await linkInMail(app, email), {})
  assert.equal((await client.api(before.access_token, '/api/v1/person')).status, 403)
  assert.equal((await client.refresh(before.refresh_token)).status, 400)

  const { body: after } = await client.tokensFor(browser, 'directory.person.r')
  const person = await client.api(after.access_token, '/api/v1/person')
  assert.equal(person.body.email_confirmed, true)
  await fillIn(app.anonymous(), '/password/forgot', { email })
  await fillIn(app.anonymous(), await linkInMail(app, email), { password: 'five blue bottles' })
  assert.equal((await client.api(after.access_token, '/api/v1/person')).status, 200)
})

test('S6 G-26 what was installed for an organization before the first confirmation ends with it, what others installed stays', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const client = app.client(DEMO.stockKeeper)
  const form = { name: 'Ada Print', country_code: 'DE', 'kinds[]': 'printer' }
  const isOfFlow = ({ action }: { action: string }) => action.startsWith('/oauth/authorize/organizations/new')
  const page = await begin(browser, client, { scope: 'Org.directory.organization.r' })
  const newOne = await browser.get(linkOn(page, '/oauth/authorize/organizations/new'))
  const created = await browser.follow(await browser.submit(newOne, form, isOfFlow))
  const { body: before } = await client.token({ code: codeIn(await allow(browser, created)) })
  const owner = await app.signedIn(DEMO.owner)
  const { body: others } = await client.tokensFor(owner, LINDEN.scope)
  const read = ({ access_token }: { access_token: string }) =>
    client.api(access_token, '/api/v1/organization')
  assert.deepEqual([(await read(before)).status, (await read(others)).status], [200, 200])

  await fillIn(browser, await linkInMail(app, email), {})
  assert.deepEqual([(await read(before)).status, (await read(others)).status], [403, 200])
  assert.equal((await client.refresh(before.refresh_token)).status, 400)
})

test('S6 G-26 the first reset confirms the address and ends what was made before', async () => {
  await using app = await testApp()
  const attacker = await signUp(app)
  const client = app.client(DEMO.stockKeeper)
  const { body: tokens } = await client.tokensFor(attacker, 'directory.person.r')
  await fillIn(app.anonymous(), '/password/forgot', { email })
  await fillIn(app.anonymous(), await linkInMail(app, email), { password: 'five blue bottles' })
  assert.equal(await isConfirmed(app), true)
  assert.equal(await signedInAs(attacker), null)
  assert.equal((await client.api(tokens.access_token, '/api/v1/person')).status, 403)
})

test('the waiting page tells whether the address is confirmed and goes on when it is', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const path = '/email/confirmation?return_to=/somewhere'
  const waiting = await browser.get(path)
  assert.match(waiting.text, /mira@example\.org/)
  const goOn = linkOn(waiting, '/email/confirmation')
  const notYet = await browser.get(goOn)
  assert.equal(notYet.status, 200)
  assert.match(notYet.text, /not confirmed yet/)

  // In another tab of this browser, which renews the session (G-26); the page above stays as it was.
  await fillIn(browser, await linkInMail(app, email), {})
  for (const address of [goOn, path]) assert.equal((await browser.get(address)).location, '/somewhere')
})

test('the waiting page is for signed-in persons and comes back after sign-in', async () => {
  await using app = await testApp()
  const anonymous = app.anonymous()
  const first = await anonymous.get('/email/confirmation')
  assert.equal(first.location, '/signin?return_to=%2Femail%2Fconfirmation')
  const answer = await fillIn(anonymous, first.location ?? '', { email: DEMO.owner, password: DEMO.password })
  assert.equal(answer.location, '/email/confirmation')
})

test('the mail is sent again when asked, ten times at most; unasked only when no link is left', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const count = async () => (await app.mails(email)).length
  await browser.get('/email/confirmation')
  assert.equal(await count(), 1)

  const resend = async () => fillIn(browser, '/email/confirmation', {})
  const statuses: number[] = []
  for (let index = 0; index < 11; index += 1) statuses.push((await resend()).status)
  assert.deepEqual(statuses, [...Array(10).fill(200), 429])
  assert.equal(await count(), 11)

  app.clock.advance(3 * DAY_MS)
  await browser.get('/email/confirmation')
  await browser.get('/email/confirmation')
  assert.equal(await count(), 12)
})

test('confirming uses up all links that were sent', async () => {
  await using app = await testApp()
  const browser = await signUp(app)
  const first = await linkInMail(app, email)
  await fillIn(browser, '/email/confirmation', {})
  const second = await linkInMail(app, email)
  assert.notEqual(first, second)
  await fillIn(browser, second, {})
  assert.equal((await browser.get(first)).status, 410)
})
