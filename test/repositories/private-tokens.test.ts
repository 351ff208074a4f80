import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findPlatformApp, providedScopesOf } from '../../src/modules/apps/index.ts'
import { availableScopes } from '../../src/modules/oauth/private-tokens/available-scopes.ts'
import {
  countPrivateTokens,
  deletePrivateTokensExpiredBefore,
  endPrivateTokens,
  findPrivateToken,
  findPrivateTokensOf,
  insertPrivateToken,
  type PrivateTokenFilter,
} from '../../src/modules/oauth/private-tokens/private-token.repository.ts'
import type { PrivateTokenEnd } from '../../src/modules/oauth/private-tokens/private-token.ts'
import { listRevokedToken } from '../../src/modules/oauth/revocation/revoked-tokens.repository.ts'
import { uuid } from '../../src/platform/crypto/random.ts'
import { buildApp, buildConnection, buildPerson } from '../support/builders.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const LIFETIME_MS = 1000

/** Two people, of which the first is connected to an app that provides `items`, and a way to store their tokens. */
async function world(app: TestApp) {
  const [ada, bob] = [await buildPerson(app), await buildPerson(app)]
  const provider = await buildApp(app, { provides: [{ name: 'items' }] })
  const bearer = { type: 'Person' as const, id: ada.id }
  const connectionId = await buildConnection(app, { appId: provider.id, bearer })
  const scopes = await availableScopes(app.db, bearer)
  const store = async (
    names: string[],
    { owner = ada.id, createdAt = NOW, formId = uuid(NOW), createdBy = ada.id as string | null } = {},
  ) => {
    const jti = uuid(createdAt)
    const token = {
      ...{
        jti,
        bearer: { type: 'Person' as const, id: owner },
        note: `note of ${names.join()}`,
        createdBy,
        formId,
      },
      ...{ createdAt, expiresAt: createdAt + LIFETIME_MS },
      scopes: scopes.filter(({ scope }) => names.includes(scope.text)),
    }
    return { jti, isStored: await app.db.transaction(tx => insertPrivateToken(tx, token)) }
  }
  const end = async (
    filter: PrivateTokenFilter,
    now = NOW,
    reason: PrivateTokenEnd = 'revoked by its bearer',
  ) => {
    const ended = await app.db.transaction(tx => endPrivateTokens(tx, { filter, reason }, now))
    return ended.map(({ jti }) => jti).toSorted()
  }
  return { ada, bob, provider, bearer, connectionId, store, end, items: `${provider.name}.items.r` }
}

test('a token is found by its id and by its bearer, active ones first, the newest first', async () => {
  await using app = await testApp({ isEmpty: true })
  const { ada, bob, bearer, store, end, items } = await world(app)
  const first = await store([items, 'directory.person.r'])
  const second = await store(['directory.person.r'], { createdAt: NOW + 1 })
  const third = await store(['directory.person.r'], { createdAt: NOW + 2, createdBy: null })
  await store(['directory.person.r'], { owner: bob.id })
  await end({ jti: third.jti }, NOW + 3)
  assert.deepEqual(await findPrivateToken(app.db, first.jti), {
    jti: first.jti,
    bearer,
    note: `note of ${items},directory.person.r`,
    scopes: [items, 'directory.person.r'].toSorted(),
    createdBy: ada.id,
    createdAt: NOW,
    expiresAt: NOW + LIFETIME_MS,
    revokedAt: null,
    revocationReason: null,
  })
  const listed = async (limit: number) =>
    (await findPrivateTokensOf(app.db, bearer, { now: NOW + 3, limit })).map(({ jti }) => jti)
  assert.deepEqual(await listed(10), [second.jti, first.jti, third.jti])
  assert.deepEqual(await listed(1), [second.jti])
  assert.equal(await findPrivateToken(app.db, uuid(NOW)), null)
})

test('counted are active tokens, and those made since an instant', async () => {
  await using app = await testApp({ isEmpty: true })
  const { bearer, store, end } = await world(app)
  const { jti } = await store(['directory.person.r'])
  await store(['directory.person.r'], { createdAt: NOW + 1 })
  const count = (now: number, since: number) => countPrivateTokens(app.db, bearer, { now, since })
  assert.deepEqual(await count(NOW + 1, NOW - 1), { active: 2, recent: 2 })
  await end({ jti })
  assert.deepEqual(await count(NOW + 1, NOW), { active: 1, recent: 1 })
  assert.deepEqual(await count(NOW + 1 + LIFETIME_MS, NOW + 1), { active: 0, recent: 0 })
  assert.deepEqual(await countPrivateTokens(app.db, { type: 'Person', id: 'x' }, { now: NOW, since: NOW }), {
    active: 0,
    recent: 0,
  })
})

