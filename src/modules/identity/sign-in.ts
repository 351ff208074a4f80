import { actsAs, recordAudit } from '../../platform/audit.ts'
import type { Db } from '../../platform/database/database.ts'
import type { EmailAddress } from '../directory/index.ts'
import { deleteFailedAttemptsOf } from './attempt.repository.ts'
import { actIn, type BrowserFacts } from './browser.ts'
import { makeAttempt, permitAttempt } from './limit-attempts.ts'
import { claimPassword, findPasswordAccount } from './password.repository.ts'
import { isHashable } from './password.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { isFamiliarPlace } from './session.repository.ts'
import { beginSession } from './sessions.ts'

/** `mismatch` tells nothing about which of the two was wrong, nor whether there is such an account (attack S1). */
export type SignInOutcome =
  | { kind: 'signed_in'; sessionToken: string; isEmailConfirmed: boolean }
  | { kind: 'mismatch' }
  | { kind: 'wait'; freeAt: number }

/**
 * Signs a person in by password:
 * 1. the attempt is permitted and counted as failed (G-25, attack S2)
 * 2. the password is checked; unknown accounts cost the same work (attack S1)
 * 3. in one transaction: the password is still this one, the failures are forgotten, a new session begins
 *
 * The audit log keeps each attempt that was checked, and when failing made the next one wait; attempts that come while
 * they have to wait are too many to keep.
 */
export async function signIn(
  { db, hasher }: { db: Db; hasher: PasswordHasher },
  { email, password, browser }: { email: EmailAddress; password: string; browser: BrowserFacts },
  now: number,
): Promise<SignInOutcome> {
  const { addressBlock } = browser
  const place = { emailKey: email.key, addressBlock }
  const attempt = {
    purpose: 'sign_in' as const,
    accountKey: email.key,
    addressBlock,
    isFamiliarPlace: await isFamiliarPlace(db, place),
  }
  const permission = await db.transaction(tx => permitAttempt(tx, attempt, now))
  if ('freeAt' in permission) return { kind: 'wait', freeAt: permission.freeAt }
  const { nextFreeAt } = permission

  if (!isHashable(password)) return failed(null, 'password cannot be')
  const account = await findPasswordAccount(db, email.key)
  const isRight = await makeAttempt(db, permission, () => hasher.verify(password, account?.hash ?? null))
  if (account === null) return failed(null, 'account unknown')
  if (!isRight) return failed(account.personId, 'wrong password')
  if (account.isBanned) return failed(account.personId, 'person not available')

  const signedIn = await db.transaction(async (tx): Promise<SignInOutcome | null> => {
    if (!(await claimPassword(tx, account))) return null
    await deleteFailedAttemptsOf(tx, attempt)
    const { personId, isEmailConfirmed } = account
    const sessionToken = await beginSession(tx, { personId, authenticatedAt: now, browser }, now)
    actsAs(tx, actIn(browser, personId))
    await recordAudit(tx, { action: 'signed_in', subject: `Person/${personId}` }, now)
    return { kind: 'signed_in', sessionToken, isEmailConfirmed }
  })
  return signedIn ?? failed(account.personId, 'password changed meanwhile')

  /** The same work whatever the reason (attack S1). */
  async function failed(personId: string | null, reason: string): Promise<SignInOutcome> {
    const subject = personId === null ? null : `Person/${personId}`
    await db.transaction(async tx => {
      actsAs(tx, actIn(browser, null))
      await recordAudit(tx, { action: 'sign_in_failed', subject, reason }, now)
      if (nextFreeAt !== null)
        await recordAudit(tx, { action: 'sign_in_delayed', subject, details: { until: nextFreeAt } }, now)
    })
    return { kind: 'mismatch' }
  }
}
