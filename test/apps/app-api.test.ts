import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { DEMO } from '../support/demo.ts'
import { manifestIn } from '../support/developer.ts'
import { newPrivateToken } from '../support/private-tokens.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const CALLBACK = 'https://stock.example/callback'

test('an app reads and changes its configuration by Basic; what it does not send stays (directory-api.md §15.1)', async () => {
  await using app = await testApp()
  const { configuration } = (await asApp(app, 'GET')).body
  assert.deepEqual(Object.keys(configuration), [
    'entry_point_url',
    'webhook_url',
    'category',
    'oauth_redirect_urls',
    'translations',
    'desired_oauth_scopes',
    'subscribed_events',
    'oauth_scopes',
    'events',
  ])
  const changed = await asApp(app, 'PATCH', {
    oauth_redirect_urls: [CALLBACK],
    webhook_url: 'https://stock.example/hooks',
  })
  assert.equal(changed.status, 200)
  assert.deepEqual(changed.body.configuration, {
    ...configuration,
    oauth_redirect_urls: [CALLBACK],
    webhook_url: 'https://stock.example/hooks',
  })
  const developer = await app.signedIn(DEMO.developer)
  assert.deepEqual((await manifestIn(developer, 'stock_keeper')).oauth_redirect_urls, [CALLBACK])
  const [entry] = await app.db.read<{ actor: string; reason: string }>(
    sql`select actor, reason from audit_entry where action = 'app_configured'`,
  )
  assert.deepEqual(
    { ...entry },
    { actor: `Client/${DEMO.stockKeeper.id}`, reason: 'webhook_url, oauth_redirect_urls' },
  )
})

test('a configuration that is sent back whole changes nothing, with foreign fields in it (directory-api.md §1, C-37)', async () => {
  await using app = await testApp()
  const { configuration } = (await asApp(app, 'GET')).body
  const echo = {
    ...configuration,
    id: 1,
    credentials: [{ name: 'evil', confidential: false }],
    name: 'warehouse',
    organization: DEMO.linden,
    type: 'private',
    translations: configuration.translations.map((text: object) => ({
      ...text,
      id: 5,
      current_organization_id: null,
    })),
  }
  const answer = await asApp(app, 'PATCH', echo)
  assert.equal(answer.status, 200, answer.text)
  assert.deepEqual(answer.body.configuration, configuration)
  assert.equal((await asApp(app, 'PATCH', {})).status, 200)
  assert.equal((await asApp(app, 'PATCH', { category: null, oauth_redirect_urls: null })).status, 200)
  const pairs = await app.db.read(sql`select name from credentials where name = 'evil'`)
  assert.equal(pairs.length, 0)
})

test('a wrong configuration is refused whole, with texts by field (directory-api.md §2, attacks R3, O6)', async () => {
  await using app = await testApp()
  const before = (await asApp(app, 'GET')).body
  for (const [configuration, field] of [
    [{ oauth_redirect_urls: [CALLBACK, 'javascript:alert(1)'] }, 'oauth_redirect_urls[1]'],
    [{ entry_point_url: 'data:text/html,x', category: 'sales' }, 'entry_point_url'],
    [{ webhook_url: 'http://169.254.169.254/' }, 'webhook_url'],
    [{ category: 'bakery' }, 'category'],
    [{ desired_oauth_scopes: ['nobody.knows.r'] }, 'desired_oauth_scopes[0]'],
    [{ translations: [] }, 'translations'],
    [{ oauth_redirect_urls: 'x' }, 'oauth_redirect_urls'],
  ] as const) {
    const answer = await asApp(app, 'PATCH', configuration)
    assert.equal(answer.status, 422, field)
    assert.ok(Array.isArray(answer.body.errors[field]), `${field}: ${answer.text}`)
  }
  for (const json of [{ app: [] }, { app: { configuration: 'x' } }, []]) {
    const answer = await app
      .client(DEMO.stockKeeper)
      .api(null, '/api/v1/app', { method: 'PATCH', json, headers: basicOf(app) })
    assert.equal(answer.status, 400, JSON.stringify(json))
  }
  assert.deepEqual((await asApp(app, 'GET')).body, before)
})

