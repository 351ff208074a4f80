import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { deleteOrganization } from '../../src/modules/directory/index.ts'
import { fillIn, linkInMail, signUp } from '../support/accounts.ts'
import { buildApp } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { DEMO_PRINT, TEST_OWNER, testAccounts } from '../support/test-accounts.ts'
import { testApp } from '../support/test-app.ts'
import type { Answer } from '../support/test-browser.ts'

test('there are no test accounts in production (directory-api.md §16)', async () => {
  await using app = await testApp({
    environment: {
      ENVIRONMENT: 'production',
      PUBLIC_URL: 'https://hub.example.com',
      MAIL_URL: 'smtp://localhost',
    },
  })
  const { call } = testAccounts(app)
  for (const method of ['GET', 'POST'] as const) {
    const answer = await call(method, '', method === 'POST' ? { test_account: DEMO_PRINT } : undefined)
    assert.equal(answer.status, 404)
    assert.deepEqual(answer.body, { errors: ['not_found'] })
  }
})

test('only confidential credentials by Basic make test accounts; a wrong secret, public ones and tokens do not (directory-api.md §1)', async () => {
  await using app = await testApp()
  const made = await testAccounts(app).make()
  const wrong = testAccounts(app, { id: DEMO.stockKeeper.id, secret: 'wrong' })
  const open = testAccounts(app, DEMO.stockKeeperPublic)
  for (const { list, post, get, remove, client } of [wrong, open]) {
    for (const answer of [await list(), await post(DEMO_PRINT), await get(made.id), await remove(made.id)])
      assert.equal(answer.status, 401, answer.text)
    assert.equal((await client.api(made.private_access_token, '/api/v1/test_accounts')).status, 401)
    assert.equal((await client.api(null, '/api/v1/test_accounts')).status, 401)
  }
})

test('a vendor sees, changes and deletes its own test accounts only; those of others look like none (attack O5)', async () => {
  await using app = await testApp()
  const stockworks = testAccounts(app)
  const other = testAccounts(app, (await buildApp(app)).client)
  const made = await stockworks.make()
  assert.deepEqual((await other.list()).body, [])
  for (const answer of [await other.get(made.id), await other.remove(made.id)]) {
    assert.equal(answer.status, 404)
    assert.deepEqual(answer.body, { errors: ['not_found'] })
  }
  // The same name belongs to each of them.
  const theirs = await other.make({ name: DEMO_PRINT.name })
  assert.notEqual(theirs.id, made.id)
  assert.equal((await stockworks.get(made.id)).status, 200)
})

test('what is no test account cannot be deleted as one: organizations of others, and the vendor itself (attack O5)', async () => {
  await using app = await testApp()
  const { remove, get } = testAccounts(app)
  for (const id of [DEMO.linden, DEMO.stockworks, '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff', 'no-uuid', '%00']) {
    assert.equal((await remove(id)).status, 404)
    assert.equal((await get(id)).status, 404)
  }
  const [gone] = await app.db.read<{ count: number }>(
    sql`select count(*) as count from organization where deleted_at is not null`,
  )
  assert.equal(gone?.count, 0)
})

test('the address of a real person, or of a test person of anybody, is refused and never taken over (attack S6)', async () => {
  await using app = await testApp()
  const stockworks = testAccounts(app)
  const other = testAccounts(app, (await buildApp(app)).client)
  await stockworks.make()
  const withOwner = (email: string) => ({
    name: 'Taker',
    member_attributes: [{ ...DEMO_PRINT.member_attributes[0], email }],
  })
  for (const [who, email] of [
    [stockworks, DEMO.owner],
    [stockworks, DEMO.owner.toUpperCase()],
    [stockworks, DEMO.operator],
    [other, TEST_OWNER.email],
    [stockworks, TEST_OWNER.email],
  ] as const) {
    assert.deepEqual(await who.refused(withOwner(email)), {
      'member_attributes[0].email': ['has already been taken'],
    })
  }
  // They sign in as before, and not with what was tried.
  await app.signedIn(DEMO.owner)
  assert.equal((await other.list()).body.length, 0)
})

