import { recordAudit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/database/database.ts'
import { publish } from '../events/index.ts'
import { findOrganization, lockOrganization, storeOrganization } from './organization.repository.ts'
import type { Organization } from './organization.ts'

/**
 * What can be changed of an organization; slug and country stay (platform.md §1.2), of a test account the name, too: it is
 * what its vendor finds it by (directory-api.md §16).
 */
export type OrganizationChanges = Partial<
  Pick<
    Organization,
    'name' | 'kinds' | 'sections' | 'brandColor' | 'logoUrl' | 'requireTwoFactor' | 'isDiscoverable'
  >
>

/**
 * Changes an organization and tells its apps; changes that change nothing are silent. `seenAt`: when what the page
 * showed was last changed, so that of two who edit at once nobody overwrites the other unseen.
 */
export async function updateOrganization(
  tx: Tx,
  { id, changes, seenAt }: { id: string; changes: OrganizationChanges; seenAt: number | null },
  now: number,
): Promise<'changed' | 'unchanged' | 'outdated' | 'not_found' | 'name_stays'> {
  const found = (await lockOrganization(tx, id)) ? await findOrganization(tx, id) : null
  if (found === null) return 'not_found'
  if (seenAt !== null && seenAt !== found.updatedAt) return 'outdated'
  const isRenamed = changes.name !== undefined && changes.name !== found.name
  if (isRenamed && found.testAccountOwnerId !== null) return 'name_stays'
  const changed = { ...found, ...changes }
  const fields = (Object.keys(changes) as (keyof OrganizationChanges)[]).filter(
    field => JSON.stringify(changed[field]) !== JSON.stringify(found[field]),
  )
  if (fields.length === 0) return 'unchanged'
  // Later than what was seen, also within the same millisecond.
  await storeOrganization(tx, { ...changed, updatedAt: Math.max(now, found.updatedAt + 1) })
  await recordAudit(
    tx,
    { action: actionOf(fields, changed), subject: `Organization/${id}`, details: { fields } },
    now,
  )
  const link = '/api/v1/organization'
  await publish(tx, { name: 'organization_updated', subject: `Org/${id}`, payload: {}, link }, now)
  return 'changed'
}

function actionOf(fields: readonly string[], { requireTwoFactor }: Organization): string {
  if (!fields.includes('requireTwoFactor')) return 'organization_updated'
  return requireTwoFactor ? 'second_factor_required' : 'second_factor_optional'
}
