import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deletePerson, findPersonByEmailKey } from '../../src/modules/directory/index.ts'
import { DEMO } from '../support/demo.ts'
import { newPrivateToken, OWN } from '../support/private-tokens.ts'
import { auditEntry } from '../support/stored.ts'
import { testApp } from '../support/test-app.ts'

const LINDEN = { path: '/organizations/linden_press/tokens', scopes: ['directory.organization.r'] }

test('making and revoking a private token is kept with who did it, for whom, and from where (architecture §7)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const owner = await findPersonByEmailKey(app.db, DEMO.owner)
  const { jti, page } = await newPrivateToken(browser, LINDEN)
  const made = await auditEntry(app.db, 'private_token_created')
  assert.deepEqual([made.actor, made.subject], [`Person/${owner?.id}`, `Organization/${DEMO.linden}`])
  assert.match(made.reason ?? '', new RegExp(jti))
  const path = `${LINDEN.path}/${jti}/revoke`
  const revoked = await browser.submit(await browser.get(path), {}, ({ action }) => action === path)
  const end = await auditEntry(app.db, 'private_token_revoked')
  assert.deepEqual([end.actor, end.subject], [made.actor, made.subject])
  for (const [entry, answer] of [
    [made, page],
    [end, revoked],
  ] as const) {
    assert.equal(entry.correlationId, answer.headers['x-request-id'])
    assert.equal(entry.addressBlock, '127.0.0.1')
  }
})

test('a private token that is used to revoke itself names itself as the actor; what follows from something else names its cause (G-33)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.operator)
  const { token, jti } = await newPrivateToken(browser, { path: OWN })
  await app.client(DEMO.warehouse).api(token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  assert.equal((await auditEntry(app.db, 'private_token_revoked')).actor, `Token/${jti}`)
  await newPrivateToken(browser, { path: OWN, note: 'another' })
  const person = await findPersonByEmailKey(app.db, DEMO.operator)
  assert.ok(person)
  await app.db.transaction(tx =>
    deletePerson(tx, { personId: person.id }, app.app.directoryHooks, app.clock.now()),
  )
  const { actor, reason } = await auditEntry(app.db, 'private_token_revoked')
  assert.equal(actor, 'hub')
  assert.match(reason ?? '', /person not available/)
})
