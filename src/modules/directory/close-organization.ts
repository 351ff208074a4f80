import type { Tx } from '../../platform/database/database.ts'
import { deletionMail } from './deletion-mail.view.ts'
import { deleteOrganization } from './end-of-life.ts'
import type { DirectoryHooks } from './hooks.ts'
import type { MailSettings } from './invite.ts'
import { findOrganization } from './organization.repository.ts'
import { tellAdministrators } from './tell-administrators.ts'

/**
 * Deletes an organization and tells its owners and admins by mail who did it (platform.md §1.2). A test account ends by its
 * vendor only, with its persons (directory-api.md §16).
 */
export async function closeOrganization(
  tx: Tx,
  { organization, by }: { organization: { id: string; name: string }; by: string },
  { hooks, mail }: { hooks: DirectoryHooks; mail: MailSettings },
  now: number,
): Promise<'deleted' | 'not_found' | 'test_account'> {
  const organizationId = organization.id
  if ((await findOrganization(tx, organizationId))?.testAccountOwnerId) return 'test_account'
  const url = `${mail.publicUrl}/account/organizations`
  // Told before it ends: afterwards it has no members.
  await tellAdministrators(
    tx,
    { organizationId, mail },
    (context, recipientName) =>
      deletionMail(context, { recipientName, organizationName: organization.name, actorName: by, url }),
    now,
  )
  return deleteOrganization(tx, { organizationId }, hooks, now)
}
