import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { repeat } from '../../../platform/jobs/repeat.ts'
import { findRevokedAfter, isOnRevocationList } from './revoked-tokens.repository.ts'

const FOLLOW_EVERY_MS = 250
/** Rows seen this long ago are settled: a slow transaction may commit a smaller id later (architecture §9). */
const OVERLAP_MS = 60_000
/** When following the database has failed for this long, every check asks it (a read when in doubt). */
const DOUBT_AFTER_MS = 1_500

/**
 * The revoked, unexpired access tokens as this process knows them: its own revocations at once, those of other
 * processes within a second.
 */
export type RevocationSet = {
  isRevoked(jti: string): Promise<boolean>
  /** A revocation of this process, when it is durable. */
  add(tokens: readonly { jti: string; expiresAt: number }[]): void
  /** Reads what is new in the database. */
  follow(): Promise<void>
  /** Follows the database until stopped. */
  start(): void
  stop(): void
}

/** Begins with what the database holds. `monotonicMs` tells elapsed time, independent of the clock. */
export async function openRevocationSet({
  db,
  clock,
  monotonicMs,
}: {
  db: Db
  clock: Clock
  monotonicMs: () => number
}): Promise<RevocationSet> {
  const expiries = new Map<string, number>()
  /** Everything up to here is settled and known. */
  let settledId = 0
  let recent: { id: number; seenAt: number }[] = []
  let followedAt = 0
  let isStarted = false
  // A failed reading leaves us in doubt; checks then ask the database themselves and tell of the outage.
  const following = repeat(FOLLOW_EVERY_MS, () => set.follow())

  const set: RevocationSet = {
    async isRevoked(jti) {
      if (expiries.has(jti)) return true
      return isStarted && monotonicMs() - followedAt > DOUBT_AFTER_MS ? isOnRevocationList(db, jti) : false
    },
    add(tokens) {
      for (const { jti, expiresAt } of tokens) expiries.set(jti, expiresAt)
    },
    async follow() {
      const now = clock.now()
      const seenAt = monotonicMs()
      const known = new Set(recent.map(({ id }) => id))
      for (const { id, jti, expiresAt } of await findRevokedAfter(db, settledId, now)) {
        expiries.set(jti, expiresAt)
        if (!known.has(id)) recent.push({ id, seenAt })
      }
      const settled = recent.filter(entry => entry.seenAt < seenAt - OVERLAP_MS)
      settledId = settled.reduce((highest, { id }) => Math.max(highest, id), settledId)
      recent = recent.filter(({ id }) => id > settledId)
      for (const [jti, expiresAt] of expiries) if (expiresAt <= now) expiries.delete(jti)
      followedAt = seenAt
    },
    start() {
      isStarted = true
      following.start()
    },
    stop: () => following.stop(),
  }
  await set.follow()
  return set
}
