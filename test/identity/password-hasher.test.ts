import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { parseEmail } from '../../src/modules/directory/index.ts'
import {
  createPasswordHasher,
  INSECURE_PASSWORD_COST_FOR_TESTS,
  PASSWORD_COST,
} from '../../src/modules/identity/index.ts'
import { signIn } from '../../src/modules/identity/sign-in.ts'
import { signUp } from '../../src/modules/identity/sign-up.ts'
import { Outage } from '../../src/platform/database/database.ts'
import { testDatabase } from '../support/test-database.ts'

const COST = INSECURE_PASSWORD_COST_FOR_TESTS
const NOW = Date.parse('2026-01-01T00:00:00Z')

test('passwords are kept as Argon2id with 19 MiB, two passes and one lane, each hash with its own salt', async () => {
  const hasher = createPasswordHasher(PASSWORD_COST)
  const [first, second] = await Promise.all([
    hasher.hash('four green bottles'),
    hasher.hash('four green bottles'),
  ])
  assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.notEqual(first, second)
  assert.equal(await hasher.verify('four green bottles', first), true)
  assert.equal(await hasher.verify('four green bottle', first), false)
})

test('hashes of another cost are checked as well', async () => {
  const hash = await createPasswordHasher(COST).hash('four green bottles')
  assert.equal(await createPasswordHasher(PASSWORD_COST).verify('four green bottles', hash), true)
})

test('S1 without an account the same work is done: one turn, and the answer is no', async () => {
  assert.equal(await createPasswordHasher(COST).verify('the password of nobody', null), false)
  const full = createPasswordHasher(COST, { atOnceMax: 0, waitingMax: 0 })
  await assert.rejects(full.verify('four green bottles', null), Outage)
})

test('S11 so many hashes wait for a core and no more, the rest is an outage; afterwards it goes on', async () => {
  const hasher = createPasswordHasher(COST, { atOnceMax: 2, waitingMax: 10 })
  const hash = await hasher.hash('four green bottles')
  const checks = Array.from({ length: 50 }, () => hasher.verify('four green bottles', hash))
  const results = await Promise.allSettled(checks)
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 12)
  for (const result of results) if (result.status === 'rejected') assert.ok(result.reason instanceof Outage)
  assert.equal(await hasher.verify('four green bottles', hash), true)
})

test('S11 an attempt that could not be checked for want of room does not count as failed', async () => {
  await using database = await testDatabase()
  const { db } = database
  const hasher = createPasswordHasher(COST, { atOnceMax: 0, waitingMax: 0 })
  const settings = { brandName: 'Grantory', publicUrl: 'http://localhost:4000' }
  const email = parseEmail('mira@example.org')
  assert.ok(email)
  const browser = { sessionToken: null, userAgent: null, correlationId: 'request', addressBlock: '192.0.2.1' }
  const wish = { email, password: 'four green bottles', browser }
  const details = { firstName: null, name: 'Okafor', locale: 'en' as const, countryCode: null }
  await assert.rejects(signIn({ db, hasher, settings, placeOf: () => null }, wish, NOW), Outage)
  await assert.rejects(signUp({ db, hasher, settings }, { ...wish, details, returnTo: null }, NOW), Outage)
  assert.deepEqual(await db.read(sql`select * from failed_attempt`), [])
})
