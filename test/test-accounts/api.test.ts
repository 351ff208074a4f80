import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { PUBLISH_AHEAD_MS, rotateKey } from '../../src/modules/oauth/index.ts'
import { buildApp } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { DEMO_PRINT, TEST_OWNER, testAccounts } from '../support/test-accounts.ts'
import { testApp } from '../support/test-app.ts'
import { claimsOf, codeIn } from '../support/test-client.ts'
import { withinASecond } from '../support/tokens.ts'

test('a test account is made with everything in it, and answered as organization, memberships and sites (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make()

  assert.equal(made.name, 'Demo Print')
  assert.equal(made.test_account_owner_id, DEMO.stockworks)
  assert.deepEqual(made.sections, { printer: ['labels'] })
  assert.equal(made.connected, true)
  assert.ok(made.granted_oauth_scopes.includes('directory.organization.r'))
  assert.deepEqual(made.requested_oauth_scopes_waiting_for_approval, [])
  assert.match(made.created_at, /Z$/)

  const [owner, member] = made.memberships
  assert.deepEqual(owner.roles, ['owner'])
  assert.equal(owner.person.email, TEST_OWNER.email)
  assert.equal(owner.person.email_confirmed, true)
  assert.equal(member.person.locale, 'de')
  assert.equal(owner.person.test_account_owner_id, DEMO.stockworks)
  assert.equal(owner.person.connected, true)
  assert.equal('organization_memberships' in owner.person, false)
  assert.deepEqual(member.roles, ['member', 'designer'])
  assert.equal(member.person.full_name, 'Bob')

  const works = made.sites.find((site: { name: string }) => site.name === 'Works')
  assert.equal(made.sites.length, 2)
  assert.equal(works.headquarter, true)
  assert.equal(works.address.street_and_number, 'Kai 12')
  assert.equal(works.address.zip_code, '20457')
  assert.equal('organization' in works, false)
  assert.deepEqual((await accounts.get(made.id)).body, made)
  assert.deepEqual((await accounts.list()).body, [made])
  assert.equal((await accounts.list()).headers['current-page'], undefined)
})

test('name alone is enough: no members, and a headquarter named like the organization (directory-api.md §16, C-38)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make({
    name: 'Bare',
    country_code: 'DE',
    kinds: ['printer'],
    connection_attributes: ['stock_keeper'],
    member_attributes: null,
    site_attributes: null,
    id: 'not mine to choose',
    current_organization_id: null,
  })
  assert.deepEqual(made.memberships, [])
  assert.deepEqual(
    made.sites.map(({ name, headquarter }: { name: string; headquarter: boolean }) => ({
      name,
      headquarter,
    })),
    [{ name: 'Bare', headquarter: true }],
  )
})

test('its apps get tokens at once: for the organization, and for each member in their own name (directory-api.md §16)', async () => {
  await using app = await testApp()
  const { client, make } = testAccounts(app)
  const made = await make()
  const personId = made.memberships[0].person.id
  const machine = (scope: string) => client.token({ grant_type: 'client_credentials', scope })

  const organization = await machine(`Org/${made.id}.directory.organization.r`)
  assert.equal(organization.status, 200, organization.text)
  const person = await machine(`Per/${personId}.directory.person.r`)
  assert.equal(person.status, 200, person.text)
  assert.equal(person.body.bearer.id, personId)
  const answer = await client.api(person.body.access_token, '/api/v1/person')
  assert.equal(answer.body.email, TEST_OWNER.email)
  assert.equal(answer.body.organization_memberships[0].organization.id, made.id)

  // What one app desires of the other is there, whichever was named first.
  const items = await machine(`Org/${made.id}.warehouse.items.rw`)
  assert.equal(items.status, 200, items.text)
})

test('who signs in as a member is asked nothing by its apps: everything is allowed already (directory-api.md §16)', async () => {
  await using app = await testApp()
  const { client, make } = testAccounts(app)
  const made = await make()
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  for (const scope of ['directory.person.r', `Org/${made.id}.warehouse.items.rw`]) {
    const request = { scope, redirect_uri: DEMO.redirectUrl, prompt: 'none' }
    const answer = await owner.follow(await owner.get(client.authorizeUrl(request)))
    const tokens = await client.token({ code: codeIn(answer) })
    assert.equal(tokens.status, 200, tokens.text)
    assert.equal(tokens.body.scope, scope.replace(/^Org\/[^.]+\./, ''))
  }
})

