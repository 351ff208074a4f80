import sql from 'sql-template-tag'
import type { Reader } from '../../../platform/database/database.ts'

/** Since when a connection exists, and who allowed it; the name as pages show it. */
export async function findConnectionFacts(
  reader: Reader,
  connectionId: string,
): Promise<{ createdAt: number; establishedByName: string | null } | null> {
  const [row] = await reader.read<{ createdAt: number; firstName: string | null; name: string | null }>(sql`
    select c.created_at as "createdAt", p.first_name as "firstName", p.name
    from connection c left join person p on p.id = c.established_by where c.id = ${connectionId}`)
  if (!row) return null
  const establishedByName =
    row.name === null ? null : [row.firstName, row.name].filter(part => part).join(' ')
  return { createdAt: row.createdAt, establishedByName }
}
