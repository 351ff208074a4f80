import type { Db, Tx } from '../../platform/database/database.ts'
import {
  countOfAccount,
  countOfAddress,
  deleteFailedAttempt,
  insertFailedAttempt,
  takeGate,
} from './attempt.repository.ts'
import { type AttemptPurpose, accountFreeAt, addressFreeAt } from './attempts.ts'

/** Who attempts what. With `isFamiliarPlace`, failures from elsewhere do not count: nobody can keep the owner out. */
export type Attempt = {
  purpose: AttemptPurpose
  accountKey: string
  addressBlock: string
  isFamiliarPlace: boolean
}

/**
 * Goes ahead, counted as failed until it is taken back by its id; or has to wait until `freeAt` (ms). `nextFreeAt` tells
 * until when the next one has to wait if this one fails; null when it need not.
 */
export type AttemptPermission = { id: number; nextFreeAt: number | null } | { freeAt: number }

/**
 * Asks for an attempt (G-25): at most 100 failures of an address block and 10 of an account within 15 minutes, then a
 * growing wait for the account. The attempt counts as failed before it is made, so that no number of parallel guesses
 * gets further than one after another would (attack S2).
 */
export async function permitAttempt(tx: Tx, attempt: Attempt, now: number): Promise<AttemptPermission> {
  const { purpose, accountKey, addressBlock } = attempt
  await takeGate(tx, { purpose, subject: `address:${addressBlock}` }, now)
  const ofAddress = await countOfAddress(tx, { purpose, addressBlock }, now)
  const addressFree = addressFreeAt(ofAddress)
  if (addressFree !== null) return { freeAt: addressFree }

  await takeGate(tx, { purpose, subject: `account:${accountKey}` }, now)
  const counted = { purpose, accountKey, addressBlock: attempt.isFamiliarPlace ? addressBlock : null }
  const ofAccount = await countOfAccount(tx, counted, now)
  const accountFree = accountFreeAt(ofAccount, now)
  if (accountFree !== null) return { freeAt: accountFree }

  const nextFreeAt =
    addressFreeAt({ count: ofAddress.count + 1, earliestAt: ofAddress.earliestAt ?? now }) ??
    accountFreeAt({ count: ofAccount.count + 1, latestAt: now }, now)
  return { id: await insertFailedAttempt(tx, { purpose, accountKey, addressBlock }, now), nextFreeAt }
}

/** Makes a permitted attempt. One that could not be decided (an outage) did not fail and is taken back. */
export async function makeAttempt<T>(db: Db, { id }: { id: number }, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    await db.transaction(tx => deleteFailedAttempt(tx, id))
    throw error
  }
}
