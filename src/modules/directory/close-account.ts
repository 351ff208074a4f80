import type { Tx } from '../../platform/database/database.ts'
import { releaseAddress } from '../../platform/mail/mail.repository.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import { accountMail } from './account-mail.view.ts'
import { deletePerson } from './end-of-life.ts'
import type { DirectoryHooks } from './hooks.ts'
import type { MailSettings } from './invite.ts'
import { findPerson } from './person.repository.ts'
import { fullName, languageOf } from './person.ts'

/** Deletes the account of a person and tells them by mail, at the address that is forgotten then (platform.md §1.1). */
export async function closeAccount(
  tx: Tx,
  { personId }: { personId: string },
  { hooks, mail }: { hooks: DirectoryHooks; mail: MailSettings },
  now: number,
): ReturnType<typeof deletePerson> {
  const person = await findPerson(tx, personId)
  const outcome = await deletePerson(tx, { personId }, hooks, now)
  if (person === null || outcome !== 'deleted') return outcome
  const context = { ...mail, lang: languageOf(person.locale) }
  const text = accountMail(context, { recipientName: fullName(person), url: `${mail.publicUrl}/` })
  await queueMail(tx, { recipient: person.email, ...text }, now)
  // Also of a test person, to whom nothing was sent: somebody else may sign up with the address.
  await releaseAddress(tx, person.email)
  return outcome
}
