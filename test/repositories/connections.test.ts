import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  accessibleApps,
  type Connectable,
  currentApp,
  findHoldings,
  findLiveConnection,
  lockBearer,
} from '../../src/modules/connections/index.ts'
import { deleteOrganization } from '../../src/modules/directory/index.ts'
import { applied, appsDeps } from '../support/apps.ts'
import { allow, events, NOW, recording, STOCK, scopesOf, world } from '../support/connections.ts'
import { testDatabase } from '../support/test-database.ts'

test('a connection is established once and extended afterwards; what is granted stays granted (G-22, oauth.md §3.6 step 7)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections, called } = recording()
  const { keeper: appId, organization: bearer } = await world(db)
  const id = await allow(db, connections, { appId, bearer, granted: ['a.bcd.r'], unavailable: ['e.fgh.r'] })
  assert.equal(
    await allow(db, connections, { appId, bearer, granted: ['e.fgh.r'], waiting: ['a.bcd.r'] }),
    id,
  )
  assert.deepEqual(await scopesOf(db, id), { 'a.bcd.r': 'granted', 'e.fgh.r': 'granted' })
  assert.equal(await allow(db, connections, { appId, bearer, unavailable: ['a.bcd.r'] }), id)
  assert.deepEqual(await scopesOf(db, id), { 'a.bcd.r': 'granted', 'e.fgh.r': 'granted' })
  assert.deepEqual(await events(db), ['established_connection', 'connection_changed'])
  assert.deepEqual(called, [])
})

test('what was asked for in vain is remembered while the connection lives, and never establishes one', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections } = recording()
  const { keeper: appId, organization: bearer } = await world(db)
  const id = await allow(db, connections, { appId, bearer })
  const requested = { waiting: ['a.bcd.r'], unavailable: ['e.fgh.r'] }
  for (let turn = 0; turn < 2; turn += 1)
    await db.transaction(tx => connections.remember(tx, id, requested, NOW))
  assert.deepEqual(await scopesOf(db, id), { 'a.bcd.r': 'waiting', 'e.fgh.r': 'unavailable' })
  assert.deepEqual(await events(db), ['established_connection', 'connection_changed'])
  await db.transaction(tx => connections.revoke(tx, { id, appId, bearer }, 'over', NOW))
  await db.transaction(tx => connections.remember(tx, id, { waiting: ['i.jkl.r'], unavailable: [] }, NOW))
  assert.equal((await findHoldings(db, appId, [bearer]))[0]?.connection, null)
  assert.deepEqual((await events(db)).slice(2), ['revoked_connection'])
})

test('a connection ends once, with its consequences; the next one is another row (G-22)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections, called } = recording()
  const { keeper: appId, organization: bearer } = await world(db)
  const id = await allow(db, connections, { appId, bearer, granted: ['directory.organization.r'] })
  const end = () => db.transaction(tx => connections.revoke(tx, { id, appId, bearer }, 'by the owner', NOW))
  await Promise.all(Array.from({ length: 10 }, end))
  await end()
  assert.deepEqual(called, [['revoked', id, 'by the owner']])
  assert.deepEqual(await events(db), ['established_connection', 'revoked_connection'])
  assert.equal(await findLiveConnection(db, id), null)
  const next = await allow(db, connections, { appId, bearer })
  assert.notEqual(next, id)
  assert.deepEqual(await scopesOf(db, next), {})
})

test('20 establishments at once are one connection and one event (G-22)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections } = recording()
  const { keeper: appId, organization: bearer } = await world(db)
  const ids = await Promise.all(
    Array.from({ length: 20 }, () => allow(db, connections, { appId, bearer, granted: ['a.bcd.r'] })),
  )
  assert.equal(new Set(ids).size, 1)
  assert.deepEqual(await events(db), ['established_connection'])
})

