import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { switchCredentials } from '../../../src/modules/apps/index.ts'
import { buildApp, CALLBACK } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { allow, begin, cancel, decisionFormOn, readingOf } from '../../support/flow.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { Answer } from '../../support/test-browser.ts'
import { allowAll, claimsOf, type TestClient } from '../../support/test-client.ts'
import { LINDEN } from '../../support/tokens.ts'

const READ = { response_type: 'token', scope: 'directory.person.r' }

/** Switches the implicit grant of credentials, as the operator does. */
function setImplicit(app: TestApp, { id }: TestClient, isAllowed: boolean) {
  const change = { clientId: id, actor: 'operator', switches: { allowsImplicitGrant: isAllowed } }
  return app.db.transaction(tx => switchCredentials(tx, change, app.clock.now()))
}

/** Public credentials that may have tokens at the redirect URL. */
async function implicitClient(app: TestApp, redirectUrls = [CALLBACK]): Promise<TestClient> {
  const { publicClient } = await buildApp(app, { redirectUrls })
  await setImplicit(app, publicClient, true)
  return publicClient
}

/** What the answer told the app in the fragment; nothing of it is in the query. */
function fragmentOf({ location }: Answer, redirectUrl = CALLBACK): Record<string, string> {
  const [before, fragment = ''] = location?.split('#') ?? []
  assert.equal(before, redirectUrl)
  return Object.fromEntries(new URLSearchParams(fragment))
}

/** How many families of tokens there are. */
async function familyCount(app: TestApp): Promise<number> {
  return (await app.db.read(sql`select id from token_family`)).length
}

test('response_type=token gives a token of the person in the fragment, and no refresh token (RFC 6749 §4.2.2, G-12, G-16)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  const answer = await allowAll(browser, client.authorizeUrl({ ...READ, state: 'a b&c' }))
  const { access_token = '', ...rest } = fragmentOf(answer)
  assert.deepEqual(rest, {
    token_type: 'bearer',
    expires_in: '3600',
    scope: 'directory.person.r',
    state: 'a b&c',
    iss: app.publicUrl,
  })
  assert.equal(answer.headers['referrer-policy'], 'no-referrer')
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.match(claimsOf(access_token).sub, /^Person\//)
  assert.equal((await client.api(access_token, '/api/v1/person')).body.email, DEMO.owner)
  const rows = await app.db.read(sql`
    select f.flow, t.refresh_hash as "refreshHash" from token_family f join issued_token t on t.family_id = f.id`)
  assert.deepEqual(rows, [{ flow: 'implicit', refreshHash: null }])
})

test('it is off until the operator switches it on for these credentials (G-12, C-57)', async () => {
  await using app = await testApp()
  const { client, publicClient } = await buildApp(app)
  await setImplicit(app, client, true)
  const browser = await app.signedIn(DEMO.owner)
  const answer = await begin(browser, publicClient, READ)
  const told = new URL(answer.location ?? '')
  assert.equal(told.searchParams.get('error'), 'unsupported_response_type')
  assert.equal(told.hash, '')
  assert.match(readingOf(await begin(browser, client, READ)), /would like to access your account/)
})

test('other response types stay unsupported where it is on (R6)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  for (const response_type of ['id_token', 'token id_token', 'code token', 'TOKEN', 'token ']) {
    const { location } = await begin(browser, client, { ...READ, response_type })
    assert.equal(
      new URL(location ?? '').searchParams.get('error'),
      'unsupported_response_type',
      response_type,
    )
  }
})

test('a code is given as ever where it is on, with PKCE (G-12)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  assert.equal(
    (await client.tokensFor(browser, 'directory.person.r', { redirect_uri: CALLBACK })).status,
    200,
  )
  const { location } = await begin(browser, client, { scope: 'directory.person.r' })
  assert.equal(
    new URL(location ?? '').searchParams.get('error_description'),
    'This app is required to use PKCE',
  )
})

test('it never gives a token of an organization, nor on behalf of one (G-12, oauth.md §1)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  for (const scope of [
    'Org.directory.organization.r',
    LINDEN.scope,
    LINDEN.onBehalfScope,
    'Per>Org.directory.person.r',
  ]) {
    for (const visitor of [browser, app.anonymous()]) {
      const told = fragmentOf(await begin(visitor, client, { ...READ, scope, state: 's' }))
      assert.equal(told['error'], 'unsupported_response_type', scope)
      assert.deepEqual([told['state'], told['iss']], ['s', app.publicUrl])
    }
  }
  assert.equal(await familyCount(app), 0)
})

test('errors are in the fragment too (RFC 6749 §4.2.2.1)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  const told = async (answer: Promise<Answer>) => fragmentOf(await answer)['error']
  const ask = (more: Record<string, string>, visitor = browser) =>
    begin(visitor, client, { ...READ, ...more })
  assert.equal(await told(ask({ scope: 'directory.person' })), 'invalid_scope')
  assert.equal(await told(ask({ scope: 'Per.directory.person.r,directory.sites.rw' })), 'invalid_scope')
  assert.equal(await told(ask({ prompt: 'none' }, app.anonymous())), 'login_required')
  assert.equal(await told(ask({ prompt: 'none' })), 'interaction_required')
  assert.equal(await told(cancel(browser, await ask({}))), 'access_denied')
  const repeated = `${client.authorizeUrl(READ)}&prompt=none&prompt=login`
  assert.equal(await told(browser.get(repeated)), 'invalid_request')
  assert.equal(fragmentOf(await ask({ state: '', prompt: 'none' }))['state'], '')
})

