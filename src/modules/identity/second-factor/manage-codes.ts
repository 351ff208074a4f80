import { actsAs, recordAudit } from '../../../platform/audit.ts'
import type { SecretBox } from '../../../platform/crypto/secret-box.ts'
import type { Db, Tx } from '../../../platform/database/database.ts'
import { HOUR_MS } from '../../../platform/durations.ts'
import { findPerson, lockPerson, type Person } from '../../directory/index.ts'
import type { Owner } from '../account/change-password.ts'
import { actIn } from '../browser.ts'
import type { MailSettings } from '../confirm-email.ts'
import { holdPassword } from '../password.repository.ts'
import { isSessionAlive } from '../session.repository.ts'
import { tellPerson } from '../tell-person.ts'
import { factorAdded, factorRemoved, factorsOf, renewRecoveryCodes } from './factors.ts'
import { CODE_SECRET_PURPOSE, newCodeSecret, plainCode, stepOfCode } from './one-time-code.ts'
import { deleteCodeSecret, insertCodeSecret } from './second-factor.repository.ts'

const SET_UP_PURPOSE = 'one-time code set-up'
/** As long as the form of a sensitive act may be sent. */
const SET_UP_MS = HOUR_MS

export type ManageDeps = { db: Db; secretBox: SecretBox; settings: MailSettings }

/** A set-up on its way: the secret to show, and the same sealed, which travels in the form. Nothing is stored yet. */
export type SetUp = { secret: string; sealed: string }

/** Begins to set one-time codes up for a person. */
export function beginSetUp(secretBox: SecretBox, personId: string, now: number): SetUp {
  const secret = newCodeSecret()
  return {
    secret,
    sealed: secretBox.seal(SET_UP_PURPOSE, JSON.stringify({ personId, secret, expiresAt: now + SET_UP_MS })),
  }
}

/** The set-up that a form carries; null when it is not this person's, or too old. */
export function openSetUp(secretBox: SecretBox, sealed: string, personId: string, now: number): SetUp | null {
  try {
    const carried: { personId: string; secret: string; expiresAt: number } = JSON.parse(
      secretBox.open(SET_UP_PURPOSE, sealed),
    )
    const isUsable = carried.personId === personId && carried.expiresAt > now
    return isUsable ? { secret: carried.secret, sealed } : null
  } catch {
    return null
  }
}

/** What became of turning codes on: recovery codes come with the first factor. */
export type TurnOnOutcome =
  | { kind: 'on'; recoveryCodes: string[] | null }
  | { kind: 'mismatch' | 'on_already' | 'signed_out' }

/** Turns one-time codes on, once the app has shown that it knows the secret. */
export async function turnCodesOn(
  { db, secretBox, settings }: ManageDeps,
  { owner, secret, code }: { owner: Owner; secret: string; code: string },
  now: number,
): Promise<TurnOnOutcome> {
  const step = stepOfCode(secret, plainCode(code), now)
  if (step === null) return { kind: 'mismatch' }
  const ciphertext = secretBox.seal(CODE_SECRET_PURPOSE, secret)
  const { personId } = owner
  return db.transaction(async tx => {
    const person = await takeOwner(tx, owner, now)
    if (person === null) return { kind: 'signed_out' }
    if (!(await insertCodeSecret(tx, { personId, ciphertext, step }, now))) return { kind: 'on_already' }
    const recoveryCodes = await factorAdded(tx, { personId, sessionId: owner.session.id }, now)
    await tellPerson(tx, settings, { person, kind: 'codesOn', path: '/account/security' }, now)
    await recordAudit(tx, { action: 'one_time_codes_on', subject: `Person/${personId}` }, now)
    return { kind: 'on', recoveryCodes }
  })
}

/** Turns one-time codes off; false when the session has ended meanwhile. */
export async function turnCodesOff(
  { db, settings }: Omit<ManageDeps, 'secretBox'>,
  owner: Owner,
  now: number,
): Promise<boolean> {
  const { personId } = owner
  return db.transaction(async tx => {
    const person = await takeOwner(tx, owner, now)
    if (person === null) return false
    if (!(await deleteCodeSecret(tx, personId))) return true
    await factorRemoved(tx, personId, now)
    await tellPerson(tx, settings, { person, kind: 'codesOff', path: '/account/security' }, now)
    await recordAudit(tx, { action: 'one_time_codes_off', subject: `Person/${personId}` }, now)
    return true
  })
}

/** Makes new recovery codes; null when there is no factor they could stand in for, or the session has ended. */
export async function makeRecoveryCodes(
  { db, settings }: Omit<ManageDeps, 'secretBox'>,
  owner: Owner,
  now: number,
): Promise<string[] | null> {
  const { personId } = owner
  return db.transaction(async tx => {
    const person = await takeOwner(tx, owner, now)
    if (person === null) return null
    const { hasCodes, passkeys } = await factorsOf(tx, personId)
    if (!hasCodes && passkeys === 0) return null
    const codes = await renewRecoveryCodes(tx, personId)
    await tellPerson(tx, settings, { person, kind: 'recoveryCodesRenewed', path: '/account/security' }, now)
    await recordAudit(tx, { action: 'recovery_codes_renewed', subject: `Person/${personId}` }, now)
    return codes
  })
}

/**
 * Takes the person and their password for the rest of the transaction, as whose act it is; null when their session has
 * ended. Sign-ins by password are decided before or behind it, so that none goes by a factor that is being added.
 */
export async function takeOwner(
  tx: Tx,
  { personId, session, browser }: Owner,
  now: number,
): Promise<Person | null> {
  actsAs(tx, actIn(browser, personId))
  if (!(await lockPerson(tx, personId))) return null
  await holdPassword(tx, personId)
  return (await isSessionAlive(tx, session.id, now)) ? findPerson(tx, personId) : null
}
