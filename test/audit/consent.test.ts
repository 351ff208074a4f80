import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { allow, begin, cancel } from '../support/flow.ts'
import { buildScene } from '../support/scene.ts'
import { auditEntries, auditEntry } from '../support/stored.ts'
import { testApp } from '../support/test-app.ts'
import { claimsOf, newPkce } from '../support/test-client.ts'

const ASK = { scope: 'directory.person.r', redirect_uri: DEMO.redirectUrl }

test('a consent is kept with person, app, scopes and request, and with it the connection it made', async () => {
  await using app = await testApp()
  const { client, id, admin } = await buildScene(app)
  const answer = await allow(admin.browser, await begin(admin.browser, client, ASK))
  const person = `Person/${admin.id}`
  const consent = await auditEntry(app.db, 'consent_allowed')
  const connection = await auditEntry(app.db, 'connection_established')
  for (const entry of [consent, connection]) {
    assert.deepEqual([entry.actor, entry.subject, entry.appId], [person, person, id])
    assert.equal(entry.correlationId, answer.headers['x-request-id'])
    assert.equal(entry.addressBlock, '127.0.0.1')
  }
  assert.deepEqual([consent.clientId, consent.details], [client.id, { scopes: ['directory.person.r'] }])
})

test('passing without a question is no consent; confirming what was granted before is (G-20)', async () => {
  await using app = await testApp()
  const { client, publicClient, admin } = await buildScene(app)
  const consents = async () =>
    (await auditEntries(app.db)).filter(({ action }) => action === 'consent_allowed').length
  await allow(admin.browser, await begin(admin.browser, client, ASK))
  await client.authorize(admin.browser, ASK)
  assert.equal(await consents(), 1)
  const pkce = { code_challenge: newPkce().challenge, code_challenge_method: 'S256' }
  await allow(admin.browser, await begin(admin.browser, publicClient, { ...ASK, ...pkce }))
  assert.equal(await consents(), 2)
})

test('Cancel is kept as a denial with its reason; a denial that comes too late is not', async () => {
  await using app = await testApp()
  const { client, id, admin } = await buildScene(app)
  const page = await begin(admin.browser, client, ASK)
  const answer = await cancel(admin.browser, page)
  const denial = await auditEntry(app.db, 'consent_denied')
  assert.deepEqual(
    [denial.actor, denial.appId, denial.clientId, denial.reason, denial.details],
    [`Person/${admin.id}`, id, client.id, 'The person did not allow it.', { error: 'access_denied' }],
  )
  assert.equal(denial.correlationId, answer.headers['x-request-id'])
  await cancel(admin.browser, page)
  const denials = (await auditEntries(app.db)).filter(({ action }) => action === 'consent_denied')
  assert.equal(denials.length, 1)
})

test('a token that its holder or its client revokes is kept with who did it and from where (oauth.md §12.1)', async () => {
  await using app = await testApp()
  const { client, tokens, id, admin } = await buildScene(app)
  const first = await tokens('Person')
  const { headers } = await client.api(first.access_token, '/api/v1/revoked_access_tokens', {
    method: 'POST',
  })
  const { jti } = claimsOf(first.access_token)
  const byHolder = await auditEntry(app.db, 'tokens_revoked')
  assert.deepEqual(
    [byHolder.actor, byHolder.subject, byHolder.appId, byHolder.clientId, byHolder.reason],
    [`Token/${jti}`, `Person/${admin.id}`, id, client.id, 'revoked by its holder'],
  )
  assert.equal(byHolder.correlationId, headers['x-request-id'])
  const second = await tokens('Person')
  await client.send('/oauth/revoke', `token=${second.refresh_token}`, {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: client.basic,
  })
  const byClient = await auditEntry(app.db, 'tokens_revoked')
  assert.deepEqual([byClient.actor, byClient.reason], [`Client/${client.id}`, 'revoked by its client'])
})

test('T3 a replay is kept as the end of the family, with the client that caused it (RFC 9700 §4.14.2)', async () => {
  await using app = await testApp()
  const { client, tokens } = await buildScene(app)
  const { refresh_token } = await tokens('Person')
  await client.refresh(refresh_token)
  app.clock.advance(60_000)
  const { headers } = await client.refresh(refresh_token)
  const { actor, reason, correlationId, details } = await auditEntry(app.db, 'tokens_revoked')
  assert.deepEqual([actor, reason], [`Client/${client.id}`, 'refresh token replayed'])
  assert.equal(correlationId, headers['x-request-id'])
  assert.equal(details?.['families'], 1)
})

test('what the hub ends as a consequence is kept with its cause, one entry a cause (oauth.md §12.2)', async () => {
  await using app = await testApp()
  const { id, tokens, acts, organization, client } = await buildScene(app)
  for (const kind of ['Person', 'Organization', 'on behalf', 'on behalf'] as const) await tokens(kind)

  await acts.removeDesiredScope('directory.person.r')
  const withdrawn = await auditEntry(app.db, 'scopes_withdrawn')
  assert.deepEqual([withdrawn.appId, withdrawn.reason], [id, 'not desired any more'])
  assert.deepEqual(withdrawn.details?.['scopes'], ['directory.person.r'])

  await acts.disconnectOrganization()
  const revoked = await auditEntry(app.db, 'connection_revoked')
  assert.deepEqual(
    [revoked.actor, revoked.subject, revoked.appId, revoked.reason],
    ['hub', `Organization/${organization.id}`, id, 'test'],
  )
  const ended = await auditEntry(app.db, 'tokens_revoked')
  assert.deepEqual(
    [ended.actor, ended.subject, ended.clientId, ended.reason, ended.details],
    ['hub', `Organization/${organization.id}`, client.id, 'connection revoked', { families: 3 }],
  )

  await acts.deactivateProvider()
  await acts.deleteCredentials()
  const last = await auditEntry(app.db, 'tokens_revoked')
  assert.deepEqual([last.reason, last.clientId], ['credentials deleted', client.id])
})
