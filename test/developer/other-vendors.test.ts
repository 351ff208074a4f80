import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn } from '../support/accounts.ts'
import {
  type BuiltApp,
  buildApp,
  buildConnection,
  buildOrganization,
  buildPerson,
} from '../support/builders.ts'
import { manifestIn, sendForm } from '../support/developer.ts'
import { readingOf } from '../support/flow.ts'
import { newPrivateToken } from '../support/private-tokens.ts'
import { MATRIX } from '../support/route-matrix.ts'
import { routesOf } from '../support/routes.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import type { TestBrowser } from '../support/test-browser.ts'

const NIL = '00000000-0000-0000-0000-000000000000'
const SCOPES = ['directory.apps.rw', 'directory.connections_and_subscriptions.r']
const TAKEN_OVER = {
  app: { configuration: { category: 'sales', oauth_redirect_urls: ['https://evil.example/cb'] } },
}

test('O5 O6 developers of other vendors try every API of an app, with every name it has: refused, and nothing is counted', async () => {
  await using hub = await testApp({ isEmpty: true })
  const { ours, theirs, customer } = await twoVendors(hub)
  const before = await stateOf(hub, ours.app)
  const names = [
    ours.app.id,
    ours.app.name,
    ours.app.client.id,
    `Organization-${customer.id}`,
    `App/${ours.app.id}`,
  ]
  const hostile = [NIL, '*', '..', `../${ours.app.name}`, '%00', '[]', '1', `${ours.app.id},${ours.app.id}`]
  const { token } = await newPrivateToken(theirs.browser, {
    ...{ path: `/organizations/${theirs.slug}/tokens`, scopes: SCOPES },
  })
  const routes = MATRIX.organization.filter(route => /\/(?:apps|connections)(?:\/|$)/.test(route))
  assert.ok(routes.length >= 5, routes.join(' '))
  for (const route of routes) {
    const [method = '', path = ''] = route.split(' ')
    const request = {
      method: method as 'GET' | 'PATCH',
      ...(method === 'PATCH' && { json: TAKEN_OVER }),
    }
    if (!path.includes(':id')) {
      const list = await theirs.app.client.api(token, path, request)
      // Their own app, and nobody who is connected to it.
      assert.equal(list.headers['total-count'], path.endsWith('/apps') ? '1' : '0', route)
      assertNothingOf(ours, list.text, route)
      continue
    }
    for (const name of [...names, ...hostile]) {
      const at = path.replace(':id', encodeURIComponent(name))
      const answer = await theirs.app.client.api(token, at, request)
      assert.equal(answer.status, 404, `${method} ${at}: ${answer.text}`)
      assertNothingOf(ours, answer.text, at)
    }
  }

  // By Basic an app speaks of itself, whatever else the request says.
  const headers = { authorization: theirs.app.client.basic }
  const asThem = (path: string, request: object = {}) =>
    theirs.app.client.api(null, path, { headers, ...request })
  for (const path of [`/api/v1/app?id=${ours.app.id}&name=${ours.app.name}`, '/api/v1/connections'])
    assertNothingOf(ours, (await asThem(path)).text, path)
  assert.equal((await asThem(`/api/v1/connections/Organization-${customer.id}`)).status, 404)
  const filter = new URLSearchParams({ 'filters[connectable_id]': `Organization-${customer.id}` })
  assert.deepEqual((await asThem(`/api/v1/connections?${filter}`)).body, [])
  const json = { ...TAKEN_OVER, id: ours.app.id, name: ours.app.name }
  await asThem('/api/v1/app', { method: 'PATCH', json: { ...json, app: { ...json.app, id: ours.app.id } } })
  // With the client id of the one and the secret of the other nobody is anybody.
  const mixed = hub.client({ id: ours.app.client.id, secret: theirs.app.client.secret })
  const refused = await mixed.api(null, '/api/v1/app', { headers: { authorization: mixed.basic } })
  assert.equal(refused.status, 401)
  assert.deepEqual(await stateOf(hub, ours.app), before)
})

