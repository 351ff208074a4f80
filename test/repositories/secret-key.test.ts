import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSecretBox } from '../../src/platform/crypto/secret-box.ts'
import { verifySecretKey, WrongSecretKey } from '../../src/platform/secret-key.ts'
import { testDatabase } from '../support/test-database.ts'

const FIRST = 'the first secret key of this database'
const SECOND = 'the second secret key of this database'

test('a database remembers its secret key and refuses another one (G-24)', async () => {
  await using database = await testDatabase()
  await verifySecretKey(database.db, createSecretBox(FIRST))
  await verifySecretKey(database.db, createSecretBox(FIRST))
  await assert.rejects(verifySecretKey(database.db, createSecretBox(SECOND)), WrongSecretKey)
  await verifySecretKey(database.db, createSecretBox(FIRST))
})

test('with the previous key beside it a new key takes its place (G-24)', async () => {
  await using database = await testDatabase()
  await verifySecretKey(database.db, createSecretBox(FIRST))
  await verifySecretKey(database.db, createSecretBox(SECOND, FIRST))
  await verifySecretKey(database.db, createSecretBox(SECOND))
  await assert.rejects(verifySecretKey(database.db, createSecretBox(FIRST)), WrongSecretKey)
})

test('processes that start at the same time on an empty database agree on one key', async () => {
  await using database = await testDatabase()
  const keys = [FIRST, SECOND, FIRST, SECOND]
  const outcomes = await Promise.allSettled(
    keys.map(key => verifySecretKey(database.db, createSecretBox(key))),
  )
  const accepted = keys.filter((_, index) => outcomes[index]?.status === 'fulfilled')
  assert.equal(accepted.length, 2)
  assert.equal(new Set(accepted).size, 1)
})
