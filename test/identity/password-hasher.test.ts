import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import {
  createPasswordHasher,
  INSECURE_PASSWORD_COST_FOR_TESTS,
  PASSWORD_COST,
} from '../../src/modules/identity/index.ts'
import { Outage } from '../../src/platform/database/database.ts'

const cheap = () => createPasswordHasher(INSECURE_PASSWORD_COST_FOR_TESTS)

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
  const hash = await cheap().hash('four green bottles')
  assert.equal(await createPasswordHasher(PASSWORD_COST).verify('four green bottles', hash), true)
})

test('S1 without an account the same work is done: one turn of the queue, and the answer is no', async () => {
  const hasher = cheap()
  assert.equal(await hasher.verify('the password of nobody', null), false)
  const isRefused = await overflow(hasher, () => hasher.verify('four green bottles', null))
  assert.ok(isRefused)
})

test('S11 at most 200 hashes wait for a core, more are an outage; afterwards it goes on', async () => {
  const hasher = cheap()
  const hash = await hasher.hash('four green bottles')
  const room = availableParallelism() + 200
  const checks = Array.from({ length: room + 50 }, () => hasher.verify('four green bottles', hash))
  const results = await Promise.allSettled(checks)
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, room)
  for (const result of results) if (result.status === 'rejected') assert.ok(result.reason instanceof Outage)
  assert.equal(await hasher.verify('four green bottles', hash), true)
})

/** Whether the work is refused while the queue is full. */
async function overflow(hasher: ReturnType<typeof cheap>, work: () => Promise<unknown>): Promise<boolean> {
  const filling = Array.from({ length: availableParallelism() + 200 }, () => hasher.hash('fills the queue'))
  const outcome = await work().then(
    () => false,
    error => error instanceof Outage,
  )
  await Promise.all(filling)
  return outcome
}