test('O5 O6 developers of other vendors send every form of an app, also with the names of parts that exist: it stays as it is', async () => {
  await using hub = await testApp({ isEmpty: true })
  const { ours, theirs, customer } = await twoVendors(hub)
  const before = await stateOf(hub, ours.app)
  const routes = await routesOf(async () => {
    await using other = await testApp()
    return other
  })
  const forms = routes.filter(
    ({ method, path }) => method === 'POST' && path.startsWith('/developer/apps/:name'),
  )
  assert.ok(forms.length > 25, String(forms.length))
  for (const { path } of forms) {
    const at = path
      .replace(':name', ours.app.name)
      .replace(':organization', customer.id)
      .replace(':scope', 'items.r')
      .replace(':event', 'item_reserved')
      .replace(/:(?:client|credentials)\w*/, ours.app.client.id)
      .replace(/:\w+/g, ours.app.client.id)
    const fields = { scope: 'items.r', url: 'https://evil.example/cb', title_en: 'Evil', confidential: '1' }
    assert.equal((await sendForm(theirs.browser, at, fields)).status, 404, at)
  }
  assert.deepEqual(await stateOf(hub, ours.app), before)
})

test('O6 what an app is, whose, and in which state cannot be written by its vendor: form, manifest and API', async () => {
  const environment = {
    ...{ ENVIRONMENT: 'production', PUBLIC_URL: 'https://hub.example', MAIL_URL: 'smtp://localhost' },
  }
  await using hub = await testApp({ isEmpty: true, environment })
  const { ours, theirs } = await twoVendors(hub, { isActive: false })
  const { app, browser } = ours
  const fixed = () =>
    hub.db.read(sql`select id, name, type, state, organization_id, parent_app_id, is_platform, deleted_at, created_at
      from app where id = ${app.id}`)
  const before = await fixed()
  const assigned = {
    ...{ id: theirs.app.id, state: 'active', type: 'private', organization: theirs.slug, is_platform: true },
    ...{
      organization_id: theirs.id,
      organizationId: theirs.id,
      parent_app: theirs.app.name,
      deleted_at: null,
    },
  }
  const typed = Object.fromEntries(Object.entries(assigned).map(([key, value]) => [key, String(value)]))
  const path = `/developer/apps/${app.name}`
  const fields = { title: 'Ours', category: 'sales', entry_point_url: '', ...typed }
  await fillIn(browser, `${path}/edit`, fields)
  await fillIn(browser, `${path}/listing`, { title_en: 'Ours', ...typed })
  const manifest = { ...(await manifestIn(browser, app.name)), ...assigned }
  await fillIn(browser, `${path}/manifest`, { manifest: JSON.stringify(manifest), step: 'apply' })
  const json = { app: { ...assigned, configuration: { ...assigned, category: 'sales' } }, ...assigned }
  const headers = { authorization: app.client.basic }
  await app.client.api(null, '/api/v1/app', { method: 'PATCH', json, headers })
  assert.deepEqual(await fixed(), before)
})

test('T7 nobody gets the name of an app that was deleted, or one that looks like it, nor what others granted it', async () => {
  await using hub = await testApp({ isEmpty: true })
  const { ours, theirs } = await twoVendors(hub)
  const asking = await buildApp(hub, { desires: [`${ours.app.name}.items.r`] })
  await fillIn(ours.browser, `/developer/apps/${ours.app.name}/delete`, { name: ours.app.name })
  const create = (name: string) =>
    fillIn(theirs.browser, `/organizations/${theirs.slug}/developer/new`, {
      ...{ title: 'Mine now', name, type: 'public', category: 'other' },
    })
  for (const name of [
    ours.app.name,
    'st0ck_works',
    'stock__works',
    'stockworks',
    'zaikio',
    'zaik1o',
    'directory',
  ]) {
    const answer = await create(name)
    assert.equal(answer.status, 422, name)
  }
  const manifest = { name: ours.app.name, title: 'Mine now', organization: theirs.slug }
  const json = { app: { configuration: manifest } }
  const headers = { authorization: theirs.app.client.basic }
  await theirs.app.client.api(null, '/api/v1/app', { method: 'PATCH', json, headers })
  const [app] = await hub.db.read<{ count: number }>(
    sql`select count(*) as count from app where name = ${ours.app.name} and deleted_at is null`,
  )
  assert.equal(Number(app?.count), 0)
  const page = await hub.anonymous().get(`/store/other/${asking.name.replaceAll('_', '-')}`)
  assert.doesNotMatch(readingOf(page), /items/)
})