test('nothing moves the token into the query (R6)', async () => {
  await using app = await testApp()
  const url = `${CALLBACK}?app=1`
  const client = await implicitClient(app, [url])
  const browser = await app.signedIn(DEMO.owner)
  for (const response_mode of ['query', 'form_post', 'fragment']) {
    const answer = await allowAll(browser, client.authorizeUrl({ ...READ, response_mode }))
    assert.ok(fragmentOf(answer, url)['access_token'])
  }
})

test('switched off while the person is asked, it gives no token (R6)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  for (const isRace of [false, true]) {
    await setImplicit(app, client, true)
    const page = await begin(browser, client, READ)
    const off = setImplicit(app, client, false)
    if (!isRace) await off
    const answer = await browser.follow(await allow(browser, page))
    await off
    // At the very moment of the answer it is another question: the page says so, and nothing was given.
    if (isRace && answer.status === 409) continue
    const { error, access_token } = fragmentOf(answer)
    assert.ok(error === 'unsupported_response_type' || isRace, JSON.stringify({ error, access_token }))
  }
})

test('an interaction that was tampered with does not bring it back (R6)', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, client, { scope: 'directory.person.r' })
  const [row] = await app.db.read<{ request: string }>(sql`select request from interaction`)
  const request = JSON.parse(row?.request ?? '')
  const wayBack = { kind: 'token', redirectUri: CALLBACK, state: null }
  const tampered = JSON.stringify({ ...request, wayBack })
  await app.db.transaction(tx => tx.write(sql`update interaction set request = ${tampered}`))
  const { action, hidden } = decisionFormOn(page)
  const answer = await browser.follow(await browser.post(action, { ...hidden, decision: 'allow' }))
  assert.equal(fragmentOf(answer)['error'], 'unsupported_response_type')
  assert.equal(await familyCount(app), 0)
})

test('an interaction with the scope of an organization gives no token either (R6, G-12)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, client, READ)
  const [row] = await app.db.read<{ request: string }>(sql`select request from interaction`)
  const tampered = JSON.stringify({ ...JSON.parse(row?.request ?? ''), scope: LINDEN.scope })
  await app.db.transaction(tx => tx.write(sql`update interaction set request = ${tampered}`))
  const answer = await browser.follow(await allow(browser, page))
  assert.equal(fragmentOf(answer)['error'], 'unsupported_response_type')
  assert.equal(await familyCount(app), 0)
})

test('it passes without a screen only where the redirect URL proves the app, also for confidential credentials (G-20)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  for (const [redirectUrl, passes] of [
    [CALLBACK, true],
    ['http://localhost:3000/callback', false],
    ['com.example.app:/callback', false],
  ] as const) {
    const { client } = await buildApp(app, { redirectUrls: [redirectUrl] })
    await setImplicit(app, client, true)
    await allowAll(browser, client.authorizeUrl(READ))
    const again = await begin(browser, client, READ)
    if (passes) assert.ok(fragmentOf(again, redirectUrl)['access_token'])
    else assert.match(readingOf(again), /You have already allowed everything it asks for/, redirectUrl)
  }
})

test('the token ends with the connection and when its holder revokes it (oauth.md §12)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  const { access_token = '' } = fragmentOf(await allowAll(browser, client.authorizeUrl(READ)))
  const revoked = await client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  assert.equal(revoked.status, 201)
  assert.equal((await client.api(access_token, '/api/v1/person')).status, 403)
})

test('a form that is sent twice gives one token (O2)', async () => {
  await using app = await testApp()
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, client, READ)
  const answers = await Promise.all(Array.from({ length: 10 }, () => allow(browser, page)))
  assert.equal(answers.filter(({ location }) => location?.includes('access_token')).length, 1)
  assert.equal(await familyCount(app), 1)
})

test('the token is in no log line', async () => {
  const lines: string[] = []
  await using app = await testApp({ logTo: line => lines.push(line) })
  const client = await implicitClient(app)
  const browser = await app.signedIn(DEMO.owner)
  const { access_token = '' } = fragmentOf(await allowAll(browser, client.authorizeUrl(READ)))
  assert.ok(access_token)
  assert.ok(!lines.join('\n').includes(access_token.slice(-40)))
})

test('the metadata does not announce it (G-12)', async () => {
  await using app = await testApp()
  await implicitClient(app)
  const { body } = await app.client(DEMO.stockKeeper).api(null, '/.well-known/oauth-authorization-server')
  assert.deepEqual(body.response_types_supported, ['code'])
  assert.ok(!body.grant_types_supported.includes('implicit'))
})
