import sql, { join, type Sql } from 'sql-template-tag'
import { lockRows, type Reader, shareRows, type Tx } from '../../platform/database/database.ts'
import type { Connectable, Connection, Holdings, ScopeInState, ScopeState } from './connection.ts'

type LiveRow = { id: string; appId: string; bearerType: Connectable['type']; bearerId: string }
type HoldingRow = LiveRow & { scope: string | null; state: ScopeState | null }

/** A connection that has not ended. */
export type LiveConnection = Pick<Connection, 'id' | 'appId' | 'bearer'>

/**
 * What each bearer has given the app, and the apps it is connected to: one statement by the index
 * connection_of_bearer. Only scopes of the app itself are read.
 */
export async function findHoldings(
  reader: Reader,
  appId: string,
  bearers: readonly Connectable[],
): Promise<Holdings[]> {
  if (bearers.length === 0) return []
  const rows = await reader.read<HoldingRow>(sql`
    select c.id, c.app_id as "appId", c.bearer_type as "bearerType", c.bearer_id as "bearerId", s.scope, s.state
    from connection c left join connection_scope s on s.connection_id = c.id and c.app_id = ${appId}
    where c.revoked_at is null and (${isOneOf(bearers)})
    order by c.id, s.scope`)
  return bearers.map(bearer => {
    const own = rows.filter(row => row.bearerType === bearer.type && row.bearerId === bearer.id)
    return {
      connection: connectionOf(own.filter(row => row.appId === appId)),
      connectedAppIds: new Set(own.map(row => row.appId)),
    }
  })
}

/** A live connection by its id. */
export async function findLiveConnection(reader: Reader, id: string): Promise<Connection | null> {
  return connectionOf(
    await reader.read<HoldingRow>(sql`
      select c.id, c.app_id as "appId", c.bearer_type as "bearerType", c.bearer_id as "bearerId", s.scope, s.state
      from connection c left join connection_scope s on s.connection_id = c.id
      where c.id = ${id} and c.revoked_at is null order by s.scope`),
  )
}

function connectionOf(rows: HoldingRow[]): Connection | null {
  const [first] = rows
  if (!first) return null
  return {
    ...liveFrom(first),
    scopes: rows.flatMap(({ scope, state }) => (scope !== null && state !== null ? [{ scope, state }] : [])),
  }
}

function liveFrom({ id, appId, bearerType, bearerId }: LiveRow): LiveConnection {
  return { id, appId, bearer: { type: bearerType, id: bearerId } }
}

/**
 * The live connection of app and bearer, made when there is none; taking it locks it until the end of the transaction.
 * `isNew` tells whether this call established it.
 */
export async function takeConnection(
  tx: Tx,
  {
    id,
    appId,
    bearer,
    establishedBy,
  }: { id: string; appId: string; bearer: Connectable; establishedBy: string | null },
  now: number,
): Promise<{ id: string; isNew: boolean }> {
  const { rows } = await tx.write<{ id: string }>(sql`
    insert into connection (id, app_id, bearer_type, bearer_id, established_by, created_at, updated_at)
    values (${id}, ${appId}, ${bearer.type}, ${bearer.id}, ${establishedBy}, ${now}, ${now})
    on conflict (app_id, bearer_type, bearer_id) where revoked_at is null
    do update set version = connection.version + 1
    returning id`)
  const taken = rows[0]?.id ?? id
  return { id: taken, isNew: taken === id }
}

/**
 * Keeps a connection from ending until the end of the transaction; others may do the same. Null when it has ended. Who
 * holds a connection so already can call it too, without waiting for others that do.
 */
export async function holdConnection(tx: Tx, id: string): Promise<LiveConnection | null> {
  const [row] = await tx.read<LiveRow>(sql`
    select id, app_id as "appId", bearer_type as "bearerType", bearer_id as "bearerId" from connection
    where id = ${id} and revoked_at is null ${shareRows(tx, 'connection')}`)
  return row ? liveFrom(row) : null
}

/** Locks a connection until the end of the transaction; null when it has ended. */
export async function lockConnection(tx: Tx, id: string): Promise<LiveConnection | null> {
  const { rows } = await tx.write<LiveRow>(sql`
    update connection set version = version + 1 where id = ${id} and revoked_at is null
    returning id, app_id as "appId", bearer_type as "bearerType", bearer_id as "bearerId"`)
  return rows[0] ? liveFrom(rows[0]) : null
}

/**
 * Takes everybody who is connected to an app until the end of the transaction: persons before organizations, each in the
 * order of their ids. Index: connection_live.
 */
export async function lockBearersOf(tx: Tx, appId: string): Promise<void> {
  const connected = (type: Connectable['type']) => sql`
    select bearer_id from connection where app_id = ${appId} and bearer_type = ${type} and revoked_at is null`
  await tx.read(
    sql`select id from person where id in (${connected('Person')}) order by id ${lockRows(tx, 'person')}`,
  )
  await tx.read(sql`
    select id from organization where id in (${connected('Organization')}) order by id
    ${lockRows(tx, 'organization')}`)
}

/**
 * Puts scopes of a connection into a state and tells which changed. What is granted stays granted when it is asked
 * for again; only `granted` overrides everything.
 */
export async function putScopes(
  tx: Tx,
  connectionId: string,
  scopes: readonly ScopeInState[],
  now: number,
): Promise<number> {
  let changed = 0
  for (const { scope, state } of scopes) {
    const { count } = await tx.write(sql`
      insert into connection_scope (connection_id, scope, state, updated_at)
      values (${connectionId}, ${scope}, ${state}, ${now})
      on conflict (connection_id, scope) do update set state = excluded.state, updated_at = excluded.updated_at
      where connection_scope.state <> excluded.state
        and (connection_scope.state <> 'granted' or excluded.state = 'granted')`)
    changed += count
  }
  return changed
}

