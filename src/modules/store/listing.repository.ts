import sql from 'sql-template-tag'
import type { Reader } from '../../platform/database/database.ts'
import type { ListedApp } from '../apps/index.ts'

/** Every app that anybody may connect: public and switched on (platform.md §5). Index: app_in_store. */
export function findListedApps(reader: Reader): Promise<ListedApp[]> {
  return reader.read<ListedApp>(sql`
    select app.id, app.name, app.category, app.logo_url as "logoUrl", app.translations, vendor.name as "vendorName"
    from app join organization vendor on vendor.id = app.organization_id
    where app.type = 'public' and app.state = 'active' and app.deleted_at is null and vendor.deleted_at is null
    order by app.category, app.name`)
}

/** The apps a bearer is connected to, by their ids. Index: connection_of_bearer. */
export async function connectedAppIds(
  reader: Reader,
  { type, id }: { type: 'Person' | 'Organization'; id: string },
): Promise<Set<string>> {
  const rows = await reader.read<{ appId: string }>(sql`
    select app_id as "appId" from connection where bearer_type = ${type} and bearer_id = ${id} and revoked_at is null`)
  return new Set(rows.map(({ appId }) => appId))
}
