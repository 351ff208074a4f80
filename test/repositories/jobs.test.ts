import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Db } from '../../src/platform/database/database.ts'
import { forgetJob } from '../../src/platform/jobs/forget.ts'
import { dueJobs, registerJobs, releaseJob, takeJob } from '../../src/platform/jobs/job-lease.repository.ts'
import { createJobs, type Job } from '../../src/platform/jobs/jobs.ts'
import { createLog } from '../../src/platform/log.ts'
import { testDatabase } from '../support/test-database.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE_MS = 60_000

function jobsOf(db: Db, jobs: Job[], lines: string[] = []) {
  const log = createLog({ level: 'info', destination: { write: line => lines.push(line) } })
  return createJobs({ db, clock: { now: () => NOW }, jobs, log })
}

test('of 20 processes that want a due job exactly one gets it, and nobody before its next turn', async () => {
  await using database = await testDatabase()
  const { db } = database
  await db.transaction(tx => registerJobs(tx, ['clean'], NOW))
  const take = (heldBy: string, now: number) =>
    db.transaction(tx => takeJob(tx, { name: 'clean', heldBy, heldUntil: now + MINUTE_MS }, now))
  const processes = Array.from({ length: 20 }, (_, index) => `process ${index}`)
  const outcomes = await Promise.all(processes.map(name => take(name, NOW)))
  assert.equal(outcomes.filter(won => won).length, 1)

  const heldBy = processes[outcomes.indexOf(true)] ?? ''
  await db.transaction(tx => releaseJob(tx, { name: 'clean', heldBy, nextRunAt: NOW + 5 * MINUTE_MS }))
  assert.equal(await take('other', NOW + 5 * MINUTE_MS - 1), false)
  assert.equal(await take('other', NOW + 5 * MINUTE_MS), true)
})

test('a job of a process that died is taken when its lease has ended, and the dead cannot release it', async () => {
  await using database = await testDatabase()
  const { db } = database
  const take = (heldBy: string, now: number) =>
    db.transaction(tx => takeJob(tx, { name: 'clean', heldBy, heldUntil: now + MINUTE_MS }, now))
  await db.transaction(tx => registerJobs(tx, ['clean'], NOW))
  assert.equal(await take('dead', NOW), true)
  assert.equal(await take('alive', NOW + MINUTE_MS - 1), false)
  assert.equal(await take('alive', NOW + MINUTE_MS), true)
  await db.transaction(tx => releaseJob(tx, { name: 'clean', heldBy: 'dead', nextRunAt: 0 }))
  assert.deepEqual(await dueJobs(db, ['clean'], NOW + MINUTE_MS), [])
})

test('started jobs run, stopping waits for them, and they are due again after their interval', async () => {
  await using database = await testDatabase()
  const began = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const steps: string[] = []
  const job: Job = {
    name: 'clean',
    everyMs: MINUTE_MS,
    async run(now) {
      assert.equal(now, NOW)
      steps.push('begun')
      began.resolve()
      await goOn.promise
      steps.push('done')
    },
  }
  const jobs = jobsOf(database.db, [job])
  jobs.start()
  await began.promise
  const stopped = jobs.stop().then(() => steps.push('stopped'))
  goOn.resolve()
  await stopped
  assert.deepEqual(steps, ['begun', 'done', 'stopped'])
  assert.deepEqual(await dueJobs(database.db, ['clean'], NOW + MINUTE_MS - 1), [])
  assert.deepEqual(await dueJobs(database.db, ['clean'], NOW + MINUTE_MS), ['clean'])
})

test('a job that fails is logged once and has its next turn', async () => {
  await using database = await testDatabase()
  const ran = Promise.withResolvers<void>()
  const lines: string[] = []
  const job: Job = {
    name: 'clean',
    everyMs: MINUTE_MS,
    async run() {
      ran.resolve()
      throw new Error('no luck')
    },
  }
  const jobs = jobsOf(database.db, [job], lines)
  jobs.start()
  await ran.promise
  await jobs.stop()
  assert.equal(lines.length, 1)
  assert.match(lines[0] ?? '', /"job":"clean".*no luck|no luck.*"job":"clean"/)
  assert.deepEqual(await dueJobs(database.db, ['clean'], NOW + MINUTE_MS), ['clean'])
})

test('running all jobs runs each once in order, due or not, and throws what they throw', async () => {
  await using database = await testDatabase()
  const ran: string[] = []
  const job = (name: string): Job => ({ name, everyMs: MINUTE_MS, run: async () => ran.push(name) })
  const jobs = jobsOf(database.db, [job('a'), job('b')])
  await jobs.runAll()
  await jobs.runAll()
  assert.deepEqual(ran, ['a', 'b', 'a', 'b'])
  const failing = jobsOf(database.db, [{ ...job('c'), run: () => Promise.reject(new Error('no luck')) }])
  await assert.rejects(failing.runAll(), /no luck/)
})

test('a run that ended at its own bound has its next turn at once, one that is through waits for it', async () => {
  await using database = await testDatabase()
  const { db } = database
  const runs: string[] = []
  const again = Promise.withResolvers<void>()
  const job = (name: string, outcome: 'done' | 'more'): Job => ({
    name,
    everyMs: MINUTE_MS,
    async run() {
      runs.push(name)
      if (runs.filter(run => run === 'much').length === 2) again.resolve()
      return outcome
    },
  })
  const jobs = jobsOf(db, [job('much', 'more'), job('little', 'done')])
  jobs.start()
  await again.promise
  await jobs.stop()
  assert.deepEqual(runs, ['much', 'little', 'much'])
})

test('a clean-up deletes in small batches, a bounded number a run, and says when it left some', async () => {
  await using database = await testDatabase()
  const { db } = database
  const limits: number[] = []
  const forget = (counts: (batch: number) => number) =>
    forgetJob(db, {
      name: 'clean',
      everyMs: MINUTE_MS,
      keptMs: MINUTE_MS,
      async deleteSome(_tx, instant, limit) {
        assert.equal(instant, NOW - MINUTE_MS)
        limits.push(limit)
        return counts(limits.length)
      },
    })
  assert.equal(await forget(() => 500).run(NOW), 'more')
  assert.deepEqual(limits, Array(200).fill(500))
  limits.length = 0
  assert.equal(await forget(batch => (batch < 3 ? 500 : 499)).run(NOW), 'done')
  assert.equal(limits.length, 3)
})
