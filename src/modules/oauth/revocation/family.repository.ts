import sql, { join, type Sql } from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'
import { words } from '../token/family-state.repository.ts'
import type { EndReason } from '../token/token-family.ts'

/** Which families a revocation means. */
export type FamilyFilter =
  | { familyId: string }
  /** The children of families, which are delegated from them. */
  | { parentIds: readonly string[] }
  | { clientId: string }
  | { appId: string }
  /** On-behalf families hang on the organization's connection and on the person's. */
  | { connectionId: string }
  /** What a person does on behalf of an organization. */
  | { organizationId: string; personId: string }
  /** What a person gave, and what they do on behalf of organizations. */
  | { personId: string }

/** A family that was ended now. */
export type EndedFamily = {
  id: string
  bearerType: 'Person' | 'Organization'
  bearerId: string
  clientId: string
  appId: string
}

/** Ends the live families that the filter means, without their children, and gives them. */
export async function endFamilies(
  tx: Tx,
  { filter, reason }: { filter: FamilyFilter; reason: EndReason },
  now: number,
): Promise<EndedFamily[]> {
  const { rows } = await tx.write<EndedFamily>(sql`
    update token_family set revoked_at = ${now}, revocation_reason = ${reason}
    where revoked_at is null and ${conditionOf(filter)}
    returning id, bearer_type as "bearerType", bearer_id as "bearerId", client_id as "clientId", app_id as "appId"`)
  return rows
}

/** Indexes: the primary key, token_family_of_parent, _of_client, _of_connection, _of_person_connection. */
function conditionOf(filter: FamilyFilter): Sql {
  if ('familyId' in filter) return sql`id = ${filter.familyId}`
  if ('parentIds' in filter) return sql`parent_family_id in (${join([...filter.parentIds])})`
  if ('clientId' in filter) return sql`client_id = ${filter.clientId}`
  if ('appId' in filter) return sql`client_id in (select id from credentials where app_id = ${filter.appId})`
  if ('connectionId' in filter) return hangsOn(sql`${filter.connectionId}`)
  const own = sql`select id from connection where bearer_type = 'Person' and bearer_id = ${filter.personId}`
  if ('organizationId' in filter) {
    return sql`person_connection_id in (${own}) and bearer_id = ${filter.organizationId}`
  }
  return hangsOn(own)
}

/** By a union, because PostgreSQL reads the whole table for two subqueries with `or` between them. */
function hangsOn(connectionIds: Sql): Sql {
  return sql`id in (
    select id from token_family where connection_id in (${connectionIds})
    union select id from token_family where person_connection_id in (${connectionIds}))`
}

/** Live families of a connection with the scopes that hang on it: in on-behalf families each side has its own (G-23). */
export async function findFamilyScopes(
  reader: Reader,
  connectionId: string,
): Promise<{ id: string; scopes: string[] }[]> {
  const rows = await reader.read<{
    id: string
    scopes: string
    personScopes: string
    connectionId: string
  }>(sql`
    select id, scopes, person_scopes as "personScopes", connection_id as "connectionId" from token_family
    where (connection_id = ${connectionId} or person_connection_id = ${connectionId}) and revoked_at is null`)
  return rows.map(row => {
    const personal = words(row.personScopes)
    const isBearers = row.connectionId === connectionId
    return {
      id: row.id,
      scopes: isBearers ? words(row.scopes).filter(scope => !personal.includes(scope)) : personal,
    }
  })
}

/** A token that was put on the revocation list. */
type ListedToken = { jti: string; expiresAt: number; familyId: string }

/** Puts the live access tokens of families on the revocation list and gives those that were not there before. */
export async function listRevokedTokens(
  tx: Tx,
  familyIds: readonly string[],
  now: number,
): Promise<ListedToken[]> {
  const { rows } = await tx.write<Omit<ListedToken, 'familyId'>>(sql`
    insert into revoked_access_token (jti, expires_at, revoked_at)
    select jti, expires_at, cast(${now} as bigint) from issued_token
      where family_id in (${join([...familyIds])}) and expires_at > ${now}
    on conflict (jti) do nothing
    returning jti, expires_at as "expiresAt"`)
  const familyOf = await familiesOf(tx, familyIds, rows)
  return rows.map(row => ({ ...row, familyId: familyOf(row.jti) }))
}

/** Which of the families each of their tokens belongs to. */
async function familiesOf(
  tx: Tx,
  familyIds: readonly string[],
  tokens: readonly { jti: string }[],
): Promise<(jti: string) => string> {
  const [first = ''] = familyIds
  if (familyIds.length === 1 || tokens.length === 0) return () => first
  const rows = await tx.read<{ jti: string; familyId: string }>(sql`
    select jti, family_id as "familyId" from issued_token where jti in (${join(tokens.map(({ jti }) => jti))})`)
  const found = new Map(rows.map(({ jti, familyId }) => [jti, familyId]))
  return jti => {
    const familyId = found.get(jti)
    if (familyId === undefined) throw new Error(`the token ${jti} was listed, but is not known`)
    return familyId
  }
}
