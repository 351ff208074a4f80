import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Answer, csrfOf, type TestBrowser } from '../support/test-browser.ts'

const APPS = '/organizations/linden_press/apps'
const STOCK_KEEPER = `${APPS}/stock_keeper`
const SCOPES = ['directory.organization.r', 'directory.sites.rw']
const ORGANIZATION_SCOPE = SCOPES.map(scope => `Org/${DEMO.linden}.${scope}`).join(',')

test('the list tells who connected an app and when, to every member; only owners and admins act (platform.md §7)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  const list = readingOf(await owner.get(APPS))
  assert.match(list, /Stock Keeper.*by Stockworks · Mara Lindqvist, January 1, 2026/)
  assert.match(list, /Warehouse/)
  assert.match(
    readingOf(await owner.get(STOCK_KEEPER)),
    /What it may do.*In .*See and change sites.*Revoke access…/s,
  )
  const member = await app.signedIn(DEMO.member)
  const seen = await member.get(`${STOCK_KEEPER}?lang=en`)
  assert.match(readingOf(seen), /What it may do/)
  assert.doesNotMatch(readingOf(seen), /Revoke access/)
})

test('the search finds by title, name and vendor whatever the case, and says when nothing is found', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  for (const [query, found] of [
    ['STOCK', true],
    ['keeper', true],
    ['stockworks', true],
    ['ware', false],
    ['<script>', false],
  ] as const) {
    const page = readingOf(await owner.get(`${APPS}?q=${encodeURIComponent(query)}`))
    assert.equal(/Stock Keeper/.test(page), found, query)
  }
  assert.match(readingOf(await owner.get(`${APPS}?q=nothing`)), /No app found/)
})

test('lists are paged and pages beyond the end are the last one', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await manyConnections(app, 45)
  assert.match(readingOf(await owner.get(APPS)), /1–20 of 46/)
  assert.match(readingOf(await owner.get(`${APPS}?page=3`)), /41–46 of 46/)
  for (const page of ['99', '-1', 'x', '1e9'])
    assert.equal((await owner.get(`${APPS}?page=${page}`)).status, 200)
})

test('what an app asks for waits for an owner or admin, and is used once it is approved (spec oauth.md §3.7)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  await wait(app, 'directory.organization_members.r')
  assert.match(readingOf(await owner.get(`${APPS}?filter=waiting`)), /Stock Keeper 1 waiting/)
  const page = await owner.get(STOCK_KEEPER)
  assert.match(readingOf(page), /Waiting for your approval.*new/s)
  const more = `Org/${DEMO.linden}.directory.organization_members.r`
  const client = app.client(DEMO.stockKeeper)
  const machine = () => client.token({ grant_type: 'client_credentials', scope: more })
  assert.notEqual((await machine()).status, 200)
  assert.equal((await decide(owner, page, 'approve')).location, `${STOCK_KEEPER}?notice=approved`)
  assert.equal((await machine()).status, 200)
  assert.doesNotMatch(readingOf(await owner.get(STOCK_KEEPER)), /Waiting for your approval/)
  assert.equal((await decide(owner, page, 'approve')).location, `${STOCK_KEEPER}?notice=unchanged`)
})

test('what is declined is forgotten until the app asks anew, and the app is told that the connection changed (events.md §9)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  await wait(app, 'directory.organization_members.r')
  const before = await eventNames(app)
  const page = await owner.get(STOCK_KEEPER)
  assert.equal((await decide(owner, page, 'decline')).location, `${STOCK_KEEPER}?notice=declined`)
  assert.deepEqual((await eventNames(app)).slice(before.length), ['connection_changed'])
  assert.doesNotMatch(readingOf(await owner.get(STOCK_KEEPER)), /Waiting for your approval/)
})

test('a form approves what its reader saw and nothing that came since, however it is made up (attack O5)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  await wait(app, 'directory.organization_members.r')
  const page = await owner.get(STOCK_KEEPER)
  await wait(app, 'warehouse.items.rw')
  await decide(owner, page, 'approve')
  const held = await scopesOf(app)
  assert.deepEqual(held.get('directory.organization_members.r'), 'granted')
  assert.deepEqual(held.get('warehouse.items.rw'), 'waiting')
  const { _csrf } = { _csrf: csrfOf(page) }
  for (const scopes of ['directory.delegations.rw', 'directory.person.rw', 'nonsense', ''])
    await owner.post(`${STOCK_KEEPER}/waiting`, { _csrf, decision: 'approve', 'scopes[]': scopes })
  assert.equal((await scopesOf(app)).get('directory.delegations.rw'), undefined)
})

