import { actsAs, recordAudit } from '../../platform/audit.ts'
import type { Db } from '../../platform/database/database.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import { type EmailAddress, findPersonByEmailKey, fullName, languageOf } from '../directory/index.ts'
import { deleteFailedAttemptsOf } from './attempt.repository.ts'
import { actIn, type BrowserFacts } from './browser.ts'
import { type IdentityHooks, type MailSettings, markConfirmed } from './confirm-email.ts'
import { endLinks } from './email-link.repository.ts'
import { makeLink, takeLink } from './email-links.ts'
import { permitAttempt } from './limit-attempts.ts'
import { passwordChangedMail, passwordResetMail } from './mails.view.ts'
import { storePassword } from './password.repository.ts'
import type { PasswordHasher } from './password-hasher.ts'
import { endSessionsOf } from './session.repository.ts'

/**
 * Sends a link to choose a new password, if there is an account. The caller learns only whether they asked too often,
 * which counts for unknown addresses as well (attack S1). The mail goes to the address of the account, in its own
 * spelling, never to what was typed (attack S6).
 */
export async function requestReset(
  { db, settings }: { db: Db; settings: MailSettings },
  { email, browser, returnTo }: { email: EmailAddress; browser: BrowserFacts; returnTo: string },
  now: number,
): Promise<{ freeAt: number } | null> {
  const attempt = {
    purpose: 'password_reset' as const,
    accountKey: email.key,
    addressBlock: browser.addressBlock,
    isFamiliarPlace: false,
  }
  return db.transaction(async tx => {
    const permission = await permitAttempt(tx, attempt, now)
    if ('freeAt' in permission) return { freeAt: permission.freeAt }
    const person = await findPersonByEmailKey(tx, email.key)
    if (person === null || person.bannedAt !== null) return null
    const token = await makeLink(tx, { person, purpose: 'password_reset', returnTo }, now)
    const mail = passwordResetMail(
      { ...settings, lang: languageOf(person.locale) },
      { recipientName: fullName(person), url: `${settings.publicUrl}/password/reset?token=${token}` },
    )
    await queueMail(tx, { recipient: person.email, ...mail }, now)
    actsAs(tx, actIn(browser, null))
    await recordAudit(tx, { action: 'password_reset_requested', subject: `Person/${person.id}` }, now)
    return null
  })
}

/**
 * Sets a new password by a link. All sessions and all other reset links end (attack S4), and since the mailbox is the
 * person's, the address counts as confirmed (G-26). Gives where the person was going; null when the link is dead.
 */
export async function resetPassword(
  {
    db,
    hasher,
    settings,
    hooks,
  }: { db: Db; hasher: PasswordHasher; settings: MailSettings; hooks: IdentityHooks },
  { token, password, browser }: { token: string; password: string; browser: BrowserFacts },
  now: number,
): Promise<{ returnTo: string | null } | null> {
  const hash = await hasher.hash(password)
  return db.transaction(async tx => {
    const taken = await takeLink(tx, { token, purpose: 'password_reset' }, now)
    if (taken === null) return null
    const { person } = taken
    const personId = person.id
    actsAs(tx, actIn(browser, personId))
    // The password first: a sign-in with the old one waits here, and its session ends below.
    await storePassword(tx, { personId, hash }, now)
    await endSessionsOf(tx, personId, now)
    await endLinks(tx, { personId, purpose: 'email_change' }, now)
    await markConfirmed(tx, hooks, person, now)
    await deleteFailedAttemptsOf(tx, { purpose: 'sign_in', accountKey: person.emailKey })
    const mail = passwordChangedMail(
      { ...settings, lang: languageOf(person.locale) },
      { recipientName: fullName(person), url: `${settings.publicUrl}/password/forgot` },
    )
    await queueMail(tx, { recipient: person.email, ...mail }, now)
    await recordAudit(tx, { action: 'password_reset', subject: `Person/${personId}` }, now)
    return { returnTo: taken.returnTo }
  })
}
