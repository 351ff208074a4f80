import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { addPlainMember, sendForm } from '../support/developer.ts'
import { TEST_OWNER, testAccounts } from '../support/test-accounts.ts'
import { testApp } from '../support/test-app.ts'
import type { Answer, TestBrowser } from '../support/test-browser.ts'

const LIST = '/organizations/stockworks/developer/test-accounts'

test('the three steps make a test account, and end where one is told how to sign in (platform.md §11)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const empty = await developer.get(LIST)
  assert.ok(empty.text.includes('No test accounts yet'))

  const organization = await developer.get(`${LIST}/new`)
  const connections = await go(developer, organization, {
    name: 'Demo Print',
    'kinds[]': 'printer',
    'sections[printer][]': 'labels',
    country_code: 'DE',
    sites: '0',
  })
  assert.match(connections.path, /\/new\/\w+\/connections$/)
  const members = await go(developer, connections.page, { 'apps[]': 'stock_keeper' })
  assert.match(members.path, /\/members$/)
  const made = await go(developer, members.page, owner())
  assert.match(made.path, /\/test-accounts\/[0-9a-f-]{36}\?notice=made$/)
  assert.ok(made.page.text.includes('The test account is ready.'))
  assert.ok(made.page.text.includes('/signin?account=other&amp;login=ada%40demo.example'))

  const [account] = (await testAccounts(app).list()).body
  assert.deepEqual(account.sections, { printer: ['labels'] })
  assert.equal(account.connected, true)
  assert.ok(made.page.text.includes(`Per/${account.memberships[0].person.id}.directory.person.r`))
  const visitor = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  assert.equal((await visitor.get(`/organizations/${account.slug}`)).status, 200)
  assert.deepEqual(await app.db.read(sql`select id from test_account_draft`), [])
  const list = (await developer.get(LIST)).text.replaceAll('<wbr>', '')
  for (const shown of ['Demo Print', TEST_OWNER.email, 'Stock Keeper']) assert.ok(list.includes(shown), shown)
})

test('what is wrong is said at its field, and everything typed stays (experience: forms)', async () => {
  await using app = await testApp()
  await testAccounts(app).make()
  const developer = await app.signedIn(DEMO.developer)
  const form = await developer.get(`${LIST}/new`)
  const taken = await send(developer, form, { name: 'Demo Print', country_code: 'NL', sites: '0' })
  assert.equal(taken.status, 422)
  assert.ok(taken.text.includes('You have a test account of this name.'))
  assert.match(taken.text, /<option value="NL" selected>/)

  const { page: connections } = await go(developer, form, { name: 'Other', sites: '0' })
  const { page: members } = await go(developer, connections, {})
  const refused = await send(developer, members, {
    ...owner({ email: TEST_OWNER.email, password: 'short' }),
    member_0_avatar_url: 'http://pictures.example/a.png',
  })
  assert.equal(refused.status, 422)
  assert.ok(refused.text.includes('Use at least 8 characters.'))
  assert.ok(refused.text.includes('value="short"'))
  const known = await send(developer, members, owner())
  assert.equal(known.status, 422)
  assert.ok(known.text.includes('Somebody has an account with this address already.'))
  const picture = await send(developer, members, {
    ...owner({ email: 'new@demo.example' }),
    member_0_avatar_url: 'https://127.0.0.1/a.png',
  })
  assert.equal(picture.status, 422)
  assert.ok(picture.text.includes('There is no picture at this address'))
  assert.equal((await testAccounts(app).list()).body.length, 1)
})