/** Takes scopes off a connection, whatever their state. */
export async function removeScopes(tx: Tx, connectionId: string, scopes: readonly string[]): Promise<void> {
  await tx.write(sql`
    delete from connection_scope where connection_id = ${connectionId} and scope in (${join([...scopes])})`)
}

/** Ends a connection; false when it had ended before. */
export async function revokeConnectionRow(tx: Tx, id: string, reason: string, now: number): Promise<boolean> {
  const { count } = await tx.write(sql`
    update connection set revoked_at = ${now}, revocation_reason = ${reason}, updated_at = ${now},
      version = version + 1
    where id = ${id} and revoked_at is null`)
  return count === 1
}

/** Deletes at most `limit` connections that ended before `instant`, with their scopes; how many. Index: connection_ended. */
export async function deleteConnectionsEndedBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const ended = sql`select id from connection where revoked_at < ${instant} order by revoked_at, id limit ${limit}`
  await tx.write(sql`delete from connection_scope where connection_id in (${ended})`)
  return (await tx.write(sql`delete from connection where id in (${ended})`)).count
}

/** Live connections of a bearer (all, or those a person established), or of an app. */
export async function findLiveConnections(
  reader: Reader,
  of: { bearer: Connectable; establishedBy?: string } | { appId: string },
): Promise<LiveConnection[]> {
  const condition = 'bearer' in of ? ofBearer(of) : sql`app_id = ${of.appId}`
  const rows = await reader.read<LiveRow>(sql`
    select id, app_id as "appId", bearer_type as "bearerType", bearer_id as "bearerId" from connection
    where ${condition} and revoked_at is null order by id`)
  return rows.map(liveFrom)
}

function ofBearer({ bearer, establishedBy }: { bearer: Connectable; establishedBy?: string }): Sql {
  const all = sql`bearer_type = ${bearer.type} and bearer_id = ${bearer.id}`
  return establishedBy === undefined ? all : sql`${all} and established_by = ${establishedBy}`
}

/** The scopes that live connections of an app hold in any state, each once. */
export async function findHeldScopes(reader: Reader, appId: string): Promise<string[]> {
  const rows = await reader.read<{ scope: string }>(sql`
    select distinct s.scope from connection c join connection_scope s on s.connection_id = c.id
    where c.app_id = ${appId} and c.revoked_at is null order by s.scope`)
  return rows.map(({ scope }) => scope)
}

/** Live connections of an app that hold one of the given scopes, of which there is at least one. */
export async function findConnectionsHolding(
  reader: Reader,
  appId: string,
  scopes: readonly string[],
): Promise<LiveConnection[]> {
  const rows = await reader.read<LiveRow>(sql`
    select distinct c.id, c.app_id as "appId", c.bearer_type as "bearerType", c.bearer_id as "bearerId"
    from connection c join connection_scope s on s.connection_id = c.id
    where c.app_id = ${appId} and c.revoked_at is null and s.scope in (${join([...scopes])}) order by c.id`)
  return rows.map(liveFrom)
}

/** Live connections of several bearers to one app with their scopes; keyed by bearer id. Index: connection_live. */
export async function findConnectionsToApp(
  reader: Reader,
  appId: string,
  bearers: readonly Connectable[],
): Promise<Map<string, Connection>> {
  if (bearers.length === 0) return new Map()
  const rows = await reader.read<HoldingRow>(sql`
    select c.id, c.app_id as "appId", c.bearer_type as "bearerType", c.bearer_id as "bearerId", s.scope, s.state
    from connection c left join connection_scope s on s.connection_id = c.id
    where c.app_id = ${appId} and c.revoked_at is null and (${isOneOf(bearers)})
    order by c.id, s.scope`)
  const found = new Map<string, Connection>()
  for (const { id } of bearers) {
    const connection = connectionOf(rows.filter(row => row.bearerId === id))
    if (connection) found.set(id, connection)
  }
  return found
}

function isOneOf(bearers: readonly Connectable[]): Sql {
  return join(
    bearers.map(({ type, id }) => sql`(c.bearer_type = ${type} and c.bearer_id = ${id})`),
    ' or ',
  )
}

/**
 * Apps a person can open: the platform app, which alone has no vendor, and those connected to the person or to one of
 * the organizations. Indexes: app_of_organization, connection_of_bearer.
 */
export function findAccessibleApps(
  reader: Reader,
  personId: string,
  organizationIds: readonly string[],
): Promise<
  {
    name: string
    translations: string
    category: string
    entryPointUrl: string | null
    logoUrl: string | null
  }[]
> {
  return reader.read(sql`
    select name, translations, category, entry_point_url as "entryPointUrl", logo_url as "logoUrl" from app
    where deleted_at is null and (is_platform = 1 or state <> 'inactive') and id in (
      select id from app where organization_id is null
      union select app_id from connection where revoked_at is null and (
        (bearer_type = 'Person' and bearer_id = ${personId})
        or (bearer_type = 'Organization' and bearer_id in (${join([...organizationIds, ''])}))))
    order by is_platform desc, name`)
}

/** How many persons and organizations are connected to an app. Index: connection_live. */
export async function countConnections(reader: Reader, appId: string): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from connection where app_id = ${appId} and revoked_at is null`,
  )
  return row?.count ?? 0
}
