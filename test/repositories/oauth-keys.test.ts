import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openKeyRing } from '../../src/modules/oauth/keys/key-ring.ts'
import {
  deleteKeysRetiredBefore,
  findKeys,
  insertKey,
  retireKeysBefore,
  type StoredKey,
} from '../../src/modules/oauth/keys/signing-key.repository.ts'
import { createSecretBox } from '../../src/platform/crypto/secret-box.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const DAY_MS = 24 * 3600_000
const secretBox = createSecretBox('a secret key for tests: 0123456789abcdef')

function key(kid: string, algorithm: StoredKey['algorithm'], createdAt: number): StoredKey {
  return {
    kid,
    algorithm,
    publicJwk: '{}',
    privateCiphertext: 'sealed',
    createdAt,
    signsFrom: createdAt + DAY_MS,
    retiredAt: null,
  }
}

test('keys are stored whole and come in the order of their making', async () => {
  await using database = await testDatabase()
  const { db } = database
  const keys = [key('b', 'RS256', NOW), key('a', 'ES256', NOW + 1), key('c', 'RS256', NOW + 2)]
  await db.transaction(async tx => {
    for (const each of keys.toReversed()) await insertKey(tx, each)
  })
  assert.deepEqual(await findKeys(db), keys)
})

test('a rotation retires the older keys of its algorithm, each once', async () => {
  await using database = await testDatabase()
  const { db } = database
  await db.transaction(async tx => {
    for (const each of [
      key('one', 'RS256', NOW),
      key('other', 'ES256', NOW),
      key('two', 'RS256', NOW + DAY_MS),
    ])
      await insertKey(tx, each)
    await retireKeysBefore(tx, 'RS256', NOW + 2 * DAY_MS)
    await insertKey(tx, key('three', 'RS256', NOW + 2 * DAY_MS))
    await retireKeysBefore(tx, 'RS256', NOW + 3 * DAY_MS)
  })
  const retired = new Map((await findKeys(db)).map(({ kid, retiredAt }) => [kid, retiredAt]))
  assert.deepEqual(Object.fromEntries(retired), {
    one: NOW + 2 * DAY_MS,
    other: null,
    two: NOW + 3 * DAY_MS,
    three: null,
  })
  assert.equal(await db.transaction(tx => deleteKeysRetiredBefore(tx, NOW + 2 * DAY_MS)), 0)
  assert.equal(await db.transaction(tx => deleteKeysRetiredBefore(tx, NOW + 2 * DAY_MS + 1)), 1)
  assert.deepEqual((await findKeys(db)).map(({ kid }) => kid).toSorted(), ['other', 'three', 'two'])
})

test('servers that start at once on an empty database make one key of each algorithm', async () => {
  await using database = await testDatabase()
  const { db } = database
  const deps = { db, clock: { now: () => NOW }, secretBox }
  const rings = await Promise.all(Array.from({ length: 4 }, () => openKeyRing(deps)))
  const stored = await findKeys(db)
  assert.deepEqual(stored.map(({ algorithm }) => algorithm).toSorted(), ['ES256', 'EdDSA', 'RS256'])
  for (const ring of rings)
    for (const { algorithm, kid } of stored) assert.equal(ring.signer(algorithm).kid, kid)
})
