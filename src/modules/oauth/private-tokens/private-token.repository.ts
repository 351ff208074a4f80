import sql, { join, type Sql } from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'
import type { ProvidedScope } from '../../apps/index.ts'
import type { Connectable } from '../../connections/index.ts'
import { words } from '../token/family-state.repository.ts'
import type { PrivateToken, PrivateTokenEnd } from './private-token.ts'

type TokenRow = Omit<PrivateToken, 'bearer' | 'scopes'> & {
  bearerType: Connectable['type']
  bearerId: string
  scopes: string | null
}

const COLUMNS = sql`
  t.jti, t.bearer_type as "bearerType", t.bearer_id as "bearerId", t.note, t.created_by as "createdBy",
  t.created_at as "createdAt", t.expires_at as "expiresAt", t.revoked_at as "revokedAt",
  t.revocation_reason as "revocationReason",
  (select string_agg(s.scope, ' ') from private_token_scope s where s.jti = t.jti) as scopes`

/** One private token by its primary key; null when there is none of this id. */
export async function findPrivateToken(reader: Reader, jti: string): Promise<PrivateToken | null> {
  const [row] = await reader.read<TokenRow>(sql`select ${COLUMNS} from private_token t where t.jti = ${jti}`)
  return row ? tokenOf(row) : null
}

/** The newest `limit` tokens of a bearer, those that are active first. Index: private_token_of_bearer. */
export async function findPrivateTokensOf(
  reader: Reader,
  { type, id }: Connectable,
  { now, limit }: { now: number; limit: number },
): Promise<PrivateToken[]> {
  const rows = await reader.read<TokenRow>(sql`
    select ${COLUMNS} from private_token t where t.bearer_type = ${type} and t.bearer_id = ${id}
    order by case when t.revoked_at is null and t.expires_at > ${now} then 0 else 1 end, t.created_at desc, t.jti desc
    limit ${limit}`)
  return rows.map(tokenOf)
}

/** How many tokens of a bearer are active, and how many were made since an instant. Index: private_token_of_bearer. */
export async function countPrivateTokens(
  reader: Reader,
  { type, id }: Connectable,
  { now, since }: { now: number; since: number },
): Promise<{ active: number; recent: number }> {
  const [row] = await reader.read<{ active: number; recent: number }>(sql`
    select count(case when revoked_at is null and expires_at > ${now} then 1 end) as active,
      count(case when created_at > ${since} then 1 end) as recent
    from private_token where bearer_type = ${type} and bearer_id = ${id}`)
  return row ?? { active: 0, recent: 0 }
}

/** How many tokens a person made since an instant, for whomever. Index: the unique key of maker and form. */
export async function countMadeBy(reader: Reader, personId: string, since: number): Promise<number> {
  const [row] = await reader.read<{ count: number }>(sql`
    select count(*) as count from private_token where created_by = ${personId} and created_at > ${since}`)
  return row?.count ?? 0
}

/** What is stored of a new token. */
export type NewPrivateToken = Pick<
  PrivateToken,
  'jti' | 'bearer' | 'note' | 'createdBy' | 'createdAt' | 'expiresAt'
> & { formId: string; scopes: readonly ProvidedScope[] }

/** Stores a token; false when this form of this person made one before. */
export async function insertPrivateToken(tx: Tx, token: NewPrivateToken): Promise<boolean> {
  const { count } = await tx.write(sql`
    insert into private_token
      (jti, bearer_type, bearer_id, note, created_by, form_id, created_at, expires_at)
    values (${token.jti}, ${token.bearer.type}, ${token.bearer.id}, ${token.note}, ${token.createdBy},
      ${token.formId}, ${token.createdAt}, ${token.expiresAt})
    on conflict (created_by, form_id) do nothing`)
  if (count === 0) return false
  for (const { id, scope } of token.scopes) {
    await tx.write(sql`
      insert into private_token_scope (jti, scope, provided_scope_id) values (${token.jti}, ${scope.text}, ${id})`)
  }
  return true
}

