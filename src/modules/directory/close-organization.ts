import type { Tx } from '../../platform/database/database.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import { deletionMail } from './deletion-mail.view.ts'
import { deleteOrganization } from './end-of-life.ts'
import type { DirectoryHooks } from './hooks.ts'
import type { MailSettings } from './invite.ts'
import { administratorsOf } from './person.repository.ts'
import { fullName, languageOf } from './person.ts'

/** Deletes an organization and tells its owners and admins by mail who did it (platform.md §1.2). */
export async function closeOrganization(
  tx: Tx,
  { organization, by }: { organization: { id: string; name: string }; by: string },
  { hooks, mail }: { hooks: DirectoryHooks; mail: MailSettings },
  now: number,
): ReturnType<typeof deleteOrganization> {
  const told = await administratorsOf(tx, organization.id)
  const outcome = await deleteOrganization(tx, { organizationId: organization.id }, hooks, now)
  const names = {
    organizationName: organization.name,
    actorName: by,
    url: `${mail.publicUrl}/account/organizations`,
  }
  for (const person of told) {
    const context = { ...mail, lang: languageOf(person.locale) }
    const text = deletionMail(context, { ...names, recipientName: fullName(person) })
    await queueMail(tx, { recipient: person.email, ...text }, now)
  }
  return outcome
}
