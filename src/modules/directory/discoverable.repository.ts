import sql from 'sql-template-tag'
import type { Reader } from '../../platform/database/database.ts'
import { slugOf } from './organization.ts'

/** An organization that may be found by others, with nothing but what it shows to everybody. */
export type FoundOrganization = {
  id: string
  name: string
  logoUrl: string | null
  countryCode: string | null
}

const COLUMNS = sql`id, name, logo_url as "logoUrl", country_code as "countryCode"`

/**
 * Organizations that allow to be found, by a part of their name, whatever its accents and case; none for an empty search.
 * Index: organization_discoverable.
 */
export async function findDiscoverable(
  reader: Reader,
  { query, limit }: { query: string; limit: number },
): Promise<FoundOrganization[]> {
  if (query.trim() === '') return []
  const part = `%${slugOf(query).replaceAll('_', '!_')}%`
  return reader.read<FoundOrganization>(sql`
    select ${COLUMNS} from organization
    where is_discoverable = 1 and deleted_at is null and search_name like ${part} escape '!'
    order by name, id limit ${limit}`)
}

/** One of them by its id; null when it is gone or does not allow it (any more). */
export async function findDiscoverableById(reader: Reader, id: string): Promise<FoundOrganization | null> {
  const [row] = await reader.read<FoundOrganization>(
    sql`select ${COLUMNS} from organization where id = ${id} and is_discoverable = 1 and deleted_at is null`,
  )
  return row ?? null
}
