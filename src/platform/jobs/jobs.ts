import type { Clock } from '../clock.ts'
import { randomSecret } from '../crypto/random.ts'
import type { Db } from '../database/database.ts'
import { MINUTE_MS, SECOND_MS } from '../durations.ts'
import type { Logger } from '../log.ts'
import { dueJobs, registerJobs, releaseJob, takeJob } from './job-lease.repository.ts'

/**
 * Work that is done again and again by one process of the installation at a time. `run` must be safe to repeat: a
 * process that dies, or takes longer than the lease, is followed by another one. `everyMs` counts from the end of a run.
 */
export type Job = { name: string; everyMs: number; run(now: number): Promise<unknown> }

/** What a run may end with; after `more` it stopped at its own bound with work left, and its next turn comes at once. */
export type JobOutcome = 'done' | 'more'

export type Jobs = {
  /** Begins to look for due jobs. */
  start(): void
  /** Stops looking and resolves when the jobs this process runs are through. */
  stop(): Promise<void>
  /** Runs every job once, one after another, due or not; throws what a job throws. */
  runAll(): Promise<void>
}

/** How often a process looks for due jobs, with one indexed read. */
const LOOK_EVERY_MS = SECOND_MS
/** How long a job stays with a process that died. */
const LEASE_MS = 10 * MINUTE_MS

/**
 * The jobs of this process. No process is special: they share the jobs by leases in the database, so each job runs about
 * as often as it says however many processes there are.
 *   1  every second one read tells which jobs are due;
 *   2  a guarded update takes the lease of each: among several processes one wins;
 *   3  the job runs; a failure is logged and the job waits for its next turn like after a success;
 *   4  the lease is given back with the instant of the next run: at once when the run left something.
 */
export function createJobs(options: { db: Db; clock: Clock; jobs: readonly Job[]; log: Logger }): Jobs {
  const { db, clock, jobs, log } = options
  const heldBy = randomSecret()
  const running = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | null = null
  let look: Promise<void> = Promise.resolve()
  let isRegistered = false
  let isStopped = false

  function lookLater(): void {
    if (isStopped) return
    timer = setTimeout(() => {
      look = startDueJobs().finally(lookLater)
    }, LOOK_EVERY_MS)
  }

  async function startDueJobs(): Promise<void> {
    try {
      const names = jobs.map(job => job.name)
      if (!isRegistered) await db.transaction(tx => registerJobs(tx, names, clock.now()))
      isRegistered = true
      const due = new Set(await dueJobs(db, names, clock.now())) // Step 1
      for (const job of jobs) {
        if (!due.has(job.name) || running.has(job.name) || isStopped) continue
        running.set(
          job.name,
          runLeased(job).finally(() => running.delete(job.name)),
        )
      }
    } catch (error) {
      log.error({ err: error }, 'due jobs cannot be found')
    }
  }

  async function runLeased(job: Job): Promise<void> {
    try {
      const { name } = job
      const now = clock.now()
      const isOurs = await db.transaction(tx => takeJob(tx, { name, heldBy, heldUntil: now + LEASE_MS }, now)) // Step 2
      if (!isOurs) return
      const outcome = await runLogged(job) // Step 3
      const nextRunAt = clock.now() + (outcome === 'more' ? 0 : job.everyMs)
      await db.transaction(tx => releaseJob(tx, { name, heldBy, nextRunAt })) // Step 4
    } catch (error) {
      log.error({ err: error, job: job.name }, 'lease of a job failed')
    }
  }

  async function runLogged(job: Job): Promise<unknown> {
    try {
      return await job.run(clock.now())
    } catch (error) {
      log.error({ err: error, job: job.name }, 'job failed')
      return null
    }
  }

  return {
    start() {
      look = startDueJobs().finally(lookLater)
    },
    async stop() {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
      await look
      await Promise.all(running.values())
    },
    async runAll() {
      for (const job of jobs) await job.run(clock.now())
    },
  }
}