test('its members sign in with their passwords, and owners manage what is theirs (directory-api.md §16)', async () => {
  await using app = await testApp()
  const { make } = testAccounts(app)
  const made = await make()
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  const page = await owner.get(`/organizations/${made.slug}`)
  assert.equal(page.status, 200)
  assert.equal((await owner.get(`/organizations/${made.slug}/members`)).status, 200)
})

test('its private token has every scope there is for it, and is shown again until it ends (oauth.md §13)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make()
  const token = made.private_access_token
  const { sub, aud, scope, jti } = claimsOf(token)
  assert.equal(sub, `Organization/${made.id}`)
  assert.deepEqual(aud, [`Organization/${made.id}`])
  assert.ok(scope.includes('directory.organization_members.rw'), scope.join(' '))
  assert.ok(scope.includes('warehouse.items.rw'))
  const { client } = accounts
  assert.equal((await client.api(token, '/api/v1/organization')).body.id, made.id)

  const stored = JSON.stringify(await app.db.read(sql`select * from test_account`))
  assert.equal(stored.includes(token.split('.')[2]), false, 'the token is kept nowhere')
  assert.equal(stored.includes(TEST_OWNER.password), false, 'nor is a password')

  await app.app.tokens.revoke(jti, app.clock.now())
  assert.equal((await accounts.get(made.id)).body.private_access_token, null)
  assert.equal((await client.api(token, '/api/v1/organization')).status, 403)
})

test('a token is signed once however often it is shown, and again when the key is another one (attack S11)', async () => {
  // No two signatures of this algorithm are the same.
  const environment = { SIGNING_ALGORITHM: 'ES256', PORT: '0', PUBLIC_URL: 'http://localhost:4000' }
  await using app = await testApp({ environment })
  await app.app.listen()
  const accounts = testAccounts(app)
  const made = await accounts.make()
  await accounts.make({ name: 'Other' })
  const shown = async () => {
    const lists = await Promise.all([accounts.list(), accounts.list()])
    const tokens = lists.map(({ body }) => body.at(-1).private_access_token)
    return [...tokens, (await accounts.get(made.id)).body.private_access_token]
  }
  const token = made.private_access_token
  assert.deepEqual(await shown(), [token, token, token])

  const { secretBox } = app.app.apps
  const { kid } = await rotateKey(app.db, { algorithm: 'ES256', secretBox, now: app.clock.now() })
  const published = () => accounts.client.api(null, '/.well-known/jwks.json')
  await withinASecond(async () => (await published()).text.includes(kid))
  assert.deepEqual(await shown(), [token, token, token], 'it does not sign yet')
  app.clock.advance(PUBLISH_AHEAD_MS)
  const [renewed, ...others] = await shown()
  assert.notEqual(renewed, token)
  assert.deepEqual(others, [renewed, renewed])
  assert.deepEqual(claimsOf(renewed), claimsOf(token))
  for (const text of [token, renewed])
    assert.equal((await accounts.client.api(text, '/api/v1/organization')).status, 200)

  await app.app.tokens.revoke(claimsOf(token).jti, app.clock.now())
  assert.deepEqual(await shown(), [null, null, null])
})

test('the token of a test account that has expired is not shown any more (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make()
  app.clock.advance(364 * 24 * 3_600_000)
  assert.ok((await accounts.get(made.id)).body.private_access_token)
  app.clock.advance(24 * 3_600_000)
  assert.equal((await accounts.get(made.id)).body.private_access_token, null)
})

test('an account of the same name is deleted first, and its addresses are free for the new one (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const first = await accounts.make()
  const second = await accounts.make({ ...DEMO_PRINT, country_code: 'NL' })
  assert.notEqual(second.id, first.id)
  assert.notEqual(second.slug, first.slug)
  assert.notEqual(second.memberships[0].person.id, first.memberships[0].person.id)
  assert.equal((await accounts.get(first.id)).status, 404)
  assert.equal((await accounts.list()).body.length, 1)
  assert.equal((await accounts.client.api(first.private_access_token, '/api/v1/organization')).status, 403)
})

test('of five requests for one name at once one account is left, whole (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const answers = await Promise.all(Array.from({ length: 5 }, () => accounts.post(DEMO_PRINT)))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
  const { body } = await accounts.list()
  assert.equal(body.length, 1)
  assert.equal(body[0].memberships.length, 2)
  const [persons] = await app.db.read<{ count: number }>(
    sql`select count(*) as count from person where test_account_owner_id is not null and deleted_at is null`,
  )
  assert.equal(persons?.count, 2)
})

