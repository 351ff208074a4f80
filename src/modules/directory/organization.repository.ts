import sql, { raw } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import { type Organization, slugOf } from './organization.ts'

/** A row of the table `organization` with the columns of ORGANIZATION_COLUMNS. */
export type OrganizationRow = {
  id: string
  name: string
  slug: string
  country_code: string | null
  kinds: string
  sections: string
  brand_color: string | null
  logo_url: string | null
  require_two_factor: number
  is_discoverable: number
  test_account_owner_id: string | null
  created_at: number
  updated_at: number
}

/** What `organizationFromRow` needs. */
export const ORGANIZATION_COLUMNS = raw(`organization.id, organization.name, organization.slug,
  organization.country_code, organization.kinds, organization.sections, organization.brand_color,
  organization.logo_url, organization.require_two_factor, organization.is_discoverable,
  organization.test_account_owner_id, organization.created_at, organization.updated_at`)

/** An organization; null when unknown or deleted. */
export async function findOrganization(reader: Reader, id: string): Promise<Organization | null> {
  const [row] = await reader.read<OrganizationRow>(
    sql`select ${ORGANIZATION_COLUMNS} from organization where id = ${id} and deleted_at is null`,
  )
  return row ? organizationFromRow(row) : null
}

/** An organization by its slug (index: unique slug); null when unknown or deleted. */
export async function findOrganizationBySlug(reader: Reader, slug: string): Promise<Organization | null> {
  const [row] = await reader.read<OrganizationRow>(
    sql`select ${ORGANIZATION_COLUMNS} from organization where slug = ${slug} and deleted_at is null`,
  )
  return row ? organizationFromRow(row) : null
}

/** Whether the id was ever given out, also to an organization that is deleted. */
export async function isOrganizationId(reader: Reader, id: string): Promise<boolean> {
  const rows = await reader.read(sql`select id from organization where id = ${id}`)
  return rows.length > 0
}

/** Stores a new organization; false when its slug was given out before. */
export async function insertOrganization(tx: Tx, organization: Organization): Promise<boolean> {
  const { count } = await tx.write(
    sql`insert into organization (id, name, slug, country_code, kinds, sections, brand_color, logo_url,
          require_two_factor, is_discoverable, search_name, test_account_owner_id, created_at, updated_at)
        values (${organization.id}, ${organization.name}, ${organization.slug}, ${organization.countryCode},
          ${JSON.stringify(organization.kinds)}, ${JSON.stringify(organization.sections)}, ${organization.brandColor},
          ${organization.logoUrl}, ${organization.requireTwoFactor ? 1 : 0}, ${organization.isDiscoverable ? 1 : 0},
          ${slugOf(organization.name)}, ${organization.testAccountOwnerId}, ${organization.createdAt},
          ${organization.updatedAt})
        on conflict (slug) do nothing`,
  )
  return count === 1
}

/**
 * How many slugs continue this one with an underscore, living or deleted. A range, so that the unique index on slug
 * serves it: '`' follows '_'.
 */
export async function countNumberedSlugs(reader: Reader, slug: string): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from organization where slug >= ${`${slug}_`} and slug < ${`${slug}\``}`,
  )
  return row?.count ?? 0
}

/**
 * Takes the organization for the rest of the transaction, so that rules over its members are decided one after
 * another; false when it is gone.
 */
export async function lockOrganization(tx: Tx, id: string): Promise<boolean> {
  const { count } = await tx.write(
    sql`update organization set version = version + 1 where id = ${id} and deleted_at is null`,
  )
  return count === 1
}

/** How many test accounts of a vendor were made since an instant, also those that are gone. Index: organization_of_test_account_owner. */
export async function countTestAccountsMade(
  reader: Reader,
  { vendorId, since }: { vendorId: string; since: number },
): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from organization
        where test_account_owner_id = ${vendorId} and created_at > ${since}`,
  )
  return row?.count ?? 0
}

/** Stores what can be changed of an organization. The caller holds it. */
export async function storeOrganization(tx: Tx, organization: Organization): Promise<void> {
  await tx.write(sql`
    update organization set name = ${organization.name}, kinds = ${JSON.stringify(organization.kinds)},
      sections = ${JSON.stringify(organization.sections)}, brand_color = ${organization.brandColor},
      logo_url = ${organization.logoUrl}, require_two_factor = ${organization.requireTwoFactor ? 1 : 0},
      is_discoverable = ${organization.isDiscoverable ? 1 : 0}, search_name = ${slugOf(organization.name)}, updated_at = ${organization.updatedAt}
    where id = ${organization.id}`)
}

/** Marks the organization as deleted; its row stays, because its slug is never given out again (G-33). */
export async function storeOrganizationDeletion(tx: Tx, id: string, now: number): Promise<boolean> {
  const { count } = await tx.write(
    sql`update organization set deleted_at = ${now}, logo_url = null, updated_at = ${now}
        where id = ${id} and deleted_at is null`,
  )
  return count === 1
}

/** Reads a row; a broken one is a bug. */
export function organizationFromRow(row: OrganizationRow): Organization {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    countryCode: row.country_code,
    kinds: textList(JSON.parse(row.kinds)),
    sections: sectionLists(JSON.parse(row.sections)),
    brandColor: row.brand_color,
    logoUrl: row.logo_url,
    requireTwoFactor: row.require_two_factor === 1,
    isDiscoverable: row.is_discoverable === 1,
    testAccountOwnerId: row.test_account_owner_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function textList(value: unknown): string[] {
  if (!Array.isArray(value)) throw new Error('a stored list is none')
  return value.map(String)
}

function sectionLists(value: unknown): Record<string, string[]> {
  if (typeof value !== 'object' || value === null) throw new Error('stored sections are none')
  return Object.fromEntries(Object.entries(value).map(([kind, sections]) => [kind, textList(sections)]))
}