/** Which tokens a revocation means. */
export type PrivateTokenFilter =
  | { jti: string }
  | { bearer: Connectable }
  /** A person's own, and those they made for organizations. */
  | { madeBy: string }
  /** Those with a scope of this app that their bearer does not have any more. */
  | { lostScopesOf: string }
  /** The same for the app and the bearer of a connection that has ended. */
  | { endedConnection: string }

/** A token that was ended now. */
export type EndedPrivateToken = Pick<PrivateToken, 'jti' | 'bearer' | 'expiresAt'>

/**
 * Ends the active tokens that the filter means, and gives them. Indexes: the primary key, the unique key of maker and
 * form, private_token_of_bearer, private_token_scope_of_provided.
 */
export async function endPrivateTokens(
  tx: Tx,
  { filter, reason }: { filter: PrivateTokenFilter; reason: PrivateTokenEnd },
  now: number,
): Promise<EndedPrivateToken[]> {
  const { rows } = await tx.write<{
    jti: string
    bearerType: Connectable['type']
    bearerId: string
    expiresAt: number
  }>(sql`
    update private_token set revoked_at = ${now}, revocation_reason = ${reason}
    where revoked_at is null and expires_at > ${now} and ${conditionOf(filter)}
    returning jti, bearer_type as "bearerType", bearer_id as "bearerId", expires_at as "expiresAt"`)
  return rows.map(({ jti, bearerType, bearerId, expiresAt }) => ({
    jti,
    bearer: { type: bearerType, id: bearerId },
    expiresAt,
  }))
}

function conditionOf(filter: PrivateTokenFilter): Sql {
  if ('jti' in filter) return sql`jti = ${filter.jti}`
  if ('bearer' in filter) return ofBearer(filter.bearer)
  if ('madeBy' in filter) {
    return sql`(created_by = ${filter.madeBy} or ${ofBearer({ type: 'Person', id: filter.madeBy })})`
  }
  if ('lostScopesOf' in filter) return lostScope(sql`p.app_id = ${filter.lostScopesOf}`)
  return lostScope(sql`
    (p.app_id, t.bearer_type, t.bearer_id) in (
      select app_id, bearer_type, bearer_id from connection where id = ${filter.endedConnection})`)
}

function ofBearer({ type, id }: Connectable): Sql {
  return sql`bearer_type = ${type} and bearer_id = ${id}`
}

/**
 * What a bearer has: scopes that exist and are for its kind, of the platform app and of apps it is connected to
 * (spec oauth.md §13). The same rule as `availableScopes`, for stored tokens.
 */
function lostScope(isMeant: Sql): Sql {
  return sql`jti in (
    select t.jti from provided_scope p
      join app a on a.id = p.app_id
      join private_token_scope s on s.provided_scope_id = p.id
      join private_token t on t.jti = s.jti
    where ${isMeant} and (
      p.withdrawn_at is not null or a.deleted_at is not null or a.state = 'inactive'
      or p.bearer_kind not in ('all', t.bearer_type)
      or (a.is_platform = 0 and not exists (
        select 1 from connection c where c.app_id = p.app_id and c.bearer_type = t.bearer_type
          and c.bearer_id = t.bearer_id and c.revoked_at is null))))`
}

/** Deletes up to `limit` tokens that expired before `instant`, and says how many. Index: private_token_expiry. */
export async function deletePrivateTokensExpiredBefore(
  tx: Tx,
  instant: number,
  limit: number,
): Promise<number> {
  const rows = await tx.read<{ jti: string }>(sql`
    select jti from private_token where expires_at < ${instant} order by expires_at limit ${limit}`)
  if (rows.length === 0) return 0
  const expired = join(rows.map(({ jti }) => jti))
  await tx.write(sql`delete from private_token_scope where jti in (${expired})`)
  return (await tx.write(sql`delete from private_token where jti in (${expired})`)).count
}

function tokenOf({ bearerType, bearerId, scopes, ...row }: TokenRow): PrivateToken {
  return { ...row, bearer: { type: bearerType, id: bearerId }, scopes: words(scopes ?? '').sort() }
}
