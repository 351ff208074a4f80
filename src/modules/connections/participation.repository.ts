import sql, { join } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { ListedApp } from '../apps/index.ts'

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

/** An organization a vendor invited to its app; instants in ms. */
export type Participant = {
  id: string
  name: string
  logoUrl: string | null
  invitedAt: number
  isConnected: boolean
}

/** The organizations invited to an app, the newest first. Primary key; index: connection_live. */
export async function findParticipants(reader: Reader, appId: string): Promise<Participant[]> {
  const rows = await reader.read<Omit<Participant, 'isConnected'> & { connectionId: string | null }>(sql`
    select o.id, o.name, o.logo_url as "logoUrl", p.created_at as "invitedAt", c.id as "connectionId"
    from participation p join organization o on o.id = p.organization_id
      left join connection c on c.app_id = p.app_id and c.bearer_type = 'Organization' and c.bearer_id = o.id
        and c.revoked_at is null
    where p.app_id = ${appId} and o.deleted_at is null order by p.created_at desc, o.id`)
  return rows.map(({ connectionId, ...row }) => ({ ...row, isConnected: connectionId !== null }))
}

/** The apps an organization is invited to and not connected with, by name. Indexes: participation_of_organization, connection_live. */
export function findOfferedApps(reader: Reader, organizationId: string): Promise<ListedApp[]> {
  return reader.read<ListedApp>(sql`
    select app.id, app.name, app.category, app.logo_url as "logoUrl", app.translations, vendor.name as "vendorName"
    from participation p join app on app.id = p.app_id left join organization vendor on vendor.id = app.organization_id
    where p.organization_id = ${organizationId} and app.deleted_at is null and app.state <> 'inactive'
      and not exists (select 1 from connection c where c.app_id = app.id and c.bearer_type = 'Organization'
        and c.bearer_id = ${organizationId} and c.revoked_at is null)
    order by app.name`)
}

/** Invites an organization to an app; false when it was invited before. */
export async function insertParticipation(
  tx: Tx,
  { appId, organizationId, invitedBy }: { appId: string; organizationId: string; invitedBy: string | null },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    insert into participation (app_id, organization_id, invited_by, created_at)
    values (${appId}, ${organizationId}, ${invitedBy}, ${now}) on conflict do nothing`)
  return count === 1
}

/** Takes an invitation back; false when there is none. */
export async function deleteParticipation(
  tx: Tx,
  { appId, organizationId }: { appId: string; organizationId: string },
): Promise<boolean> {
  const { count } = await tx.write(
    sql`delete from participation where app_id = ${appId} and organization_id = ${organizationId}`,
  )
  return count === 1
}

/** Forgets every invitation of an app, or of an organization. */
export async function deleteParticipations(
  tx: Tx,
  of: { appId: string } | { organizationId: string },
): Promise<void> {
  const condition = 'appId' in of ? sql`app_id = ${of.appId}` : sql`organization_id = ${of.organizationId}`
  await tx.write(sql`delete from participation where ${condition}`)
}

/** How many organizations were invited to an app since an instant. */
export async function countInvited(reader: Reader, appId: string, since: number): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from participation where app_id = ${appId} and created_at > ${since}`,
  )
  return row?.count ?? 0
}
