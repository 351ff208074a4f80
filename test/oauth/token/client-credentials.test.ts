import assert from 'node:assert/strict'
import { test } from 'node:test'
import { switchCredentials } from '../../../src/modules/apps/index.ts'
import { findLiveConnection, scopesByState } from '../../../src/modules/connections/index.ts'
import { applied } from '../../support/apps.ts'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../../support/builders.ts'
import { buildScene } from '../../support/scene.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf, type TestClient } from '../../support/test-client.ts'
import { testDatabase } from '../../support/test-database.ts'
import { assertRefused, tokensIn } from '../../support/tokens.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

const NOBODY = '0190c8a4-0000-7000-8000-00000000dead'

/** What a machine sends. */
function ask(client: TestClient, scope: string) {
  return client.token({ grant_type: 'client_credentials', scope })
}

/** An organization and a person that let an app in, with a provider of `items` nobody is connected to. */
async function buildMachine(
  app: TestApp,
  { granted = ['directory.organization.r', 'directory.sites.rw'] } = {},
) {
  const owner = await buildPerson(app)
  const organization = await buildOrganization(app, { owner })
  const provider = await buildApp(app, { provides: [{ name: 'items' }] })
  const built = await buildApp(app, {
    desires: [
      'directory.person.r',
      'directory.organization.r',
      'directory.organization_members.r',
      'directory.sites.rw',
      `${provider.name}.items.r`,
    ],
  })
  const bearer = { type: 'Organization' as const, id: organization.id }
  const connectionId = await buildConnection(app, { appId: built.id, bearer, granted })
  const person = { type: 'Person' as const, id: owner.id }
  await buildConnection(app, { appId: built.id, bearer: person, granted: ['directory.person.r'] })
  return { ...built, owner, organization, provider, connectionId, Org: `Org/${organization.id}` }
}

test('a machine gets a token of the organization that granted it beforehand (oauth.md §5.2, §6, §10.1)', async () => {
  await using app = await testApp()
  const { client, name, organization, Org } = await buildMachine(app)
  const body = tokensIn(await ask(client, `${Org}.directory.organization.r,${Org}.directory.sites.rw`))
  assert.equal(body.token_type, 'bearer')
  assert.equal(body.scope, 'directory.organization.r,directory.sites.rw')
  assert.equal(body.expires_in, 3600)
  assert.deepEqual(body.audiences, [name])
  assert.deepEqual(body.bearer, { id: organization.id, type: 'Organization' })
  assert.equal('bearer_on_behalf_of' in body, false)
  const { sub, aud, scope } = claimsOf(body.access_token)
  assert.deepEqual(
    { sub, aud, scope },
    {
      sub: `Organization/${organization.id}`,
      aud: [name],
      scope: ['directory.organization.r', 'directory.sites.rw'],
    },
  )
  assert.equal((await client.api(body.access_token, '/api/v1/organization')).body.id, organization.id)
})

test('a machine gets a token of the person that granted it beforehand (oauth.md §5.2)', async () => {
  await using app = await testApp()
  const { client, owner } = await buildMachine(app)
  const body = tokensIn(await ask(client, `Per/${owner.id}.directory.person.r`))
  assert.deepEqual(body.bearer, { id: owner.id, type: 'Person' })
  assert.equal((await client.api(body.access_token, '/api/v1/person')).body.id, owner.id)
})

test('with both ids it is a token on behalf of the organization, with the roles of this moment (C-15, oauth.md §9)', async () => {
  await using app = await testApp()
  const { client, owner, organization } = await buildMachine(app)
  const on = `Per/${owner.id}>Org/${organization.id}`
  const body = tokensIn(await ask(client, `${on}.directory.organization.r,${on}.directory.person.r`))
  assert.equal(body.scope, 'directory.organization.r,directory.person.r')
  assert.deepEqual(body.bearer_on_behalf_of, { id: owner.id, type: 'Person', roles: ['owner'] })
  const { sub, roles } = claimsOf(body.access_token)
  assert.deepEqual({ sub, roles }, { sub: `Person/${owner.id}>Organization/${organization.id}`, roles: 1 })
  assert.equal((await client.api(body.access_token, '/api/v1/person')).status, 200)
})

test('items without an id inherit the one that is given, joined by spaces they are answered so (P-04, C-12)', async () => {
  await using app = await testApp()
  const { client, Org } = await buildMachine(app)
  const body = tokensIn(await ask(client, `${Org}.directory.organization.r Org.directory.sites.rw`))
  assert.equal(body.scope, 'directory.organization.r directory.sites.rw')
})

