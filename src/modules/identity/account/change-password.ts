import { actsAs, recordAudit } from '../../../platform/audit.ts'
import type { Db } from '../../../platform/database/database.ts'
import { findPerson, lockPerson } from '../../directory/index.ts'
import { actIn, type BrowserFacts } from '../browser.ts'
import type { MailSettings } from '../confirm-email.ts'
import { endLinks } from '../email-link.repository.ts'
import { storePassword } from '../password.repository.ts'
import type { PasswordHasher } from '../password-hasher.ts'
import { endSessionsOf, isSessionAlive } from '../session.repository.ts'
import { beginSession } from '../sessions.ts'
import { tellPerson } from '../tell-person.ts'

/** Somebody who is signed in and proved it a short while ago. */
export type Owner = {
  personId: string
  session: { id: number; authenticatedAt: number }
  browser: BrowserFacts
}

/**
 * Sets a new password, which has no `passwordFault`. All other sessions and all reset links end (attack S4), and this
 * browser goes on under a new session, whose token is given (attack S5). Null when the session has ended meanwhile.
 */
export async function changePassword(
  { db, hasher, settings }: { db: Db; hasher: PasswordHasher; settings: MailSettings },
  { personId, session, browser, password }: Owner & { password: string },
  now: number,
): Promise<string | null> {
  const hash = await hasher.hash(password)
  return db.transaction(async tx => {
    actsAs(tx, actIn(browser, personId))
    // Whoever resets the password takes the person first, too: behind them this session is over.
    if (!(await lockPerson(tx, personId)) || !(await isSessionAlive(tx, session.id, now))) return null
    const person = await findPerson(tx, personId)
    if (person === null) return null
    await storePassword(tx, { personId, hash }, now)
    await endSessionsOf(tx, personId, now)
    await endLinks(tx, { personId, purpose: 'password_reset' }, now)
    // Whoever knew the former password may have asked for another address.
    await endLinks(tx, { personId, purpose: 'email_change' }, now)
    await tellPerson(tx, settings, { person, kind: 'passwordChangedByOwner', path: '/password/forgot' }, now)
    await recordAudit(tx, { action: 'password_changed', subject: `Person/${personId}` }, now)
    const { authenticatedAt } = session
    return beginSession(tx, { personId, authenticatedAt, browser }, now)
  })
}
