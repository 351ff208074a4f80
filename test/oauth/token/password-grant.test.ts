import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { deactivateApp, switchCredentials } from '../../../src/modules/apps/index.ts'
import { findHoldings } from '../../../src/modules/connections/index.ts'
import { banPerson } from '../../../src/modules/directory/index.ts'
import { actOn, buildApp, buildConnection, buildPerson } from '../../support/builders.ts'
import { type Acts, actsIn } from '../../support/scene.ts'
import { turnOn } from '../../support/second-factor.ts'
import { DEMO_PASSWORD, type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf, type TestClient } from '../../support/test-client.ts'
import { assertRefused, tokensIn } from '../../support/tokens.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

/** An app of which both credentials may ask for passwords, and a person. */
async function buildFirstParty(app: TestApp) {
  const person = await buildPerson(app)
  const built = await buildApp(app, {
    desires: ['directory.person.r', 'directory.person.rw', 'directory.organization.r'],
  })
  for (const { id } of [built.client, built.publicClient]) await allow(app, id, true)
  return { ...built, person }
}

function allow(app: TestApp, clientId: string, allowsPasswordGrant: boolean) {
  const act = { clientId, actor: 'operator', switches: { allowsPasswordGrant } }
  return app.db.transaction(tx => switchCredentials(tx, act, app.clock.now()))
}

function ask(client: TestClient, username: string, password = DEMO_PASSWORD, scope = 'directory.person.r') {
  return client.token({ grant_type: 'password', username, password, scope })
}

const WRONG = 'The user name or the password is wrong.'

test('credentials that were not switched on may not use it, whatever the password (G-12, oauth.md §16.3)', async () => {
  await using app = await testApp()
  const person = await buildPerson(app)
  const { client, publicClient } = await buildApp(app)
  for (const credentials of [client, publicClient])
    for (const password of [DEMO_PASSWORD, 'wrong'])
      assertRefused(await ask(credentials, person.email, password), 'unauthorized_client')
})

test('switched on, a right password gives tokens of the person, who is connected by it (RFC 6749 §4.3, G-12)', async () => {
  await using app = await testApp()
  const { client, publicClient, person } = await buildFirstParty(app)
  for (const credentials of [client, publicClient]) {
    const body = tokensIn(await ask(credentials, person.email.toUpperCase()))
    assert.equal(body.scope, 'directory.person.r')
    assert.deepEqual(body.bearer, { id: person.id, type: 'Person' })
    assert.equal(claimsOf(body.access_token).sub, `Person/${person.id}`)
    assert.equal((await client.api(body.access_token, '/api/v1/person')).body.id, person.id)
    assert.equal((await credentials.refresh(body.refresh_token)).status, 200)
  }
  // What the connection holds serves a machine too.
  const scope = `Per/${person.id}.directory.person.r`
  assert.equal((await client.token({ grant_type: 'client_credentials', scope })).status, 200)
})

test('S7 somebody with a second factor gets no tokens by the password alone; a wrong password tells nothing of it', async () => {
  await using app = await testApp()
  const { client, person } = await buildFirstParty(app)
  await turnOn(app, person.browser)
  assertRefused(
    await ask(client, person.email),
    'invalid_grant',
    'This person signs in with a second factor.',
  )
  assertRefused(await ask(client, person.email, 'wrong'), 'invalid_grant', WRONG)
  await person.browser.submit(await person.browser.get('/account/security/codes/off'), {}, form =>
    form.action.endsWith('/codes/off'),
  )
  assert.equal((await ask(client, person.email)).status, 200)
})

test('confidential credentials authenticate for it (RFC 6749 §4.3.2)', async () => {
  await using app = await testApp()
  const { client, person } = await buildFirstParty(app)
  const form = {
    grant_type: 'password',
    username: person.email,
    password: DEMO_PASSWORD,
    client_id: client.id,
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await client.send('/oauth/access_token', new URLSearchParams(form).toString(), headers)
  assertRefused(answer, 'invalid_client')
})

test('S1 a wrong password, an unknown address and one that is none are told alike', async () => {
  await using app = await testApp()
  const { client, person } = await buildFirstParty(app)
  assertRefused(await ask(client, person.email, 'wrong'), 'invalid_grant', WRONG)
  assertRefused(await ask(client, 'nobody@example.org'), 'invalid_grant', WRONG)
  assertRefused(await ask(client, 'not an address'), 'invalid_grant', WRONG)
  const banned = await buildPerson(app)
  await app.db.transaction(tx =>
    banPerson(tx, { personId: banned.id }, app.app.directoryHooks, app.clock.now()),
  )
  assertRefused(await ask(client, banned.email), 'invalid_grant', WRONG)
})

test('S2 guesses are counted with those of the sign-in page, a hundred at once too (G-25)', async () => {
  await using app = await testApp()
  const { client, person } = await buildFirstParty(app)
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask(client, person.email, 'wrong')))
  assert.equal(answers.filter(({ status }) => status === 400).length, 10)
  const tooMany = answers.filter(({ status }) => status === 429)
  assert.equal(tooMany.length, 90)
  assert.ok(tooMany[0]?.headers['ratelimit-reset'])
  assert.equal((await ask(client, person.email)).status, 429)
  app.clock.advance(15 * 60_000)
  assert.equal((await ask(client, person.email)).status, 200)
})