test('T5 a list without scopes or without a bearer id gets nothing, never everything (oauth.md §3.6 step 3)', async () => {
  await using app = await testApp()
  const { client } = await buildMachine(app)
  const nothing = await client.token({ grant_type: 'client_credentials' })
  assertRefused(nothing, 'invalid_request', 'The request is missing a required parameter.')
  for (const scope of [',', 'directory.person.r', 'Per.directory.person.r', 'Org.directory.organization.r']) {
    assertRefused(await ask(client, scope), 'invalid_scope', 'bearer_does_not_exist')
  }
  const halves = [`Per>Org/${NOBODY}`, `Per/${NOBODY}>Org`]
  for (const half of halves)
    assertRefused(await ask(client, `${half}.directory.person.r`), 'invalid_scope', 'bearer_does_not_exist')
})

test('both spellings of a scope error are in the body (oauth.md §2.5)', async () => {
  await using app = await testApp()
  const { client } = await buildMachine(app)
  const answer = await ask(client, `Org/${NOBODY}.directory.organization.r`)
  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body, {
    error: 'invalid_scope',
    error_description: 'bearer_does_not_exist',
    errors: { scopes: ['bearer_does_not_exist'] },
  })
})

test('T5 public credentials may not use it (P-13)', async () => {
  await using app = await testApp()
  const { publicClient, Org } = await buildMachine(app)
  assertRefused(await ask(publicClient, `${Org}.directory.organization.r`), 'unauthorized_client')
})

test('T5 a bearer that never let the app in, or whom another app serves, does not exist for it (oauth.md §3.6 step 5)', async () => {
  await using app = await testApp()
  const { client, owner, organization } = await buildMachine(app)
  const stranger = await buildOrganization(app, { owner })
  for (const scope of [
    `Org/${stranger.id}.directory.organization.r`,
    `Org/${owner.id}.directory.organization.r`,
    `Per/${organization.id}.directory.person.r`,
    `Per/${NOBODY}.directory.person.r`,
    `Per/${owner.id}>Org/${stranger.id}.directory.organization.r`,
  ])
    assertRefused(await ask(client, scope), 'invalid_scope', 'bearer_does_not_exist')
  const other = await buildApp(app, { desires: ['directory.organization.r'] })
  const asked = await ask(other.client, `Org/${organization.id}.directory.organization.r`)
  assertRefused(asked, 'invalid_scope', 'bearer_does_not_exist')
})

test('nobody acts on behalf of an organization they do not belong to (oauth.md §9, attack T4)', async () => {
  await using app = await testApp()
  const { id, client, organization } = await buildMachine(app)
  const outsider = await buildPerson(app)
  const bearer = { type: 'Person' as const, id: outsider.id }
  await buildConnection(app, { appId: id, bearer, granted: ['directory.person.r'] })
  const scope = `Per/${outsider.id}>Org/${organization.id}.directory.organization.r`
  assertRefused(await ask(client, scope), 'invalid_scope', 'bearer_does_not_exist')
})

test('T5 what exists and is available but was not granted is refused as a whole (C-13)', async () => {
  await using app = await testApp()
  const { client, Org } = await buildMachine(app)
  const scope = `${Org}.directory.organization.r,${Org}.directory.organization_members.r`
  assertRefused(await ask(client, scope), 'invalid_scope', 'ungranted_scope')
})

test('what is not available to the bearer is dropped silently and remembered as requested (C-13, oauth.md §3.6 step 6)', async () => {
  await using app = await testApp()
  const { client, provider, connectionId, Org } = await buildMachine(app)
  const items = `${provider.name}.items.r`
  const body = tokensIn(
    await ask(client, `${Org}.directory.organization.r,${Org}.${items},${Org}.directory.person.r`),
  )
  assert.equal(body.scope, 'directory.organization.r')
  const { requested, waiting } = scopesByState(await findLiveConnection(app.db, connectionId))
  assert.deepEqual({ requested, waiting }, { requested: [items, 'directory.person.r'], waiting: [] })
})

test('a token may be empty when everything was dropped; the API then refuses (oauth.md §3.6 step 8)', async () => {
  await using app = await testApp()
  const { client, provider, Org } = await buildMachine(app)
  const body = tokensIn(await ask(client, `${Org}.${provider.name}.items.r`))
  assert.equal(body.scope, '')
  assert.equal((await client.api(body.access_token, '/api/v1/organization')).status, 403)
})

