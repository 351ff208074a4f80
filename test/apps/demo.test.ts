import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDemoData, loadDemo } from '../../src/demo.ts'
import {
  desiredScopesOf,
  findApp,
  findAppByName,
  findClient,
  providedScopesOf,
  redirectUrlsOf,
  secretMatches,
} from '../../src/modules/apps/index.ts'
import { findHoldings } from '../../src/modules/connections/index.ts'
import {
  findOrganization,
  findPersonByEmailKey,
  membershipsOf,
  rolesFromBits,
} from '../../src/modules/directory/index.ts'
import { INSECURE_PASSWORD_COST_FOR_TESTS } from '../../src/modules/identity/index.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

/** Whose member a person is, in which roles: `Linden Press: owner`. */
async function positionsOf(hub: TestApp, email: string): Promise<string[]> {
  const person = await findPersonByEmailKey(hub.db, email)
  assert(person)
  const memberships = await membershipsOf(hub.db, person.id)
  return memberships.map(
    ({ membership, organization }) => `${organization.name}: ${rolesFromBits(membership.roles)}`,
  )
}

test('the demo has four persons, each with a name and a confirmed address', async () => {
  await using hub = await testApp()
  for (const email of [DEMO.owner, DEMO.member, DEMO.developer, DEMO.operator]) {
    const person = await findPersonByEmailKey(hub.db, email)
    assert(person?.firstName && person.name && person.emailConfirmedAt, email)
    assert.equal(person.isOperator, email === DEMO.operator)
    assert.equal(person.locale === 'de', email === DEMO.member)
    await hub.signedIn(email)
  }
  assert.deepEqual(await positionsOf(hub, DEMO.owner), ['Linden Press: owner'])
  assert.deepEqual((await positionsOf(hub, DEMO.member)).sort(), [
    'Harbor Labels: admin',
    'Linden Press: member',
  ])
  assert.deepEqual(await positionsOf(hub, DEMO.developer), ['Stockworks: owner'])
  assert.deepEqual(await positionsOf(hub, DEMO.operator), [])
})

test('the demo has two customers and a vendor', async () => {
  await using hub = await testApp()
  const linden = await findOrganization(hub.db, DEMO.linden)
  const harbor = await findOrganization(hub.db, DEMO.harbor)
  const vendor = await findOrganization(
    hub.db,
    (await findAppByName(hub.db, 'warehouse'))?.organizationId ?? '',
  )
  assert.deepEqual([linden?.name, linden?.countryCode], ['Linden Press', 'DE'])
  assert.deepEqual([harbor?.name, harbor?.countryCode], ['Harbor Labels', 'NL'])
  assert.deepEqual(
    [vendor?.name, vendor?.countryCode, vendor?.kinds],
    ['Stockworks', 'DE', ['software_developer']],
  )
})

test('the demo app has its published credentials, redirect URLs and desired scopes, in this order', async () => {
  await using hub = await testApp()
  const now = hub.clock.now()
  const client = await findClient(hub.db, DEMO.stockKeeper.id)
  assert(client)
  assert.deepEqual(
    [client.appName, client.appType, client.appState, client.isConfidential],
    ['stock_keeper', 'public', 'active', true],
  )
  assert.equal(secretMatches(client, DEMO.stockKeeper.secret, now), true)
  const open = await findClient(hub.db, DEMO.stockKeeperPublic.id)
  assert.deepEqual([open?.appId, open?.isConfidential], [client.appId, false])
  assert.deepEqual(await redirectUrlsOf(hub.db, client.appId), [
    'http://localhost:3000/auth/grantory/callback',
    'http://localhost:3000/auth/grantory/org-callback',
    'http://127.0.0.1/callback',
  ])
  const { desired } = await desiredScopesOf(hub.db, client.appId)
  assert.deepEqual(
    desired.map(({ name }) => name.text),
    [
      'directory.person.r',
      'directory.person.rw',
      'directory.organization.r',
      'directory.organization_members.r',
      'directory.sites.rw',
      'directory.delegations.rw',
      'warehouse.items.r',
      'warehouse.items.rw',
      'user:read',
      'user:write',
    ],
  )
})

test('the warehouse provides items to both bearers, and Linden Press is connected to it and to nothing else', async () => {
  await using hub = await testApp()
  const client = await findClient(hub.db, DEMO.warehouse.id)
  assert(client)
  assert.equal(secretMatches(client, DEMO.warehouse.secret, hub.clock.now()), true)
  const provided = await providedScopesOf(hub.db, client.appId)
  assert.deepEqual(
    provided.map(({ scope, bearerKind }) => [scope.text, bearerKind]),
    [
      ['warehouse.items.r', 'all'],
      ['warehouse.items.rw', 'all'],
      ['warehouse.items.w', 'all'],
    ],
  )
  for (const [id, expected] of [
    [DEMO.linden, [client.appId]],
    [DEMO.harbor, []],
  ] as const) {
    const [holdings] = await findHoldings(hub.db, client.appId, [{ type: 'Organization', id }])
    assert.deepEqual([...(holdings?.connectedAppIds ?? [])], expected)
  }
})

test('loading the demo again changes nothing, and brings back what is missing', async () => {
  await using hub = await testApp()
  const before = await findAppByName(hub.db, 'stock_keeper')
  hub.clock.advance(1000)
  await loadDemo(hub.app, INSECURE_PASSWORD_COST_FOR_TESTS)
  assert.deepEqual(await findAppByName(hub.db, 'stock_keeper'), before)
  assert.equal((await positionsOf(hub, DEMO.member)).length, 2)
})

test('the demo follows the configured name of the platform app (G-01)', async () => {
  await using hub = await testApp({
    environment: { PLATFORM_APP_NAME: 'press_hub', PLATFORM_APP_ALIASES: 'none' },
  })
  const client = await findClient(hub.db, DEMO.stockKeeper.id)
  const { desired } = await desiredScopesOf(hub.db, client?.appId ?? '')
  assert.equal(desired[0]?.name.text, 'press_hub.person.r')
})

test('what everybody knows of the demo is found, wherever it is left (production refuses it)', async () => {
  await using hub = await testApp()
  const now = hub.clock.now()
  assert.equal((await findDemoData(hub.db, now)).length, 7)
  assert.notEqual(await findApp(hub.db, (await findClient(hub.db, DEMO.warehouse.id))?.appId ?? ''), null)
})

test('production refuses to load the demo', async () => {
  await using hub = await testApp({
    environment: { ENVIRONMENT: 'production', PUBLIC_URL: 'https://hub.example.com' },
  })
  await assert.rejects(loadDemo(hub.app, INSECURE_PASSWORD_COST_FOR_TESTS), /sandbox/)
  assert.deepEqual(await findDemoData(hub.db, hub.clock.now()), [])
})
