import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  activateApp,
  applyManifest,
  deactivateApp,
  deleteApp,
  parseManifest,
  removeDesiredScope,
} from '../../../src/modules/apps/index.ts'
import { findHoldings } from '../../../src/modules/connections/index.ts'
import { addMember, bitsFromRoles } from '../../../src/modules/directory/index.ts'
import {
  actOn,
  type BuiltApp,
  buildApp,
  buildConnection,
  buildOrganization,
  buildPerson,
} from '../../support/builders.ts'
import { allow, begin } from '../../support/flow.ts'
import { eventsAfter } from '../../support/stored.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { TestBrowser } from '../../support/test-browser.ts'
import { codeIn } from '../../support/test-client.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

const ORGANIZATION = 'directory.organization.r'

/** An owner with an organization, an app, and another one that provides `parts` to it. */
async function market(app: TestApp) {
  const owner = await buildPerson(app)
  const provider = await buildApp(app, { desires: [ORGANIZATION], provides: [{ name: 'parts' }] })
  const parts = `${provider.name}.parts.rw`
  const built = await buildApp(app, { desires: [ORGANIZATION, parts, 'directory.person.r'] })
  const organization = await buildOrganization(app, { owner })
  const bearer = { type: 'Organization', id: organization.id } as const
  return { owner, provider, parts, app: built, bearer }
}

/** Allows these scopes for the organization and gives the access token. */
async function install(browser: TestBrowser, { client }: BuiltApp, organizationId: string, scopes: string[]) {
  const scope = scopes.map(text => `Org/${organizationId}.${text}`).join(',')
  const answer = await client.authorize(browser, { scope })
  const { body, text } = await client.token({ code: codeIn(answer) })
  assert.ok(body?.access_token, text)
  return body as { access_token: string; refresh_token: string; scope: string }
}

/** The three lists of scopes that the API shows about the organization. */
async function lists({ client }: BuiltApp, accessToken: string) {
  const { body, text } = await client.api(accessToken, '/api/v1/organization')
  assert.ok(body?.id, text)
  return {
    granted: body.granted_oauth_scopes,
    requested: body.requested_oauth_scopes,
    waiting: body.requested_oauth_scopes_waiting_for_approval,
  }
}

/** The events of connections since the last look, each with the app it is for. */
function connectionEvents(app: TestApp) {
  let last = 0
  return async () => {
    const events = await eventsAfter(app.db, last)
    last = events.at(-1)?.id ?? last
    return events
      .filter(({ name }) => name.includes('connection'))
      .map(({ name, subject, appId, payload, link }) => ({ name, subject, appId, payload, link }))
  }
}

/** Ends the connection as its bearer would. */
async function disconnect(
  app: TestApp,
  { id: appId }: BuiltApp,
  bearer: { type: 'Organization'; id: string },
) {
  const [holdings] = await findHoldings(app.db, appId, [bearer])
  assert.ok(holdings?.connection)
  const { id } = holdings.connection
  await app.db.transaction(tx =>
    app.app.connections.revoke(tx, { id, appId, bearer }, 'by the bearer', app.clock.now()),
  )
}

test('what was dropped is remembered as requested; connecting its provider makes it wait for approval (oauth.md §3.6 step 6, §3.7)', async () => {
  await using app = await testApp()
  const { owner, provider, parts, app: built, bearer } = await market(app)
  const token = await install(owner.browser, built, bearer.id, [ORGANIZATION, parts])
  assert.equal(token.scope, ORGANIZATION)
  assert.deepEqual(await lists(built, token.access_token), {
    granted: [ORGANIZATION],
    requested: [parts],
    waiting: [],
  })

  await install(owner.browser, provider, bearer.id, [ORGANIZATION])
  assert.deepEqual(await lists(built, token.access_token), {
    granted: [ORGANIZATION],
    requested: [parts],
    waiting: [parts],
  })

  const more = await install(owner.browser, built, bearer.id, [ORGANIZATION, parts])
  assert.equal(more.scope, `${ORGANIZATION},${parts}`)
  const all = { granted: [parts, ORGANIZATION].sort(), requested: [], waiting: [] }
  assert.deepEqual(await lists(built, more.access_token), all)
})

