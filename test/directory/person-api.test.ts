import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const client = (app: TestApp) => app.client(DEMO.stockKeeper)

async function accessToken(app: TestApp, email: string, scope: string): Promise<string> {
  const tokens = await client(app).tokensFor(await app.signedIn(email), scope)
  assert.equal(tokens.status, 200, tokens.text)
  return tokens.body.access_token
}

const patch = (app: TestApp, token: string, json: unknown, headers = {}) =>
  client(app).api(token, '/api/v1/person', { method: 'PATCH', json, headers })

const eventNames = async (app: TestApp) =>
  (await app.db.read<{ name: string }>(sql`select name from event order by id`)).map(({ name }) => name)

test('GET /person is the full person with memberships and accessible apps (directory-api.md §4.1, §5)', async () => {
  await using app = await testApp({ at: '2026-01-01T08:15:00.120Z' })
  const token = await accessToken(app, DEMO.owner, 'directory.person.r')
  const { status, headers, body } = await client(app).api(token, '/api/v1/person')
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/json; charset=utf-8')
  const { organization_memberships: memberships, accessible_apps: apps, ...person } = body
  assert.deepEqual(Object.keys(person), [
    'id',
    'first_name',
    'name',
    'full_name',
    'email',
    'email_confirmed',
    'pronoun',
    'locale',
    'country_code',
    'currency',
    'unit_system',
    'time_zone',
    'avatar_url',
    'two_factor_authentication_enabled',
    'connected',
    'subscription',
    'granted_oauth_scopes',
    'requested_oauth_scopes',
    'requested_oauth_scopes_waiting_for_approval',
    'test_account_owner_id',
    'created_at',
    'updated_at',
  ])
  assert.equal(person.full_name, 'Mara Lindqvist')
  assert.equal(person.email, DEMO.owner)
  assert.equal(person.email_confirmed, true)
  assert.equal(person.currency, 'EUR')
  assert.equal(person.connected, true)
  assert.deepEqual(person.granted_oauth_scopes, ['directory.person.r'])
  assert.equal(person.created_at, '2026-01-01T08:15:00.120Z')

  assert.equal(memberships.length, 1)
  const [{ organization, roles }] = memberships
  assert.deepEqual(roles, ['owner'])
  assert.equal(organization.id, DEMO.linden)
  assert.equal(organization.slug, 'linden_press')
  assert.deepEqual(organization.kinds, ['printer'])
  assert.equal(organization.kind, 'printer')
  assert.equal(organization.connected, false)
  assert.ok(!('require_two_factor_authentication' in organization))

  const names = apps.map((entry: { name: string }) => entry.name)
  assert.ok(names.includes('stock_keeper') && names.includes('warehouse'), names.join())
  assert.deepEqual(Object.keys(apps[0]), [
    'name',
    'slug',
    'translated_title',
    'category',
    'entry_point_url',
    'logo_url',
  ])
})

test('the path may end in .json, unknown and empty parameters are ignored (directory-api.md §1)', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.owner, 'directory.person.r')
  for (const path of [
    '/api/v1/person.json',
    '/api/v1/person?=',
    '/api/v1/person.json?current_organization_id',
  ]) {
    assert.equal((await client(app).api(token, path)).body?.email, DEMO.owner, path)
  }
})

test('times are in the person’s zone with a Person bearer, in winter and in summer (C-35, G-34)', async () => {
  await using app = await testApp({ at: '2026-01-01T08:15:00.120Z' })
  const token = await accessToken(app, DEMO.owner, 'directory.person.rw')
  await app.db.transaction(tx => tx.write(sql`update person set time_zone = 'Europe/Berlin'`))
  app.clock.advance(1000)
  const { body } = await patch(app, token, { person: { pronoun: 'She/Her' } })
  assert.equal(body.created_at, '2026-01-01T09:15:00.120+01:00')
  assert.equal(body.updated_at, '2026-01-01T09:15:01.120+01:00')
  assert.equal(body.organization_memberships[0].created_at, '2026-01-01T09:15:00.120+01:00')
  assert.equal(body.organization_memberships[0].organization.created_at, '2026-01-01T09:15:00.120+01:00')

  await using summer = await testApp({ at: '2026-07-01T08:15:00Z' })
  await summer.db.transaction(tx => tx.write(sql`update person set time_zone = 'Asia/Kathmandu'`))
  const summerToken = await accessToken(summer, DEMO.owner, 'directory.person.r')
  const person = await client(summer).api(summerToken, '/api/v1/person')
  assert.equal(person.body.created_at, '2026-07-01T14:00:00.000+05:45')
})

test('titles of apps follow lang, then Accept-Language, then the person’s locale (directory-api.md §1)', async () => {
  await using app = await testApp()
  await app.db.transaction(tx =>
    tx.write(
      sql`update app set translations = '[{"locale":"en","title":"Store room"},{"locale":"de","title":"Lager"}]' where name = 'warehouse'`,
    ),
  )
  const titleIn = async (token: string, path: string, headers = {}) => {
    const { body } = await client(app).api(token, path, { headers })
    return body.accessible_apps.find((entry: { name: string }) => entry.name === 'warehouse').translated_title
  }
  const german = await accessToken(app, DEMO.member, 'directory.person.r')
  assert.equal(await titleIn(german, '/api/v1/person'), 'Lager')
  assert.equal(await titleIn(german, '/api/v1/person', { 'accept-language': 'en-US,en;q=0.9' }), 'Store room')
  assert.equal(await titleIn(german, '/api/v1/person', { 'accept-language': 'fr' }), 'Lager')
  assert.equal(await titleIn(german, '/api/v1/person?lang=en', { 'accept-language': 'de' }), 'Store room')
})

