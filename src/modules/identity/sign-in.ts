import type { Db } from '../../platform/database/database.ts'
import type { EmailAddress } from '../directory/index.ts'
import { deleteFailedAttemptsOf } from './attempt.repository.ts'
import type { BrowserFacts } from './browser.ts'
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

  if (!isHashable(password)) return { kind: 'mismatch' }
  const account = await findPasswordAccount(db, email.key)
  const isRight = await makeAttempt(db, permission, () => hasher.verify(password, account?.hash ?? null))
  if (!isRight || account === null || account.isBanned) return { kind: 'mismatch' }

  return db.transaction(async tx => {
    if (!(await claimPassword(tx, account))) return { kind: 'mismatch' }
    await deleteFailedAttemptsOf(tx, attempt)
    const { personId, isEmailConfirmed } = account
    const sessionToken = await beginSession(tx, { personId, authenticatedAt: now, browser }, now)
    return { kind: 'signed_in', sessionToken, isEmailConfirmed }
  })
}
