import { actsAs, recordAudit } from '../../../platform/audit.ts'
import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { randomSecret } from '../../../platform/crypto/random.ts'
import type { SecretBox } from '../../../platform/crypto/secret-box.ts'
import type { Db, Tx } from '../../../platform/database/database.ts'
import { MINUTE_MS } from '../../../platform/durations.ts'
import type { PlaceOf } from '../../../platform/places.ts'
import { lockPerson } from '../../directory/index.ts'
import { deleteFailedAttemptsOf } from '../attempt.repository.ts'
import { actIn, type BrowserFacts } from '../browser.ts'
import type { MailSettings } from '../confirm-email.ts'
import { permitAttempt } from '../limit-attempts.ts'
import { claimPassword, findPasswordHash } from '../password.repository.ts'
import { isFamiliarPlace } from '../session.repository.ts'
import { beginSession } from '../sessions.ts'
import { tellOfUnfamiliarPlace } from '../tell-of-place.ts'
import { CODE_SECRET_PURPOSE, plainCode, stepOfCode } from './one-time-code.ts'
import {
  deletePending,
  findPending,
  insertPending,
  type PendingSignIn,
} from './pending-sign-in.repository.ts'
import { recoveryCodeHash } from './recovery-code.ts'
import { findCodeSecret, redeemRecoveryCode, useCodeStep } from './second-factor.repository.ts'

/** How long somebody who knew the password may take for the second proof. */
export const SECOND_STEP_MS = 10 * MINUTE_MS

/** Begins the wait of somebody whose password was right, and gives the secret that names it. */
export async function beginSecondStep(
  tx: Tx,
  { personId, passwordHash }: { personId: string; passwordHash: string },
  now: number,
): Promise<string> {
  const token = randomSecret()
  const passwordDigest = sha256Hex(passwordHash)
  const expiresAt = now + SECOND_STEP_MS
  await insertPending(tx, { tokenHash: sha256Hex(token), personId, passwordDigest, expiresAt })
  return token
}

/** What became of the second proof. `expired`: the wait is over, or the password was changed meanwhile. */
export type SecondStepOutcome =
  | { kind: 'signed_in'; sessionToken: string; isEmailConfirmed: boolean }
  | { kind: 'mismatch' | 'expired' }
  | { kind: 'wait'; freeAt: number }

export type SecondStepDeps = { db: Db; secretBox: SecretBox; settings: MailSettings; placeOf: PlaceOf }

/** By what somebody proves it. `use` is asked in the transaction and uses the proof up. */
export type SecondProof = {
  method: 'one-time code' | 'recovery code' | 'passkey'
  use(tx: Tx, now: number): Promise<boolean>
}

/**
 * Signs somebody in by a code, as the second step:
 * 1. the wait is found by its secret; its person and password are still those
 * 2. the attempt is permitted and counted as failed, apart from passwords: a right password takes none back (attack S7)
 * 3. in one transaction: the code is used up, the wait ends, the failures are forgotten, a new session begins
 */
export async function signInByCode(
  deps: SecondStepDeps,
  { token, typed, browser }: { token: string; typed: string; browser: BrowserFacts },
  now: number,
): Promise<SecondStepOutcome> {
  const pending = await findPending(deps.db, sha256Hex(token), now) // Step 1
  if (pending === null) return { kind: 'expired' }
  const { personId } = pending
  const accountKey = pending.emailKey
  const { addressBlock } = browser
  const attempt = {
    purpose: 'second_factor' as const,
    accountKey,
    addressBlock,
    isFamiliarPlace: await isFamiliarPlace(deps.db, { emailKey: accountKey, addressBlock }),
  }
  const permission = await deps.db.transaction(tx => permitAttempt(tx, attempt, now)) // Step 2
  if ('freeAt' in permission) return { kind: 'wait', freeAt: permission.freeAt }

  const proof = await proofOf(deps, { personId, typed }, now)
  const outcome = await concludeSecondStep(deps, { token, pending, proof, browser }, now)
  if (outcome.kind === 'mismatch' && permission.nextFreeAt !== null) {
    await deps.db.transaction(tx => {
      actsAs(tx, actIn(browser, null))
      const details = { until: permission.nextFreeAt }
      return recordAudit(tx, { action: 'sign_in_delayed', subject: `Person/${personId}`, details }, now)
    })
  }
  return outcome
}

/** Step 3, whatever the proof is; null is none. */
export function concludeSecondStep(
  { db, settings, placeOf }: Pick<SecondStepDeps, 'db' | 'settings' | 'placeOf'>,
  {
    token,
    pending,
    proof,
    browser,
  }: { token: string; pending: PendingSignIn; proof: SecondProof | null; browser: BrowserFacts },
  now: number,
): Promise<SecondStepOutcome> {
  const { personId, passwordDigest } = pending
  const subject = `Person/${personId}`
  return db.transaction(async tx => {
    actsAs(tx, actIn(browser, personId))
    if (!(await lockPerson(tx, personId))) return { kind: 'expired' }
    const hash = await findPasswordHash(tx, personId)
    if (hash === null || sha256Hex(hash) !== passwordDigest) return { kind: 'expired' }
    if (!(await claimPassword(tx, { personId, hash }))) return { kind: 'expired' }
    if ((await findPending(tx, sha256Hex(token), now)) === null) return { kind: 'expired' }
    if (proof === null || !(await proof.use(tx, now))) {
      const failed = { action: 'sign_in_failed', actor: 'anonymous', reason: 'wrong second factor' }
      await recordAudit(tx, { ...failed, subject }, now)
      return { kind: 'mismatch' }
    }
    if (!(await deletePending(tx, sha256Hex(token)))) return { kind: 'expired' }
    await deleteFailedAttemptsOf(tx, { purpose: 'second_factor', accountKey: pending.emailKey })
    await tellOfUnfamiliarPlace(tx, { settings, placeOf }, { personId, browser }, now)
    const sessionToken = await beginSession(tx, { personId, authenticatedAt: now, browser }, now)
    const details = { second_factor: proof.method }
    await recordAudit(tx, { action: 'signed_in', subject, details }, now)
    return { kind: 'signed_in', sessionToken, isEmailConfirmed: pending.isEmailConfirmed }
  })
}

/** What was typed, as a proof; null when it is right for nothing. */
async function proofOf(
  { db, secretBox }: SecondStepDeps,
  { personId, typed }: { personId: string; typed: string },
  now: number,
): Promise<SecondProof | null> {
  const sealed = await findCodeSecret(db, personId)
  const step =
    sealed === null ? null : stepOfCode(secretBox.open(CODE_SECRET_PURPOSE, sealed), plainCode(typed), now)
  if (step !== null) return { method: 'one-time code', use: tx => useCodeStep(tx, { personId, step }) }
  const hash = recoveryCodeHash(typed)
  if (hash === null) return null
  return { method: 'recovery code', use: (tx, now) => redeemRecoveryCode(tx, { personId, hash }, now) }
}