test('one goes back and forth, adds and removes rows, and loses nothing; the browser’s way back works too', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const form = await developer.get(`${LIST}/new`)
  const typed = { name: 'Demo Print', 'kinds[]': 'printer', country_code: 'DE', sites: '0' }
  const withSite = await go(developer, form, { ...typed, go: 'add_site' })
  assert.match(withSite.path, /\/organization$/)
  assert.match(withSite.page.text, /name="name"[^>]* value="Demo Print"/)
  assert.ok(withSite.page.text.includes('Site 1'))
  const site = { site_0_name: 'Works', site_0_address: 'Kai 12, 20457 Hamburg', headquarter: '0' }
  const connections = await go(developer, withSite.page, { ...typed, ...site, sites: '1' })
  const found = await go(developer, connections.page, { query: 'linden', 'apps[]': 'warehouse', go: 'find' })
  assert.match(found.page.text, /value="warehouse" checked/)
  const back = await go(developer, found.page, { 'apps[]': 'warehouse', go: 'back' })
  assert.match(back.page.text, /value="Works"/)
  assert.match(back.page.text, /value="printer" checked/)

  const members = await go(
    developer,
    (await go(developer, back.page, { ...typed, ...site, sites: '1' })).page,
    {
      'apps[]': 'warehouse',
    },
  )
  const two = await go(developer, members.page, { ...owner(), go: 'add_member' })
  assert.match(two.page.text, /value="four green bottles"/)
  assert.ok(two.page.text.includes('Person 2'))
  const one = await go(developer, two.page, { ...owner(), members: '2', go: 'remove_member_1' })
  assert.equal(one.page.text.includes('Person 2'), false)
  // As if the browser went back two pages and on again.
  const again = await developer.get(connections.path)
  assert.match(again.text, /value="warehouse" checked/)
  const made = await go(developer, one.page, owner())
  assert.match(made.path, /notice=made/)
  const [account] = (await testAccounts(app).list()).body
  assert.equal(account.sites[0].name, 'Works')
  assert.equal(account.sites[0].address.zip_code, '20457')
})

test('of an app that cannot be connected nothing is shown but the name that was typed (attack O5)', async () => {
  await using app = await testApp()
  const other = await buildApp(app)
  const inState = (state: string) =>
    app.db.transaction(tx => tx.write(sql`update app set state = ${state} where id = ${other.id}`))
  const { name } = other
  const [vendor = assert.fail()] = await app.db.read<{ name: string }>(
    sql`select name from organization where id = ${other.vendorId}`,
  )
  const developer = await app.signedIn(DEMO.developer)
  const form = await developer.get(`${LIST}/new`)
  const { page: connections } = await go(developer, form, { name: 'Curious', sites: '0' })
  const find = async (text: string) =>
    (await go(developer, connections, { 'apps[]': text, go: 'find' })).page.text
  const whole = await find(name)
  for (const shown of [`Title of ${name}`, vendor.name]) assert.ok(whole.includes(shown), shown)
  await inState('inactive')
  const secret = await find(name)
  for (const hidden of [`Title of ${name}`, vendor.name]) assert.equal(secret.includes(hidden), false, hidden)
  assert.match(secret, new RegExp(`value="${name}" checked`))
  assert.ok(secret.includes('This app is switched off'))
  const platform = await find('directory')
  assert.match(platform, /value="directory" checked/)
  assert.ok(platform.includes('Choose one of those that are offered.'))
  assert.equal((await send(developer, connections, { 'apps[]': name })).status, 422)
  // The vendor's own is shown, with what is wrong with it.
  await app.db.transaction(tx => tx.write(sql`update app set state = 'inactive' where name = 'warehouse'`))
  const own = await find('warehouse')
  assert.ok(own.includes('Warehouse'))
  assert.ok(own.includes('This app is switched off'))
})

test('without people an account is made as well (C-38); a last form that is sent twice makes one', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const form = await developer.get(`${LIST}/new`)
  const { page: connections } = await go(developer, form, { name: 'Bare', sites: '0' })
  const { page: members } = await go(developer, connections, {})
  const [first, second] = await Promise.all([
    send(developer, members, { members: '0' }),
    send(developer, members, { members: '0' }),
  ])
  assert.deepEqual([first?.status, second?.status].toSorted(), [303, 303])
  assert.equal((await testAccounts(app).list()).body.length, 1)
})

