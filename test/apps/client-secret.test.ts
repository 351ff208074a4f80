import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secretMatches } from '../../src/modules/apps/credentials.ts'
import { sha256Hex } from '../../src/platform/crypto/digest.ts'

const now = Date.UTC(2026, 0, 1)
const client = { secretHash: sha256Hex('Current1'), secondSecretHash: null, secondSecretExpiresAt: null }
const rotated = { ...client, secondSecretHash: sha256Hex('Former1'), secondSecretExpiresAt: now + 1000 }

test('C8 only the secret itself matches its hash', () => {
  assert.equal(secretMatches(client, 'Current1', now), true)
  for (const wrong of ['', 'current1', 'Current1 ', 'Current', client.secretHash, '%', '%zz', '%ff']) {
    assert.equal(secretMatches(client, wrong, now), false, wrong)
  }
})

test('C8 while a secret is rotated both work; the former one dies at its time', () => {
  assert.equal(secretMatches(rotated, 'Current1', now), true)
  assert.equal(secretMatches(rotated, 'Former1', now), true)
  assert.equal(secretMatches(rotated, 'Former1', now + 999), true)
  assert.equal(secretMatches(rotated, 'Former1', now + 1000), false)
  assert.equal(secretMatches(rotated, 'Current1', now + 1000), true)
})

test('a secret matches raw and percent-decoded (spec oauth.md §2.4)', () => {
  const strange = { ...client, secretHash: sha256Hex('a b/c+d') }
  assert.equal(secretMatches(strange, 'a b/c+d', now), true)
  assert.equal(secretMatches(strange, 'a%20b%2Fc%2Bd', now), true)
  const percent = { ...client, secretHash: sha256Hex('100%25') }
  assert.equal(secretMatches(percent, '100%25', now), true)
  assert.equal(secretMatches(percent, '100%2525', now), true)
  assert.equal(secretMatches(percent, '100%', now), false)
})
