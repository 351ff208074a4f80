import type { Db } from '../../platform/database/database.ts'
import { findPerson } from '../directory/index.ts'
import { type MailSettings, sendConfirmation } from './confirm-email.ts'
import { hasLiveLink } from './email-link.repository.ts'
import { permitAttempt } from './limit-attempts.ts'
import type { Session } from './session.ts'

type Parts = { db: Db; settings: MailSettings }

/** Sends a confirmation mail unless one is on its way already. */
export async function ensureConfirmationSent(
  { db, settings }: Parts,
  { personId, returnTo }: { personId: string; returnTo: string },
  now: number,
): Promise<void> {
  await db.transaction(async tx => {
    const person = await findPerson(tx, personId)
    if (person === null) return
    const { emailKey } = person
    if (await hasLiveLink(tx, { personId, emailKey, purpose: 'confirmation' }, now)) return
    await sendConfirmation(tx, settings, { person, returnTo }, now)
  })
}

/** Sends another confirmation mail; says when one may ask again when it was asked too often (G-18). */
export async function resendConfirmation(
  { db, settings }: Parts,
  { session, addressBlock, returnTo }: { session: Session; addressBlock: string; returnTo: string },
  now: number,
): Promise<{ freeAt: number } | null> {
  const accountKey = session.person.emailKey
  const attempt = { purpose: 'email_confirmation' as const, accountKey, addressBlock, isFamiliarPlace: false }
  return db.transaction(async tx => {
    const permission = await permitAttempt(tx, attempt, now)
    if ('freeAt' in permission) return { freeAt: permission.freeAt }
    const person = await findPerson(tx, session.personId)
    if (person !== null) await sendConfirmation(tx, settings, { person, returnTo }, now)
    return null
  })
}