test('revoking ends tokens, refresh and tile at once and tells the app (spec oauth.md §12.2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const tokens = await connect(app, owner)
  const client = app.client(DEMO.stockKeeper)
  const confirm = await owner.get(`${STOCK_KEEPER}/revoke`)
  assert.match(
    readingOf(confirm),
    /Revoke Stock Keeper's access to Linden Press\?.*stops working at once for all 2 members/,
  )
  const answer = await owner.submit(confirm, {}, ({ action }) => action.endsWith('/revoke'))
  assert.equal(answer.location, `${APPS}?notice=revoked`)
  assert.equal((await client.refresh(tokens.refresh_token)).body.error, 'invalid_grant')
  assert.equal((await client.api(tokens.access_token, '/api/v1/organization')).status, 403)
  assert.doesNotMatch((await owner.get('/launchpad')).text, /\/launchpad\/open\/stock_keeper/)
  assert.equal((await owner.get(STOCK_KEEPER)).status, 404)
  assert.ok((await eventNames(app)).includes('revoked_connection'))
  // A form of a page that stayed open: nothing is left to revoke.
  assert.equal((await owner.submit(confirm, {}, ({ action }) => action.endsWith('/revoke'))).status, 404)
})

test('two admins who revoke at once end the connection once', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  const pages = await Promise.all([owner.get(`${STOCK_KEEPER}/revoke`), owner.get(`${STOCK_KEEPER}/revoke`)])
  const answers = await Promise.all(
    pages.map(page => owner.submit(page, {}, ({ action }) => action.endsWith('/revoke'))),
  )
  assert.ok(answers.every(({ status }) => status === 303 || status === 404))
  assert.equal((await eventNames(app)).filter(name => name === 'revoked_connection').length, 1)
})

test('a person revokes what may use their own account (platform.md §1.1)', async () => {
  await using app = await testApp()
  const member = await app.signedIn(DEMO.member)
  const { body } = await app.client(DEMO.stockKeeper).tokensFor(member, 'directory.person.r')
  assert.match(readingOf(await member.get('/account/apps?lang=en')), /Stock Keeper/)
  const confirm = await member.get('/account/apps/stock_keeper/revoke?lang=en')
  assert.match(readingOf(confirm), /access to your account\?/)
  await member.submit(confirm, {}, ({ action }) => action.endsWith('/revoke'))
  assert.equal((await app.client(DEMO.stockKeeper).refresh(body.refresh_token)).body.error, 'invalid_grant')
})

test('members may not act and strangers find nothing, by address and by form (attack O5)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  for (const [email, looks, acts] of [
    [DEMO.member, 200, 403],
    [DEMO.developer, 404, 404],
  ] as const) {
    const browser = await app.signedIn(email)
    assert.equal((await browser.get(APPS)).status, looks)
    assert.equal((await browser.get(STOCK_KEEPER)).status, looks)
    assert.equal((await browser.get(`${STOCK_KEEPER}/revoke`)).status, acts)
    const _csrf = csrfOf(await browser.get('/signout'))
    assert.equal((await browser.post(`${STOCK_KEEPER}/revoke`, { _csrf })).status, acts)
    const decision = { _csrf, decision: 'approve', 'scopes[]': 'warehouse.items.rw' }
    assert.equal((await browser.post(`${STOCK_KEEPER}/waiting`, decision)).status, acts)
  }
  assert.equal((await owner.get(STOCK_KEEPER)).status, 200)
})

test('the launchpad opens an app with launchpad and organization_id, and keeps its own parameters (platform.md §4.3)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  await entryPoint(app, 'https://example.com/myapp?tab=a%20b&launchpad=0')
  const pad = await owner.get('/launchpad')
  assert.match(readingOf(pad), /Apps at Linden Press.*Stock Keeper/)
  const [, href = ''] = /href="(\/launchpad\/open\/stock_keeper[^"]*)"/.exec(pad.text) ?? []
  const opened = await owner.get(href.replaceAll('&amp;', '&'))
  assert.equal(
    opened.location,
    `https://example.com/myapp?tab=a+b&launchpad=1&organization_id=${DEMO.linden}`,
  )
  assert.match(readingOf(await owner.get(APPS)), /Stock Keeper.*Used now/s)
  const member = await app.signedIn(DEMO.member)
  assert.equal((await member.get(href.replaceAll('&amp;', '&'))).location, opened.location)
  const stranger = await app.signedIn(DEMO.developer)
  for (const path of [href, '/launchpad/open/stock_keeper', '/launchpad/open/stock_keeper?organization_id='])
    assert.equal((await stranger.get(path.replaceAll('&amp;', '&'))).status, 404)
})

test('for oneself an app opens without organization_id (platform.md §8)', async () => {
  await using app = await testApp()
  const member = await app.signedIn(DEMO.member)
  await app.client(DEMO.stockKeeper).tokensFor(member, 'directory.person.r')
  await entryPoint(app, 'https://example.com/myapp')
  const page = await member.get('/launchpad')
  await member.submit(page, { organization: '' }, ({ action }) => action === '/switch')
  assert.match(readingOf(await member.get('/launchpad?lang=en')), /Your apps.*Stock Keeper/)
  assert.equal(
    (await member.get('/launchpad/open/stock_keeper')).location,
    'https://example.com/myapp?launchpad=1',
  )
})

