import type { Db } from '../../../platform/database/database.ts'
import { permitAttempt } from '../../identity/index.ts'

const REMEMBERED_MAX = 10_000

/**
 * Limits wrong secrets per client and address block, so that nobody locks an app out (G-25). Failures are rows, counted
 * over all server processes; only a failure costs a statement.
 */
export type SecretGuesses = {
  /** Until when (ms) this client is refused from this place; null when it is not. */
  limitedUntil(clientId: string, addressBlock: string, now: number): number | null
  recordFailure(clientId: string, addressBlock: string, now: number): Promise<void>
}

/** Counts in the database, remembers in this process who has to wait. */
export function createSecretGuesses(db: Db): SecretGuesses {
  const waiting = new Map<string, number>()
  return {
    limitedUntil(clientId, addressBlock, now) {
      const until = waiting.get(`${clientId} ${addressBlock}`)
      return until !== undefined && until > now ? until : null
    },
    async recordFailure(clientId, addressBlock, now) {
      const accountKey = `${clientId} ${addressBlock}`
      const attempt = { purpose: 'client_secret' as const, accountKey, addressBlock, isFamiliarPlace: false }
      const permission = await db.transaction(tx => permitAttempt(tx, attempt, now))
      if (!('freeAt' in permission)) return
      if (waiting.size >= REMEMBERED_MAX) waiting.delete(waiting.keys().next().value ?? '')
      waiting.set(accountKey, permission.freeAt)
    },
  }
}