test('what the app does not desire is refused, before it matters who the bearer is (oauth.md §3.6 step 4)', async () => {
  await using app = await testApp()
  const { client, Org } = await buildMachine(app)
  for (const bearer of [Org, `Org/${NOBODY}`]) {
    const asked = await ask(client, `${bearer}.directory.machines.r`)
    assertRefused(asked, 'invalid_scope', 'scope_is_not_included_in_desired_scopes')
  }
})

test('lists that contradict themselves are refused (oauth.md §3.6 steps 1 to 3, attack T4)', async () => {
  await using app = await testApp()
  const { client, owner, Org } = await buildMachine(app)
  const scope = 'directory.organization.r'
  const cases = [
    [`${Org}.directory.organization.read`, 'malformed_scope'],
    [`${Org}.${scope},Per/${owner.id}.directory.person.r`, 'different_bearer_types'],
    [`${Org}.${scope},Org/${NOBODY}.directory.sites.rw`, 'different_bearer_ids'],
  ]
  for (const [list = '', error] of cases) assertRefused(await ask(client, list), 'invalid_scope', error)
})

test('a grant under one name of the hub is asked for under the other, and the token has the one asked for (G-01, C-07)', async () => {
  await using app = await testApp()
  const { client, Org } = await buildMachine(app)
  const body = tokensIn(await ask(client, `${Org}.zaikio.organization.r`))
  assert.equal(body.scope, 'zaikio.organization.r')
  assert.equal((await client.api(body.access_token, '/api/v1/organization')).status, 200)
})

test('a granted rw gives the r that is asked for, and a granted r gives no rw (oauth.md §3.4)', async () => {
  await using app = await testApp()
  const { client, Org } = await buildMachine(app)
  assert.equal(tokensIn(await ask(client, `${Org}.directory.sites.r`)).scope, 'directory.sites.r')
  const narrow = await buildMachine(app, { granted: ['directory.sites.r'] })
  assertRefused(
    await ask(narrow.client, `${narrow.Org}.directory.sites.rw`),
    'invalid_scope',
    'ungranted_scope',
  )
})

test('the parameters may be in the query, as in the documented example (oauth.md §2.2)', async () => {
  await using app = await testApp()
  const { client, Org } = await buildMachine(app)
  const query = `grant_type=client_credentials&scope=${encodeURIComponent(`${Org}.directory.organization.r`)}`
  const answer = await client.send(`/oauth/access_token?${query}`, '', { authorization: client.basic })
  assert.equal(tokensIn(answer).scope, 'directory.organization.r')
})

test('a refresh token comes along, and its refresh asks for the rights again (G-10, C-02, oauth.md §11)', async () => {
  await using app = await testApp()
  const scene = await buildScene(app)
  const { client, acts, organization, provider } = scene
  const scope = `Org/${organization.id}.directory.organization.r,Org/${organization.id}.${provider.name}.items.r`
  await scene.tokens('Organization')
  const first = tokensIn(await ask(client, scope))
  const second = tokensIn(await client.refresh(first.refresh_token))
  assert.equal(second.scope, first.scope)
  await acts.disconnectOrganization()
  assertRefused(await client.refresh(second.refresh_token), 'invalid_grant', 'connection revoked')
})

for (const [what, switches] of [
  ['switched off', { machineRefreshTokens: false }],
  ['in the strict profile', { profile: 'strict' }],
] as const)
  test(`${what} there is no refresh token for client credentials (G-10, RFC 6749 §4.4.3)`, async () => {
    await using app = await testApp()
    const { client, Org } = await buildMachine(app)
    const act = { clientId: client.id, actor: 'operator', switches }
    await app.db.transaction(tx => switchCredentials(tx, act, app.clock.now()))
    const body = tokensIn(await ask(client, `${Org}.directory.organization.r`))
    assert.equal('refresh_token' in body, false)
    assert.equal((await client.api(body.access_token, '/api/v1/organization')).status, 200)
  })

test('a token of a machine for what was granted is two reads and two writes (architecture §4)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const { client, owner, Org } = await buildMachine(app)
  for (const scope of [
    `${Org}.directory.organization.r,${Org}.directory.sites.rw`,
    `Per/${owner.id}.directory.person.r`,
  ]) {
    database.forget()
    tokensIn(await ask(client, scope))
    assert.deepEqual({ ...database.statements }, { reads: 2, writes: 2 })
  }
})

