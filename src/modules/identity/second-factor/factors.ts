import type { Reader, Tx } from '../../../platform/database/database.ts'
import { noteSecondFactor } from '../../directory/index.ts'
import { endOtherSessions, endSessionsOf } from '../session.repository.ts'
import { countPasskeys, deletePasskeysOf } from './passkey.repository.ts'
import { deletePendingOf } from './pending-sign-in.repository.ts'
import { newRecoveryCodes, recoveryCodeHash } from './recovery-code.ts'
import {
  countRecoveryCodes,
  deleteCodeSecret,
  deleteRecoveryCodes,
  findCodeSecret,
  replaceRecoveryCodes,
} from './second-factor.repository.ts'

/** What a person has beside the password. */
export type Factors = { hasCodes: boolean; passkeys: number; recoveryCodes: number }

/** What a person has beside the password. */
export async function factorsOf(reader: Reader, personId: string): Promise<Factors> {
  return {
    hasCodes: (await findCodeSecret(reader, personId)) !== null,
    passkeys: await countPasskeys(reader, personId),
    recoveryCodes: await countRecoveryCodes(reader, personId),
  }
}

/**
 * A person, taken before, has one factor more. With the first one come recovery codes, which are given, and everybody
 * else who only knew the password is signed out. Null when they have recovery codes already.
 */
export async function factorAdded(
  tx: Tx,
  { personId, sessionId }: { personId: string; sessionId: number },
  now: number,
): Promise<string[] | null> {
  await noteSecondFactor(tx, { personId, hasAny: true }, now)
  const { hasCodes, passkeys, recoveryCodes } = await factorsOf(tx, personId)
  const isFirst = (hasCodes ? 1 : 0) + passkeys === 1
  if (isFirst) {
    await endOtherSessions(tx, { personId, keptId: sessionId }, now)
    await deletePendingOf(tx, personId)
  }
  return isFirst || recoveryCodes === 0 ? renewRecoveryCodes(tx, personId) : null
}

/** A person, taken before, has one factor less; with the last one their recovery codes go. Says whether it was the last. */
export async function factorRemoved(tx: Tx, personId: string, now: number): Promise<boolean> {
  const { hasCodes, passkeys } = await factorsOf(tx, personId)
  if (hasCodes || passkeys > 0) return false
  await deleteRecoveryCodes(tx, personId)
  await noteSecondFactor(tx, { personId, hasAny: false }, now)
  return true
}

/** New recovery codes in the place of all former ones. They are stored as hashes: this is the only time they are known. */
export async function renewRecoveryCodes(tx: Tx, personId: string): Promise<string[]> {
  const codes = newRecoveryCodes()
  const hashes = codes.map(code => recoveryCodeHash(code)).filter(hash => hash !== null)
  await replaceRecoveryCodes(tx, { personId, hashes })
  return codes
}

/** Takes everything that was made before the account was somebody's: factors, and sign-ins on their way (G-26). */
export async function endFactors(tx: Tx, personId: string, now: number): Promise<void> {
  await endSessionsOf(tx, personId, now)
  await forgetFactors(tx, personId)
  await noteSecondFactor(tx, { personId, hasAny: false }, now)
}

/** Deletes all factors of a person, and what waits for one. */
export async function forgetFactors(tx: Tx, personId: string): Promise<void> {
  await deletePendingOf(tx, personId)
  await deleteCodeSecret(tx, personId)
  await deletePasskeysOf(tx, personId)
  await deleteRecoveryCodes(tx, personId)
}