test('an empty launchpad says what to do: go to the store, or whom to ask', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await app.db.transaction(tx => tx.write(sql`update connection set revoked_at = 1`))
  assert.match(readingOf(await owner.get('/launchpad')), /No apps yet.*Go to the store/)
  const member = await app.signedIn(DEMO.member)
  const page = await member.get('/launchpad')
  await member.submit(page, { organization: 'linden_press' }, ({ action }) => action === '/switch')
  assert.match(readingOf(await member.get('/launchpad?lang=en')), /Ask Mara Lindqvist to connect one/)
})

test('the launchpad tells owners that an app asks for more, and members not (platform.md §7)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await connect(app, owner)
  await wait(app, 'directory.organization_members.r')
  assert.match(readingOf(await owner.get('/launchpad')), /Stock Keeper asks for 1 more permission/)
  const member = await app.signedIn(DEMO.member)
  const page = await member.get('/launchpad')
  await member.submit(page, { organization: 'linden_press' }, ({ action }) => action === '/switch')
  assert.doesNotMatch(readingOf(await member.get('/launchpad?lang=en')), /asks for 1 more/)
})

test('an organization that requires a second factor shows nothing of itself to those without one (platform.md §1.2)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  await app.db.transaction(tx =>
    tx.write(sql`update organization set require_two_factor = 1 where slug = 'linden_press'`),
  )
  for (const path of ['/launchpad', APPS, `/launchpad/open/warehouse?organization_id=${DEMO.linden}`]) {
    const answer = await owner.get(path)
    assert.equal(answer.status, 403, path)
    assert.match(readingOf(answer), /asks for a second factor/)
  }
})

async function connect(
  app: TestApp,
  owner: TestBrowser,
): Promise<{ access_token: string; refresh_token: string }> {
  const { body } = await app.client(DEMO.stockKeeper).tokensFor(owner, ORGANIZATION_SCOPE)
  return body
}

/** The app asks for more: as when a member uses a feature that needs it. */
async function wait({ db, app, clock }: TestApp, scope: string): Promise<void> {
  await db.transaction(async tx => {
    const [row] = await tx.read<{ id: string }>(sql`
      select c.id from connection c join app on app.id = c.app_id
      where app.name = 'stock_keeper' and c.bearer_type = 'Organization'`)
    assert.ok(row)
    await app.connections.remember(tx, row.id, { waiting: [scope], unavailable: [] }, clock.now())
  })
}

async function scopesOf({ db }: TestApp): Promise<Map<string, string>> {
  const rows = await db.read<{ scope: string; state: string }>(sql`
    select s.scope, s.state from connection_scope s join connection c on c.id = s.connection_id
      join app on app.id = c.app_id where app.name = 'stock_keeper' and c.bearer_type = 'Organization'`)
  return new Map(rows.map(({ scope, state }) => [scope, state]))
}

async function manyConnections({ db, clock }: TestApp, count: number): Promise<void> {
  await db.transaction(async tx => {
    for (let index = 0; index < count; index += 1) {
      const id = `app-${index}`
      await tx.write(sql`insert into app (id, organization_id, name, name_skeleton, type, state, category, translations,
          created_at, updated_at)
        values (${id}, ${DEMO.harbor}, ${`app_${index}`}, ${`app_${index}`}, 'public', 'active', 'other',
          ${JSON.stringify([{ locale: 'en', title: `App ${index}` }])}, 1, 1)`)
      await tx.write(sql`insert into connection (id, app_id, bearer_type, bearer_id, created_at, updated_at)
        values (${`c-${index}`}, ${id}, 'Organization', ${DEMO.linden}, ${clock.now()}, 1)`)
    }
  })
}

function entryPoint({ db }: TestApp, url: string): Promise<unknown> {
  return db.transaction(tx =>
    tx.write(sql`update app set entry_point_url = ${url} where name = 'stock_keeper'`),
  )
}

async function eventNames({ db }: TestApp): Promise<string[]> {
  const rows = await db.read<{ name: string }>(sql`select name from event order by id`)
  return rows.map(({ name }) => name)
}

function decide(browser: TestBrowser, page: Answer, decision: string): Promise<Answer> {
  const scopes = [...page.text.matchAll(/name="scopes\[\]" value="([^"]+)"/g)].map(([, scope = '']) => scope)
  const form: [string, string][] = [
    ['_csrf', csrfOf(page)],
    ['decision', decision],
  ]
  return browser.post(`${STOCK_KEEPER}/waiting`, [
    ...form,
    ...scopes.map(scope => ['scopes[]', scope] as [string, string]),
  ])
}

test('the list tells that an app used its connection when it last got a token, to the hour', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const { refresh_token } = await connect(app, owner)
  await app.app.flushTokenLog()
  app.clock.advance(5 * 3600_000)
  assert.match(readingOf(await owner.get(APPS)), /Stock Keeper.*Used 5 hours ago/s)
  await app.client(DEMO.stockKeeper).refresh(refresh_token)
  await app.app.flushTokenLog()
  assert.match(readingOf(await owner.get(APPS)), /Stock Keeper.*Used now/s)
})