test('of two accounts that want one address at once one is made, and nothing of the other stays (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const answers = await Promise.all(
    ['One', 'Two', 'Three'].map(name => accounts.post({ ...DEMO_PRINT, name })),
  )
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 422, 422])
  assert.equal((await accounts.list()).body.length, 1)
  const [organizations] = await app.db.read<{ count: number }>(
    sql`select count(*) as count from organization where test_account_owner_id is not null`,
  )
  assert.equal(organizations?.count, 1)
})

test('deleting ends organization, persons, sessions, connections and tokens at once (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const { client } = accounts
  const made = await accounts.make()
  const personId = made.memberships[0].person.id
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  const scope = `Per/${personId}.directory.person.r`
  const person = (await client.token({ grant_type: 'client_credentials', scope })).body

  const answer = await accounts.remove(made.id)
  assert.equal(answer.status, 204)
  assert.equal(answer.text, '')
  assert.equal((await accounts.get(made.id)).status, 404)
  assert.equal((await accounts.remove(made.id)).status, 404)
  assert.equal((await client.api(person.access_token, '/api/v1/person')).status, 403)
  assert.equal((await client.api(made.private_access_token, '/api/v1/organization')).status, 403)
  assert.equal((await client.token({ grant_type: 'client_credentials', scope })).status, 400)
  assert.equal((await owner.get('/launchpad')).status, 302 + 1)
  const listed = (await client.api(null, '/api/v1/revoked_access_tokens')).text
  assert.ok(listed.includes(claimsOf(made.private_access_token).jti))
  assert.ok(listed.includes(claimsOf(person.access_token).jti))
  const events = await app.db.read<{ name: string }>(
    sql`select name from event where subject = ${`Org/${made.id}`} order by id`,
  )
  assert.ok(events.some(({ name }) => name === 'revoked_connection'))
  const again = await accounts.make()
  assert.equal(again.memberships[0].person.email, TEST_OWNER.email)
})

test('what a test person made alone ends with them; others lose only their place in it (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const made = await accounts.make()
  const owner = await app.signedIn(TEST_OWNER.email, TEST_OWNER.password)
  const form = await owner.get('/organizations/new')
  const fields = { name: 'On the side', 'kinds[]': 'printer', country_code: 'DE' }
  const created = await owner.submit(form, fields, ({ action }) => action === '/organizations/new')
  assert.equal(created.status, 303, created.text)
  const organizations = () =>
    app.db.read<{ name: string; deleted: number | null }>(
      sql`select name, deleted_at as deleted from organization where name in ('On the side', 'Demo Print') order by name`,
    )
  // A person of the demo, who is real, joins both.
  for (const name of ['On the side', 'Demo Print']) {
    await app.db.transaction(tx =>
      tx.write(sql`insert into membership (id, organization_id, person_id, roles, created_at, updated_at)
        select ${`of ${name}`}, organization.id, person.id, 4, 1, 1 from organization, person
        where organization.name = ${name} and person.email = ${DEMO.member}`),
    )
  }
  assert.equal((await accounts.remove(made.id)).status, 204)
  assert.ok((await organizations()).every(({ deleted }) => deleted !== null))
  const member = await app.signedIn(DEMO.member)
  const mine = await member.get('/account/organizations')
  assert.equal(mine.text.includes('On the side'), false)
  assert.ok(mine.text.includes('Linden Press'))
})