test('when the connection to the provider ends, its scopes stop being effective and tokens with them die (oauth.md §3.7, §12.2)', async () => {
  await using app = await testApp()
  const { owner, provider, parts, app: built, bearer } = await market(app)
  await install(owner.browser, provider, bearer.id, [ORGANIZATION])
  const narrow = await install(owner.browser, built, bearer.id, [ORGANIZATION])
  const wide = await install(owner.browser, built, bearer.id, [ORGANIZATION, parts])
  await disconnect(app, provider, bearer)
  assert.deepEqual(await lists(built, narrow.access_token), {
    granted: [ORGANIZATION],
    requested: [parts],
    waiting: [],
  })
  assert.equal((await built.client.api(wide.access_token, '/api/v1/organization')).status, 403)
  const refreshed = await built.client.refresh(wide.refresh_token)
  assert.deepEqual([refreshed.status, refreshed.body.error], [400, 'invalid_grant'])
  assert.equal((await built.client.refresh(narrow.refresh_token)).status, 200)
})

test('a consent and the end of the provider’s connection at once: nothing is granted that nobody offers (G-22)', async () => {
  await using app = await testApp()
  const { owner, provider, parts, app: built, bearer } = await market(app)
  await install(owner.browser, built, bearer.id, [ORGANIZATION])
  for (let turn = 0; turn < 5; turn += 1) {
    await install(owner.browser, provider, bearer.id, [ORGANIZATION])
    const page = await begin(owner.browser, built.client, { scope: `Org/${bearer.id}.${parts}` })
    await Promise.all([allow(owner.browser, page), disconnect(app, provider, bearer)])
    const [holdings] = await findHoldings(app.db, built.id, [bearer])
    const held = holdings?.connection?.scopes.find(({ scope }) => scope === parts)
    assert.ok(held === undefined || held.state === 'unavailable', JSON.stringify(held))
  }
})

for (const [what, happens] of [
  ['is switched off', deactivateApp],
  ['is deleted', deleteApp],
] as const) {
  test(`a consent while the app that provides the scope ${what}: nothing is granted that nobody offers (G-22, oauth.md §12.2, race)`, async () => {
    await using database = await watchedDatabase()
    await using app = await testApp({ database })
    const { owner, provider, parts, app: built, bearer } = await market(app)
    await install(owner.browser, provider, bearer.id, [ORGANIZATION])
    await install(owner.browser, built, bearer.id, [ORGANIZATION])
    const page = await begin(owner.browser, built.client, { scope: `Org/${bearer.id}.${parts}` })
    // Everything was looked at once more, and nothing is granted yet.
    const { stopped, go } = database.stopBehind('update interaction set finished_at = ?')
    const allowing = allow(owner.browser, page)
    await stopped
    const ending = app.db.transaction<unknown>(tx =>
      happens(tx, actOn(provider.id), app.app.apps, app.clock.now()),
    )
    await database.throughOrWaiting(ending)
    go()
    await Promise.all([allowing, ending])
    const [holdings] = await findHoldings(app.db, built.id, [bearer])
    const held = holdings?.connection?.scopes.find(({ scope }) => scope === parts)
    assert.ok(held === undefined || held.state === 'unavailable', JSON.stringify(held))
  })
}

test('a private app that is installed while a provider is switched off is granted nothing of it (G-21, G-22, race)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const owner = await buildPerson(app)
  const { id: vendorId } = await buildOrganization(app, { owner })
  const bearer = { type: 'Organization', id: vendorId } as const
  const provider = await buildApp(app, { provides: [{ name: 'parts' }] })
  await buildConnection(app, { appId: provider.id, bearer })
  const parts = `${provider.name}.parts.rw`
  const built = await buildApp(app, { type: 'private', vendorId, desires: [ORGANIZATION] })
  const manifest = { name: built.name, desired_oauth_scopes: [ORGANIZATION, parts] }
  const parsed = parseManifest(manifest, 'sandbox')
  assert(parsed.ok)
  const { apps } = app.app
  const { stopped, go } = database.stopBehind('update organization set version')
  const applying = app.db.transaction(tx =>
    applyManifest(tx, { manifest: parsed.manifest, actor: 'operator' }, apps, app.clock.now()),
  )
  await stopped
  const ending = app.db.transaction(tx => deactivateApp(tx, actOn(provider.id), apps, app.clock.now()))
  await database.throughOrWaiting(ending)
  go()
  await Promise.all([applying, ending])
  const [holdings] = await findHoldings(app.db, built.id, [bearer])
  const held = holdings?.connection?.scopes.find(({ scope }) => scope === parts)
  assert.equal(held?.state, 'unavailable')
})