test('a vendor learns of 20 addresses within an hour whether they have an account, and then of none, by any door (attack S1)', async () => {
  await using app = await testApp()
  const { post, make } = testAccounts(app)
  const [owner, member] = DEMO_PRINT.member_attributes
  const trial = (name: string, emails: string[]) =>
    post({
      name,
      member_attributes: emails.map((email, at) => ({ ...(at === 0 ? owner : member), email })),
    })
  await make()
  // What it made itself tells it nothing.
  for (let tried = 0; tried < 21; tried += 1) {
    assert.equal((await trial('Again', [TEST_OWNER.email])).status, 422)
    app.clock.advance(2000)
  }
  app.clock.advance(3_600_000)
  for (let tried = 0; tried < 10; tried += 1)
    assert.equal((await trial('Known', [DEMO.owner, DEMO.operator])).status, 422)
  app.clock.advance(2000)
  const limited = await trial('Known', [DEMO.owner])
  assert.equal(limited.status, 429)
  assert.deepEqual(limited.body, { errors: ['rate_limited', 'Retry later'] })
  assert.equal(limited.headers['ratelimit-rule'], '1reqs/180s')
  assert.ok(Number(limited.headers['ratelimit-reset']) * 1000 > app.clock.now() + 170_000)
  app.clock.advance(2000)
  assert.equal((await trial('Free', ['nobody@demo.example'])).status, 429, 'nor what is free')
  app.clock.advance(2000)
  assert.equal((await post({ name: 'Nobody asked for' })).status, 201)

  const developer = await app.signedIn(DEMO.developer)
  const path = `/organizations/stockworks/developer/test-accounts`
  const send = (page: Answer, fields: Record<string, string>) =>
    developer.submit(page, { go: 'next', ...fields }, ({ action }) => action.startsWith(`${path}/new`))
  const begun = await send(await developer.get(`${path}/new`), { name: 'By hand', sites: '0' })
  const apps = await send(await developer.get(begun.location ?? ''), {})
  const people = await developer.get(apps.location ?? '')
  const typed = { members: '1', member_0_email: DEMO.owner, member_0_password: TEST_OWNER.password }
  const more = { member_0_name: 'Lovelace', member_0_locale: 'en', 'member_0_roles[]': 'owner' }
  const page = await send(people, { ...typed, ...more })
  assert.equal(page.status, 429)
  assert.ok(page.headers['ratelimit-reset'])

  app.clock.advance(180_000)
  assert.equal((await trial('Known', [DEMO.owner])).status, 422)
  const other = testAccounts(app, (await buildApp(app)).client)
  const theirs = await other.post({ name: 'Theirs', member_attributes: [{ ...owner, email: DEMO.owner }] })
  assert.equal(theirs.status, 422)
})

test('a refused request leaves the account of the same name as it is (directory-api.md §16)', async () => {
  await using app = await testApp()
  const { make, refused, get } = testAccounts(app)
  const made = await make()
  const [owner] = DEMO_PRINT.member_attributes
  await refused({ ...DEMO_PRINT, member_attributes: [{ ...owner, email: DEMO.owner }] })
  assert.deepEqual((await get(made.id)).body, made)
})

test('an app of one vendor gets no token of another vendor’s test account that does not connect it (attack O5)', async () => {
  await using app = await testApp()
  const made = await testAccounts(app).make()
  const other = (await buildApp(app)).client
  for (const scope of [
    `Org/${made.id}.directory.organization.r`,
    `Per/${made.memberships[0].person.id}.directory.person.r`,
  ]) {
    const answer = await other.token({ grant_type: 'client_credentials', scope })
    assert.equal(answer.status, 400, answer.text)
  }
})

test('nothing is sent to a test person’s address: the sandbox shows it, a mail server never gets it (directory-api.md §16)', async () => {
  await using app = await testApp({ environment: { MAIL_URL: 'smtp://localhost:1' } })
  const { make, remove } = testAccounts(app)
  const made = await make()
  const due = () => app.db.read(sql`select recipient from mail where next_attempt_at is not null`)
  const forget = async (email: string) => {
    const browser = app.anonymous()
    const page = await browser.get('/password/forgot')
    await browser.submit(page, { email }, ({ action }) => action.startsWith('/password/forgot'))
  }
  await forget(TEST_OWNER.email)
  assert.equal((await app.mails(TEST_OWNER.email)).length, 1)
  assert.deepEqual(await due(), [])
  await forget(DEMO.owner)
  assert.equal((await due()).length, 1)
  await remove(made.id)
  assert.equal((await app.mails(TEST_OWNER.email)).length, 1, 'no mail tells of the end')
  const held = await app.db.read(sql`select * from mail_hold`)
  assert.deepEqual(held, [])
})

