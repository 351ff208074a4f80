import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'

/** Scopes an app newly desires, and after which organization they are still to be offered; '' for all of them. */
export type ScopeOffer = {
  id: string
  appId: string
  scopes: readonly string[]
  afterOrganizationId: string
}

/** The oldest offer that is left. */
export async function nextScopeOffer(reader: Reader): Promise<ScopeOffer | null> {
  const [row] = await reader.read<Omit<ScopeOffer, 'scopes'> & { scopes: string }>(sql`
    select id, app_id as "appId", scopes, after_organization_id as "afterOrganizationId" from scope_offer
    order by id limit 1`)
  return row ? { ...row, scopes: JSON.parse(row.scopes) } : null
}

/** Keeps an offer for later. */
export async function insertScopeOffer(
  tx: Tx,
  { id, appId, scopes, afterOrganizationId }: ScopeOffer,
  now: number,
): Promise<void> {
  await tx.write(sql`insert into scope_offer (id, app_id, scopes, after_organization_id, created_at)
    values (${id}, ${appId}, ${JSON.stringify(scopes)}, ${afterOrganizationId}, ${now})`)
}

/** Forgets an offer. */
export async function deleteScopeOffer(tx: Tx, id: string): Promise<void> {
  await tx.write(sql`delete from scope_offer where id = ${id}`)
}

/** The next organizations that are connected to an app, in the order of their ids. Index: connection_live. */
export async function findConnectedOrganizations(
  reader: Reader,
  { appId, afterOrganizationId, limit }: { appId: string; afterOrganizationId: string; limit: number },
): Promise<string[]> {
  const rows = await reader.read<{ id: string }>(sql`
    select bearer_id as id from connection
    where app_id = ${appId} and bearer_type = 'Organization' and bearer_id > ${afterOrganizationId} and revoked_at is null
    order by bearer_id limit ${limit}`)
  return rows.map(({ id }) => id)
}
