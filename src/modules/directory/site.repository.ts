import sql, { join } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { Site } from './site.ts'

type SiteRow = Omit<Site, 'isHeadquarter' | 'address'> & { isHeadquarter: number; address: string | null }

const COLUMNS = sql`id, organization_id as "organizationId", name, is_headquarter as "isHeadquarter", address,
  created_at as "createdAt", updated_at as "updatedAt"`

/** One site by its primary key. */
export async function findSite(reader: Reader, id: string): Promise<Site | null> {
  const [row] = await reader.read<SiteRow>(sql`select ${COLUMNS} from site where id = ${id}`)
  return row ? siteOf(row) : null
}

/** The sites of organizations, the oldest first. Index: site_of_organization. */
export async function findSitesOf(reader: Reader, organizationIds: readonly string[]): Promise<Site[]> {
  if (organizationIds.length === 0) return []
  const rows = await reader.read<SiteRow>(sql`
    select ${COLUMNS} from site where organization_id in (${join([...organizationIds])}) order by created_at, id`)
  return rows.map(siteOf)
}

/** Adds a site; false when it would be a second headquarter. */
export async function insertSite(tx: Tx, site: Site): Promise<boolean> {
  const { count } = await tx.write(sql`
    insert into site (id, organization_id, name, is_headquarter, address, created_at, updated_at)
    values (${site.id}, ${site.organizationId}, ${site.name}, ${site.isHeadquarter ? 1 : 0},
      ${site.address && JSON.stringify(site.address)}, ${site.createdAt}, ${site.updatedAt})
    on conflict (organization_id) where is_headquarter = 1 do nothing`)
  return count === 1
}

/** Stores name and address; false when the site is gone. */
export async function storeSite(tx: Tx, site: Site): Promise<boolean> {
  const { count } = await tx.write(sql`
    update site set name = ${site.name}, address = ${site.address && JSON.stringify(site.address)},
      updated_at = ${site.updatedAt}
    where id = ${site.id}`)
  return count === 1
}

/** Makes this site the headquarter instead of the present one. The caller holds the organization. */
export async function storeHeadquarter(tx: Tx, { id, organizationId }: Site, now: number): Promise<void> {
  await tx.write(sql`update site set is_headquarter = 0, updated_at = ${now}
    where organization_id = ${organizationId} and is_headquarter = 1`)
  await tx.write(sql`update site set is_headquarter = 1, updated_at = ${now} where id = ${id}`)
}

/** Forgets the sites of an organization that is no more. */
export async function deleteSitesOf(tx: Tx, organizationId: string): Promise<void> {
  await tx.write(sql`delete from site where organization_id = ${organizationId}`)
}

function siteOf({ isHeadquarter, address, ...row }: SiteRow): Site {
  return {
    ...row,
    isHeadquarter: isHeadquarter === 1,
    address: address === null ? null : JSON.parse(address),
  }
}
