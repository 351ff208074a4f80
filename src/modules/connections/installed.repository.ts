import sql, { empty } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { Connectable } from './connection.ts'

/** An app that a bearer is connected to, as lists show it; instants in ms. */
export type InstalledApp = {
  connectionId: string
  appId: string
  name: string
  type: string
  state: string
  /** JSON, as it is stored. */
  translations: string
  logoUrl: string | null
  entryPointUrl: string | null
  vendorId: string | null
  vendorName: string | null
  /** Who let it in; null: the hub did, or the account is deleted. */
  establishedByName: string | null
  connectedAt: number
  lastUsedAt: number | null
  granted: number
  waiting: number
}

/**
 * The apps a bearer is connected to, or the one of them with this name, in one statement. Index: connection_of_bearer; of each connection its scopes by
 * their primary key.
 */
export function findInstalledApps(
  reader: Reader,
  { type, id }: Connectable,
  name?: string,
): Promise<InstalledApp[]> {
  return reader.read<InstalledApp>(sql`
    select c.id as "connectionId", app.id as "appId", app.name, app.type, app.state, app.translations,
      app.logo_url as "logoUrl", app.entry_point_url as "entryPointUrl", vendor.id as "vendorId",
      vendor.name as "vendorName",
      case when person.deleted_at is null then trim(coalesce(person.first_name, '') || ' ' || person.name) end
        as "establishedByName",
      c.created_at as "connectedAt", c.last_used_at as "lastUsedAt",
      (select count(*) from connection_scope s where s.connection_id = c.id and s.state = 'granted') as granted,
      (select count(*) from connection_scope s where s.connection_id = c.id and s.state = 'waiting') as waiting
    from connection c
      join app on app.id = c.app_id
      left join organization vendor on vendor.id = app.organization_id
      left join person on person.id = c.established_by
    where c.bearer_type = ${type} and c.bearer_id = ${id} and c.revoked_at is null and app.deleted_at is null
      and app.is_platform = 0 ${name === undefined ? empty : sql`and app.name = ${name}`}
    order by c.created_at desc, c.id desc`)
}

/** How many apps a bearer is connected to, without the hub's own. Index: connection_of_bearer. */
export async function countInstalled(reader: Reader, { type, id }: Connectable): Promise<number> {
  const [row] = await reader.read<{ count: number }>(sql`
    select count(*) as count from connection c join app on app.id = c.app_id
    where c.bearer_type = ${type} and c.bearer_id = ${id} and c.revoked_at is null and app.deleted_at is null
      and app.is_platform = 0`)
  return row?.count ?? 0
}

/** Notes that an app used its connection; nothing when it did within the hour before. Says whether it was noted. */
export async function noteConnectionUse(
  tx: Tx,
  { appId, bearer, notAfter }: { appId: string; bearer: Connectable; notAfter: number },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update connection set last_used_at = ${now}
    where app_id = ${appId} and bearer_type = ${bearer.type} and bearer_id = ${bearer.id} and revoked_at is null
      and (last_used_at is null or last_used_at < ${notAfter})`)
  return count > 0
}
