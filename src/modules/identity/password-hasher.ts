import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { Outage } from '../../platform/database/database.ts'
import { createTurns, type Room } from '../../platform/turns.ts'

/** What one hash costs whoever makes or guesses it. */
export type PasswordCost = { memoryKiB: number; passes: number; parallelism: number }

/** Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. */
export const PASSWORD_COST: PasswordCost = { memoryKiB: 19 * 1024, passes: 2, parallelism: 1 }

/** Hashes that are made at once and can be guessed as quickly: for tests with data that protects nothing. */
export const INSECURE_PASSWORD_COST_FOR_TESTS: PasswordCost = { memoryKiB: 8, passes: 1, parallelism: 1 }

/** How many hashes are made at once, and how many may wait for that: 200 are about three seconds' work of two cores. */
export type HashingRoom = Room
const OWN_ROOM: HashingRoom = { atOnceMax: availableParallelism(), waitingMax: 200 }

/**
 * Makes and checks password hashes, at most as many at once as there are cores. Raises `Outage` when too many wait
 * already, so that a flood of sign-ins cannot pile up work (attack S11).
 */
export type PasswordHasher = {
  hash(password: string): Promise<string>
  /** Whether the password belongs to the hash. Without a hash it does the same work and says no (attack S1). */
  verify(password: string, hash: string | null): Promise<boolean>
}

/** A hasher for new passwords of this cost; hashes of other costs are checked as well. */
export function createPasswordHasher(cost: PasswordCost, room: HashingRoom = OWN_ROOM): PasswordHasher {
  const options = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: cost.parallelism }
  const inTurn = createTurns(room, () => new Outage('too many passwords wait to be hashed'))
  let nobodysHash: Promise<string> | null = null
  return {
    hash: password => inTurn(() => hash(password, options)),
    async verify(password, known) {
      nobodysHash ??= hash('the password of nobody', options)
      const checked = known ?? (await nobodysHash)
      const isRight = await inTurn(() => verify(checked, password))
      return isRight && known !== null
    },
  }
}
