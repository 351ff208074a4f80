import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { switchCredentials } from '../../../src/modules/apps/index.ts'
import { Outage } from '../../../src/platform/database/database.ts'
import { buildDelegation, delegateTo } from '../../support/delegation.ts'
import { DEMO } from '../../support/demo.ts'
import { buildDevice, letIn, start } from '../../support/devices.ts'
import { buildScene } from '../../support/scene.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf, type TokenAnswer } from '../../support/test-client.ts'
import { announcedRevocations, newCode, newTokens, revocationList, tokensIn } from '../../support/tokens.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

const AWAY = new Outage('the database is away')
const TEXT = 'The service is not available. Try again.'
/** More than any request to the token endpoint makes. */
const STATEMENTS_MAX = 8
/** More than any other way to a token makes. */
const MORE_STATEMENTS_MAX = 40

function assertOutage({ status, headers, text }: TokenAnswer): void {
  assert.equal(status, 503, text)
  assert.equal(headers['retry-after'], '5')
  assert.doesNotMatch(text, /invalid_/)
}

test('an outage is 503 with Retry-After in each format, and never a protocol error (architecture §6)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const code = await newCode(app)
  database.fail(AWAY)
  const json = await client.token(code)
  assertOutage(json)
  assert.deepEqual(json.body, { error: 'temporarily_unavailable', error_description: TEXT })
  const xml = await client.token(code, { accept: 'text/xml' })
  assertOutage(xml)
  assert.match(xml.text, /<OAuth><error>temporarily_unavailable<\/error>/)
  const plain = await client.token(code, { accept: 'text/plain' })
  assertOutage(plain)
  assert.equal(plain.text, `temporarily_unavailable\n${TEXT}`)
  const page = await client.token(code, { accept: 'text/html' })
  assertOutage(page)
  assert.match(page.text, /^<!doctype html>/i)
  for (const { headers } of [json, xml, plain, page]) {
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['access-control-allow-origin'], '*')
  }
  database.fail(null)
  assert.equal((await client.token(code)).status, 200)
})

test('an outage at any statement leaves code and refresh token as they were (house style 21)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  for (const credentials of [DEMO.stockKeeper, DEMO.stockKeeperPublic]) {
    const client = app.client(credentials)
    const code = await newCode(app, { client })
    const { refresh_token } = await newTokens(app, { client })
    for (const request of [() => client.token(code), () => client.refresh(refresh_token)]) {
      let outages = 0
      for (let after = 0; after < STATEMENTS_MAX; after += 1) {
        database.fail(AWAY, { after })
        const answer = await request()
        database.fail(null)
        if (answer.status === 200) break
        assertOutage(answer)
        outages += 1
      }
      assert.ok(outages >= 3, `${outages} statements can fail`)
    }
  }
  assert.deepEqual(await announcedRevocations(app), [])
})

test('an outage at any statement of the other ways to a token is an outage, and leaves nothing half-done (house style 21)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const scene = await buildDelegation(app)
  const { client } = scene.portal
  const { admin, organization, scopes, Org } = scene
  const change = { clientId: client.id, actor: 'operator', switches: { allowsPasswordGrant: true } }
  await app.db.transaction(tx => switchCredentials(tx, change, app.clock.now()))
  const parent = await scene.parent('Organization')
  await scene.parent('Person')
  await scene.parent('on behalf')
  const device = await buildDevice(app, { client, scope: scopes.Person })
  await letIn(admin.browser, device)
  const machine = (scope: string) => () => client.token({ grant_type: 'client_credentials', scope })
  const ways: Record<string, () => Promise<TokenAnswer>> = {
    'client credentials': machine(`${Org}.directory.organization.r`),
    'client credentials on behalf': machine(
      `Per/${admin.id}>Org/${organization.id}.directory.organization.r`,
    ),
    'device authorization': () => start(client, { scope: scopes.Person }),
    poll: () => device.poll(client),
    delegation: () => delegateTo(scene.subsystem, parent.access_token),
    password: () => {
      // Attempts that an outage cut short count until they succeed; enough time passes between them.
      app.clock.advance(60_000)
      const password = { grant_type: 'password', username: admin.email, password: DEMO.password }
      return client.token({ ...password, scope: 'directory.person.r' })
    },
  }
  for (const [way, ask] of Object.entries(ways)) {
    const families = async () => (await app.db.read(sql`select id from token_family`)).length
    const before = await families()
    let outages = 0
    for (let after = 0; after < MORE_STATEMENTS_MAX; after += 1) {
      database.fail(AWAY, { after })
      const answer = await ask()
      database.fail(null)
      if (answer.status === 200) break
      assertOutage(answer)
      assert.equal(await families(), before, way)
      outages += 1
    }
    assert.ok(outages >= 2 && outages < MORE_STATEMENTS_MAX, `${way}: ${outages} statements can fail`)
    const isNew = way !== 'poll' && way !== 'device authorization'
    assert.equal(await families(), isNew ? before + 1 : before, way)
  }
})

