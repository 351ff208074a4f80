import type { Db } from '../../../platform/database/database.ts'
import { TooManyRequests } from '../../../platform/http/rate-limit.ts'
import { deleteFailedAttemptsOf, permitAttempt } from '../../identity/index.ts'

const REMEMBERED_MAX = 10_000
const PURPOSE = 'client_secret'
/** What `permitAttempt` allows an account (G-25), in the words of spec oauth.md §2.7. */
const RULE = '10reqs/900s'

/** Who guesses, and whose secret: nobody can lock an app out from elsewhere (G-25). */
export type Guesser = { clientId: string; addressBlock: string }

/** Limits wrong secrets per client and address block. Only a failure costs statements. */
export type SecretGuesses = {
  /** Throws `TooManyRequests` while this client has to wait at this place. */
  admit(guesser: Guesser, now: number): void
  /** Counts a wrong secret; throws `TooManyRequests` when it was one too many. */
  failed(guesser: Guesser, now: number): Promise<void>
  /** A right secret makes the wrong ones before it forgotten. */
  succeeded(guesser: Guesser): Promise<void>
}

/** Failures are rows, counted over all server processes; this process remembers whom it saw fail, and until when to wait. */
export function createSecretGuesses(db: Db): SecretGuesses {
  const freeAt = new Map<string, number>()
  const guesses: SecretGuesses = {
    admit(guesser, now) {
      const until = freeAt.get(keyOf(guesser)) ?? 0
      if (until > now) throw new TooManyRequests(until, RULE)
    },
    async failed(guesser, now) {
      const accountKey = keyOf(guesser)
      const { addressBlock } = guesser
      const attempt = { purpose: PURPOSE, accountKey, addressBlock, isFamiliarPlace: false } as const
      const permission = await db.transaction(tx => permitAttempt(tx, attempt, now))
      if (freeAt.size >= REMEMBERED_MAX) freeAt.delete(freeAt.keys().next().value ?? '')
      freeAt.set(accountKey, 'freeAt' in permission ? permission.freeAt : now)
      guesses.admit(guesser, now)
    },
    async succeeded(guesser) {
      const accountKey = keyOf(guesser)
      if (!freeAt.delete(accountKey)) return
      await db.transaction(tx => deleteFailedAttemptsOf(tx, { purpose: PURPOSE, accountKey }))
    },
  }
  return guesses
}

function keyOf({ clientId, addressBlock }: Guesser): string {
  return `${clientId} ${addressBlock}`
}
