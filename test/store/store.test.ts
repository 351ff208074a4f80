import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../support/builders.ts'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Answer, csrfOf, type TestBrowser } from '../support/test-browser.ts'

const KEEPER = '/store/warehouse/stock-keeper'
const CONNECT = `${KEEPER}/connect`
const PRODUCTION = {
  ENVIRONMENT: 'production',
  PUBLIC_URL: 'https://hub.example',
  MAIL_URL: 'smtp://localhost',
}

test('anybody looks through the catalogue by category and by words in any case (platform.md §6)', async () => {
  await using app = await testApp()
  const visitor = app.anonymous()
  const all = readingOf(await visitor.get('/store'))
  for (const title of ['Stock Keeper', 'Warehouse', 'Freight Desk']) assert.match(all, new RegExp(title))
  const logistics = readingOf(await visitor.get('/store/logistics'))
  assert.match(logistics, /Freight Desk/)
  assert.doesNotMatch(logistics, /Stock Keeper Stockworks/)
  assert.match(
    readingOf(await visitor.get('/store?q=CARRIERS+labels')),
    /1 app for “CARRIERS labels” Freight Desk/,
  )
  assert.match(readingOf(await visitor.get('/store?q=speditionen&lang=de')), /Freight Desk/)
  assert.match(readingOf(await visitor.get('/store?q=nothing')), /No app found/)
  assert.equal((await visitor.get('/store/no-such-category')).status, 200)
})

test('an app’s page tells what it will be able to do before anything is allowed (platform.md §6)', async () => {
  await using app = await testApp()
  const page = readingOf(await app.anonymous().get(KEEPER))
  assert.match(page, /Stock Keeper by Stockworks · Warehouse/)
  assert.match(
    page,
    /What it will be able to do In an organization.*In Warehouse by Stockworks.*In your own account/s,
  )
  assert.match(page, /Sign in to connect/)
  assert.equal((await app.anonymous().get('/store/other/stock-keeper')).location, KEEPER)
})

test('an admin connects an app with all it desires and lands at its entry point with both parameters (platform.md §7)', async () => {
  await using app = await testApp()
  await entryPoint(app, 'https://example.com/myapp?tab=1')
  const owner = await app.signedIn(DEMO.owner)
  assert.match(readingOf(await owner.get(KEEPER)), /Connect to Linden Press/)
  const page = await owner.get(`${CONNECT}?organization=linden_press`)
  assert.match(
    readingOf(page),
    /Stock Keeper by Stockworks would like to access Linden Press.*sent to example\.com/s,
  )
  assert.match(String(page.headers['content-security-policy']), /form-action 'self' https:\/\/example\.com;/)
  const answer = await allow(owner, page)
  assert.equal(answer.location, `https://example.com/myapp?tab=1&launchpad=1&organization_id=${DEMO.linden}`)
  assert.match(readingOf(await owner.get(KEEPER)), /Connected to Linden Press/)
  const scope = ['directory.organization.r', 'directory.sites.rw', 'warehouse.items.r']
  const token = await app.client(DEMO.stockKeeper).token({
    grant_type: 'client_credentials',
    scope: scope.map(name => `Org/${DEMO.linden}.${name}`).join(','),
  })
  assert.equal(token.status, 200, token.text)
  const events = await app.db.read<{ name: string }>(sql`select name from event`)
  assert.ok(events.some(({ name }) => name === 'established_connection'))
  // Once it has everything there is nothing to ask.
  assert.equal((await owner.get(`${CONNECT}?organization=linden_press`)).location, answer.location)
})

test('an app without an entry point leads to its page in the hub', async () => {
  await using app = await testApp()
  await entryPoint(app, null)
  const owner = await app.signedIn(DEMO.owner)
  const answer = await allow(owner, await owner.get(`${CONNECT}?organization=linden_press`))
  assert.equal(answer.location, '/organizations/linden_press/apps/stock_keeper')
})

test('a person connects an app to their own account, without organization_id', async () => {
  await using app = await testApp()
  await entryPoint(app, 'https://example.com/myapp')
  const member = await app.signedIn(DEMO.member)
  const page = await member.get(`${CONNECT}?for=me&lang=en`)
  assert.match(readingOf(page), /would like to access your account Jonas Petersen/)
  assert.equal((await allow(member, page)).location, 'https://example.com/myapp?launchpad=1')
})