test('a draft belongs to who began it, holds nothing that can be read, and is forgotten after a day', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const form = await developer.get(`${LIST}/new`)
  const { page: connections } = await go(developer, form, { name: 'Demo Print', sites: '0' })
  const members = await go(developer, connections, {})
  await go(developer, members.page, { ...owner(), go: 'add_member' })
  const stored = JSON.stringify(await app.db.read(sql`select * from test_account_draft`))
  assert.equal(stored.includes('bottles'), false)
  await app.db.transaction(tx =>
    tx.write(sql`insert into membership (id, organization_id, person_id, roles, created_at, updated_at)
      select 'a-membership', organization.id, person.id, 1, 1, 1 from organization, person
      where organization.slug = 'stockworks' and person.email = ${DEMO.owner}`),
  )
  const colleague = await app.signedIn(DEMO.owner)
  assert.equal((await colleague.get(members.path)).location, `${LIST}?notice=gone`)
  app.clock.advance(26 * 3_600_000)
  await app.runJobs()
  assert.deepEqual(await app.db.read(sql`select id from test_account_draft`), [])
  const again = await app.signedIn(DEMO.developer)
  assert.equal((await again.get(members.path)).location, `${LIST}?notice=gone`)
})

test('the access token is hidden, and shown after the password was asked for again (attack S10)', async () => {
  await using app = await testApp()
  const made = await testAccounts(app).make()
  const developer = await app.signedIn(DEMO.developer)
  const path = `${LIST}/${made.id}/token`
  for (const page of [LIST, `${LIST}/${made.id}`]) {
    assert.equal((await developer.get(page)).text.includes(made.private_access_token), false)
  }
  app.clock.advance(11 * 60_000)
  assert.match((await developer.get(path)).location ?? '', /^\/signin/)
  const again = await app.signedIn(DEMO.developer)
  const asked = await again.get(path)
  assert.equal(asked.text.includes(made.private_access_token), false)
  const shown = await again.submit(asked, {}, ({ action }) => action === path)
  assert.ok(shown.text.includes(made.private_access_token))
  const [entry] = await app.db.read<{ actor: string; details: string }>(
    sql`select actor, details from audit_entry where action = 'test_account_token_shown'`,
  )
  assert.match(entry?.actor ?? '', /^Person\//)
  assert.ok(entry?.details.includes(made.id))
})

test('a reset makes the account anew as it was described, with the passwords it was made with (platform.md §11)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make()
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  await sendForm(owner, `/organizations/${made.slug}/sites/new`, { name: 'Made by hand' })
  const developer = await app.signedIn(DEMO.developer)
  const path = `${LIST}/${made.id}/reset`
  const page = await developer.get(path)
  assert.ok(page.text.includes('All ids are new'))
  const reset = await developer.submit(page, {}, ({ action }) => action === path)
  assert.match(reset.location ?? '', /notice=reset$/)
  const [account] = (await accounts.list()).body
  assert.notEqual(account.id, made.id)
  assert.equal(account.sites.length, made.sites.length)
  assert.deepEqual(account.memberships.map(rolesOf), made.memberships.map(rolesOf))
  assert.notEqual(account.private_access_token, made.private_access_token)
  assert.notEqual((await owner.get('/launchpad')).status, 200)
  await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
})

test('a reset that is not possible any more leaves the account as it is, and says why', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make()
  await app.db.transaction(tx => tx.write(sql`update app set state = 'inactive' where name = 'warehouse'`))
  const developer = await app.signedIn(DEMO.developer)
  const path = `${LIST}/${made.id}/reset`
  const refused = await developer.submit(await developer.get(path), {}, ({ action }) => action === path)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /warehouse<\/code>: This app is switched off/)
  assert.equal((await accounts.get(made.id)).status, 200)
})

test('deleting names what follows, and does it (platform.md §11)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make()
  const developer = await app.signedIn(DEMO.developer)
  const path = `${LIST}/${made.id}/delete`
  const page = await developer.get(path)
  assert.ok(page.text.includes('Its 2 people are deleted'))
  const deleted = await developer.submit(page, {}, ({ action }) => action === path)
  assert.equal(deleted.location, `${LIST}?notice=deleted`)
  assert.deepEqual((await accounts.list()).body, [])
  assert.equal((await developer.get(path)).status, 404)
})

