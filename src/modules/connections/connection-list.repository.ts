import sql, { empty, join } from 'sql-template-tag'
import type { Reader } from '../../platform/database/database.ts'
import type { Connectable, ScopeInState, ScopeState } from './connection.ts'

/** A connection as vendors see it, with its scopes. */
export type ListedConnection = {
  id: string
  appName: string
  bearer: Connectable
  scopes: ScopeInState[]
  createdAt: number
  updatedAt: number
}

/** Which connections are meant: those to these apps, of one bearer, or changed since an instant. */
export type ConnectionFilter = {
  appIds: readonly string[]
  bearer?: Connectable | null
  since?: number | null
}

type Row = {
  id: string
  app_name: string
  bearer_type: Connectable['type']
  bearer_id: string
  created_at: number
  updated_at: number
}

/** Live connections, oldest first, and how many there are in all. Index: connection_live. */
export async function listConnections(
  reader: Reader,
  filter: ConnectionFilter,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ connections: ListedConnection[]; total: number }> {
  if (filter.appIds.length === 0) return { connections: [], total: 0 }
  const { bearer = null, since = null } = filter
  const condition = sql`connection.app_id in (${join([...filter.appIds])}) and connection.revoked_at is null
    ${bearer ? sql`and connection.bearer_type = ${bearer.type} and connection.bearer_id = ${bearer.id}` : empty}
    ${since === null ? empty : sql`and connection.updated_at > ${since}`}`
  const [counted] = await reader.read<{ total: number }>(
    sql`select count(*) as total from connection where ${condition}`,
  )
  const rows = await reader.read<Row>(
    sql`select connection.id, app.name as app_name, connection.bearer_type, connection.bearer_id,
          connection.created_at, connection.updated_at
        from connection join app on app.id = connection.app_id
        where ${condition} order by connection.created_at, connection.id limit ${limit} offset ${offset}`,
  )
  const scopes = await scopesOf(
    reader,
    rows.map(({ id }) => id),
  )
  const connections = rows.map(row => ({
    id: row.id,
    appName: row.app_name,
    bearer: { type: row.bearer_type, id: row.bearer_id },
    scopes: scopes.get(row.id) ?? [],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
  return { connections, total: Number(counted?.total ?? 0) }
}

async function scopesOf(reader: Reader, ids: readonly string[]): Promise<Map<string, ScopeInState[]>> {
  const byConnection = new Map<string, ScopeInState[]>()
  if (ids.length === 0) return byConnection
  const rows = await reader.read<{ connection_id: string; scope: string; state: ScopeState }>(
    sql`select connection_id, scope, state from connection_scope where connection_id in (${join([...ids])})
        order by connection_id, scope`,
  )
  for (const { connection_id, scope, state } of rows)
    byConnection.set(connection_id, [...(byConnection.get(connection_id) ?? []), { scope, state }])
  return byConnection
}
