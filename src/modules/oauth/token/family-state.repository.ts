import sql from 'sql-template-tag'
import type { FamilyFlow, FamilyState } from './token-family.ts'

/** What `FAMILY_COLUMNS` select. */
export type FamilyRow = {
  id: string
  appId: string
  clientId: string
  clientIsConfidential: number
  connectionId: string
  personConnectionId: string | null
  bearerType: 'Person' | 'Organization'
  bearerId: string
  personId: string | null
  roles: number | null
  scopes: string
  personScopes: string
  separator: ',' | ' '
  flow: FamilyFlow
  parentFamilyId: string | null
  familyRevokedAt: number | null
  revocationReason: string | null
  credentialsDeletedAt: number | null
  credentialsAreConfidential: number
  appState: string
  appDeletedAt: number | null
  connectionRevokedAt: number | null
  personConnectionRevokedAt: number | null
  personUnavailableAt: number | null
  currentRoles: number | null
  granted: string | null
  personGranted: string | null
}

/**
 * The family with everything its rights rest on. The one place where a query reaches across modules: the token
 * endpoint may take two reads, and each of these facts is one join away (architecture §4).
 */
export const FAMILY_COLUMNS = sql`
  f.id, f.app_id as "appId", f.client_id as "clientId", f.client_is_confidential as "clientIsConfidential",
  f.connection_id as "connectionId", f.person_connection_id as "personConnectionId",
  f.bearer_type as "bearerType", f.bearer_id as "bearerId", f.person_id as "personId", f.roles, f.scopes,
  f.person_scopes as "personScopes", f.separator, f.flow, f.parent_family_id as "parentFamilyId",
  f.revoked_at as "familyRevokedAt", f.revocation_reason as "revocationReason",
  k.deleted_at as "credentialsDeletedAt", k.is_confidential as "credentialsAreConfidential",
  a.state as "appState", a.deleted_at as "appDeletedAt",
  c.revoked_at as "connectionRevokedAt", pc.revoked_at as "personConnectionRevokedAt",
  coalesce(p.banned_at, p.deleted_at) as "personUnavailableAt", m.roles as "currentRoles",
  (select string_agg(s.scope, ' ') from connection_scope s
    where s.connection_id = f.connection_id and s.state = 'granted') as granted,
  (select string_agg(s.scope, ' ') from connection_scope s
    where s.connection_id = f.person_connection_id and s.state = 'granted') as "personGranted"`

/** Joins what a family `f` rests on, by primary keys. */
export const GROUND_JOINS = sql`
  join credentials k on k.id = f.client_id
  join app a on a.id = f.app_id
  join connection c on c.id = f.connection_id
  left join connection pc on pc.id = f.person_connection_id
  left join membership m on m.organization_id = f.bearer_id and m.person_id = f.person_id
  left join person p on p.id = case when f.bearer_type = 'Person' then f.bearer_id else f.person_id end`

/** Joins the family of a code or of an issued pair `t`, and what it rests on, by primary keys. */
export const FAMILY_JOINS = sql`join token_family f on f.id = t.family_id ${GROUND_JOINS}`

/** The family in a row. A row that cannot be is a bug. */
export function familyOf(row: FamilyRow): FamilyState {
  return {
    id: row.id,
    appId: row.appId,
    clientId: row.clientId,
    clientIsConfidential: row.clientIsConfidential === 1,
    connectionId: row.connectionId,
    personConnectionId: row.personConnectionId,
    bearer: { type: row.bearerType, id: row.bearerId },
    personId: row.personId,
    roles: row.roles,
    scopes: words(row.scopes),
    personScopes: words(row.personScopes),
    separator: row.separator,
    flow: row.flow,
    parentFamilyId: row.parentFamilyId,
    revocationReason: row.familyRevokedAt === null ? null : (row.revocationReason ?? 'revoked'),
    credentialsAreDeleted: row.credentialsDeletedAt !== null,
    credentialsAreConfidential: row.credentialsAreConfidential === 1,
    appIsActive: row.appState !== 'inactive' && row.appDeletedAt === null,
    connectionIsLive: row.connectionRevokedAt === null,
    personConnectionIsLive: row.personConnectionRevokedAt === null,
    personIsAvailable: row.personUnavailableAt === null,
    currentRoles: row.currentRoles,
    grantedScopes: words(row.granted ?? ''),
    personGrantedScopes: words(row.personGranted ?? ''),
  }
}

/** Scopes of a column: joined by one space, none when empty. */
export function words(text: string): string[] {
  return text === '' ? [] : text.split(' ')
}