test('a connection that ended is not revived: the next consent makes a new one (G-22)', async () => {
  await using app = await testApp()
  const { owner, app: built, bearer } = await market(app)
  const token = await install(owner.browser, built, bearer.id, [ORGANIZATION])
  const [before] = await findHoldings(app.db, built.id, [bearer])
  await disconnect(app, built, bearer)
  assert.equal((await built.client.api(token.access_token, '/api/v1/organization')).status, 403)
  assert.equal((await built.client.refresh(token.refresh_token)).status, 400)
  const page = await begin(owner.browser, built.client, { scope: `Org/${bearer.id}.${ORGANIZATION}` })
  assert.equal(page.status, 200, 'it is asked again')
  await allow(owner.browser, page)
  const [after] = await findHoldings(app.db, built.id, [bearer])
  assert.ok(after?.connection)
  assert.notEqual(after.connection.id, before?.connection?.id)
})

test('what a member asked for on behalf waits for an administrator (oauth.md §9, P-06)', async () => {
  await using app = await testApp()
  const { owner, provider, parts, app: built, bearer } = await market(app)
  const member = await buildPerson(app)
  const membership = { organizationId: bearer.id, personId: member.id, roles: bitsFromRoles(['member']) }
  await app.db.transaction(tx => addMember(tx, membership, app.clock.now()))
  await install(owner.browser, provider, bearer.id, [ORGANIZATION])
  const token = await install(owner.browser, built, bearer.id, [ORGANIZATION])
  const scope = [ORGANIZATION, parts].map(text => `Per>Org/${bearer.id}.${text}`).join()
  await built.client.authorize(member.browser, { scope })
  const waits = { granted: [ORGANIZATION], requested: [parts], waiting: [parts] }
  assert.deepEqual(await lists(built, token.access_token), waits)
})

test('a person’s connection keeps the same books: what persons cannot give is requested, and no more (oauth.md §3.7)', async () => {
  await using app = await testApp()
  const { browser } = await buildPerson(app)
  const { client } = await buildApp(app, { desires: ['directory.person.r', ORGANIZATION] })
  for (let turn = 0; turn < 2; turn += 1) {
    const answer = await client.authorize(browser, { scope: `zaikio.person.r ${ORGANIZATION}` })
    const { body } = await client.token({ code: codeIn(answer) })
    const person = (await client.api(body.access_token, '/api/v1/person')).body
    assert.deepEqual(person.granted_oauth_scopes, ['directory.person.r'])
    assert.deepEqual(person.requested_oauth_scopes, [ORGANIZATION])
    assert.deepEqual(person.requested_oauth_scopes_waiting_for_approval, [])
  }
})

test('events: a consent on behalf tells of both connections, once', async () => {
  await using app = await testApp()
  const { owner, app: built, bearer } = await market(app)
  const news = connectionEvents(app)
  await news()
  const scope = [ORGANIZATION, 'directory.person.r'].map(text => `Per>Org/${bearer.id}.${text}`).join()
  for (const expected of [[`Org/${bearer.id}`, `Per/${owner.id}`], []]) {
    assert.ok(codeIn(await built.client.authorize(owner.browser, { scope })))
    const events = await news()
    assert.deepEqual(
      events.map(({ subject }) => subject),
      expected,
    )
    assert.ok(events.every(({ name, appId }) => name === 'established_connection' && appId === built.id))
  }
})