test('a password while the app that provides the scope is switched off: nothing is granted that nobody offers (G-22, race)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const person = await buildPerson(app)
  const bearer = { type: 'Person', id: person.id } as const
  const provider = await buildApp(app, { provides: [{ name: 'notes' }] })
  const notes = `${provider.name}.notes.r`
  const { id, client } = await buildApp(app, { desires: [notes] })
  await allow(app, client.id, true)
  await buildConnection(app, { appId: provider.id, bearer })
  await buildConnection(app, { appId: id, bearer })
  // What the app may ask for was looked at, and nothing is granted yet.
  const { stopped, go } = database.stopBehind(
    'from desired_scope desired\n          join provided_scope wanted',
  )
  const asking = ask(client, person.email, DEMO_PASSWORD, notes)
  await stopped
  const { apps } = app.app
  const ending = app.db.transaction(tx => deactivateApp(tx, actOn(provider.id), apps, app.clock.now()))
  await database.throughOrWaiting(ending)
  go()
  await Promise.all([asking, ending])
  const [holdings] = await findHoldings(app.db, id, [bearer])
  assert.deepEqual(holdings?.connection?.scopes, [{ scope: notes, state: 'unavailable' }])
})

test('it never speaks for an organization, nor for another person (oauth.md §16.3, attack T4)', async () => {
  await using app = await testApp()
  const { client, person } = await buildFirstParty(app)
  const organization = '0190c8a4-0000-7000-8000-00000000dead'
  for (const scope of [
    'Org.directory.organization.r',
    `Org/${organization}.directory.organization.r`,
    'Per>Org.directory.person.r',
  ])
    assertRefused(
      await ask(client, person.email, DEMO_PASSWORD, scope),
      'invalid_scope',
      'different_bearer_types',
    )
  const named = await ask(client, person.email, DEMO_PASSWORD, `Per/${person.id}.directory.person.r`)
  assertRefused(named, 'invalid_scope', 'unpermitted_bearer_id')
  const undesired = await ask(client, person.email, DEMO_PASSWORD, 'directory.machines.r')
  assertRefused(undesired, 'invalid_scope', 'scope_is_not_included_in_desired_scopes')
})

test('without a list it is what the app desires of a person; what is missing is told (P-07, RFC 6749 §4.3.2)', async () => {
  await using app = await testApp()
  const { client, person } = await buildFirstParty(app)
  const form = { grant_type: 'password', username: person.email, password: DEMO_PASSWORD }
  assert.equal(tokensIn(await client.token(form)).scope, 'directory.person.r,directory.person.rw')
  for (const name of ['username', 'password'])
    assertRefused(await client.token({ ...form, [name]: '' }), 'invalid_request')
})

test('a private app, and one that is not reviewed, serves its own people only in production (oauth.md §4.5)', async () => {
  const environment = {
    ...{ ENVIRONMENT: 'production', PUBLIC_URL: 'https://hub.example.com', MAIL_URL: 'smtp://localhost' },
    DATABASE_URL: 'sqlite:data/grantory.db',
  }
  await using app = await testApp({ environment })
  const person = await buildPerson(app)
  const closed = await buildApp(app, { type: 'private' })
  await allow(app, closed.client.id, true)
  assertRefused(await ask(closed.client, person.email), 'unauthorized_client')
  const open = await buildApp(app)
  await allow(app, open.client.id, true)
  assert.equal((await ask(open.client, person.email)).status, 200)
})

test('what was granted before stays, and the switch turned off ends the grant, not its tokens (G-12)', async () => {
  await using app = await testApp()
  const { id, client, person } = await buildFirstParty(app)
  const bearer = { type: 'Person' as const, id: person.id }
  await buildConnection(app, { appId: id, bearer, granted: ['directory.person.rw'] })
  const { refresh_token } = tokensIn(await ask(client, person.email))
  await allow(app, client.id, false)
  assertRefused(await ask(client, person.email), 'unauthorized_client')
  assert.equal((await client.refresh(refresh_token)).status, 200)
})

const WITHDRAWALS: Record<string, (acts: Acts & { switchOff: () => Promise<unknown> }) => Promise<unknown>> =
  {
    'the credentials are deleted': acts => acts.deleteCredentials(),
    'the credentials become public': acts => acts.makePublic(),
    'the app is deactivated': acts => acts.deactivateApp(),
    'the app is deleted': acts => acts.deleteApp(),
    'the person is banned': acts => acts.banPerson(),
    'the person is deleted': acts => acts.deletePerson(),
    'the grant is switched off': acts => acts.switchOff(),
  }

for (const [what, withdraw] of Object.entries(WITHDRAWALS)) {
  test(`C9 T2 when ${what} while the password is hashed, no token is given and nobody is connected (oauth.md §12.2)`, async () => {
    await using database = await watchedDatabase()
    await using app = await testApp({ database })
    const { id, client, publicClient, person } = await buildFirstParty(app)
    const key = { organizationId: '', personId: person.id }
    const facts = { key, appId: id, providerId: id, clientId: client.id, publicClientId: publicClient.id }
    const acts = { ...actsIn(app, facts), switchOff: () => allow(app, client.id, false) }
    let hasHappened = false
    const act = async () => {
      await withdraw(acts)
      hasHappened = true
    }
    // The first transaction counts the attempt.
    database.beforeNextTransaction(act, { after: 1 })
    const answer = await ask(client, person.email)
    assert.ok(hasHappened)
    assert.equal(answer.status, 400, answer.text)
    const left = await app.db.read(sql`select id from connection where app_id = ${id} and revoked_at is null
      union all select id from token_family where app_id = ${id}`)
    assert.deepEqual(left, [])
  })
}