test('an address that a test person gives up gets mail again, and so does the one they confirmed (directory-api.md §16)', async () => {
  await using app = await testApp({ environment: { MAIL_URL: 'smtp://localhost:1' } })
  const { make, remove } = testAccounts(app)
  const made = await make()
  const dueTo = (email: string) =>
    app.db.read<{ subject: string }>(
      sql`select subject from mail where recipient = ${email} and next_attempt_at is not null`,
    )
  const held = () => app.db.read(sql`select * from mail_hold`)
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  const changed = 'ada@real.example'
  await fillIn(owner, '/account/email', { email: changed })
  assert.equal((await held()).length, 2, 'nothing changes until the link is used')
  await fillIn(owner, await linkInMail(app, changed), {})
  assert.equal((await app.mails(TEST_OWNER.email)).at(-1)?.subject, 'Your e-mail address was changed')
  assert.deepEqual(await dueTo(TEST_OWNER.email), [], 'the news of it are not sent')

  const [, bob = assert.fail()] = DEMO_PRINT.member_attributes
  const member = await app.signedIn(bob.email, bob.password)
  assert.equal((await fillIn(member, '/account/delete', { email: bob.email })).status, 303)
  assert.deepEqual(await dueTo(bob.email), [], 'nor is the farewell')
  assert.deepEqual(await held(), [])

  for (const email of [TEST_OWNER.email, bob.email]) {
    await signUp(app, { email })
    assert.equal((await dueTo(email)).length, 1)
  }
  await fillIn(app.anonymous(), '/password/forgot', { email: changed })
  assert.equal((await dueTo(changed)).length, 2)
  await remove(made.id)
  assert.equal((await app.mails(TEST_OWNER.email)).length, 3)
})

test('of two vendors that want one address at once one gets it, and nothing of the other’s stays (attack S6)', async () => {
  await using app = await testApp()
  const vendors = [testAccounts(app)]
  for (let count = 0; count < 3; count += 1) vendors.push(testAccounts(app, (await buildApp(app)).client))
  const account = { ...DEMO_PRINT, connection_attributes: [] }
  const answers = await Promise.all(vendors.map(({ post }) => post(account)))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 422, 422, 422])
  const [organizations] = await app.db.read<{ count: number }>(
    sql`select count(*) as count from organization where test_account_owner_id is not null`,
  )
  assert.equal(organizations?.count, 1)
  await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
})

test('vendors that make many people at once leave room to sign in: each has one password hashed at a time (attack S11)', async () => {
  await using app = await testApp({ passwordCost: { memoryKiB: 8192, passes: 2, parallelism: 1 } })
  const vendors = [testAccounts(app)]
  for (let count = 0; count < 3; count += 1) vendors.push(testAccounts(app, (await buildApp(app)).client))
  const [owner, member] = DEMO_PRINT.member_attributes
  const crowd = (name: string) => ({
    name,
    member_attributes: Array.from({ length: 10 }, (_, at) => ({
      ...(at === 0 ? owner : member),
      email: `m${at}.${name}@demo.example`,
    })),
  })
  const flood = vendors.flatMap(({ post }, vendor) =>
    Array.from({ length: 10 }, (_, at) => post(crowd(`v${vendor}-${at}`))),
  )
  const browser = await app.signedIn(DEMO.owner)
  assert.equal((await browser.get('/launchpad')).status, 200)
  const answers = await Promise.all(flood)
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201])
})

test('what is made while its vendor is deleted ends with it', async () => {
  await using app = await testApp()
  const { post } = testAccounts(app)
  const remove = () =>
    app.db.transaction(tx =>
      deleteOrganization(tx, { organizationId: DEMO.stockworks }, app.app.directoryHooks, app.clock.now()),
    )
  const names = ['One', 'Two', 'Three', 'Four']
  await Promise.all([
    ...names.slice(0, 2).map(name => post({ name })),
    remove(),
    ...names.slice(2).map(name => post({ name })),
  ])
  const alive = await app.db.read(
    sql`select id from organization where test_account_owner_id is not null and deleted_at is null`,
  )
  assert.deepEqual(alive, [])
  assert.deepEqual(await app.db.read(sql`select * from test_account`), [])
})

test('a test account has no test accounts of its own: no tree of them grows, and none ends at once', async () => {
  await using app = await testApp()
  const made = await testAccounts(app).make({ ...DEMO_PRINT, kinds: ['software_developer'], sections: {} })
  const nested = await buildApp(app, { vendorId: made.id })
  assert.deepEqual(await testAccounts(app, nested.client).refused({ name: 'Leaf' }), {
    base: ['a test account has no test accounts of its own'],
  })
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  assert.equal((await owner.get(`/organizations/${made.slug}/developer/test-accounts`)).status, 403)
  // Its app ends with it.
  await testAccounts(app).remove(made.id)
  assert.equal((await testAccounts(app, nested.client).list()).status, 401)
})

test('with its vendor a test account ends, too (platform.md §1.2)', async () => {
  await using app = await testApp()
  const made = await testAccounts(app).make()
  await app.db.transaction(tx =>
    deleteOrganization(tx, { organizationId: DEMO.stockworks }, app.app.directoryHooks, app.clock.now()),
  )
  const client = app.client(DEMO.stockKeeper)
  assert.equal((await client.api(made.private_access_token, '/api/v1/organization')).status, 403)
  assert.deepEqual(await app.db.read(sql`select * from test_account`), [])
  const browser = app.anonymous()
  await assert.rejects(browser.signIn(TEST_OWNER.email, TEST_OWNER.password))
})
