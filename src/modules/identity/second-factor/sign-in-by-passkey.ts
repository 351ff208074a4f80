import { actsAs, recordAudit } from '../../../platform/audit.ts'
import { findPerson, lockPerson } from '../../directory/index.ts'
import { actIn, type BrowserFacts } from '../browser.ts'
import { beginSession } from '../sessions.ts'
import { tellOfUnfamiliarPlace } from '../tell-of-place.ts'
import { takeChallenge } from './challenge.repository.ts'
import { type Asker, openChallenge } from './challenge.ts'
import { findPasskeyByCredential, notePasskeyUse } from './passkey.repository.ts'
import { checkPasskey, credentialOf } from './passkey.ts'
import type { SecondStepDeps } from './second-step.ts'

export type PasskeySignIn = { sessionToken: string; isEmailConfirmed: boolean }

/**
 * Signs somebody in by a passkey alone: what one has, and what one knows or is (the authenticator asks for it):
 * 1. the passkey is found by the name the authenticator gives it
 * 2. its signature answers a challenge of this browser session, for our origin, with the person verified (attack S8)
 * 3. in one transaction: the challenge is used up, the passkey still there and its count grown, a new session begins
 *
 * Null when any of it is not so; nothing tells which (attack S1).
 */
export async function signInByPasskey(
  { db, secretBox, settings, placeOf }: SecondStepDeps,
  { answer, asker, browser }: { answer: string; asker: Asker; browser: BrowserFacts },
  now: number,
): Promise<PasskeySignIn | null> {
  const credentialId = credentialOf(answer)
  const passkey = credentialId && (await findPasskeyByCredential(db, credentialId)) // Step 1
  if (!passkey) return null
  const { id, personId } = passkey
  const subject = `Person/${personId}`
  const open = (said: string) => openChallenge(secretBox, said, { use: 'sign in', asker }, now)
  const checked = await checkPasskey(settings, { answer, passkey }, open) // Step 2
  return db.transaction(async tx => {
    actsAs(tx, actIn(browser, personId))
    const isRight =
      checked !== null &&
      (await lockPerson(tx, personId)) &&
      (await takeChallenge(tx, checked.challenge)) &&
      (await notePasskeyUse(tx, { id, signCount: checked.signCount }, now)) // Step 3
    const person = isRight ? await findPerson(tx, personId) : null
    if (person === null || person.bannedAt !== null) {
      const failed = { action: 'sign_in_failed', actor: 'anonymous', reason: 'passkey not accepted' }
      await recordAudit(tx, { ...failed, subject, details: { passkey: id } }, now)
      return null
    }
    await tellOfUnfamiliarPlace(tx, { settings, placeOf }, { personId, browser }, now)
    const sessionToken = await beginSession(tx, { personId, authenticatedAt: now, browser }, now)
    await recordAudit(tx, { action: 'signed_in', subject, details: { passkey: id } }, now)
    return { sessionToken, isEmailConfirmed: person.emailConfirmedAt !== null }
  })
}
