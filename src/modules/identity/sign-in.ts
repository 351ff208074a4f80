import { actsAs, recordAudit } from '../../platform/audit.ts'
import type { Db } from '../../platform/database/database.ts'
import type { EmailAddress } from '../directory/index.ts'
import { actIn, type BrowserFacts } from './browser.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { claimProof, type PasswordProof, provePassword } from './prove-password.ts'
import { beginSession } from './sessions.ts'

export type SignInOutcome =
  | { kind: 'signed_in'; sessionToken: string; isEmailConfirmed: boolean }
  | Exclude<PasswordProof, { kind: 'proven' }>

/**
 * Signs a person in by password:
 * 1. the attempt is permitted and counted as failed (G-25, attack S2)
 * 2. the password is checked; unknown accounts cost the same work (attack S1)
 * 3. in one transaction: the password is still this one, the failures are forgotten, a new session begins
 */
export async function signIn(
  deps: { db: Db; hasher: PasswordHasher },
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
    const sessionToken = await beginSession(tx, { personId, authenticatedAt: now, browser }, now)
    await recordAudit(tx, { action: 'signed_in', subject }, now)
    return { kind: 'signed_in', sessionToken, isEmailConfirmed }
  })
}