test('events: established once, changed when scopes change, revoked once; to the own app, with nothing personal (events.md §9)', async () => {
  await using app = await testApp()
  const { owner, provider, parts, app: built, bearer } = await market(app)
  const news = connectionEvents(app)
  const subject = `Org/${bearer.id}`
  const link = `/api/v1/connections/Organization-${bearer.id}`
  const event = (name: string, { id: appId }: BuiltApp) => ({
    name,
    subject,
    appId,
    payload: {},
    link: name === 'connection_changed' ? link : null,
  })
  await news()

  await install(owner.browser, built, bearer.id, [ORGANIZATION, parts])
  assert.deepEqual(await news(), [event('established_connection', built)])
  await install(owner.browser, built, bearer.id, [ORGANIZATION])
  assert.deepEqual(await news(), [], 'passing is no change')
  await install(owner.browser, provider, bearer.id, [ORGANIZATION])
  assert.deepEqual(await news(), [
    event('established_connection', provider),
    event('connection_changed', built),
  ])
  await install(owner.browser, built, bearer.id, [ORGANIZATION, parts])
  assert.deepEqual(await news(), [event('connection_changed', built)])
  await disconnect(app, provider, bearer)
  assert.deepEqual(await news(), [event('revoked_connection', provider), event('connection_changed', built)])
  await disconnect(app, built, bearer)
  assert.deepEqual(await news(), [event('revoked_connection', built)])
})

test('a provider that is switched off takes its scopes along; switched on again they wait for approval (oauth.md §12.2, G-22)', async () => {
  await using app = await testApp()
  const { owner, provider, parts, app: built, bearer } = await market(app)
  await install(owner.browser, provider, bearer.id, [ORGANIZATION])
  const narrow = await install(owner.browser, built, bearer.id, [ORGANIZATION])
  const wide = await install(owner.browser, built, bearer.id, [ORGANIZATION, parts])
  const { apps } = app.app
  await app.db.transaction(tx => deactivateApp(tx, actOn(provider.id), apps, app.clock.now()))
  const lost = { granted: [ORGANIZATION], requested: [parts], waiting: [] }
  assert.deepEqual(await lists(built, narrow.access_token), lost)
  assert.equal((await built.client.refresh(wide.refresh_token)).status, 400)
  const meanwhile = await install(owner.browser, built, bearer.id, [ORGANIZATION, parts])
  assert.equal(meanwhile.scope, ORGANIZATION)

  await app.db.transaction(tx => activateApp(tx, actOn(provider.id), apps, app.clock.now()))
  const waits = { granted: [ORGANIZATION], requested: [parts], waiting: [parts] }
  assert.deepEqual(await lists(built, narrow.access_token), waits)
  await app.db.transaction(tx => deleteApp(tx, actOn(provider.id), apps, app.clock.now()))
  assert.deepEqual(await lists(built, narrow.access_token), lost)
})

test('what the vendor desires no longer leaves the connections, with what it covered; refresh is denied (oauth.md §12.2)', async () => {
  await using app = await testApp()
  const owner = await buildPerson(app)
  const built = await buildApp(app, { desires: [ORGANIZATION, 'directory.sites.rw', 'zaikio.machines.r'] })
  const { id } = await buildOrganization(app, { owner })
  const asked = [ORGANIZATION, 'directory.sites.r', 'directory.machines.r']
  const token = await install(owner.browser, built, id, asked)
  const narrow = await install(owner.browser, built, id, [ORGANIZATION])
  const news = connectionEvents(app)
  await news()

  const removal = { ...actOn(built.id), scope: 'directory.sites.rw' }
  await app.db.transaction(tx => removeDesiredScope(tx, removal, app.app.apps, app.clock.now()))
  const left = { granted: [ORGANIZATION, 'zaikio.machines.r'], requested: [], waiting: [] }
  assert.deepEqual(await lists(built, token.access_token), left, 'the live token runs out by itself')
  assert.deepEqual(
    (await news()).map(({ name }) => name),
    ['connection_changed'],
  )
  assert.equal((await built.client.refresh(token.refresh_token)).body.error, 'invalid_grant')
  assert.equal((await built.client.refresh(narrow.refresh_token)).status, 200)

  // Renaming it to another name of the platform app takes nothing away and asks for nothing; a wider one waits.
  const manifest = {
    name: built.name,
    desired_oauth_scopes: ['zaikio.organization.r', 'directory.machines.rw'],
  }
  const parsed = parseManifest(manifest, 'sandbox')
  assert(parsed.ok)
  await app.db.transaction(tx =>
    applyManifest(tx, { manifest: parsed.manifest, actor: 'operator' }, app.app.apps, app.clock.now()),
  )
  const wider = ['directory.machines.rw']
  assert.deepEqual(await lists(built, token.access_token), { ...left, requested: wider, waiting: wider })
})