test('whom to connect is chosen: those one may not administer are shown with the reason and whom to ask', async () => {
  await using app = await testApp()
  const member = await app.signedIn(DEMO.member)
  const page = await member.get(`${CONNECT}?lang=en`)
  const reading = readingOf(page)
  assert.match(reading, /Harbor Labels Admin/)
  assert.match(
    reading,
    /Linden Press You are a member\. Only owners and admins may connect apps: ask Mara Lindqvist/,
  )
  assert.match(reading, /Your own account/)
  assert.ok(!page.text.includes('organization=linden_press'))
})

test('members and strangers cannot connect an organization, by address and by form (attack O5)', async () => {
  await using app = await testApp()
  for (const [email, status] of [
    [DEMO.member, 403],
    [DEMO.developer, 404],
  ] as const) {
    const browser = await app.signedIn(email)
    const address = `${CONNECT}?organization=linden_press`
    assert.equal((await browser.get(address)).status, status)
    const _csrf = csrfOf(await browser.get('/signout'))
    assert.equal(
      (await browser.post(address, { _csrf, 'scopes[]': 'directory.organization.r' })).status,
      status,
    )
  }
  assert.equal(await connectionCount(app), 0)
})

test('an app that asks for more shows old and new apart, and the page goes stale when it asks for something else', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const stale = await owner.get(`${CONNECT}?organization=linden_press`)
  const held = [...stale.text.matchAll(/name="scopes\[\]" value="([^"]+)"/g)].map(([, scope = '']) => scope)
  const fewer: [string, string][] = held.slice(1).map(scope => ['scopes[]', scope])
  const refused = await owner.post(`${CONNECT}?organization=linden_press`, [
    ['_csrf', csrfOf(stale)],
    ...fewer,
  ])
  assert.equal(refused.status, 409)
  assert.match(readingOf(refused), /asks for something else by now/)
  assert.equal(await connectionCount(app), 0)
  await allow(owner, stale)
  await app.db.transaction(tx =>
    tx.write(sql`delete from connection_scope where scope = 'directory.sites.rw'`),
  )
  assert.match(readingOf(await owner.get(KEEPER)), /It asks for one more permission/)
  const more = readingOf(await owner.get(`${CONNECT}?organization=linden_press`))
  assert.match(more, /asks for one more permission in Linden Press.*new/s)
})

test('two admins who connect at once make one connection (spec oauth.md §12)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const pages = await Promise.all([1, 2, 3].map(() => owner.get(`${CONNECT}?organization=linden_press`)))
  const answers = await Promise.all(pages.map(page => allow(owner, page)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303, 303],
  )
  assert.equal(await connectionCount(app), 1)
})

test('who loses the right while the page is open connects nothing', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const page = await owner.get(`${CONNECT}?organization=linden_press`)
  await app.db.transaction(tx =>
    tx.write(sql`update membership set roles = 4 where organization_id = ${DEMO.linden}`),
  )
  assert.equal((await allow(owner, page)).status, 403)
  assert.equal(await connectionCount(app), 0)
})

test('a scope of an app that is not connected is shown apart and not granted (spec oauth.md §3.6)', async () => {
  await using app = await testApp()
  await app.db.transaction(tx => tx.write(sql`update connection set revoked_at = 1`))
  const owner = await app.signedIn(DEMO.owner)
  const page = await owner.get(`${CONNECT}?organization=linden_press`)
  assert.match(readingOf(page), /Not available yet.*In Warehouse by Stockworks/s)
  await allow(owner, page)
  const rows = await app.db.read<{ state: string }>(
    sql`select state from connection_scope where scope = 'warehouse.items.rw'`,
  )
  assert.deepEqual(rows, [{ state: 'unavailable' }])
})

