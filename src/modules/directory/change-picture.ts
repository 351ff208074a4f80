import type { Tx } from '../../platform/database/database.ts'
import { replacePicture } from '../../platform/pictures/picture.repository.ts'
import type { Picture } from '../../platform/pictures/picture.ts'
import { lockOrganization } from './organization.repository.ts'
import { lockPerson } from './person.repository.ts'
import type { Person } from './person.ts'
import { updateOrganization } from './update-organization.ts'
import { updatePerson } from './update-person.ts'

/** Gives a person another picture, or none; their apps hear of it. Null when the person is gone. */
export async function changeAvatar(
  tx: Tx,
  { personId, picture }: { personId: string; picture: Picture | null },
  now: number,
): Promise<Person | null> {
  if (!(await lockPerson(tx, personId))) return null
  const owner = { type: 'Person', id: personId } as const
  const avatarUrl = await replacePicture(tx, { owner, picture }, now)
  return updatePerson(tx, { personId, changes: { avatarUrl } }, now)
}

/** Gives an organization another logo, or none; its apps hear of it. */
export async function changeLogo(
  tx: Tx,
  { organizationId, picture }: { organizationId: string; picture: Picture | null },
  now: number,
): ReturnType<typeof updateOrganization> {
  if (!(await lockOrganization(tx, organizationId))) return 'not_found'
  const owner = { type: 'Organization', id: organizationId } as const
  const logoUrl = await replacePicture(tx, { owner, picture }, now)
  return updateOrganization(tx, { id: organizationId, changes: { logoUrl }, seenAt: null }, now)
}
