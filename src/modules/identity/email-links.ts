import { sha256Hex } from '../../platform/crypto/digest.ts'
import { randomSecret } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { findPerson, lockPerson, type Person } from '../directory/index.ts'
import { endLinks, findLiveLink, insertLink, redeemLink } from './email-link.repository.ts'
import type { LinkPurpose } from './email-link.ts'

/** Makes a link for a person's present address and gives its secret. `returnTo` is where the person was going. */
export async function makeLink(
  tx: Tx,
  {
    person,
    purpose,
    returnTo,
    newEmail = null,
  }: { person: Person; purpose: LinkPurpose; returnTo: string | null; newEmail?: string | null },
  now: number,
): Promise<string> {
  const token = randomSecret()
  const { id: personId, emailKey } = person
  await insertLink(tx, { tokenHash: sha256Hex(token), purpose, personId, emailKey, returnTo, newEmail }, now)
  return token
}

/**
 * Uses a link up, and with it all others of this person and purpose; null when it does not work (any more). Takes the
 * person first, so that two links of one person are used one after the other.
 */
export async function takeLink(
  tx: Tx,
  { token, purpose }: { token: string; purpose: LinkPurpose },
  now: number,
): Promise<{ person: Person; returnTo: string | null; newEmail: string | null } | null> {
  const named = { tokenHash: sha256Hex(token), purpose }
  const live = await findLiveLink(tx, named, now)
  if (live === null || !(await lockPerson(tx, live.personId))) return null
  const link = await redeemLink(tx, named, now)
  const person = link && (await findPerson(tx, link.personId))
  if (!link || !person) return null
  await endLinks(tx, { personId: person.id, purpose }, now)
  return { person, returnTo: link.returnTo, newEmail: link.newEmail }
}