test('scopes of a provider follow the bearer’s connection to it (oauth.md §3.7)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections, called } = recording()
  const { keeper, warehouse, organization, other, person } = await world(db)
  const asked = {
    unavailable: ['warehouse.items.r', 'warehouse.items.rw'],
    granted: ['directory.organization.r'],
  }
  const id = await allow(db, connections, { appId: keeper, bearer: organization, ...asked })
  const others = await allow(db, connections, { appId: keeper, bearer: other, ...asked })
  const persons = await allow(db, connections, { appId: keeper, bearer: person, ...asked })

  const provider = await allow(db, connections, { appId: warehouse, bearer: organization })
  const waiting = { 'warehouse.items.r': 'waiting', 'warehouse.items.rw': 'waiting' }
  assert.deepEqual(await scopesOf(db, id), { 'directory.organization.r': 'granted', ...waiting })
  assert.equal((await scopesOf(db, others))['warehouse.items.r'], 'unavailable', 'others are not connected')
  // The warehouse offers nothing to persons, whatever they are connected to.
  await allow(db, connections, { appId: warehouse, bearer: person })
  assert.equal((await scopesOf(db, persons))['warehouse.items.r'], 'unavailable')

  await allow(db, connections, { appId: keeper, bearer: organization, granted: ['warehouse.items.r'] })
  const connection = { id: provider, appId: warehouse, bearer: organization }
  await db.transaction(tx => connections.revoke(tx, connection, 'over', NOW))
  assert.deepEqual(await scopesOf(db, id), {
    'directory.organization.r': 'granted',
    'warehouse.items.r': 'unavailable',
    'warehouse.items.rw': 'unavailable',
  })
  assert.deepEqual(called, [
    ['revoked', provider, 'over'],
    ['withdrawn', id, ['warehouse.items.r']],
  ])
})

test('a provider that is lost is lost to all; returned it is there for those connected to it (oauth.md §12.2)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections, called } = recording()
  const { keeper, warehouse, organization, other } = await world(db)
  await allow(db, connections, { appId: warehouse, bearer: organization })
  const granted = ['warehouse.items.r']
  const id = await allow(db, connections, { appId: keeper, bearer: organization, granted })
  const others = await allow(db, connections, { appId: keeper, bearer: other, granted })
  await db.transaction(tx => connections.providerLost(tx, warehouse, NOW))
  for (const lost of [id, others])
    assert.deepEqual(await scopesOf(db, lost), { 'warehouse.items.r': 'unavailable' })
  assert.deepEqual(
    called.map(([what]) => what),
    ['withdrawn', 'withdrawn'],
  )
  await db.transaction(tx => connections.providerReturned(tx, warehouse, NOW))
  assert.deepEqual(await scopesOf(db, id), { 'warehouse.items.r': 'waiting' })
  assert.deepEqual(await scopesOf(db, others), { 'warehouse.items.r': 'unavailable' })
})

test('all connections of a bearer, or of an app, end together', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections } = recording()
  const { keeper, warehouse, organization, other } = await world(db)
  for (const appId of [keeper, warehouse])
    for (const bearer of [organization, other]) await allow(db, connections, { appId, bearer })
  await db.transaction(tx => connections.revokeAllOf(tx, other, 'deleted', NOW))
  const isConnected = async (appId: string, bearer: Connectable) =>
    (await findHoldings(db, appId, [bearer]))[0]?.connection !== null
  assert.deepEqual([await isConnected(keeper, other), await isConnected(warehouse, other)], [false, false])
  await db.transaction(tx => connections.revokeAllTo(tx, keeper, 'deleted', NOW))
  assert.deepEqual(
    [await isConnected(keeper, organization), await isConnected(warehouse, organization)],
    [false, true],
  )
})

test('what no desired scope covers leaves the connections; nobody else is told (oauth.md §12.2)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections } = recording()
  const { keeper, organization, other } = await world(db)
  const granted = ['zaikio.organization.r', 'warehouse.items.r', 'warehouse.items.w']
  const id = await allow(db, connections, { appId: keeper, bearer: organization, granted })
  const others = await allow(db, connections, { appId: keeper, bearer: other, granted: STOCK })
  await db.transaction(tx => connections.forgetUndesired(tx, keeper, NOW))
  assert.deepEqual(Object.keys(await scopesOf(db, id)).sort(), [...granted].sort(), 'all of it is covered')
  const manifest = { name: 'keeper', desired_oauth_scopes: ['directory.organization.r', 'warehouse.items.r'] }
  await applied(db, appsDeps(), manifest, NOW)
  await db.transaction(tx => connections.forgetUndesired(tx, keeper, NOW))
  assert.deepEqual(Object.keys(await scopesOf(db, id)), ['warehouse.items.r', 'zaikio.organization.r'])
  assert.deepEqual(Object.keys(await scopesOf(db, others)), ['directory.organization.r', 'warehouse.items.r'])
  assert.deepEqual((await events(db)).slice(2), ['connection_changed', 'connection_changed'])
})

