import sql, { join, type Sql } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { Connectable, ScopeInState, ScopeState } from './connection.ts'

/** A scope of a connection whose state hangs on its provider. */
export type DependentScope = ScopeInState & { connectionId: string; appId: string; bearer: Connectable }

type DependentRow = ScopeInState & {
  connectionId: string
  appId: string
  bearerType: Connectable['type']
  bearerId: string
}

/**
 * Scopes that live connections hold of a providing app, offered to the bearer's kind: of one bearer, or of all when
 * `bearer` is null. Read before they are rewritten by `setScopeState`.
 */
export function findScopesProvidedBy(
  reader: Reader,
  {
    providerAppId,
    bearer,
    states,
  }: { providerAppId: string; bearer: Connectable | null; states: readonly ScopeState[] },
): Promise<DependentScope[]> {
  const ofBearer = bearer ? sql`and c.bearer_type = ${bearer.type} and c.bearer_id = ${bearer.id}` : sql``
  return findDependent(
    reader,
    sql`p.app_id = ${providerAppId} and p.withdrawn_at is null and p.bearer_kind in ('all', c.bearer_type)
      and c.app_id <> ${providerAppId} and s.state in (${join([...states])}) ${ofBearer}`,
  )
}

/** The apps that hold scopes of a providing app from this bearer, in order of their names. */
export function findDependentApps(
  reader: Reader,
  { providerAppId, bearer }: { providerAppId: string; bearer: Connectable },
): Promise<{ name: string; translations: string }[]> {
  return reader.read(sql`
    select distinct app.name, app.translations
    from provided_scope p
      join app provider on provider.id = p.app_id
      join connection_scope s on s.scope = provider.name || '.' || p.name || '.' || p.permission
      join connection c on c.id = s.connection_id
      join app on app.id = c.app_id
    where p.app_id = ${providerAppId} and c.app_id <> ${providerAppId} and c.revoked_at is null
      and s.state in ('granted', 'waiting') and c.bearer_type = ${bearer.type} and c.bearer_id = ${bearer.id}
    order by app.name`)
}

/** Scopes that live connections hold of a providing app, its own ones too, although it does not offer them (any more). */
export function findScopesTakenBack(reader: Reader, providerAppId: string): Promise<DependentScope[]> {
  return findDependent(
    reader,
    sql`p.app_id = ${providerAppId} and s.state in ('granted', 'waiting')
      and (p.withdrawn_at is not null or p.bearer_kind not in ('all', c.bearer_type))`,
  )
}

async function findDependent(reader: Reader, condition: Sql): Promise<DependentScope[]> {
  const rows = await reader.read<DependentRow>(sql`
    select c.id as "connectionId", c.app_id as "appId", c.bearer_type as "bearerType", c.bearer_id as "bearerId",
      s.scope, s.state
    from provided_scope p
      join app provider on provider.id = p.app_id
      join connection_scope s on s.scope = provider.name || '.' || p.name || '.' || p.permission
      join connection c on c.id = s.connection_id
    where c.revoked_at is null and ${condition}
    order by c.id, s.scope`)
  return rows.map(({ bearerType, bearerId, ...scope }) => ({
    ...scope,
    bearer: { type: bearerType, id: bearerId },
  }))
}

/** Rewrites the state of one scope of one connection. */
export async function setScopeState(
  tx: Tx,
  { connectionId, scope, state }: { connectionId: string; scope: string; state: ScopeState },
  now: number,
): Promise<void> {
  await tx.write(sql`
    update connection_scope set state = ${state}, updated_at = ${now}
    where connection_id = ${connectionId} and scope = ${scope}`)
}
