import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { sendForm } from '../support/developer.ts'
import { DEMO_PRINT, TEST_OWNER, testAccounts } from '../support/test-accounts.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { TestBrowser } from '../support/test-browser.ts'

test('the name of a test organization stays, everything else of it can be changed (directory-api.md §16)', async () => {
  await using app = await testApp()
  const made = await testAccounts(app).make()
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  const path = `/organizations/${made.slug}/edit`
  const page = await owner.get(path)
  assert.equal(page.text.includes('name="name"'), false)
  const saved = await owner.submit(
    page,
    { brand_color: '#fc0', 'kinds[]': 'printer' },
    ({ action }) => action === path,
  )
  assert.equal(saved.status, 303, saved.text)
  const [stored] = await app.db.read<{ color: string }>(
    sql`select brand_color as color from organization where id = ${made.id}`,
  )
  assert.equal(stored?.color, '#ffcc00')
  const seenAt = /name="seen_at" value="(\d+)"/.exec((await owner.get(path)).text)?.[1] ?? ''
  const renamed = await sendForm(owner, path, { name: 'Other', 'kinds[]': 'printer', seen_at: seenAt })
  assert.equal(renamed.status, 403)
  assert.equal((await testAccounts(app).get(made.id)).body.name, 'Demo Print')
})

test('a test organization says what it is, and its owners do not delete it: its vendor does (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make()
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  const page = await owner.get(`/organizations/${made.slug}`)
  assert.ok(page.text.includes('This is a test account.'))
  assert.equal(page.text.includes(`/organizations/${made.slug}/delete`), false)
  const answer = await sendForm(owner, `/organizations/${made.slug}/delete`, { name: made.name })
  assert.equal(answer.status, 403)
  assert.equal((await accounts.get(made.id)).status, 200)
})

test('a test person joins no organization by their address, which nobody proved: neither asked nor invited (attack O4)', async () => {
  await using app = await testApp()
  await testAccounts(app).make()
  await app.db.transaction(tx =>
    tx.write(sql`update organization set is_discoverable = 1 where id = ${DEMO.linden}`),
  )
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  const asked = await sendForm(owner, '/organizations/find', { organization: DEMO.linden })
  assert.equal(asked.location, '/organizations/find?notice=test_person')
  assert.ok((await owner.get(asked.location ?? '')).text.includes('only join other test accounts'))

  const linden = await app.signedIn(DEMO.owner)
  const refused = await accept(owner, await invite(app, linden, 'linden_press'))
  assert.equal(refused.status, 403)
  const members = await app.db.read(
    sql`select person_id from membership join person on person.id = person_id
        where organization_id = ${DEMO.linden} and email = ${TEST_OWNER.email}`,
  )
  assert.deepEqual(members, [])
})

test('test persons join other test accounts of their vendor, and those of no other vendor (attack O4)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const first = await accounts.make()
  const second = (email: string) => ({
    name: 'Second',
    kinds: ['printer'],
    member_attributes: [{ ...DEMO_PRINT.member_attributes[0], email }],
  })
  const other = testAccounts(app, (await buildApp(app)).client)
  const theirs = await other.make(second('theirs@demo.example'))
  const ours = await accounts.make(second('ours@demo.example'))
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  const inviter = async (email: string) => app.signedIn(email, TEST_OWNER.password)
  const refused = await accept(owner, await invite(app, await inviter('theirs@demo.example'), theirs.slug))
  assert.equal(refused.status, 403)
  const joined = await accept(owner, await invite(app, await inviter('ours@demo.example'), ours.slug))
  assert.equal(joined.status, 303, joined.text)
  // Their own account ends, and they leave the other one.
  assert.equal((await accounts.get(ours.id)).body.memberships.length, 2)
  await accounts.remove(first.id)
  assert.equal((await accounts.get(ours.id)).body.memberships.length, 1)
})

test('a test account whose only owner belonged to another one stays, without an owner (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const first = await accounts.make()
  const bare = await accounts.make({ name: 'Bare', kinds: ['printer'] })
  await app.db.transaction(tx =>
    tx.write(sql`insert into membership (id, organization_id, person_id, roles, created_at, updated_at)
      values ('a-membership', ${bare.id}, ${first.memberships[0].person.id}, 1, 1, 1)`),
  )
  assert.equal((await accounts.remove(first.id)).status, 204)
  assert.deepEqual((await accounts.get(bare.id)).body.memberships, [])
})

/** Invites the first test person; gives the way of the link in the mail. */
async function invite(app: TestApp, browser: TestBrowser, slug: string): Promise<string> {
  const sent = await sendForm(browser, `/organizations/${slug}/invitations`, {
    email: TEST_OWNER.email,
    'roles[]': 'member',
  })
  assert.equal(sent.status, 303, sent.text)
  const mail = (await app.mails(TEST_OWNER.email)).at(-1)
  return /token=(\w+)/.exec(mail?.text ?? '')?.[1] ?? ''
}

function accept(browser: TestBrowser, token: string) {
  return sendForm(browser, '/invitation', { token, decision: 'accept' })
}