test('holdings tell the scopes given to one app, and which apps a bearer is connected to at all', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections } = recording()
  const { keeper, warehouse, organization, person } = await world(db)
  const id = await allow(db, connections, { appId: keeper, bearer: organization, granted: ['a.bcd.r'] })
  await allow(db, connections, { appId: warehouse, bearer: organization, granted: ['e.fgh.r'] })
  const [ofOrganization, ofPerson] = await findHoldings(db, keeper, [organization, person])
  assert.deepEqual(ofOrganization, {
    connection: { id, appId: keeper, bearer: organization, scopes: [{ scope: 'a.bcd.r', state: 'granted' }] },
    connectedAppIds: new Set([keeper, warehouse]),
  })
  assert.deepEqual(ofPerson, { connection: null, connectedAppIds: new Set() })
  assert.deepEqual(await findHoldings(db, keeper, []), [])
})

test('the API is told per bearer, sorted, and nothing for a token without app (directory-api.md §1)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections } = recording()
  const { keeper: appId, organization, person } = await world(db)
  const states = { granted: ['b.bcd.r', 'a.bcd.r'], waiting: ['c.bcd.r'], unavailable: ['a.aaa.r'] }
  await allow(db, connections, { appId, bearer: organization, ...states })
  const none = { connected: false, granted: [], requested: [], waiting: [] }
  const shown = {
    connected: true,
    granted: ['a.bcd.r', 'b.bcd.r'],
    requested: ['a.aaa.r', 'c.bcd.r'],
    waiting: ['c.bcd.r'],
  }
  const expected = new Map([
    [organization.id, shown],
    [person.id, none],
  ])
  assert.deepEqual(await currentApp(db, appId, [organization, person]), expected)
  assert.deepEqual(await currentApp(db, null, [person]), new Map([[person.id, none]]))
})

test('a person opens what they or their organizations are connected to, the platform app first (directory-api.md §4.1)', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { connections } = recording()
  const { keeper, warehouse, organization, other, person } = await world(db)
  const open = async (organizationIds: string[]) =>
    (await accessibleApps(db, person.id, organizationIds, 'en')).map(({ name }) => name)
  assert.deepEqual(await open([organization.id]), ['directory'])
  await allow(db, connections, { appId: warehouse, bearer: organization })
  const id = await allow(db, connections, { appId: keeper, bearer: person })
  assert.deepEqual(await open([organization.id]), ['directory', 'keeper', 'warehouse'])
  assert.deepEqual(await open([other.id]), ['directory', 'keeper'])
  await db.transaction(tx => connections.revoke(tx, { id, appId: keeper, bearer: person }, 'over', NOW))
  assert.deepEqual(await open([]), ['directory'])
})

test('a bearer can be taken as long as there is one, and as what it is', async () => {
  await using database = await testDatabase()
  const { db } = database
  const { organization, other } = await world(db)
  assert.equal(await db.transaction(tx => lockBearer(tx, organization)), true)
  assert.equal(await db.transaction(tx => lockBearer(tx, { ...other, type: 'Person' })), false)
  const nothing = async () => {}
  const hooks = {
    ...{ memberRemoved: nothing, rolesChanged: nothing, organizationDeleted: nothing },
    ...{ personDeleted: nothing, personBanned: nothing },
  }
  await db.transaction(tx => deleteOrganization(tx, { organizationId: other.id }, hooks, NOW))
  assert.equal(await db.transaction(tx => lockBearer(tx, other)), false)
})