test('R3 addresses that run code, from before there was a rule, are no link, no picture and no way anywhere', async () => {
  await using hub = await testApp({ isEmpty: true })
  const { ours, customer, owner } = await twoVendors(hub)
  for (const address of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:x',
  ]) {
    await hub.db.transaction(tx =>
      tx.write(sql`update app set entry_point_url = ${address}, logo_url = ${address}, webhook_url = ${address},
        demo_url = ${address} where id = ${ours.app.id}`),
    )
    const { name } = ours.app
    const store = `/store/other/${name.replaceAll('_', '-')}`
    const path = `/developer/apps/${name}`
    const shown: [TestBrowser, string][] = [
      [owner.browser, store],
      [owner.browser, '/store'],
      [owner.browser, '/launchpad'],
      [owner.browser, `/organizations/${customer.slug}/apps`],
      [owner.browser, `/organizations/${customer.slug}/apps/${name}`],
      [owner.browser, `/search?q=${name}`],
      [owner.browser, `/launchpad/open/${name}?organization_id=${customer.id}`],
      [owner.browser, `${store}/connect?organization=${customer.slug}`],
      ...['', '/edit', '/listing', '/subscriptions', '/logo', '/oauth'].map((at): [TestBrowser, string] => [
        ours.browser,
        path + at,
      ]),
    ]
    for (const [browser, at] of shown) {
      const { text, location } = await browser.get(at)
      const attributes = [...text.matchAll(/ (?:href|src|action|formaction)="([^"]*)"/gi)]
      const links = [...attributes.map(([, value = '']) => value), location ?? '']
      const bad = links.filter(link => /^\s*(?:javascript|data:text|vbscript|file|blob):?/i.test(link))
      assert.deepEqual(bad, [], `${at} with ${address}`)
    }
  }
})

type Vendor = { browser: TestBrowser; id: string; slug: string; app: BuiltApp }

/** Two vendors with an app each, and an organization that is connected to the first one's. */
async function twoVendors(hub: TestApp, { isActive = true }: { isActive?: boolean } = {}) {
  const vendor = async (name: string): Promise<Vendor> => {
    const owner = await buildPerson(hub)
    const developer = await buildPerson(hub)
    const members = { [developer.id]: ['admin', 'developer'] }
    const { id, slug } = await buildOrganization(hub, { owner, members })
    await hub.db.transaction(tx =>
      tx.write(sql`update organization set kinds = '["software_developer"]' where id = ${id}`),
    )
    const provides = [{ name: 'items' }]
    const app = await buildApp(hub, { vendorId: id, name, isActive, provides })
    return { browser: developer.browser, id, slug, app }
  }
  const ours = await vendor('stock_works')
  const theirs = await vendor('other_works')
  const owner = await buildPerson(hub)
  const customer = await buildOrganization(hub, { owner })
  const bearer = { type: 'Organization', id: customer.id } as const
  await buildConnection(hub, { appId: ours.app.id, bearer, granted: ['directory.organization.r'] })
  return { ours, theirs, customer, owner }
}

/** Everything that is stored of an app. */
async function stateOf(hub: TestApp, { id }: BuiltApp): Promise<unknown[]> {
  return [
    await hub.db.read(sql`select * from app where id = ${id}`),
    await hub.db.read(sql`select * from credentials where app_id = ${id} order by id`),
    await hub.db.read(sql`select * from redirect_url where app_id = ${id} order by position`),
    await hub.db.read(sql`select * from desired_scope where app_id = ${id} order by scope`),
    await hub.db.read(sql`select * from provided_scope where app_id = ${id} order by id`),
    await hub.db.read(sql`select * from connection where app_id = ${id} order by id`),
    await hub.db.read(sql`select * from participation where app_id = ${id}`),
  ]
}

function assertNothingOf({ app }: Vendor, text: string, where: string): void {
  for (const word of [app.name, app.id, app.client.id]) assert.ok(!text.includes(word), `${where}: ${text}`)
}
