import { actsAs, recordAudit } from '../../platform/audit.ts'
import type { Db } from '../../platform/database/database.ts'
import { createPerson, type EmailAddress, findPersonByEmailKey, type NewPerson } from '../directory/index.ts'
import { deleteFailedAttempt } from './attempt.repository.ts'
import { actIn, type BrowserFacts } from './browser.ts'
import { type MailSettings, sendConfirmation } from './confirm-email.ts'
import { makeAttempt, permitAttempt } from './limit-attempts.ts'
import { storePassword } from './password.repository.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { beginSession } from './sessions.ts'

/** Sign-up tells that an address is taken (G-26); how often it does is limited. */
export type SignUpOutcome =
  | { kind: 'signed_up'; sessionToken: string }
  | { kind: 'taken' }
  | { kind: 'wait'; freeAt: number }

export type SignUpWish = {
  details: Omit<NewPerson, 'email' | 'id' | 'emailConfirmedAt' | 'isOperator'>
  email: EmailAddress
  /** Has no `passwordFault`. */
  password: string
  browser: BrowserFacts
  /** Where the person goes after confirming the address. */
  returnTo: string | null
}

/**
 * Creates an account:
 * 1. the attempt is permitted and counted; it stays counted when the address is taken
 * 2. the password is hashed
 * 3. in one transaction: person, password, session, and the mail that confirms the address
 */
export async function signUp(
  { db, hasher, settings }: { db: Db; hasher: PasswordHasher; settings: MailSettings },
  { details, email, password, browser, returnTo }: SignUpWish,
  now: number,
): Promise<SignUpOutcome> {
  const attempt = {
    purpose: 'sign_up' as const,
    accountKey: email.key,
    addressBlock: browser.addressBlock,
    isFamiliarPlace: false,
  }
  const permission = await db.transaction(tx => permitAttempt(tx, attempt, now))
  if ('freeAt' in permission) return { kind: 'wait', freeAt: permission.freeAt }
  if (await findPersonByEmailKey(db, email.key)) return { kind: 'taken' }

  const hash = await makeAttempt(db, permission, () => hasher.hash(password))
  return db.transaction(async tx => {
    const person = await createPerson(tx, { ...details, email }, now)
    if (person === null) return { kind: 'taken' }
    actsAs(tx, actIn(browser, person.id))
    await recordAudit(tx, { action: 'signed_up', subject: `Person/${person.id}` }, now)
    await deleteFailedAttempt(tx, permission.id)
    await storePassword(tx, { personId: person.id, hash }, now)
    await sendConfirmation(tx, settings, { person, returnTo }, now)
    const sessionToken = await beginSession(tx, { personId: person.id, authenticatedAt: now, browser }, now)
    return { kind: 'signed_up', sessionToken }
  })
}
