import { actsAs, recordAudit } from '../../platform/audit.ts'
import type { Db } from '../../platform/database/database.ts'
import type { PlaceOf } from '../../platform/places.ts'
import { type EmailAddress, hasSecondFactor } from '../directory/index.ts'
import { actIn, type BrowserFacts } from './browser.ts'
import type { MailSettings } from './confirm-email.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { claimProof, type PasswordProof, provePassword } from './prove-password.ts'
import { beginSecondStep } from './second-factor/second-step.ts'
import { beginSession } from './sessions.ts'
import { tellOfUnfamiliarPlace } from './tell-of-place.ts'

export type SignInOutcome =
  | { kind: 'signed_in'; sessionToken: string; isEmailConfirmed: boolean }
  /** The password was right, and a second proof is asked for. */
  | { kind: 'second_step'; stepToken: string }
  | Exclude<PasswordProof, { kind: 'proven' }>

/**
 * Signs a person in by password:
 * 1. the attempt is permitted and counted as failed (G-25, attack S2)
 * 2. the password is checked; unknown accounts cost the same work (attack S1)
 * 3. in one transaction: the password is still this one, the failures are forgotten, and a new session begins, or the
 *    wait for the second proof (second-step.ts)
 */
export async function signIn(
  deps: { db: Db; hasher: PasswordHasher; settings: MailSettings; placeOf: PlaceOf },
  { email, password, browser }: { email: EmailAddress; password: string; browser: BrowserFacts },
  now: number,
): Promise<SignInOutcome> {
  const { addressBlock, correlationId } = browser
  const proof = await provePassword(deps, { email, password, addressBlock, correlationId }, now)
  if (proof.kind !== 'proven') return proof
  return deps.db.transaction(async tx => {
    const { personId, isEmailConfirmed } = proof.account
    const subject = `Person/${personId}`
    actsAs(tx, actIn(browser, personId))
    if (!(await claimProof(tx, proof))) {
      const failed = { action: 'sign_in_failed', actor: 'anonymous', reason: 'password changed meanwhile' }
      await recordAudit(tx, { ...failed, subject }, now)
      return { kind: 'mismatch' }
    }
    // Asked for behind the claim: whoever adds a factor takes the password first.
    if (await hasSecondFactor(tx, personId)) {
      const passwordHash = proof.account.hash
      return { kind: 'second_step', stepToken: await beginSecondStep(tx, { personId, passwordHash }, now) }
    }
    await tellOfUnfamiliarPlace(tx, deps, { personId, browser }, now)
    const sessionToken = await beginSession(tx, { personId, authenticatedAt: now, browser }, now)
    await recordAudit(tx, { action: 'signed_in', subject }, now)
    return { kind: 'signed_in', sessionToken, isEmailConfirmed }
  })
}