test('one form of one maker makes one token; another maker may use the same form id', async () => {
  await using app = await testApp({ isEmpty: true })
  const { bob, store } = await world(app)
  const formId = uuid(NOW)
  const stored = [
    await store(['directory.person.r'], { formId }),
    await store(['directory.person.r'], { formId }),
    await store(['directory.person.r'], { formId, createdBy: bob.id }),
    await store(['directory.person.r'], { formId, createdBy: null }),
  ]
  assert.deepEqual(
    stored.map(({ isStored }) => isStored),
    [true, false, true, true],
  )
})

test('each filter ends its active tokens once, and no other', async () => {
  await using app = await testApp({ isEmpty: true })
  const { ada, bob, bearer, store, end } = await world(app)
  const own = await store(['directory.person.r'])
  const forBob = await store(['directory.person.r'], { owner: bob.id })
  const bobs = await store(['directory.person.r'], { owner: bob.id, createdBy: bob.id })
  assert.deepEqual(await end({ bearer: { type: 'Organization', id: ada.id } }), [])
  assert.deepEqual(await end({ madeBy: ada.id }), [own.jti, forBob.jti].toSorted())
  assert.deepEqual(await end({ madeBy: ada.id }), [])
  assert.deepEqual(await end({ bearer }), [])
  assert.deepEqual(
    await end({ jti: bobs.jti }, NOW + LIFETIME_MS),
    [],
    'an expired token has ended by itself',
  )
  assert.deepEqual(await end({ bearer: { type: 'Person', id: bob.id } }), [bobs.jti])
  const { revokedAt, revocationReason } = (await findPrivateToken(app.db, own.jti)) ?? {}
  assert.deepEqual([revokedAt, revocationReason], [NOW, 'revoked by its bearer'])
})

test('lost scopes are those that the bearer has no more; while it has them nothing ends', async () => {
  await using app = await testApp({ isEmpty: true })
  const { provider, connectionId, bearer, store, end, items } = await world(app)
  const { jti } = await store([items])
  const other = await store(['directory.person.r'])
  const platform = await findPlatformApp(app.db)
  assert.ok(platform)
  for (const filter of [
    { lostScopesOf: provider.id },
    { lostScopesOf: platform.id },
    { endedConnection: connectionId },
  ]) {
    assert.deepEqual(await end(filter), [])
  }
  const connection = { id: connectionId, appId: provider.id, bearer }
  await app.db.transaction(tx => app.app.connections.revoke(tx, connection, 'test', NOW))
  assert.equal((await findPrivateToken(app.db, jti))?.revocationReason, 'scope no longer available')
  assert.equal((await findPrivateToken(app.db, other.jti))?.revokedAt, null)
})

test('tokens are forgotten with their scopes, a batch at a time, once they expired before an instant', async () => {
  await using app = await testApp({ isEmpty: true })
  const { bearer, store } = await world(app)
  for (let made = 0; made < 3; made += 1) await store(['directory.person.r'], { createdAt: NOW + made })
  const forget = (instant: number) =>
    app.db.transaction(tx => deletePrivateTokensExpiredBefore(tx, instant, 2))
  assert.equal(await forget(NOW + LIFETIME_MS), 0)
  assert.equal(await forget(NOW + LIFETIME_MS + 3), 2)
  assert.equal(await forget(NOW + LIFETIME_MS + 3), 1)
  assert.deepEqual(await findPrivateTokensOf(app.db, bearer, { now: NOW, limit: 10 }), [])
})

test('a token is put on the revocation list once', async () => {
  await using app = await testApp({ isEmpty: true })
  const token = { jti: uuid(NOW), expiresAt: NOW + 1 }
  const list = () => app.db.transaction(tx => listRevokedToken(tx, token, NOW))
  assert.deepEqual([await list(), await list()], [true, false])
})

test('the scopes of several apps come at once, those of the platform app first', async () => {
  await using app = await testApp({ isEmpty: true })
  const { provider } = await world(app)
  const platform = await findPlatformApp(app.db)
  assert.ok(platform)
  const scopes = await providedScopesOf(app.db, provider.id, platform.id)
  assert.equal(scopes[0]?.isOfPlatformApp, true)
  assert.deepEqual(
    scopes.slice(-3).map(({ scope }) => scope.text),
    ['r', 'rw', 'w'].map(permission => `${provider.name}.items.${permission}`),
  )
})