test('what is wrong is said at its field, in Rails wording (directory-api.md §2, §16)', async () => {
  await using app = await testApp()
  const { refused } = testAccounts(app)
  const [owner, member] = DEMO_PRINT.member_attributes
  assert.deepEqual(await refused({}), { name: ["can't be blank"] })
  assert.deepEqual(await refused({ name: 'A', country_code: 'XX', kinds: ['bakery'] }), {
    country_code: ['is not included in the list'],
    kinds: ['is not included in the list'],
  })
  assert.deepEqual(
    await refused({
      name: 'A',
      connection_attributes: ['stock_keeper', 'stock_keeper', 'no_such', 'directory'],
    }),
    {
      'connection_attributes[2]': ['is not included in the list'],
      'connection_attributes[3]': ['is not included in the list'],
    },
  )
  assert.deepEqual(
    await refused({ name: 'A', subscription_attributes: [{ app_name: 'stock_keeper', plan_name: 'free' }] }),
    { 'subscription_attributes[0].plan_name': ['is unknown: there are no plans on this installation'] },
  )
  assert.deepEqual(
    await refused({
      name: 'A',
      member_attributes: [{ ...owner, email: 'no address', password: 'short', name: '' }],
    }),
    {
      'member_attributes[0].name': ["can't be blank"],
      'member_attributes[0].email': ['is invalid'],
      'member_attributes[0].password': ['is too short (minimum is 8 characters)'],
    },
  )
  assert.deepEqual(await refused({ name: 'A', member_attributes: [member] }), {
    member_attributes: ['must have exactly one with the role owner'],
  })
  assert.deepEqual(
    await refused({ name: 'A', member_attributes: [owner, { ...owner, email: ' ADA@demo.example ' }] }),
    {
      member_attributes: ['must have exactly one with the role owner'],
      'member_attributes[1].email': ['has already been taken'],
    },
  )
  assert.deepEqual(await refused({ name: 'A', member_attributes: [owner, { ...member, roles: ['king'] }] }), {
    'member_attributes[1].roles': ['is not included in the list'],
  })
  assert.deepEqual(await refused({ name: 'A', site_attributes: [{ name: '', headquarter: false }] }), {
    site_attributes: ['must have exactly one headquarter'],
    'site_attributes[0].name': ["can't be blank"],
  })
  const crowd = Array.from({ length: 11 }, (_, at) => ({ ...member, email: `m${at}@demo.example` }))
  assert.deepEqual((await refused({ name: 'A', member_attributes: [owner, ...crowd] })).member_attributes, [
    'are too many (maximum is 10)',
  ])
})

test('a body of another form answers 400 (directory-api.md §2)', async () => {
  await using app = await testApp()
  const { call, post } = testAccounts(app)
  assert.equal((await call('POST', '', {})).status, 400)
  for (const wrong of [
    { name: 5 },
    { name: 'A', member_attributes: {} },
    { name: 'A', member_attributes: [null] },
    { name: 'A', member_attributes: [{ roles: 'owner' }] },
    { name: 'A', connection_attributes: 'stock_keeper' },
    { name: 'A', site_attributes: [{ name: 'B', headquarter: 'yes' }] },
    { name: 'A', site_attributes: ['B'] },
  ]) {
    const answer = await post(wrong)
    assert.equal(answer.status, 400, JSON.stringify(wrong))
  }
})

test('an app that is switched off is not connected (spec oauth.md §12.2)', async () => {
  await using app = await testApp()
  const { refused } = testAccounts(app)
  await app.db.transaction(tx => tx.write(sql`update app set state = 'inactive' where name = 'warehouse'`))
  assert.deepEqual(await refused(DEMO_PRINT), { 'connection_attributes[1]': ['cannot be connected'] })
})

test('a vendor has at most 100 test accounts, and makes at most 200 within a day (directory-api.md §16)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const bare = (name: string) => ({ name, kinds: ['printer'] })
  for (let made = 0; made < 100; made += 1) {
    await accounts.make(bare(`Account ${made}`))
    app.clock.advance(2000)
  }
  assert.deepEqual(await accounts.refused(bare('One more')), {
    base: ['there are 100 test accounts already; delete some first'],
  })
  // The place of one of its own name is free.
  for (let made = 0; made < 100; made += 1) {
    await accounts.make(bare('Account 7'))
    app.clock.advance(2000)
  }
  assert.deepEqual(await accounts.refused(bare('Account 7')), {
    base: ['200 test accounts were made within 24 hours; try again later'],
  })
  app.clock.advance(24 * 3_600_000)
  await accounts.make(bare('Account 7'))
})

test('who tries too often is asked to wait: each try hashes passwords and fetches pictures (G-18)', async () => {
  await using app = await testApp()
  const accounts = testAccounts(app)
  const answers = await Promise.all(Array.from({ length: 11 }, () => accounts.post({})))
  assert.deepEqual([...new Set(answers.map(({ status }) => status))].toSorted(), [422, 429])
  const other = await buildApp(app)
  assert.equal((await testAccounts(app, other.client).post({})).status, 422)
})

test('lists know updated_or_created_since, and the suffix .json (directory-api.md §1)', async () => {
  await using app = await testApp()
  const { call, make } = testAccounts(app)
  await make()
  app.clock.advance(60_000)
  const since = new Date(app.clock.now()).toISOString()
  app.clock.advance(60_000)
  await make({ name: 'Later' })
  const answer = await call('GET', `?updated_or_created_since=${since}`)
  assert.deepEqual(
    answer.body.map(({ name }: { name: string }) => name),
    ['Later'],
  )
  assert.equal((await call('GET', '.json')).body.length, 2)
  assert.equal((await call('GET', '?updated_or_created_since=yesterday')).status, 400)
})
