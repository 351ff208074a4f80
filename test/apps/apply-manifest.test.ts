import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AppsDeps,
  credentialsOf,
  desiredScopesOf,
  ensurePlatformApp,
  findAppByName,
  findClient,
  findPlatformApp,
  manifestOf,
  providedScopesOf,
  redirectUrlsOf,
} from '../../src/modules/apps/index.ts'
import { createOrganization, createPerson, parseEmail } from '../../src/modules/directory/index.ts'
import type { Db } from '../../src/platform/database/database.ts'
import { applied, apply, appsDeps, recordingHooks, refused } from '../support/apps.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const stockKeeper = { name: 'stock_keeper', title: 'Stock Keeper', organization: 'stockworks' }
const warehouse = {
  ...{ name: 'warehouse', title: 'Warehouse', organization: 'stockworks' },
  oauth_scopes: [items('read_only'), items('read_write')],
}

/** A database with the platform app and a vendor, and what changes apps there. */
async function store(changes: Partial<AppsDeps> = {}) {
  const database = await testDatabase()
  const { hooks, called } = recordingHooks()
  const deps = appsDeps({ hooks, ...changes })
  const email = parseEmail('vendor@stockworks.example')
  assert(email)
  await database.db.transaction(async tx => {
    const config = { platformAppName: 'directory', platformAppAliases: ['zaikio'], brandName: 'Grantory' }
    await ensurePlatformApp(tx, config, NOW)
    const details = { firstName: null, name: 'Ruth', locale: 'en' as const, countryCode: null }
    const person = await createPerson(tx, { ...details, email }, NOW)
    assert(person)
    const wish = { name: 'Stockworks', countryCode: 'DE', kinds: ['software_developer'], sections: {} }
    await createOrganization(tx, { ...wish, creatorId: person.id }, NOW)
  })
  return {
    db: database.db,
    deps,
    called,
    applied: (document: object) => applied(database.db, deps, document, NOW),
    refused: (document: object) => refused(database.db, deps, document, NOW),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

async function desiredOf(db: Db, name: string): Promise<string[]> {
  const app = await findAppByName(db, name)
  assert(app)
  return (await desiredScopesOf(db, app.id)).desired.map(desired => desired.name.text)
}

test('a manifest creates an app with one confidential pair, and an equal manifest changes nothing (platform.md §4.1, §4.11)', async () => {
  await using hub = await store()
  const created = await hub.applied(stockKeeper)
  assert.equal(created.outcome, 'created')
  assert.equal(created.credentials.length, 1)
  assert.equal(created.credentials[0]?.credentials.isConfidential, true)
  const again = await hub.applied(stockKeeper)
  assert.equal(again.outcome, 'updated')
  assert.deepEqual(again.credentials, [])
  assert.equal(again.app.id, created.app.id)
})

test('everything that creating lacks is told at once', async () => {
  await using hub = await store()
  assert.deepEqual(
    (await hub.refused({ name: 'x!', organization: 'nobody', type: 'addon', parent_app: 'nothing' })).map(
      fault => fault.split(':')[0],
    ),
    ['name', 'title', 'organization', 'parent_app'],
  )
  assert.deepEqual(
    (await hub.refused({ title: 'No name', parent_app: 'x' })).map(fault => fault.split(':')[0]),
    ['name', 'organization', 'parent_app'],
  )
})

test('a refused manifest leaves nothing behind', async () => {
  await using hub = await store()
  await hub.refused({ ...stockKeeper, desired_oauth_scopes: ['directory.nothing.r'] })
  assert.equal(await findAppByName(hub.db, 'stock_keeper'), null)
  await hub.applied({ ...stockKeeper, oauth_redirect_urls: ['https://a.example.com/cb'] })
  await hub.refused({
    ...stockKeeper,
    oauth_redirect_urls: ['https://b.example.com/cb'],
    desired_oauth_scopes: ['directory.nothing.r'],
  })
  const app = await findAppByName(hub.db, 'stock_keeper')
  assert(app)
  assert.deepEqual(await redirectUrlsOf(hub.db, app.id), ['https://a.example.com/cb'])
})

test('an absent key leaves things as they are, a present list replaces the list, null takes a value away (P-33)', async () => {
  await using hub = await store()
  await hub.applied({
    ...stockKeeper,
    category: 'warehouse',
    entry_point_url: 'https://stock.example.com/app',
    oauth_redirect_urls: ['https://a.example.com/cb', 'https://b.example.com/cb'],
    desired_oauth_scopes: ['directory.person.r', 'directory.sites.r'],
  })
  const { app } = await hub.applied({
    name: 'stock_keeper',
    entry_point_url: null,
    oauth_redirect_urls: ['https://b.example.com/cb'],
  })
  assert.equal(app.category, 'warehouse')
  assert.equal(app.entryPointUrl, null)
  assert.deepEqual(await redirectUrlsOf(hub.db, app.id), ['https://b.example.com/cb'])
  assert.deepEqual(await desiredOf(hub.db, 'stock_keeper'), ['directory.person.r', 'directory.sites.r'])
  await hub.applied({ name: 'stock_keeper', desired_oauth_scopes: ['directory.sites.r', 'user:read'] })
  assert.deepEqual(await desiredOf(hub.db, 'stock_keeper'), ['directory.sites.r', 'user:read'])
  assert.deepEqual(hub.called.slice(-2), [
    { desiredScopesRemoved: { appId: app.id, scopes: ['directory.person.r'] } },
    { desiredScopesAdded: { appId: app.id, scopes: ['user:read'] } },
  ])
})

test('only scopes that exist can be desired; the platform app goes by all its names (spec oauth.md §3.5, G-01, G-23)', async () => {
  await using hub = await store()
  await hub.applied(warehouse)
  const desired = [
    'directory.person.r',
    'zaikio.organization.r',
    'warehouse.items.rw',
    'user:read',
    'user:write',
  ]
  await hub.applied({ ...stockKeeper, desired_oauth_scopes: desired })
  assert.deepEqual(await desiredOf(hub.db, 'stock_keeper'), desired)
  assert.deepEqual(
    await hub.refused({
      name: 'stock_keeper',
      desired_oauth_scopes: [
        'warehouse.items.w',
        'nobody.items.r',
        'directory.jobs.rw',
        'directory.person.r',
        'zaikio.person.r',
      ],
    }),
    [
      'desired_oauth_scopes[0]: does not exist: warehouse.items.w',
      'desired_oauth_scopes[1]: does not exist: nobody.items.r',
      'desired_oauth_scopes[2]: does not exist: directory.jobs.rw',
      'desired_oauth_scopes[4]: is in the list under another name of the platform app',
    ],
  )
})

test('an app may desire what it provides itself (G-23), in the same manifest', async () => {
  await using hub = await store()
  await hub.applied({ ...warehouse, desired_oauth_scopes: ['warehouse.items.r'] })
  assert.deepEqual(await desiredOf(hub.db, 'warehouse'), ['warehouse.items.r'])
  assert.deepEqual(
    await hub.refused({ name: 'warehouse', oauth_scopes: [], desired_oauth_scopes: ['warehouse.items.r'] }),
    ['desired_oauth_scopes[0]: does not exist: warehouse.items.r'],
  )
})

test('provided scopes that other apps use cannot vanish or change their bearers; unused ones can (platform.md §4.11)', async () => {
  await using hub = await store()
  await hub.applied(warehouse)
  await hub.applied({ ...stockKeeper, desired_oauth_scopes: ['warehouse.items.r'] })
  assert.deepEqual(await hub.refused({ name: 'warehouse', oauth_scopes: [] }), [
    'oauth_scopes: must keep warehouse.items.r: other apps use it',
  ])
  assert.deepEqual(
    await hub.refused({
      name: 'warehouse',
      oauth_scopes: [{ ...items('read_only'), bearer_kind: 'Person' }],
    }),
    ['oauth_scopes[0].bearer_kind: must stay all: other apps use warehouse.items.r'],
  )
  const { app } = await hub.applied({
    name: 'warehouse',
    oauth_scopes: [items('read_only', 'See all items')],
  })
  const [read, both] = await providedScopesOf(hub.db, app.id)
  assert.equal(read?.translations[0]?.title, 'See all items')
  assert.equal(both?.isWithdrawn, true)
  await hub.applied({ name: 'stock_keeper', desired_oauth_scopes: [] })
  await hub.applied({ name: 'warehouse', oauth_scopes: [] })
  assert.equal(
    (await providedScopesOf(hub.db, app.id)).every(({ isWithdrawn }) => isWithdrawn),
    true,
  )
  await hub.applied(warehouse)
  assert.equal(
    (await providedScopesOf(hub.db, app.id)).some(({ isWithdrawn }) => isWithdrawn),
    false,
  )
})

test('what an app is, and whose, cannot be changed', async () => {
  await using hub = await store()
  await hub.applied(stockKeeper)
  assert.deepEqual(
    await hub.refused({ name: 'stock_keeper', type: 'private', organization: 'nobody', parent_app: 'x' }),
    ['type: cannot be changed', 'organization: cannot be changed', 'parent_app: cannot be changed'],
  )
})

test('an add-on belongs to an app that is none itself', async () => {
  await using hub = await store()
  await hub.applied(stockKeeper)
  const addon = { ...stockKeeper, name: 'stock_labels', type: 'addon' }
  const wrong = ['parent_app: must be the name of the app that the add-on belongs to']
  assert.deepEqual(await hub.refused(addon), wrong)
  assert.deepEqual(await hub.refused({ ...addon, parent_app: 'directory' }), wrong)
  await hub.applied({ ...addon, parent_app: 'stock_keeper' })
  assert.deepEqual(await hub.refused({ ...addon, name: 'stock_colors', parent_app: 'stock_labels' }), wrong)
})

test('new scopes of an app are told, so that they are granted or wait where it is connected (G-21, platform.md §7)', async () => {
  await using hub = await store()
  const inhouse = { ...stockKeeper, name: 'inhouse', type: 'private' }
  const { app } = await hub.applied({ ...inhouse, desired_oauth_scopes: ['directory.person.r'] })
  assert.deepEqual(hub.called, [
    { privateAppCreated: { appId: app.id, organizationId: app.organizationId } },
    { desiredScopesAdded: { appId: app.id, scopes: ['directory.person.r'] } },
  ])
  await hub.applied({ name: 'inhouse', desired_oauth_scopes: ['directory.person.r', 'directory.sites.r'] })
  assert.deepEqual(hub.called.at(-1), {
    desiredScopesAdded: { appId: app.id, scopes: ['directory.sites.r'] },
  })
  const open = await hub.applied({ ...stockKeeper, desired_oauth_scopes: ['directory.person.r'] })
  assert.deepEqual(hub.called.at(-1), {
    desiredScopesAdded: { appId: open.app.id, scopes: ['directory.person.r'] },
  })
})

test('credentials of a manifest are added and switched, never deleted', async () => {
  await using hub = await store()
  const credentials = [{}, { confidential: false }, { name: 'web' }]
  const { app, credentials: made } = await hub.applied({ ...stockKeeper, credentials })
  assert.deepEqual(
    made.map(({ credentials: { name, isConfidential } }) => [name, isConfidential]),
    [
      [null, true],
      [null, false],
      ['web', true],
    ],
  )
  assert.deepEqual((await hub.applied({ ...stockKeeper, credentials })).credentials, [])
  const more = await hub.applied({
    name: 'stock_keeper',
    credentials: [
      { name: 'web', confidential: false },
      { name: 'cli', confidential: false },
    ],
  })
  assert.deepEqual(
    more.credentials.map(({ credentials: { name } }) => name),
    ['cli'],
  )
  assert.equal((await credentialsOf(hub.db, app.id)).length, 4)
  const web = made.find(({ credentials: { name } }) => name === 'web')
  assert.equal((await findClient(hub.db, web?.credentials.id ?? ''))?.isConfidential, false)
})

test('only events that somebody sends can be subscribed to', async () => {
  await using hub = await store()
  const event = {
    name: 'item_reserved',
    bearer_kind: 'Organization',
    translations: items('read_only').translations,
  }
  const { app } = await hub.applied({
    ...stockKeeper,
    events: [event],
    subscribed_events: ['zaikio.member_joined', 'directory.connection_revoked', 'stock_keeper.item_reserved'],
  })
  const read = await manifestOf(hub.db, app)
  assert.deepEqual(read['subscribed_events'], [
    'zaikio.member_joined',
    'directory.connection_revoked',
    'stock_keeper.item_reserved',
  ])
  assert.deepEqual(
    await hub.refused({
      name: 'stock_keeper',
      subscribed_events: ['directory.coffee_made', 'stock_keeper.item_lost', 'nobody.item_lost'],
    }),
    [
      'subscribed_events[0]: does not exist: directory.coffee_made',
      'subscribed_events[1]: does not exist: stock_keeper.item_lost',
      'subscribed_events[2]: does not exist: nobody.item_lost',
    ],
  )
})

test('the operator may add scopes to the platform app’s catalogue, and change nothing else of it (spec oauth.md §3.3)', async () => {
  await using hub = await store()
  const orders = {
    ...items('read_write', 'See and place orders'),
    name: 'orders',
    bearer_kind: 'Organization',
  }
  await hub.applied({ name: 'zaikio', oauth_scopes: [orders] })
  await hub.applied({ ...stockKeeper, desired_oauth_scopes: ['zaikio.orders.rw', 'directory.person.r'] })
  assert.deepEqual(await hub.refused({ name: 'directory', title: 'Mine', oauth_scopes: [orders] }), [
    ': may only name the platform app and its additional oauth_scopes',
  ])
  assert.deepEqual(
    await hub.refused({ name: 'directory', oauth_scopes: [orders, { ...orders, name: 'person' }] }),
    ['oauth_scopes[1]: is built in and cannot be changed'],
  )
  assert.deepEqual(await hub.refused({ name: 'directory', oauth_scopes: [] }), [
    'oauth_scopes: must keep directory.orders.rw: other apps use it',
  ])
  await hub.applied({ name: 'stock_keeper', desired_oauth_scopes: ['directory.person.r'] })
  await hub.applied({ name: 'directory', oauth_scopes: [] })
  const platform = await findPlatformApp(hub.db)
  assert(platform)
  const scopes = await providedScopesOf(hub.db, platform.id)
  assert.deepEqual(
    scopes.filter(({ isWithdrawn }) => isWithdrawn).map(({ scope }) => scope.text),
    ['directory.orders.rw'],
  )
})

test('two manifests at once for one app are applied one after the other', async () => {
  await using hub = await store()
  await hub.applied(stockKeeper)
  const urls = Array.from({ length: 10 }, (_, index) => `https://a${index}.example.com/cb`)
  const outcomes = await Promise.all(
    urls.map(url =>
      apply(hub.db, hub.deps, { name: 'stock_keeper', oauth_redirect_urls: [url, `${url}2`] }, NOW),
    ),
  )
  assert.equal(
    outcomes.every(({ outcome }) => outcome === 'updated'),
    true,
  )
  const app = await findAppByName(hub.db, 'stock_keeper')
  assert(app)
  const [first, second, ...others] = await redirectUrlsOf(hub.db, app.id)
  assert.equal(second, `${first}2`)
  assert.deepEqual(others, [])
})

function items(kind: string, title = 'Items') {
  return {
    name: 'items',
    kind,
    bearer_kind: 'all',
    translations: [{ locale: 'en', title, description: null }],
  }
}
