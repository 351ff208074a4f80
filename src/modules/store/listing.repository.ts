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

/** The add-ons of an app that are switched on, by name. Index: app_of_parent. */
export function findAddons(reader: Reader, appId: string): Promise<ListedApp[]> {
  return reader.read<ListedApp>(sql`
    select app.id, app.name, app.category, app.logo_url as "logoUrl", app.translations, vendor.name as "vendorName"
    from app join organization vendor on vendor.id = app.organization_id
    where app.parent_app_id = ${appId} and app.type = 'addon' and app.state = 'active' and app.deleted_at is null
      and vendor.deleted_at is null
    order by app.name`)
}

/** Other listed apps of a vendor, those that were changed last first. Index: app_of_organization. */
export function findMoreOfVendor(
  reader: Reader,
  { organizationId, exceptAppId, limit }: { organizationId: string; exceptAppId: string; limit: number },
): Promise<ListedApp[]> {
  return reader.read<ListedApp>(sql`
    select app.id, app.name, app.category, app.logo_url as "logoUrl", app.translations, vendor.name as "vendorName"
    from app join organization vendor on vendor.id = app.organization_id
    where app.organization_id = ${organizationId} and app.type = 'public' and app.state = 'active'
      and app.deleted_at is null and app.id <> ${exceptAppId} and vendor.deleted_at is null
    order by app.updated_at desc, app.name limit ${limit}`)
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