test('a vendor lists its apps and changes one, by id or name; those of others look like none (directory-api.md §15.2, attack O5)', async () => {
  await using app = await testApp()
  const token = await vendorToken(app, DEMO.developer, 'stockworks', ['directory.apps.rw'])
  const client = app.client(DEMO.stockKeeper)
  const list = await client.api(token, '/api/v1/apps?per_page=1&page=2')
  assert.equal(list.status, 200)
  assert.equal(list.body.length, 1)
  assert.equal(list.headers['current-page'], '2')
  const total = Number(list.headers['total-count'])
  assert.equal(list.headers['total-pages'], String(total))
  assert.match(String(list.headers['link']), /per_page=1&page=1>; rel="first", <[^>]+page=1>; rel="prev"/)
  const all = (await client.api(token, '/api/v1/apps')).body
  assert.equal(all.length, total)
  const keeper = all.find(({ name }: { name: string }) => name === 'stock_keeper')
  assert.deepEqual(Object.keys(keeper), ['id', 'name', 'category', 'kind', 'state'])
  assert.deepEqual([keeper.kind, keeper.state], ['public', 'active'])
  const byName = (await client.api(token, '/api/v1/apps/stock_keeper')).body
  assert.deepEqual((await client.api(token, `/api/v1/apps/${keeper.id}`)).body, byName)
  const json = { app: { configuration: { category: 'sales' } } }
  const changed = await client.api(token, `/api/v1/apps/${keeper.id}`, { method: 'PATCH', json })
  assert.deepEqual(
    [changed.status, changed.body.category, changed.body.configuration.category],
    [200, 'sales', 'sales'],
  )
  assert.equal((await client.api(token, '/api/v1/apps?page=0')).status, 400)
  assert.equal((await client.api(token, '/api/v1/apps?per_page=101')).status, 400)

  const foreign = await vendorToken(app, DEMO.owner, 'linden_press', ['directory.apps.rw'])
  assert.deepEqual((await client.api(foreign, '/api/v1/apps')).body, [])
  for (const id of [keeper.id, 'stock_keeper', 'directory', '../stock_keeper', '*']) {
    for (const method of ['GET', 'PATCH'] as const)
      assert.equal(
        (
          await client.api(foreign, `/api/v1/apps/${encodeURIComponent(id)}`, {
            method,
            ...(method === 'PATCH' && { json }),
          })
        ).status,
        404,
        id,
      )
  }
})

test('an app lists who is connected to it, its vendor who is to any of its apps (directory-api.md §13)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const { body } = await client.tokensFor(owner, 'directory.person.r')
  await client.authorize(owner, {
    scope: `Org/${DEMO.linden}.directory.organization.r`,
    redirect_uri: DEMO.organizationRedirectUrl,
  })
  const asBasic = (path: string) => client.api(null, `/api/v1/connections${path}`, { headers: basicOf(app) })
  const list = await asBasic('')
  const linden = list.body.find(
    ({ connectable_id }: { connectable_id: string }) => connectable_id === DEMO.linden,
  )
  assert.deepEqual(linden, {
    connectable_type: 'Organization',
    connectable_id: DEMO.linden,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: linden.updated_at,
    app_name: 'stock_keeper',
    granted_oauth_scopes: linden.granted_oauth_scopes,
    requested_oauth_scopes: [],
    requested_oauth_scopes_waiting_for_approval: [],
  })
  assert.ok(linden.granted_oauth_scopes.includes('directory.organization.r'))
  assert.equal(list.headers['total-count'], String(list.body.length))
  assert.deepEqual((await asBasic(`/Organization-${DEMO.linden}`)).body, linden)
  assert.deepEqual((await asBasic(`?filters[connectable_id]=Organization-${DEMO.linden}`)).body, [linden])
  assert.equal((await asBasic(`/Person-${body.bearer.id}`)).status, 200)
  for (const id of [
    `Organization-${DEMO.harbor}`,
    `Person-${DEMO.linden}`,
    DEMO.linden,
    'Organization-*',
    'nil',
  ])
    assert.equal((await asBasic(`/${id}`)).status, 404, id)
  for (const id of [`Organization-${DEMO.harbor}`, 'nonsense'])
    assert.deepEqual((await asBasic(`?filters[connectable_id]=${id}`)).body, [], id)
  const page = await asBasic('?per_page=1')
  assert.deepEqual([page.body.length, page.headers['total-pages']], [1, String(list.body.length)])
  const later = await asBasic('?updated_or_created_since=2027-01-01')
  assert.deepEqual(later.body, [])

  const scope = 'directory.connections_and_subscriptions.r'
  const vendor = await vendorToken(app, DEMO.developer, 'stockworks', [scope])
  const ofVendor = (await client.api(vendor, '/api/v1/connections')).body
  assert.ok(ofVendor.some((one: object) => JSON.stringify(one) === JSON.stringify(linden)))
  const stranger = await vendorToken(app, DEMO.owner, 'linden_press', [scope])
  assert.deepEqual((await client.api(stranger, '/api/v1/connections')).body, [])
  assert.equal((await client.api(stranger, `/api/v1/connections/Organization-${DEMO.linden}`)).status, 404)
})

function basicOf(app: TestApp) {
  return { authorization: app.client(DEMO.stockKeeper).basic }
}

function asApp(app: TestApp, method: 'GET' | 'PATCH', configuration?: object) {
  const json = configuration && { app: { configuration } }
  return app
    .client(DEMO.stockKeeper)
    .api(null, '/api/v1/app', { method, headers: basicOf(app), ...(json && { json }) })
}

/** A token that an organization made by hand. */
async function vendorToken(app: TestApp, email: string, slug: string, scopes: string[]): Promise<string> {
  const browser = await app.signedIn(email)
  return (await newPrivateToken(browser, { path: `/organizations/${slug}/tokens`, scopes })).token
}