/** Who sees an app of this kind, and who can connect it (platform.md §5). */
const RULES = [
  { environment: 'sandbox', type: 'public', state: 'active', stranger: 'listed', vendor: 'listed' },
  { environment: 'sandbox', type: 'public', state: 'draft', stranger: 'page', vendor: 'page' },
  { environment: 'sandbox', type: 'private', state: 'active', stranger: 'page', vendor: 'page' },
  { environment: 'sandbox', type: 'public', state: 'inactive', stranger: 'page', vendor: 'page' },
  { environment: 'production', type: 'public', state: 'active', stranger: 'listed', vendor: 'listed' },
  { environment: 'production', type: 'public', state: 'draft', stranger: 'nothing', vendor: 'page' },
  { environment: 'production', type: 'public', state: 'in_review', stranger: 'nothing', vendor: 'page' },
  { environment: 'production', type: 'public', state: 'inactive', stranger: 'nothing', vendor: 'page' },
  { environment: 'production', type: 'private', state: 'active', stranger: 'nothing', vendor: 'page' },
] as const

for (const { environment, type, state, ...sees } of RULES) {
  test(`a ${state} ${type} app in ${environment}: strangers see ${sees.stranger}, its vendor ${sees.vendor} (platform.md §5)`, async () => {
    await using app = await testApp({
      environment: environment === 'production' ? PRODUCTION : {},
      isEmpty: environment === 'production',
    })
    const people = await peopleOf(app, environment)
    await app.db.transaction(tx =>
      tx.write(sql`update app set type = ${type}, state = ${state} where name = 'stock_keeper'`),
    )
    for (const who of ['stranger', 'vendor'] as const) {
      const browser = people[who]
      const listed = /Stock Keeper/.test(readingOf(await browser.get('/store?q=keeper')))
      const page = await browser.get(KEEPER)
      const seen = listed ? 'listed' : page.status === 200 ? 'page' : 'nothing'
      assert.equal(seen, sees[who], who)
      const mayConnect = seen !== 'nothing' && state !== 'inactive'
      assert.equal((await browser.get(`${CONNECT}?for=me`)).status, mayConnect ? 200 : 404, who)
    }
  })
}

test('an add-on is offered to an organization once it is connected to the app it belongs to (platform.md §5)', async () => {
  await using app = await testApp({ environment: PRODUCTION, isEmpty: true })
  const owner = await buildPerson(app)
  const { id, slug, name } = await buildOrganization(app, { owner })
  const main = await buildApp(app)
  const addon = await buildApp(app, { mainApp: main.name })
  const page = `/store/other/${addon.name.replaceAll('_', '-')}`
  const connect = `${page}/connect?organization=${slug}`
  const csrf = csrfOf(await owner.browser.get('/signout'))
  const before = await owner.browser.get(`${page}?for=x`)
  assert.match(readingOf(before), new RegExp(`add-on. .* has to be connected to Title of ${main.name} first`))
  assert.equal((await owner.browser.get(connect)).status, 404)
  assert.equal((await owner.browser.post(connect, { _csrf: csrf })).status, 404)

  await buildConnection(app, { appId: main.id, bearer: { type: 'Organization', id } })
  assert.match(readingOf(await owner.browser.get(page)), new RegExp(`Connect to ${name}`))
  assert.equal((await allow(owner.browser, await owner.browser.get(connect))).status, 303)
})

test('an app’s page leads on: to its add-ons, to the app an add-on belongs to, and to more of its vendor (platform.md §6)', async () => {
  await using app = await testApp({ isEmpty: true, environment: PRODUCTION })
  const vendor = await buildOrganization(app, { owner: await buildPerson(app), name: 'Rota Labs' })
  const main = await buildApp(app, { vendorId: vendor.id })
  const addon = await buildApp(app, { vendorId: vendor.id, mainApp: main.name })
  const other = await buildApp(app, { vendorId: vendor.id })
  const draft = await buildApp(app, { vendorId: vendor.id, isActive: false })
  const draftAddon = await buildApp(app, { vendorId: vendor.id, mainApp: main.name, isActive: false })
  const addonOfDraft = await buildApp(app, { vendorId: vendor.id, mainApp: draft.name })
  const ofOthers = await buildApp(app)
  const pathOf = ({ name }: { name: string }) => `/store/other/${name.replaceAll('_', '-')}`
  const anonymous = app.anonymous()

  const page = await anonymous.get(pathOf(main))
  const reading = readingOf(page)
  assert.match(
    reading,
    new RegExp(`Add-ons Title of ${addon.name}.*More from Rota Labs Title of ${other.name}`),
  )
  for (const unseen of [draft, draftAddon, ofOthers])
    assert.ok(!page.text.includes(`href="${pathOf(unseen)}"`), unseen.name)
  const ofAddon = readingOf(await anonymous.get(pathOf(addon)))
  assert.match(ofAddon, new RegExp(`Add-on for Title of ${main.name}`))
  // What is not published is not named either.
  assert.doesNotMatch(readingOf(await anonymous.get(pathOf(addonOfDraft))), /Add-on for/)
  assert.doesNotMatch(readingOf(await anonymous.get(pathOf(ofOthers))), /Add-ons|More from/)
})

