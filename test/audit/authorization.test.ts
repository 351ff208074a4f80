import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { buildScene } from '../support/scene.ts'
import { auditEntries } from '../support/stored.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const ASK = { scope: 'directory.person.r', redirect_uri: DEMO.redirectUrl }

/** The refusals of requests to let an app in, oldest first. */
async function refusals(app: TestApp) {
  const entries = await auditEntries(app.db)
  return entries.filter(({ action }) => action === 'authorization_refused').reverse()
}

test('a request that is refused for redirect URI, scopes or another parameter is kept for its app, with cause and request (G-11)', async () => {
  await using app = await testApp()
  const { client, publicClient, id } = await buildScene(app)
  const browser = app.anonymous()
  for (const [asker, change, error, reason] of [
    [
      client,
      { redirect_uri: 'https://evil.example/?token=1' },
      'unknown_redirect_uri',
      /redirect URI is unknown/,
    ],
    [client, { scope: 'directory.person.rw' }, 'invalid_scope', /^scope_is_not_included_in_desired_scopes$/],
    [client, { scope: 'Per.,Org' }, 'invalid_scope', /^malformed_scope$/],
    [client, { response_type: 'token' }, 'unsupported_response_type', /must be code/],
    [publicClient, { code_challenge: '' }, 'invalid_request', /required to use PKCE/],
  ] as const) {
    const answer = await browser.get(asker.authorizeUrl({ ...ASK, ...change }))
    const entry = (await refusals(app)).at(-1)
    assert.ok(entry, error)
    assert.deepEqual(
      [entry.clientId, entry.appId, entry.actor, entry.subject],
      [asker.id, id, 'anonymous', null],
    )
    assert.deepEqual(entry.details, { error })
    assert.match(entry.reason ?? '', reason)
    assert.deepEqual([entry.correlationId, entry.addressBlock], [answer.headers['x-request-id'], '127.0.0.1'])
    assert.doesNotMatch(JSON.stringify(entry), /evil|token=1/)
  }
  assert.equal((await refusals(app)).length, 5)
})

test('who is signed in is named; that somebody must be asked is no refusal (OpenID Connect Core §3.1.2.6)', async () => {
  await using app = await testApp()
  const { client, admin } = await buildScene(app)
  await admin.browser.get(client.authorizeUrl({ ...ASK, scope: 'directory.person.rw' }))
  for (const browser of [admin.browser, app.anonymous()])
    await browser.get(client.authorizeUrl({ ...ASK, prompt: 'none' }))
  await admin.browser.get(client.authorizeUrl(ASK))
  const person = `Person/${admin.id}`
  assert.deepEqual(
    (await refusals(app)).map(({ actor, subject }) => [actor, subject]),
    [[person, person]],
  )
})

test('credentials and apps that ended are kept with the cause, a client that never was leaves nothing', async () => {
  await using app = await testApp()
  const { client, publicClient, acts } = await buildScene(app)
  const browser = app.anonymous()
  const device = (client_id: string, more: Record<string, string> = {}) =>
    client.send(
      '/oauth/device_authorizations/authorize',
      new URLSearchParams({ client_id, scope: ASK.scope, ...more }).toString(),
      FORM,
    )
  for (const stranger of [randomUUID(), 'none', '']) {
    await browser.get(`/oauth/authorize?client_id=${stranger}&redirect_uri=x`)
    await device(stranger)
  }
  await browser.get(`/oauth/authorize?client_id=${client.id}&client_id=${publicClient.id}`)
  assert.deepEqual(await refusals(app), [])

  await device(client.id, { scope: 'directory.person.rw' })
  await device(client.id, { client_secret: 'wrong' })
  await acts.deactivateApp()
  await device(client.id)
  await acts.deleteCredentials()
  await browser.get(client.authorizeUrl(ASK))
  await device(client.id)
  await acts.deleteApp()
  await browser.get(publicClient.authorizeUrl(ASK))
  const kept = (await refusals(app)).map(({ clientId, details, reason }) => [
    clientId,
    details?.['error'],
    reason,
  ])
  assert.deepEqual(kept, [
    [client.id, 'invalid_scope', 'scope_is_not_included_in_desired_scopes'],
    [client.id, 'invalid_client', 'wrong secret'],
    [client.id, 'unauthorized_client', 'app deactivated'],
    [client.id, 'unknown_client', 'credentials deleted'],
    [client.id, 'unknown_client', 'credentials deleted'],
    [publicClient.id, 'unknown_client', 'app deleted'],
  ])
})

test('nobody fills the log with requests of a client whose id they know: 100 are kept, then one a minute', async () => {
  await using app = await testApp()
  const { client, publicClient } = await buildScene(app)
  const browser = app.anonymous()
  const bad = { ...ASK, redirect_uri: 'https://evil.example/' }
  const ask = async (times: number) => {
    for (let time = 0; time < times; time += 1)
      assert.equal((await browser.get(client.authorizeUrl(bad))).status, 403)
    return (await refusals(app)).length
  }
  assert.equal(await ask(120), 100)
  app.clock.advance(60_000)
  assert.equal(await ask(5), 101)
  // Nobody pays for another.
  await browser.get(publicClient.authorizeUrl(bad))
  assert.equal((await refusals(app)).length, 102)
})