test('an outage at any statement of the redirect flow is a page that says so, and never an answer to the app', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const scene = await buildScene(app)
  const { admin, client } = scene
  await scene.code('Person')
  let outages = 0
  for (let after = 0; after < MORE_STATEMENTS_MAX; after += 1) {
    database.fail(AWAY, { after })
    const answer = await admin.browser.get(client.authorizeUrl({ scope: 'directory.person.r' }))
    database.fail(null)
    if (answer.location?.includes('code=')) break
    assert.deepEqual([answer.status, answer.location], [503, null], answer.text)
    outages += 1
  }
  assert.ok(outages >= 5 && outages < MORE_STATEMENTS_MAX, `${outages} statements can fail`)
})

test('T3 a refresh whose answer was lost after the commit is repeated with the same pair (G-09)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app)
  database.loseNextAnswer(AWAY)
  assertOutage(await client.refresh(refresh_token))
  const first = tokensIn(await client.refresh(refresh_token))
  const again = tokensIn(await client.refresh(refresh_token))
  assert.equal(again.refresh_token, first.refresh_token)
  assert.deepEqual(claimsOf(again.access_token), claimsOf(first.access_token))
  assert.equal((await client.refresh(first.refresh_token)).status, 200)
})

test('an outage while revoking is told, and the token lives until it is revoked (RFC 7009 §2.2.1)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const { access_token, refresh_token } = await newTokens(app)
  const revoke = () => client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  database.fail(AWAY, { after: 2 })
  const answers = [await revoke()]
  database.fail(AWAY, { after: 1 })
  const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: client.basic }
  answers.push(await client.send('/oauth/revoke', `token=${refresh_token}`, form))
  database.fail(null)
  for (const answer of answers) assertOutage(answer)
  assert.deepEqual(answers[0]?.body, { errors: ['temporarily_unavailable', TEXT] })
  assert.equal((await client.api(access_token, '/api/v1/person')).status, 200)
  assert.deepEqual(await revocationList(app), [])
  assert.equal((await revoke()).status, 201)
  assert.equal((await client.api(access_token, '/api/v1/person')).status, 403)
})

test('while the database is away the keys are published and bad tokens refused; the rest of the API is 503', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const { access_token } = await newTokens(app)
  database.fail(AWAY)
  assert.equal((await client.api(null, '/api/v1/jwt_public_keys')).status, 200)
  assert.equal((await client.api(null, '/.well-known/jwks.json')).status, 200)
  assert.equal((await client.api('x.y.z', '/api/v1/person')).status, 403)
  for (const path of ['/api/v1/person', '/api/v1/revoked_access_tokens', '/api/v1/access_token'])
    assertOutage(await client.api(access_token, path))
  database.fail(null)
  assert.equal((await client.api(access_token, '/api/v1/person')).status, 200)
})

test('a bug is 500 with a reference for the log, and tells nothing else (architecture §6)', async () => {
  await using database = await watchedDatabase()
  const lines: string[] = []
  await using app = await testApp({ database, logTo: line => lines.push(line) })
  const client = app.client(DEMO.stockKeeper)
  const code = await newCode(app)
  lines.length = 0
  database.fail(new TypeError('columns of the table are secret'))
  const { status, headers, body, text } = await client.token(code)
  database.fail(null)
  assert.equal(status, 500)
  assert.equal(headers['retry-after'], undefined)
  assert.equal(body.error, 'server_error')
  const reference = String(headers['x-request-id'])
  assert.equal(body.error_description, `An error occurred. Reference: ${reference}`)
  assert.doesNotMatch(text, /columns/)
  const logged = lines.filter(line => line.includes(reference))
  assert.ok(logged.some(line => line.includes('columns of the table are secret')))
  for (const line of lines) assert.ok(!line.includes(code.code), 'a code is never logged')
  assert.equal((await client.token(code)).status, 200)
})
