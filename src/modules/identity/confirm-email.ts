import { actsAs, recordAudit } from '../../platform/audit.ts'
import { sha256Hex } from '../../platform/crypto/digest.ts'
import type { Tx } from '../../platform/database/database.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import { fullName, languageOf, type Person, storeEmailConfirmation } from '../directory/index.ts'
import { actIn, type BrowserFacts } from './browser.ts'
import { makeLink, takeLink } from './email-links.ts'
import { confirmationMail } from './mails.view.ts'
import { endFactors } from './second-factor/factors.ts'
import { findLiveSession } from './session.repository.ts'
import { beginSession } from './sessions.ts'

/** What mails are made with. `publicUrl` is configured, never taken from a request (attack S3). */
export type MailSettings = { brandName: string; publicUrl: string }

/**
 * What the modules to the right do when an account is confirmed for the first time: end what was made before, for it
 * may have been made by somebody who does not own the address (G-26, attack S6).
 */
export type IdentityHooks = {
  firstConfirmed(tx: Tx, person: { personId: string }, now: number): Promise<void>
}

/** Sends a link that confirms the person's address. `returnTo` is where the person was going. */
export async function sendConfirmation(
  tx: Tx,
  settings: MailSettings,
  { person, returnTo }: { person: Person; returnTo: string | null },
  now: number,
): Promise<void> {
  const token = await makeLink(tx, { person, purpose: 'confirmation', returnTo }, now)
  const mail = confirmationMail(
    { ...settings, lang: languageOf(person.locale) },
    { recipientName: fullName(person), url: `${settings.publicUrl}/email/confirm?token=${token}` },
  )
  await queueMail(tx, { recipient: person.email, ...mail }, now)
}

/** Whose address was confirmed; `sessionToken` is the new session of a browser that was signed in as this person. */
export type ConfirmOutcome = { person: Person; returnTo: string | null; sessionToken: string | null }

/**
 * Confirms an address by the link that was sent to it; null when the link does not work (any more). The first
 * confirmation of an account ends everything that was made before (G-26); the browser that confirms stays signed in,
 * under a new session.
 */
export async function confirmEmail(
  tx: Tx,
  hooks: IdentityHooks,
  { token, browser }: { token: string; browser: BrowserFacts },
  now: number,
): Promise<ConfirmOutcome | null> {
  const taken = await takeLink(tx, { token, purpose: 'confirmation' }, now)
  if (taken === null) return null
  const { person } = taken
  actsAs(tx, actIn(browser, person.id))
  const session = browser.sessionToken && (await findLiveSession(tx, sha256Hex(browser.sessionToken), now))
  const isFirst = await markConfirmed(tx, hooks, person, now)
  const returnTo = session && session.personId === person.id ? taken.returnTo : null
  if (!isFirst || !session || session.personId !== person.id) return { person, returnTo, sessionToken: null }
  const { authenticatedAt } = session
  const sessionToken = await beginSession(tx, { personId: person.id, authenticatedAt, browser }, now)
  return { person, returnTo, sessionToken }
}

/**
 * Marks the person's present address as confirmed. The first time, all sessions, second factors and what hangs on the
 * account end; says whether it was the first time.
 */
export async function markConfirmed(
  tx: Tx,
  hooks: IdentityHooks,
  person: Person,
  now: number,
): Promise<boolean> {
  const { id: personId, emailKey } = person
  const isFirst = await storeEmailConfirmation(tx, { personId, emailKey }, now)
  if (isFirst) {
    await recordAudit(tx, { action: 'email_confirmed', subject: `Person/${personId}` }, now)
    await endFactors(tx, personId, now)
    await hooks.firstConfirmed(tx, { personId }, now)
  }
  return isFirst
}
