import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import { perform, standIn } from '../support/perform.ts'
import type { TestApp } from '../support/test-app.ts'
import { LINDEN, newTokens } from '../support/tokens.ts'

const DELEGABLE = `${LINDEN.scope},Org/${DEMO.linden}.directory.delegations.rw`

/** A hub at which Linden Press has let Stock Keeper in, and lets it delegate. */
async function delegatingHub(): Promise<TestApp> {
  const hub = await listeningApp()
  await newTokens(hub, { scope: DELEGABLE })
  return hub
}

test('delegate: the demo app asks for a token and passes it on to Warehouse (spec oauth.md §8)', async () => {
  await using hub = await delegatingHub()
  const performing = perform(hub.publicUrl, ['delegate', '--verify'])
  const { exitCode, data, lines } = await performing.outcome
  assert.equal(exitCode, 0, performing.told())
  assert.deepEqual(data.tokens.audiences, ['warehouse'])
  assert.equal(data.tokens.scope, 'directory.organization.r')
  assert.match(lines.join('\n'), new RegExp(`perform refresh --client-id ${DEMO.warehouse.id}`))
})

test('delegate: what the token does not hold is refused with cause and cure (spec oauth.md §8)', async () => {
  await using hub = await delegatingHub()
  const { exitCode, data, lines } = await perform(hub.publicUrl, ['delegate', '--scope', 'user:write'])
    .outcome
  assert.equal(exitCode, 5)
  assert.equal(data.refusal.error_description, 'scope_was_not_granted_in_parent')
  assert.match(lines.join('\n'), /cause: /)
})

test('delegate --standard: the same by token exchange (RFC 8693 §2)', async () => {
  await using hub = await delegatingHub()
  const performing = perform(hub.publicUrl, ['delegate', '--standard', '--scope', 'directory.organization.r'])
  const { exitCode, data } = await performing.outcome
  assert.equal(exitCode, 0, performing.told())
  assert.deepEqual(data.decoded.access_token.claims.scope, ['directory.organization.r'])
})

test('delegate: the token stands in the header, the subsystem and the scope in the body; no client is needed (spec oauth.md §8)', async () => {
  await using server = await standIn(() => ({ body: { access_token: 'delegated', refresh_token: 'next' } }))
  const words = ['delegate', '--token', 'parent', '--subsystem', 'sub', '--scope', 'directory.organization.r']
  const performing = perform(server.url, words)
  const { exitCode, lines } = await performing.outcome
  assert.equal(exitCode, 0, performing.told())
  const [got] = server.got
  assert.equal(got?.path, '/oauth/delegate')
  assert.equal(got?.headers.authorization, 'Bearer parent')
  assert.deepEqual(Object.fromEntries(got?.form ?? []), {
    client_id: 'sub',
    delegate_access_scope: 'directory.organization.r',
  })
  assert.match(performing.told(), /> authorization: Bearer \[secret\]$/m)
  assert.match(lines.join('\n'), /refresh --client-id sub/)
})

test('delegate --standard: the request is that of RFC 8693 §2.1, from the client', async () => {
  await using server = await standIn(() => ({ body: { access_token: 'delegated' } }))
  const words = [
    'delegate',
    '--standard',
    '--client-id',
    'app',
    '--client-secret',
    's e:t',
    '--audience',
    'sub',
  ]
  const performing = perform(server.url, words, { environment: { GRANTORY_TOKEN: 'parent' } })
  assert.equal((await performing.outcome).exitCode, 0, performing.told())
  const [got] = server.got
  assert.equal(got?.path, '/token')
  const encoded = Buffer.from('app:s+e%3At').toString('base64')
  assert.equal(got?.headers.authorization, `Basic ${encoded}`, 'encoded as RFC 6749 §2.3.1 wants it')
  assert.deepEqual(Object.fromEntries(got?.form ?? []), {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: 'parent',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    audience: 'sub',
  })
  assert.match(performing.told(), /> subject_token=\[secret\]$/m)
})

test('delegate: a refusal in the form of the API is read as one (spec oauth.md §8)', async () => {
  await using server = await standIn(() => ({ status: 403, body: { errors: ['jwt_expired'] } }))
  const { exitCode, lines } = await perform(server.url, ['delegate', '--token', 'old', '--subsystem', 'sub'])
    .outcome
  assert.equal(exitCode, 5)
  assert.match(lines.join('\n'), /refused: jwt_expired\n {2}cause: .*\n {2}cure: Refresh it/)
})