test('an organization with the slug me is an organization all the same', async () => {
  await using app = await testApp({ environment: PRODUCTION, isEmpty: true })
  const owner = await buildPerson(app)
  await buildOrganization(app, { owner, name: 'Me' })
  const { id, name } = await buildApp(app)
  const page = `/store/other/${name.replaceAll('_', '-')}`
  const [, href = ''] =
    /href="([^"]*organization=me)"/.exec((await owner.browser.get(`${page}/connect`)).text) ?? []
  assert.match(readingOf(await owner.browser.get(href)), /would like to access Me/)
  assert.equal((await allow(owner.browser, await owner.browser.get(href))).status, 303)
  const rows = await app.db.read(sql`select bearer_type as bearer from connection where app_id = ${id}`)
  assert.deepEqual(rows, [{ bearer: 'Organization' }])
})

test('what an organization cannot connect is not offered to it, though its member may have it (platform.md §5)', async () => {
  await using app = await testApp({ environment: PRODUCTION, isEmpty: true })
  const owner = await buildPerson(app)
  const vendor = await buildOrganization(app, { owner })
  const other = await buildOrganization(app, { owner })
  const { name } = await buildApp(app, { vendorId: vendor.id, isActive: false })
  const page = `/store/other/${name.replaceAll('_', '-')}`
  const select = async ({ slug }: { slug: string }) => {
    const _csrf = csrfOf(await owner.browser.get('/signout'))
    await owner.browser.post('/switch', { _csrf, organization: slug })
  }
  await select(other)
  assert.match(readingOf(await owner.browser.get(page)), new RegExp(`not available to ${other.name}`))
  await select(vendor)
  assert.match(readingOf(await owner.browser.get(page)), new RegExp(`Connect to ${vendor.name}`))
})

/** A stranger and a member of the vendor; production has no demo data, so the app is made by hand. */
async function peopleOf(app: TestApp, environment: 'sandbox' | 'production') {
  if (environment === 'sandbox')
    return { stranger: await app.signedIn(DEMO.owner), vendor: await app.signedIn(DEMO.developer) }
  const [vendor, stranger] = [await buildPerson(app), await buildPerson(app)]
  const { id } = await buildOrganization(app, { owner: vendor })
  await app.db.transaction(tx =>
    tx.write(sql`insert into app (id, organization_id, name, name_skeleton, type, state, category, translations,
        created_at, updated_at)
      values ('keeper', ${id}, 'stock_keeper', 'stockkeeper', 'public', 'active', 'warehouse',
        ${JSON.stringify([{ locale: 'en', title: 'Stock Keeper' }])}, 1, 1)`),
  )
  return { stranger: stranger.browser, vendor: vendor.browser }
}

function allow(browser: TestBrowser, page: Answer): Promise<Answer> {
  const scopes = [...page.text.matchAll(/name="scopes\[\]" value="([^"]+)"/g)].map(([, scope = '']) => scope)
  const [, action = ''] = /<form method="post" action="(\/store[^"]+)"/.exec(page.text) ?? []
  const form: [string, string][] = [['_csrf', csrfOf(page)]]
  return browser.post(action.replaceAll('&amp;', '&'), [
    ...form,
    ...scopes.map(scope => ['scopes[]', scope] as [string, string]),
  ])
}

async function connectionCount({ db }: TestApp): Promise<number> {
  const [row] = await db.read<{ count: number }>(sql`
    select count(*) as count from connection c join app on app.id = c.app_id where app.name = 'stock_keeper'`)
  return row?.count ?? 0
}

function entryPoint({ db }: TestApp, url: string | null): Promise<unknown> {
  return db.transaction(tx =>
    tx.write(sql`update app set entry_point_url = ${url} where name = 'stock_keeper'`),
  )
}