test('C9 T5 no token survives a withdrawal that comes between: connection, app, credentials (race)', async () => {
  await using app = await testApp()
  for (const withdraw of [
    'disconnectOrganization',
    'deactivateApp',
    'deleteCredentials',
    'disconnectProvider',
  ] as const) {
    const scene = await buildScene(app)
    const { client, acts, organization, provider } = scene
    const Org = `Org/${organization.id}`
    await scene.tokens('Organization')
    const scope = `${Org}.directory.organization.r,${Org}.${provider.name}.items.r`
    const asking = Array.from({ length: 30 }, async (_, index) => {
      if (index === 15) await acts[withdraw]()
      return ask(client, scope)
    })
    for (const answer of await Promise.all(asking)) {
      assert.ok(answer.status < 500, answer.text)
      if (answer.status !== 200) continue
      if (!answer.body.scope.includes('items')) continue
      const used = await client.api(answer.body.access_token, '/api/v1/access_token')
      assert.equal(used.status, 403, `${withdraw}: a token survived`)
      assert.equal((await client.refresh(answer.body.refresh_token)).status, 400)
    }
  }
})

test('what its provider takes back, or offers to others only, ends and is dropped, also of the app itself (oauth.md §3.6 step 6, §11, §12.2)', async () => {
  await using app = await testApp()
  const owner = await buildPerson(app)
  const organization = await buildOrganization(app, { owner })
  const bearer = { type: 'Organization' as const, id: organization.id }
  const offer = (name: string, bearerKind: string) => ({
    ...{ name, kind: 'read_only', bearer_kind: bearerKind },
    translations: [{ locale: 'en', title: name }],
  })
  for (const left of [[offer('notes', 'all')], [offer('notes', 'all'), offer('items', 'Person')]]) {
    const built = await buildApp(app, { provides: [{ name: 'items' }, { name: 'notes' }] })
    const { name, client } = built
    const [items, notes] = [`${name}.items.r`, `${name}.notes.r`]
    const change = (manifest: object) => applied(app.db, app.app.apps, { name, ...manifest }, app.clock.now())
    await change({ desired_oauth_scopes: [items, notes] })
    await buildConnection(app, { appId: built.id, bearer, granted: [items, notes] })
    const Org = `Org/${organization.id}`
    const scope = `${Org}.${items},${Org}.${notes}`
    const { access_token, refresh_token, ...before } = tokensIn(await ask(client, scope))
    assert.equal(before.scope, `${items},${notes}`)
    const kept = tokensIn(await ask(client, `${Org}.${notes}`))

    await change({ oauth_scopes: left })
    assert.equal((await client.api(access_token, '/api/v1/access_token')).status, 403)
    assertRefused(await client.refresh(refresh_token), 'invalid_grant', 'scope no longer granted')
    assert.equal(tokensIn(await ask(client, scope)).scope, notes)
    assert.equal((await client.api(kept.access_token, '/api/v1/access_token')).status, 200)
  }
})

test('what was granted under a name of the hub that is switched off is dropped (G-01, oauth.md §3.3)', async () => {
  await using database = await testDatabase()
  await using app = await testApp({ database })
  const { id, client } = await buildApp(app, { desires: ['zaikio.person.r', 'directory.sites.r'] })
  const person = await buildPerson(app)
  const bearer = { type: 'Person' as const, id: person.id }
  const granted = ['zaikio.person.r', 'directory.sites.r']
  await buildConnection(app, { appId: id, bearer, granted })
  const scope = `Per/${person.id}.zaikio.person.r,Per/${person.id}.directory.sites.r`
  assert.equal(tokensIn(await ask(client, scope)).scope, 'zaikio.person.r,directory.sites.r')
  await using later = await testApp({
    database,
    environment: { PLATFORM_APP_ALIASES: 'none' },
    isEmpty: true,
  })
  const secret = client.secret ?? ''
  assert.equal(tokensIn(await ask(later.client({ id: client.id, secret }), scope)).scope, 'directory.sites.r')
})

test('machines that ask at once for what is dropped do not wait for each other in a ring (oauth.md §3.6 step 6, race)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const scene = await buildScene(app)
  const { client, acts, organization, provider } = scene
  await scene.tokens('Organization')
  await acts.disconnectOrganization()
  await acts.disconnectProvider()
  await buildConnection(app, {
    appId: scene.id,
    bearer: { type: 'Organization', id: organization.id },
    granted: ['directory.organization.r'],
  })
  const Org = `Org/${organization.id}`
  const scope = `${Org}.directory.organization.r,${Org}.${provider.name}.items.r`
  const atOnce = (scope: string) => Promise.all(Array.from({ length: 20 }, () => ask(client, scope)))
  // Every connection of the pool is open after this.
  await atOnce(`${Org}.directory.organization.r`)
  for (const answer of await atOnce(scope)) assert.equal(tokensIn(answer).scope, 'directory.organization.r')
  assert.equal(database.reruns(), 0)
})
