import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import sql, { join } from 'sql-template-tag'
import { PLATFORM_EVENTS } from '../../src/modules/events/index.ts'
import { applied } from '../support/apps.ts'
import { DEMO } from '../support/demo.ts'
import { newPrivateToken } from '../support/private-tokens.ts'
import { testApp } from '../support/test-app.ts'
import { decodeHtml, type TestBrowser } from '../support/test-browser.ts'
import { newTokens } from '../support/tokens.ts'

const TITLE = '<script>alert(1)</script> & "co"'

const app = await testApp()
after(() => app[Symbol.asyncDispose]())
for (const [name, organization, type] of [
  ['paper_route', 'stockworks', 'public'],
  ['own_desk', 'stockworks', 'private'],
  ['harbor_desk', 'harbor_labels', 'private'],
]) {
  await applied(
    app.db,
    app.app.apps,
    manifest(String(name), String(organization), String(type)),
    app.clock.now(),
  )
}

test('visitors see the scopes and events of the hub and of published apps, and who provides them', async () => {
  const scopes = await listed(app.anonymous(), '/docs/scopes')
  assert.ok(scopes.names.includes('directory.person.r'))
  assert.ok(scopes.names.includes('warehouse.items.rw'))
  assert.match(scopes.text, /Provided by Warehouse by Stockworks/)
  assert.match(scopes.text, /Provided by \S+ \(the hub itself\)/)
  const events = await listed(app.anonymous(), '/docs/events')
  assert.ok(events.names.includes('directory.member_joined'))
  assert.ok(events.names.includes('paper_route.route_planned'))
})

test('private apps, and those that are not published, are seen by those who develop them only (attack O5)', async () => {
  const developer = await app.signedIn(DEMO.developer)
  const owner = await app.signedIn(DEMO.owner)
  const namesFor = async (browser: TestBrowser, name: string) => {
    const found = await Promise.all([
      listed(browser, `/docs/scopes?q=${name}`),
      listed(browser, `/docs/events?q=${name}`),
    ])
    return found.flatMap(({ names }) => names)
  }
  assert.deepEqual(await namesFor(developer, 'own_desk'), ['own_desk.routes.r', 'own_desk.route_planned'])
  assert.deepEqual(await namesFor(developer, 'harbor_desk'), [])
  for (const browser of [owner, app.anonymous()]) {
    assert.deepEqual(await namesFor(browser, 'own_desk'), [])
    assert.deepEqual(await namesFor(browser, 'harbor_desk'), [])
    for (const path of ['/docs/scopes', '/docs/events'])
      assert.ok(!(await listed(browser, path)).names.some(name => /^(own|harbor)_desk/.test(name)))
  }
  await setState('inactive')
  assert.deepEqual(await namesFor(app.anonymous(), 'paper_route'), [])
  assert.deepEqual(await namesFor(developer, 'paper_route'), [])
  await setState('active')
})

test('an app that waits for its review is listed for its developers only (platform.md §5)', async () => {
  await setState('in_review')
  const path = '/docs/scopes?q=paper_route'
  assert.deepEqual((await listed(app.anonymous(), path)).names, [])
  assert.deepEqual((await listed(await app.signedIn(DEMO.developer), path)).names, ['paper_route.routes.r'])
  await setState('active')
})

test('a search finds by name, by words and by the app, the closest first, under any name of the hub (G-01)', async () => {
  const find = async (query: string) =>
    (await listed(app.anonymous(), `/docs/scopes?${new URLSearchParams({ q: query })}`)).names
  assert.equal((await find('directory.sites.rw'))[0], 'directory.sites.rw')
  assert.equal((await find('zaikio.sites.rw'))[0], 'directory.sites.rw')
  assert.ok((await find('see addresses')).includes('directory.sites.r'))
  assert.ok((await find('Warehouse')).includes('warehouse.items.r'))
  assert.deepEqual(await find('zebra'), [])
  assert.deepEqual(await find('%'), [])
})

test('titles and examples of others stay text (attack O7)', async () => {
  for (const path of ['/docs/scopes?q=paper_route', '/docs/events?q=paper_route']) {
    const { html, text } = await listed(app.anonymous(), path)
    assert.ok(!html.includes('<script>alert'))
    assert.ok(text.includes(TITLE))
  }
})

test('titles are in the reader’s language', async () => {
  const { text } = await listed(app.anonymous(), '/docs/scopes?q=directory.sites.r&lang=de')
  assert.match(text, /Standorte und Adressen ansehen/)
  const events = await listed(app.anonymous(), '/docs/events?q=member_joined&lang=de')
  assert.match(events.text, /Person ist einer Organisation beigetreten/)
})

