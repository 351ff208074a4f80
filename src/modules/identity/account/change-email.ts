import { actsAs, recordAudit } from '../../../platform/audit.ts'
import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { type Db, UniqueViolation } from '../../../platform/database/database.ts'
import { releaseAddress } from '../../../platform/mail/mail.repository.ts'
import {
  changeEmail,
  type EmailAddress,
  findPersonByEmailKey,
  type Person,
  parseEmail,
} from '../../directory/index.ts'
import { actIn, type BrowserFacts } from '../browser.ts'
import { type IdentityHooks, type MailSettings, markConfirmed } from '../confirm-email.ts'
import { endLinks } from '../email-link.repository.ts'
import { makeLink, takeLink } from '../email-links.ts'
import { permitAttempt } from '../limit-attempts.ts'
import { takeOwner } from '../second-factor/manage-codes.ts'
import { deletePendingOf } from '../second-factor/pending-sign-in.repository.ts'
import { endSessionsOf, findLiveSession } from '../session.repository.ts'
import { beginSession } from '../sessions.ts'
import { tellPerson } from '../tell-person.ts'
import type { Owner } from './change-password.ts'

type Deps = { db: Db; settings: MailSettings }

export type AskOutcome = { kind: 'sent' | 'signed_out' } | { kind: 'wait'; freeAt: number }

/**
 * Asks for another address: a link goes there, news of it to the present one, and nothing changes until the link is
 * used. An address that belongs to another account gets a mail that says so instead; whoever asks learns nothing of it
 * (attack S1). How often one may ask is limited (G-18).
 */
export async function askForEmail(
  { db, settings }: Deps,
  { owner, emailKey, email }: { owner: Owner; emailKey: string; email: EmailAddress },
  now: number,
): Promise<AskOutcome> {
  const { addressBlock } = owner.browser
  const attempt = {
    purpose: 'email_change',
    accountKey: emailKey,
    addressBlock,
    isFamiliarPlace: false,
  } as const
  const permission = await db.transaction(tx => permitAttempt(tx, attempt, now))
  if ('freeAt' in permission) return { kind: 'wait', freeAt: permission.freeAt }
  const { personId } = owner
  return db.transaction(async tx => {
    const person = await takeOwner(tx, owner, now)
    if (person === null) return { kind: 'signed_out' }
    await endLinks(tx, { personId, purpose: 'email_change' }, now)
    const { address } = email
    const token = await makeLink(
      tx,
      { person, purpose: 'email_change', returnTo: null, newEmail: address },
      now,
    )
    const holder = await findPersonByEmailKey(tx, email.key)
    const toNew =
      holder === null || holder.id === personId
        ? ({ person, kind: 'emailChangeConfirm', path: `/email/change?token=${token}` } as const)
        : ({ person: holder, kind: 'emailChangeTaken', path: '/signin' } as const)
    await tellPerson(tx, settings, { ...toNew, about: address, recipient: address }, now)
    const toOld = { person, kind: 'emailChangeAsked', path: '/account/sessions', about: address } as const
    await tellPerson(tx, settings, toOld, now)
    await recordAudit(tx, { action: 'email_change_asked', subject: `Person/${personId}` }, now)
    return { kind: 'sent' }
  })
}

/** Takes a wish for another address back: its link is dead. */
export async function withdrawEmailChange(db: Db, owner: Owner, now: number): Promise<void> {
  const { personId } = owner
  await db.transaction(async tx => {
    if ((await takeOwner(tx, owner, now)) === null) return
    await endLinks(tx, { personId, purpose: 'email_change' }, now)
    await recordAudit(tx, { action: 'email_change_withdrawn', subject: `Person/${personId}` }, now)
  })
}

/** Whose address was changed; `sessionToken` is the new session of a browser that was signed in as this person. */
export type ChangeOutcome = { person: Person; sessionToken: string | null }

/**
 * Changes the address by the link that was sent to the new one; null when it does not work (any more), or somebody else
 * has the address meanwhile. All sessions and links of before end (attack S4); the browser that confirms stays signed in.
 * For an account that was never confirmed it is the first confirmation (G-26).
 */
export async function confirmNewEmail(
  { db, settings, hooks }: Deps & { hooks: IdentityHooks },
  { token, browser }: { token: string; browser: BrowserFacts },
  now: number,
): Promise<ChangeOutcome | null> {
  const work = db.transaction(async tx => {
    const taken = await takeLink(tx, { token, purpose: 'email_change' }, now)
    const email = taken?.newEmail ? parseEmail(taken.newEmail) : null
    if (taken === null || email === null) return null
    const { person: before } = taken
    const personId = before.id
    actsAs(tx, actIn(browser, personId))
    const session = browser.sessionToken && (await findLiveSession(tx, sha256Hex(browser.sessionToken), now))
    const person = await changeEmail(tx, { personId, email }, now)
    if (person === null) return null
    await endSessionsOf(tx, personId, now)
    await deletePendingOf(tx, personId)
    await endLinks(tx, { personId, purpose: 'password_reset' }, now)
    await endLinks(tx, { personId, purpose: 'confirmation' }, now)
    await markConfirmed(tx, hooks, person, now)
    const news = { person, kind: 'emailChanged', path: '/signin', about: email.address } as const
    await tellPerson(tx, settings, { ...news, recipient: before.email }, now)
    // What was held for a test person is free now: somebody else may sign up with it.
    if (person.emailKey !== before.emailKey) await releaseAddress(tx, before.email)
    await recordAudit(tx, { action: 'email_changed', subject: `Person/${personId}` }, now)
    if (!session || session.personId !== personId) return { person, sessionToken: null }
    const { authenticatedAt } = session
    return { person, sessionToken: await beginSession(tx, { personId, authenticatedAt, browser }, now) }
  })
  return work.catch((error: unknown) => {
    // Somebody signed up with the address at this moment.
    if (error instanceof UniqueViolation) return null
    throw error
  })
}
