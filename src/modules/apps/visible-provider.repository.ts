import sql, { empty, join, type Sql } from 'sql-template-tag'

/**
 * The apps whose scopes and events may be known to the vendors that are named, as a condition on the app `provider`: the
 * platform app, their own, and active ones of others that are not private. What is switched off, and what others have not
 * published, is nobody's business (attack O5). Without a vendor it is what everybody may know.
 */
export function isVisibleTo(vendorIds: readonly string[]): Sql {
  const own = vendorIds.length > 0 ? sql`or provider.organization_id in (${join(vendorIds)})` : empty
  return sql`provider.deleted_at is null and provider.state <> 'inactive'
    and (provider.is_platform = 1 or (provider.type <> 'private' and provider.state = 'active') ${own})`
}
