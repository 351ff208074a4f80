import sql, { join } from 'sql-template-tag'
import type { Reader } from '../../platform/database/database.ts'

/**
 * Which of these organizations may connect an app that is not for everybody although it is not theirs: those its vendor
 * invited, and for an add-on those that are connected to the app it belongs to. Primary key; index: connection_live.
 */
export async function findInvited(
  reader: Reader,
  { appId, mainAppId }: { appId: string; mainAppId: string | null },
  organizationIds: readonly string[],
): Promise<Set<string>> {
  if (organizationIds.length === 0) return new Set()
  const ids = join([...organizationIds])
  const rows = await reader.read<{ id: string }>(sql`
    select organization_id as id from participation where app_id = ${appId} and organization_id in (${ids})
    union select bearer_id from connection
      where app_id = ${mainAppId} and bearer_type = 'Organization' and bearer_id in (${ids}) and revoked_at is null`)
  return new Set(rows.map(({ id }) => id))
}
