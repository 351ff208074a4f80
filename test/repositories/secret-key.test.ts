import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSecretBox, type SecretBox } from '../../src/platform/crypto/secret-box.ts'
import { verifySecretKey, WrongSecretKey } from '../../src/platform/secret-key.ts'
import { type TestDatabase, testDatabase } from '../support/test-database.ts'

const FIRST = 'the first secret key of this database'
const SECOND = 'the second secret key of this database'
const now = Date.UTC(2026, 0, 1)

function verify({ db }: TestDatabase, secretBox: SecretBox): Promise<void> {
  return verifySecretKey({ db, secretBox, reseals: [] }, now)
}

test('a database remembers its secret key and refuses another one (G-24)', async () => {
  await using database = await testDatabase()
  await verify(database, createSecretBox(FIRST))
  await verify(database, createSecretBox(FIRST))
  await assert.rejects(verify(database, createSecretBox(SECOND)), WrongSecretKey)
  await verify(database, createSecretBox(FIRST))
})

test('with the previous key beside it a new key takes its place (G-24)', async () => {
  await using database = await testDatabase()
  await verify(database, createSecretBox(FIRST))
  await verify(database, createSecretBox(SECOND, FIRST))
  await verify(database, createSecretBox(SECOND))
  await assert.rejects(verify(database, createSecretBox(FIRST)), WrongSecretKey)
})

test('processes that start at the same time on an empty database agree on one key', async () => {
  await using database = await testDatabase()
  const keys = [FIRST, SECOND, FIRST, SECOND]
  const outcomes = await Promise.allSettled(keys.map(key => verify(database, createSecretBox(key))))
  const accepted = keys.filter((_, index) => outcomes[index]?.status === 'fulfilled')
  assert.equal(accepted.length, 2)
  assert.equal(new Set(accepted).size, 1)
})

test('a change of the key that is interrupted is not remembered, and goes on at the next start', async () => {
  await using database = await testDatabase()
  const { db } = database
  await verify(database, createSecretBox(FIRST))
  const secretBox = createSecretBox(SECOND, FIRST)
  const interrupted = async () => Promise.reject(new Error('interrupted'))
  await assert.rejects(verifySecretKey({ db, secretBox, reseals: [interrupted] }, now), /interrupted/)
  await assert.rejects(verify(database, createSecretBox(SECOND)), WrongSecretKey)
  await verify(database, secretBox)
  await verify(database, createSecretBox(SECOND))
})
