import { recordAudit } from '../../platform/audit.ts'
import { sha256Hex } from '../../platform/crypto/digest.ts'
import { randomSecret, uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { lockApp } from './app.repository.ts'
import { SECRET_CHARACTERS } from './credentials.ts'
import type { AppsDeps } from './deps.ts'
import {
  deleteEventPassword,
  type EventPassword,
  eventPasswordsOf,
  findEventPassword,
  insertEventPassword,
  storeEventPasswordNote,
} from './event-password.repository.ts'

/** What the ciphertexts of event passwords are sealed for. */
export const EVENT_PASSWORD_PURPOSE = 'event password'
const EVENT_PASSWORDS_MAX = 10

/** Makes another event password; `newest` is the newest one its maker saw, so that a form sent twice makes one. */
export async function createEventPassword(
  tx: Tx,
  { appId, note, newest }: { appId: string; note: string | null; newest: string },
  { secretBox }: Pick<AppsDeps, 'secretBox'>,
  now: number,
): Promise<{ password: EventPassword; secret: string } | 'too_many' | 'changed_meanwhile' | 'not_found'> {
  if (!(await lockApp(tx, appId))) return 'not_found'
  const existing = await eventPasswordsOf(tx, appId)
  if ((existing.at(-1)?.id ?? '') !== newest) return 'changed_meanwhile'
  if (existing.length >= EVENT_PASSWORDS_MAX) return 'too_many'
  const secret = randomSecret(SECRET_CHARACTERS)
  const password = { id: uuid(now), appId, note, createdAt: now }
  const ciphertext = secretBox.seal(EVENT_PASSWORD_PURPOSE, secret)
  await insertEventPassword(tx, password, { hash: sha256Hex(secret), ciphertext })
  await audit(tx, 'event_password_created', password, now)
  return { password, secret }
}

/** The password in clear, for whoever has proved to be allowed to see it; leaves a trace. */
export async function showEventPassword(
  tx: Tx,
  which: { id: string; appId: string },
  { secretBox }: Pick<AppsDeps, 'secretBox'>,
  now: number,
): Promise<{ secret: string } | 'not_found'> {
  const found = await findEventPassword(tx, which)
  if (found === null) return 'not_found'
  await audit(tx, 'event_password_shown', which, now)
  return { secret: secretBox.open(EVENT_PASSWORD_PURPOSE, found.ciphertext) }
}

/** Changes what it is for. */
export async function noteEventPassword(
  tx: Tx,
  password: { id: string; appId: string; note: string | null },
  now: number,
): Promise<'noted' | 'not_found'> {
  if (!(await storeEventPasswordNote(tx, password))) return 'not_found'
  await audit(tx, 'event_password_changed', password, now)
  return 'noted'
}

/** Takes it away: nothing is posted with it any more. */
export async function removeEventPassword(
  tx: Tx,
  which: { id: string; appId: string },
  now: number,
): Promise<'removed' | 'not_found'> {
  if (!(await deleteEventPassword(tx, which))) return 'not_found'
  await audit(tx, 'event_password_removed', which, now)
  return 'removed'
}

async function audit(
  tx: Tx,
  action: string,
  { id, appId }: { id: string; appId: string },
  now: number,
): Promise<void> {
  await recordAudit(tx, { action, subject: `App/${appId}`, reason: `EventPassword/${id}` }, now)
}
