import { recordAudit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/database/database.ts'
import { findPerson, findPersonByEmailKey, lockPerson } from '../../directory/index.ts'
import type { MailSettings } from '../confirm-email.ts'
import { tellPerson } from '../tell-person.ts'
import { endFactors } from './factors.ts'

/**
 * Takes all second factors of somebody who has lost them, for the operator: sessions end, and the password alone signs in
 * again. `none`: they had none; null: there is no such account.
 */
export async function resetSecondFactor(
  tx: Tx,
  settings: MailSettings,
  { emailKey }: { emailKey: string },
  now: number,
): Promise<'reset' | 'none' | null> {
  const personId = (await findPersonByEmailKey(tx, emailKey))?.id
  if (personId === undefined || !(await lockPerson(tx, personId))) return null
  const person = await findPerson(tx, personId)
  if (person === null) return null
  if (person.twoFactorSince === null) return 'none'
  await endFactors(tx, personId, now)
  await tellPerson(tx, settings, { person, kind: 'secondFactorReset', path: '/account/security' }, now)
  const entry = { action: 'second_factor_reset', actor: 'operator', subject: `Person/${personId}` }
  await recordAudit(tx, entry, now)
  return 'reset'
}
