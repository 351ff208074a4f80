import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { browserAt, fillIn, linkInMail, NEW_PERSON, signUp } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { auditEntries, auditEntry } from '../support/stored.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const BEHIND_PROXY = { environment: { TRUSTED_PROXIES: '127.0.0.1' } }

async function personOf(app: TestApp, email: string): Promise<string> {
  const [row] = await app.db.read<{ id: string }>(sql`select id from person where email = ${email}`)
  assert.ok(row)
  return `Person/${row.id}`
}

/** What was done since an entry, oldest first, and how often something else than the id of the last request is named. */
async function actionsOf(app: TestApp): Promise<string[]> {
  return (await auditEntries(app.db)).map(({ action }) => action).toReversed()
}

test('signing in and out is kept with person, request and place (architecture §7)', async () => {
  await using app = await testApp(BEHIND_PROXY)
  const browser = browserAt(app, '2001:db8:1:2:3::4')
  const answer = await fillIn(browser, '/signin', { email: DEMO.owner, password: DEMO.password })
  const person = await personOf(app, DEMO.owner)
  const signedIn = await auditEntry(app.db, 'signed_in')
  assert.deepEqual(
    [signedIn.actor, signedIn.subject, signedIn.correlationId, signedIn.addressBlock],
    [person, person, answer.headers['x-request-id'], '2001:db8:1:2::/64'],
  )
  const page = await browser.get('/signout')
  const [, csrf = ''] = /name="_csrf" value="(\w+)"/.exec(page.text) ?? []
  const left = await browser.post('/signout', { _csrf: csrf })
  assert.equal(left.status, 303)
  const signedOut = await auditEntry(app.db, 'signed_out')
  assert.deepEqual(
    [signedOut.actor, signedOut.subject, signedOut.correlationId],
    [person, person, left.headers['x-request-id']],
  )
  await app.anonymous().get('/signout')
  assert.equal((await actionsOf(app)).filter(action => action === 'signed_out').length, 1)
})

test('a failed sign-in is kept with its reason; of an unknown address nothing is (S1, G-33)', async () => {
  await using app = await testApp()
  const person = await personOf(app, DEMO.owner)
  await fillIn(app.anonymous(), '/signin', { email: DEMO.owner, password: 'wrong' })
  const wrong = await auditEntry(app.db, 'sign_in_failed')
  assert.deepEqual([wrong.actor, wrong.subject, wrong.reason], ['anonymous', person, 'wrong password'])
  await fillIn(app.anonymous(), '/signin', { email: 'nobody@example.org', password: 'wrong' })
  const unknown = await auditEntry(app.db, 'sign_in_failed')
  assert.deepEqual([unknown.actor, unknown.subject, unknown.reason], ['anonymous', null, 'account unknown'])
  assert.doesNotMatch(JSON.stringify(await auditEntries(app.db)), /nobody@|owner@|"wrong"/)
})

test('the failure that makes an account wait is told; attempts during the wait add nothing (G-25)', async () => {
  await using app = await testApp()
  const guess = () => fillIn(app.anonymous(), '/signin', { email: DEMO.owner, password: 'wrong' })
  for (let index = 0; index < 9; index += 1) await guess()
  assert.ok(!(await actionsOf(app)).includes('sign_in_delayed'))
  await guess()
  const delayed = await auditEntry(app.db, 'sign_in_delayed')
  assert.deepEqual(delayed.details, { until: app.clock.now() + 5_000 })
  assert.equal(delayed.subject, await personOf(app, DEMO.owner))
  const before = (await auditEntries(app.db)).length
  for (let index = 0; index < 20; index += 1) assert.equal((await guess()).status, 429)
  assert.equal((await auditEntries(app.db)).length, before)
})

test('sign-up, confirmation, request and change of the password are kept, each with its request', async () => {
  await using app = await testApp()
  const begun = (await auditEntries(app.db)).length
  const browser = await signUp(app)
  await fillIn(browser, await linkInMail(app, NEW_PERSON.email), {})
  await fillIn(app.anonymous(), '/password/forgot', { email: NEW_PERSON.email })
  const link = await linkInMail(app, NEW_PERSON.email)
  const changed = await fillIn(app.anonymous(), link, { password: 'five blue bottles' })
  await fillIn(app.anonymous(), '/password/forgot', { email: 'nobody@example.org' })

  const person = await personOf(app, NEW_PERSON.email)
  const entries = (await auditEntries(app.db)).toReversed().slice(begun)
  assert.deepEqual(
    entries.map(({ action, actor, subject }) => [action, actor, subject]),
    [
      ['signed_up', person, person],
      ['email_confirmed', person, person],
      ['password_reset_requested', 'anonymous', person],
      ['password_reset', person, person],
    ],
  )
  assert.equal(entries.at(-1)?.correlationId, changed.headers['x-request-id'])
  assert.equal(new Set(entries.map(({ correlationId }) => correlationId)).size, 4)
})
