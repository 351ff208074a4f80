import sql, { type Sql } from 'sql-template-tag'
import { lockRows, type Reader, type Tx } from '../../../platform/database/database.ts'
import type { FamilyFlow, FamilyState, TokenFamily } from './token-family.ts'

type FamilyRow = {
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
const FAMILY_COLUMNS = sql`
  f.id, f.app_id as "appId", f.client_id as "clientId", f.client_is_confidential as "clientIsConfidential",
  f.connection_id as "connectionId", f.person_connection_id as "personConnectionId",
  f.bearer_type as "bearerType", f.bearer_id as "bearerId", f.person_id as "personId", f.roles, f.scopes,
  f.person_scopes as "personScopes", f.separator, f.flow,
  f.revoked_at as "familyRevokedAt", f.revocation_reason as "revocationReason",
  k.deleted_at as "credentialsDeletedAt", k.is_confidential as "credentialsAreConfidential",
  a.state as "appState", a.deleted_at as "appDeletedAt",
  c.revoked_at as "connectionRevokedAt", pc.revoked_at as "personConnectionRevokedAt",
  coalesce(p.banned_at, p.deleted_at) as "personUnavailableAt", m.roles as "currentRoles",
  (select string_agg(s.scope, ' ') from connection_scope s
    where s.connection_id = f.connection_id and s.state = 'granted') as granted,
  (select string_agg(s.scope, ' ') from connection_scope s
    where s.connection_id = f.person_connection_id and s.state = 'granted') as "personGranted"`

const FAMILY_JOINS = sql`
  join token_family f on f.id = t.family_id
  join credentials k on k.id = f.client_id
  join app a on a.id = f.app_id
  join connection c on c.id = f.connection_id
  left join connection pc on pc.id = f.person_connection_id
  left join membership m on m.organization_id = f.bearer_id and m.person_id = f.person_id
  left join person p on p.id = case when f.bearer_type = 'Person' then f.bearer_id else f.person_id end`

function familyOf(row: FamilyRow): FamilyState {
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
function words(text: string): string[] {
  return text === '' ? [] : text.split(' ')
}

/** A code as stored, with its family. Instants in milliseconds. */
export type StoredCode = {
  id: number
  redirectUri: string
  codeChallenge: string | null
  codeChallengeMethod: 'S256' | 'plain' | null
  expiresAt: number
  redeemedAt: number | null
  family: FamilyState
}

/**
 * The code of this hash with its family, by its unique index. The family is held against revocation until the end of
 * the transaction, so that no token is made behind a revocation's back.
 */
export async function findCode(tx: Tx, codeHash: string): Promise<StoredCode | null> {
  const [row] = await tx.read<FamilyRow & Omit<StoredCode, 'family' | 'id'> & { codeId: number }>(sql`
    select ${FAMILY_COLUMNS}, t.id as "codeId", t.redirect_uri as "redirectUri", t.code_challenge as "codeChallenge",
      t.code_challenge_method as "codeChallengeMethod", t.expires_at as "expiresAt", t.redeemed_at as "redeemedAt"
    from authorization_code t ${FAMILY_JOINS}
    where t.code_hash = ${codeHash} ${lockRows(tx, 'share', 'f')}`)
  if (!row) return null
  const { codeId, redirectUri, codeChallenge, codeChallengeMethod, expiresAt, redeemedAt } = row
  return {
    id: codeId,
    redirectUri,
    codeChallenge,
    codeChallengeMethod,
    expiresAt,
    redeemedAt,
    family: familyOf(row),
  }
}

/** Uses the code up; false when somebody else did. */
export async function redeemCode(tx: Tx, id: number, now: number): Promise<boolean> {
  const { count } = await tx.write(sql`
    update authorization_code set redeemed_at = ${now} where id = ${id} and redeemed_at is null`)
  return count === 1
}

/** Adds a code to a family. `expiresAt` in milliseconds. */
export async function insertCode(
  tx: Tx,
  code: {
    codeHash: string
    familyId: string
    redirectUri: string
    codeChallenge: string | null
    codeChallengeMethod: string | null
    expiresAt: number
  },
  now: number,
): Promise<void> {
  await tx.write(sql`
    insert into authorization_code
      (code_hash, family_id, redirect_uri, code_challenge, code_challenge_method, created_at, expires_at)
    values (${code.codeHash}, ${code.familyId}, ${code.redirectUri}, ${code.codeChallenge},
      ${code.codeChallengeMethod}, ${now}, ${code.expiresAt})`)
}

/** Begins a family. */
export async function insertFamily(tx: Tx, family: TokenFamily, now: number): Promise<void> {
  await tx.write(sql`
    insert into token_family (id, app_id, client_id, client_is_confidential, connection_id, person_connection_id,
      bearer_type, bearer_id, person_id, roles, scopes, person_scopes, separator, flow, created_at)
    values (${family.id}, ${family.appId}, ${family.clientId}, ${family.clientIsConfidential ? 1 : 0},
      ${family.connectionId}, ${family.personConnectionId}, ${family.bearer.type}, ${family.bearer.id},
      ${family.personId}, ${family.roles}, ${family.scopes.join(' ')}, ${family.personScopes.join(' ')},
      ${family.separator}, ${family.flow}, ${now})`)
}

/** An issued pair as stored. Instants in milliseconds. */
export type StoredToken = {
  jti: string
  scopes: string[]
  roles: number | null
  issuedAt: number
  expiresAt: number
  refreshExpiresAt: number | null
  redeemedAt: number | null
  successorJti: string | null
}

type TokenRow = Omit<StoredToken, 'scopes'> & { tokenScopes: string; tokenRoles: number | null }

const TOKEN_COLUMNS = sql`
  t.jti, t.scopes as "tokenScopes", t.roles as "tokenRoles", t.issued_at as "issuedAt", t.expires_at as "expiresAt",
  t.refresh_expires_at as "refreshExpiresAt", t.redeemed_at as "redeemedAt", t.successor_jti as "successorJti"`

function tokenOf(row: TokenRow): StoredToken {
  const { jti, issuedAt, expiresAt, refreshExpiresAt, redeemedAt, successorJti } = row
  const scopes = words(row.tokenScopes)
  return {
    jti,
    scopes,
    roles: row.tokenRoles,
    issuedAt,
    expiresAt,
    refreshExpiresAt,
    redeemedAt,
    successorJti,
  }
}

/** The pair of this refresh token with its family, by its unique index; the family is held as in `findCode`. */
export async function findRefreshToken(
  tx: Tx,
  refreshHash: string,
): Promise<{ token: StoredToken; family: FamilyState } | null> {
  const [row] = await tx.read<FamilyRow & TokenRow>(sql`
    select ${FAMILY_COLUMNS}, ${TOKEN_COLUMNS} from issued_token t ${FAMILY_JOINS}
    where t.refresh_hash = ${refreshHash} ${lockRows(tx, 'share', 'f')}`)
  return row ? { token: tokenOf(row), family: familyOf(row) } : null
}

/** The pair of this access token. */
export async function findToken(reader: Reader, jti: string): Promise<StoredToken | null> {
  const [row] = await reader.read<TokenRow>(
    sql`select ${TOKEN_COLUMNS} from issued_token t where t.jti = ${jti}`,
  )
  return row ? tokenOf(row) : null
}

/** Uses a refresh token up in favour of its successor; false when somebody else did. */
export async function redeemRefreshToken(
  tx: Tx,
  { refreshHash, successorJti }: { refreshHash: string; successorJti: string },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update issued_token set redeemed_at = ${now}, successor_jti = ${successorJti}
    where refresh_hash = ${refreshHash} and redeemed_at is null`)
  return count === 1
}

/** Records an issued pair. */
export async function insertToken(
  tx: Tx,
  token: {
    jti: string
    familyId: string
    scopes: string[]
    roles: number | null
    issuedAt: number
    expiresAt: number
    refreshHash: string | null
    refreshExpiresAt: number | null
  },
): Promise<void> {
  await tx.write(sql`
    insert into issued_token (jti, family_id, scopes, roles, issued_at, expires_at, refresh_hash, refresh_expires_at)
    values (${token.jti}, ${token.familyId}, ${token.scopes.join(' ')}, ${token.roles}, ${token.issuedAt},
      ${token.expiresAt}, ${token.refreshHash}, ${token.refreshExpiresAt})`)
}

/** Which families a revocation means. */
export type FamilyFilter =
  | { familyId: string }
  | { clientId: string }
  | { appId: string }
  | { connectionId: string }
  | { organizationId: string; personId: string }
  | { personId: string }

/** A live access token that was revoked. */
export type RevokedToken = {
  jti: string
  expiresAt: number
  bearerType: 'Person' | 'Organization'
  bearerId: string
}

/**
 * Revokes families and gives their ids. Descendants are not included; call again with what it gave as parents.
 * Indexes: token_family_of_client, _of_connection, _of_person_connection, _of_parent.
 */
export async function revokeFamilyRows(
  tx: Tx,
  condition: Sql,
  reason: string,
  now: number,
): Promise<string[]> {
  const { rows } = await tx.write<{ id: string }>(sql`
    update token_family set revoked_at = ${now}, revocation_reason = ${reason}
    where revoked_at is null and ${condition} returning id`)
  return rows.map(({ id }) => id)
}

/** The condition of a filter. */
export function familyCondition(filter: FamilyFilter): Sql {
  if ('familyId' in filter) return sql`id = ${filter.familyId}`
  if ('clientId' in filter) return sql`client_id = ${filter.clientId}`
  if ('appId' in filter) return sql`client_id in (select id from credentials where app_id = ${filter.appId})`
  if ('organizationId' in filter) {
    return sql`person_id = ${filter.personId} and bearer_id = ${filter.organizationId}`
  }
  if ('personId' in filter) {
    const own = sql`(select id from connection where bearer_type = 'Person' and bearer_id = ${filter.personId})`
    return sql`(connection_id in ${own} or person_connection_id in ${own})`
  }
  return sql`(connection_id = ${filter.connectionId} or person_connection_id = ${filter.connectionId})`
}

/** Children of a family. */
export function childrenOf(parentId: string): Sql {
  return sql`parent_family_id = ${parentId}`
}

/** Live families of a connection with their scopes. */
export async function findFamilyScopes(
  reader: Reader,
  connectionId: string,
): Promise<{ id: string; scopes: string[]; personScopes: string[]; connectionId: string }[]> {
  const rows = await reader.read<{
    id: string
    scopes: string
    personScopes: string
    connectionId: string
  }>(sql`
    select id, scopes, person_scopes as "personScopes", connection_id as "connectionId" from token_family
    where (connection_id = ${connectionId} or person_connection_id = ${connectionId}) and revoked_at is null`)
  return rows.map(row => ({ ...row, scopes: words(row.scopes), personScopes: words(row.personScopes) }))
}

/** Puts the live access tokens of a revoked family on the revocation list and gives them. */
export async function listRevokedTokens(tx: Tx, familyId: string, now: number): Promise<RevokedToken[]> {
  const { rows } = await tx.write<{ jti: string; expiresAt: number }>(sql`
    insert into revoked_access_token (jti, expires_at, revoked_at)
    select jti, expires_at, cast(${now} as bigint) from issued_token where family_id = ${familyId} and expires_at > ${now}
    on conflict (jti) do nothing
    returning jti, expires_at as "expiresAt"`)
  const [family] = await tx.read<{ bearerType: 'Person' | 'Organization'; bearerId: string }>(sql`
    select bearer_type as "bearerType", bearer_id as "bearerId" from token_family where id = ${familyId}`)
  return family ? rows.map(row => ({ ...row, ...family })) : []
}

/** The family an access token belongs to; null when we never issued it. */
export async function findFamilyIdOfToken(
  reader: Reader,
  jti: string,
): Promise<{ familyId: string; clientId: string } | null> {
  const [row] = await reader.read<{ familyId: string; clientId: string }>(sql`
    select t.family_id as "familyId", f.client_id as "clientId" from issued_token t
    join token_family f on f.id = t.family_id where t.jti = ${jti}`)
  return row ?? null
}

/** The family of a refresh token, redeemed ones included. */
export async function findFamilyIdOfRefreshToken(
  reader: Reader,
  refreshHash: string,
): Promise<{ familyId: string; clientId: string } | null> {
  const [row] = await reader.read<{ familyId: string; clientId: string }>(sql`
    select t.family_id as "familyId", f.client_id as "clientId" from issued_token t
    join token_family f on f.id = t.family_id where t.refresh_hash = ${refreshHash}`)
  return row ?? null
}