test('an event shows an example of what is in it', async () => {
  const { text } = await listed(app.anonymous(), '/docs/events?q=paper_route')
  assert.ok(text.includes('{"route_id":"7"}'))
  const joined = await listed(app.anonymous(), '/docs/events?q=directory.member_joined')
  assert.match(joined.text, /"membership_id":"/)
})

test('the examples of the hub’s events have the members that real ones have (events.md §9)', async () => {
  await using other = await testApp()
  const owner = await other.signedIn(DEMO.owner)
  const { token } = await newPrivateToken(owner, {
    path: '/organizations/linden_press/tokens',
    scopes: ['directory.sites.rw', 'directory.organization_members.rw'].map(String),
  })
  const client = other.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(other)
  const json = { site: { name: 'Second works' } }
  const { body: site } = await client.api(token, '/api/v1/sites', { method: 'POST', json })
  await client.api(token, `/api/v1/sites/${site.id}`, {
    method: 'PATCH',
    json: { site: { name: 'Third works' } },
  })
  const { body: members } = await client.api(token, '/api/v1/organization/memberships')
  const member = members.find(({ roles }: { roles: string[] }) => !roles.includes('owner'))
  const at = `/api/v1/organization/memberships/${member.id}`
  await client.api(token, at, { method: 'PATCH', json: { membership: { roles: ['designer'] } } })
  await client.api(token, at, { method: 'DELETE' })
  await client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  const events = await other.db.read<{ name: string; payload: string }>(sql`select name, payload from event`)
  const seen = new Set(events.map(({ name }) => name))
  for (const name of [
    'site_added',
    'member_roles_updated',
    'member_left',
    'revoked_access_token',
    'established_connection',
  ])
    assert.ok(seen.has(name), name)
  for (const { name, payload } of events) {
    const described = PLATFORM_EVENTS.find(event => event.name === name)?.example ?? {}
    assert.deepEqual(Object.keys(JSON.parse(payload)).sort(), Object.keys(described).sort(), name)
  }
})

test('with 5,000 scopes the list comes in pages, and is quick', async () => {
  await using other = await testApp()
  const { app: made } = await applied(
    other.db,
    other.app.apps,
    manifest('big_app', 'stockworks', 'public'),
    other.clock.now(),
  )
  const names = Array.from(
    { length: 5000 },
    (_, index) => `thing_${[...String(index)].map(digit => 'abcdefghij'[Number(digit)]).join('')}`,
  )
  await other.db.transaction(async tx => {
    for (let from = 0; from < names.length; from += 1000) {
      const texts = JSON.stringify([{ locale: 'en', title: 'A thing', description: null }])
      const rows = names
        .slice(from, from + 1000)
        .map(name => sql`(${`id-${name}`}, ${made.id}, ${name}, 'r', 'all', ${texts}, 0, 0)`)
      await tx.write(sql`insert into provided_scope
        (id, app_id, name, permission, bearer_kind, translations, created_at, updated_at) values ${join(rows)}`)
    }
  })
  const first = await listed(other.anonymous(), '/docs/scopes')
  assert.equal(first.names.length, 50)
  assert.match(first.text, /1–50 of 5\d\d\d/)
  const last = await listed(other.anonymous(), '/docs/scopes?page=9999')
  assert.ok(last.names.length > 0)
  assert.ok(last.names.every(name => !first.names.includes(name)))
  const startedAt = performance.now()
  for (const path of [
    '/docs/scopes?page=50',
    '/docs/scopes?q=big_app.thing_bcde.r',
    '/docs/scopes?q=thing&page=3',
  ])
    assert.ok((await listed(other.anonymous(), path)).names.length > 0, path)
  assert.ok(performance.now() - startedAt < 1500)
})

function setState(state: string) {
  return app.db.transaction(tx => tx.write(sql`update app set state = ${state} where name = 'paper_route'`))
}

function manifest(name: string, organization: string, type: string) {
  const translations = [{ locale: 'en', title: TITLE }]
  return {
    ...{ name, organization, type, title: TITLE, oauth_redirect_urls: [] },
    oauth_scopes: [{ name: 'routes', kind: 'read_only', translations }],
    events: [
      { name: 'route_planned', bearer_kind: 'Organization', example: '{"route_id":"7"}', translations },
    ],
  }
}

async function listed(browser: TestBrowser, path: string) {
  const answer = await browser.get(path)
  assert.equal(answer.status, 200, path)
  const main = /<main.*<\/main>/s.exec(answer.text)?.[0] ?? ''
  const names = [...main.matchAll(/<code class="[^"]*select-all">(.*?)<\/code>/g)].map(([, name = '']) =>
    name.replaceAll('<wbr>', ''),
  )
  const text = decodeHtml(main.replaceAll('<wbr>', '').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ')
  return { names, text, html: main }
}