test('PATCH /person changes what was sent and answers as GET does; others hear of it', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.owner, 'directory.person.rw')
  const before = await eventNames(app)
  const changes = {
    first_name: ' Mira ',
    name: 'Okafor',
    pronoun: 'She/Her',
    locale: 'en-US',
    unit_system: 'imperial',
    country_code: 'us',
  }
  const answer = await patch(app, token, { person: changes })
  assert.equal(answer.status, 200, answer.text)
  const { first_name, name, pronoun, locale, unit_system, country_code, currency } = answer.body
  assert.deepEqual(
    { first_name, name, pronoun, locale, unit_system, country_code, currency },
    { ...changes, first_name: 'Mira', country_code: 'US', currency: 'USD' },
  )
  assert.deepEqual((await client(app).api(token, '/api/v1/person')).body, answer.body)
  assert.deepEqual((await eventNames(app)).slice(before.length), ['person_updated', 'member_details_changed'])
})

test('a whole object sent back changes nothing and is no error (C-37); so is nothing at all', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.owner, 'directory.person.rw')
  const before = await client(app).api(token, '/api/v1/person')
  const events = await eventNames(app)
  app.clock.advance(5000)
  const echo = { ...before.body, current_organization_id: null, connected: 'maybe', avatar_attributes: null }
  for (const body of [{ person: echo }, {}, { person: {} }, { person: null }]) {
    const answer = await patch(app, token, body)
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(answer.body, before.body)
  }
  assert.deepEqual(await eventNames(app), events)
})

test('O6 fields that are not the person’s to write are ignored, also dressed up as prototypes', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.member, 'directory.person.rw')
  const before = (await client(app).api(token, '/api/v1/person')).body
  const greedy = {
    id: DEMO.linden,
    email: 'evil@example.org',
    email_confirmed: true,
    is_operator: true,
    roles: ['owner'],
    organization_memberships: [{ roles: ['owner'] }],
    time_zone: 'Asia/Tokyo',
    constructor: { prototype: { is_operator: true } },
  }
  const text = JSON.stringify({ person: greedy }).replace(
    '{"person":{',
    '{"person":{"__proto__":{"name":"Evil"},',
  )
  const answer = await patch(app, token, JSON.parse(text))
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(answer.body, before)
  const [operators] = await app.db.read<{ count: number }>(
    sql`select count(*) as count from person where is_operator = 1`,
  )
  assert.equal(operators?.count, 1)
})

test('faults are told by field in Rails wording, 422 (directory-api.md §2)', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.owner, 'directory.person.rw')
  const answer = await patch(app, token, {
    person: { name: ' ', first_name: 'x'.repeat(101), locale: 'fr', unit_system: null, country_code: 'XX' },
  })
  assert.equal(answer.status, 422)
  assert.deepEqual(answer.body, {
    errors: {
      first_name: ['is too long'],
      name: ["can't be blank"],
      locale: ['is not included in the list'],
      unit_system: ['is not included in the list'],
      country_code: ['is not included in the list'],
    },
  })
  assert.equal((await client(app).api(token, '/api/v1/person')).body.name, 'Lindqvist')
})

test('a name that hides something, breaks its line or holds half a character is invalid (O7)', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.owner, 'directory.person.rw')
  for (const name of ['a\u202eb', 'a\nb', 'a\u0000', '\ud800', 'a\udc00b']) {
    const answer = await patch(app, token, { person: { name } })
    assert.deepEqual([answer.status, answer.body], [422, { errors: { name: ['is invalid'] } }])
  }
})

test('wrong types are malformed, 400 (directory-api.md §2)', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.owner, 'directory.person.rw')
  const cases: [unknown, object][] = [
    [{ person: { name: 5 } }, { name: ['is invalid'] }],
    [{ person: { locale: ['de'] } }, { locale: ['is invalid'] }],
    [{ person: 'Mira' }, { person: ['is invalid'] }],
    [{ person: [] }, { person: ['is invalid'] }],
    [[], { base: ['is invalid'] }],
    ['Mira', { base: ['is invalid'] }],
  ]
  for (const [body, errors] of cases) {
    const answer = await patch(app, token, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.deepEqual(answer.body, { errors })
  }
})

test('reading needs person.r or rw, writing person.w or rw; the short scopes are their equals', async () => {
  await using app = await testApp()
  const reader = await accessToken(app, DEMO.owner, 'directory.person.r')
  const refused = await patch(app, reader, { person: { name: 'Okafor' } })
  assert.equal(refused.status, 403)
  assert.equal(refused.body.errors[0], 'unpermitted_scope')

  const writer = await accessToken(app, DEMO.owner, 'user:read user:write')
  assert.equal((await client(app).api(writer, '/api/v1/person')).status, 200)
  assert.equal((await patch(app, writer, { person: { pronoun: 'She/Her' } })).status, 200)

  const anonymous = await client(app).api(null, '/api/v1/person')
  assert.equal(anonymous.status, 401)
  assert.deepEqual(anonymous.body, { errors: ['no_jwt_passed'] })
})

test('answers carry what clients cache by: weak tag, cache control, Vary, request id (directory-api.md §1)', async () => {
  await using app = await testApp()
  const token = await accessToken(app, DEMO.owner, 'directory.person.r')
  const { headers } = await client(app).api(token, '/api/v1/person')
  assert.equal(headers['cache-control'], 'max-age=0, private, must-revalidate')
  assert.equal(headers['vary'], 'Origin')
  assert.match(String(headers['etag']), /^W\/"[\w-]+"$/)
  assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/)
  const again = await client(app).api(token, '/api/v1/person', {
    headers: { 'if-none-match': `"other", ${headers['etag']}` },
  })
  assert.equal(again.status, 304)
  assert.equal(again.text, '')
})