test('long lists have pages, and are searched by name and address', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  for (let index = 0; index < 11; index += 1) {
    await accounts.make({ name: `Visitor ${index}`, kinds: ['printer'] })
    app.clock.advance(1000)
  }
  await accounts.make()
  const developer = await app.signedIn(DEMO.developer)
  const first = await developer.get(LIST)
  assert.ok(first.text.includes('Visitor 10'))
  assert.equal(first.text.includes('Visitor 0'), false)
  assert.ok((await developer.get(`${LIST}?page=2`)).text.includes('Visitor 0'))
  const found = await developer.get(`${LIST}?q=ADA`)
  assert.ok(found.text.includes('Demo Print'))
  assert.equal(found.text.includes('Visitor'), false)
  assert.ok((await developer.get(`${LIST}?q=nobody`)).text.includes('No test account found'))
})

test('only developers of the vendor come here; to strangers it does not exist (attack O5, platform.md §2)', async () => {
  await using app = await testApp()
  const made = await testAccounts(app).make()
  await addPlainMember(app)
  const other = await buildApp(app)
  const theirs = await testAccounts(app, other.client).make({ name: 'Theirs', kinds: ['printer'] })
  const [member, stranger, developer] = [
    await app.signedIn(DEMO.member),
    await app.signedIn(DEMO.operator),
    await app.signedIn(DEMO.developer),
  ]
  for (const path of [
    '',
    '/new',
    `/${made.id}`,
    `/${made.id}/token`,
    `/${made.id}/reset`,
    `/${made.id}/delete`,
  ]) {
    assert.equal((await member.get(LIST + path)).status, 403, path)
    assert.equal((await stranger.get(LIST + path)).status, 404, path)
  }
  for (const path of ['', '/token', '/reset', '/delete']) {
    assert.equal((await developer.get(`${LIST}/${theirs.id}${path}`)).status, 404, path)
    if (path !== '') assert.equal((await sendForm(developer, `${LIST}/${theirs.id}${path}`, {})).status, 404)
  }
  // The owner of a test account is no developer of its vendor.
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  assert.equal((await owner.get(LIST)).status, 404)
})

test('the menu leads there in the sandbox; in production there is neither the page nor the entry (platform.md §4)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  assert.ok((await developer.get('/organizations/stockworks/developer')).text.includes(`href="${LIST}"`))
  assert.ok((await developer.get('/search?q=test+accounts')).text.includes(`href="${LIST}"`))
  await addPlainMember(app)
  const member = await app.signedIn(DEMO.member)
  assert.equal((await member.get('/search?q=test+accounts')).text.includes(`href="${LIST}"`), false)
  const environment = {
    ENVIRONMENT: 'production',
    PUBLIC_URL: 'https://hub.example.com',
    MAIL_URL: 'smtp://localhost',
  }
  await using production = await testApp({ environment })
  const answer = await production.app.server.inject({ url: LIST, headers: { accept: 'text/html' } })
  assert.equal(answer.statusCode, 404)
})

function rolesOf({ roles }: { roles: string[] }): string[] {
  return roles
}

/** What is typed for one person. */
function owner(changes: { email?: string; password?: string } = {}): Record<string, string> {
  const { email, password } = { ...TEST_OWNER, ...changes }
  return {
    ...{ members: '1', member_0_email: email, member_0_password: password, member_0_name: 'Lovelace' },
    ...{ member_0_first_name: 'Ada', member_0_locale: 'en', member_0_country_code: 'DE' },
    ...{ member_0_avatar_url: '', 'member_0_roles[]': 'owner' },
  }
}

/** Sends the form of the wizard. */
function send(browser: TestBrowser, page: Answer, fields: Record<string, string>): Promise<Answer> {
  return browser.submit(page, { go: 'next', ...fields }, ({ action }) => action.startsWith(`${LIST}/new`))
}

/** The same where it leads on: the page it leads to, and its path. */
async function go(browser: TestBrowser, page: Answer, fields: Record<string, string>) {
  const answer = await send(browser, page, fields)
  assert.equal(answer.status, 303, answer.text.replace(/<[^>]+>/g, ' ').slice(0, 2000))
  const path = answer.location ?? ''
  return { path, page: await browser.get(path) }
}
