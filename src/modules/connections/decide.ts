import { type Act, actsAs, recordAudit } from '../../platform/audit.ts'
import type { Db } from '../../platform/database/database.ts'
import { desiredScopesOf, holdProviders } from '../apps/index.ts'
import { publish } from '../events/index.ts'
import { findLiveConnection, lockConnection, removeScopes } from './connection.repository.ts'
import { type Connectable, eventSubject, scopesByState } from './connection.ts'
import type { Connections } from './connections.ts'
import { type DecisionRefusal, takeForDecision } from './may-decide.ts'

export type Decision = {
  connectionId: string
  appId: string
  bearer: Connectable
  /** What the reader saw as waiting when they decided; what came since is not decided. */
  scopes: readonly string[]
  personId: string
  act: Act
}

/**
 * Grants scopes that wait for approval (spec oauth.md §3.7). Those that are not waiting any more, or cannot be had at the
 * moment, stay as they are. Gives how many were granted.
 */
export function approveWaiting(
  { db, connections }: { db: Db; connections: Connections },
  { connectionId, appId, bearer, scopes, personId, act }: Decision,
  now: number,
): Promise<number | DecisionRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    await holdProviders(tx, appId)
    const refusal = await takeForDecision(tx, bearer, personId)
    if (refusal) return refusal
    const connection = await findLiveConnection(tx, connectionId)
    if (connection === null) return 'gone'
    const { desired } = await desiredScopesOf(tx, appId)
    const offered = new Set(
      desired.filter(({ provided }) => !provided.isWithdrawn).map(({ name }) => name.text),
    )
    const granted = scopesByState(connection).waiting.filter(
      scope => scopes.includes(scope) && offered.has(scope),
    )
    if (granted.length > 0)
      await connections.allow(
        tx,
        { appId, bearer, establishedBy: personId, granted, waiting: [], unavailable: [] },
        now,
      )
    return granted.length
  })
}

/** Forgets scopes that wait for approval until the app asks for them again; how many. */
export function declineWaiting(
  { db }: { db: Db },
  { connectionId, appId, bearer, scopes, personId, act }: Decision,
  now: number,
): Promise<number | DecisionRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    const refusal = await takeForDecision(tx, bearer, personId)
    if (refusal) return refusal
    const connection = await findLiveConnection(tx, connectionId)
    if (connection === null) return 'gone'
    const declined = scopesByState(connection).waiting.filter(scope => scopes.includes(scope))
    if (declined.length === 0) return 0
    await removeScopes(tx, connectionId, declined)
    const subject = `${bearer.type}/${bearer.id}`
    const details = { connection: connectionId, scopes: declined }
    await recordAudit(tx, { action: 'scopes_declined', subject, appId, details }, now)
    const link = `/api/v1/connections/${bearer.type}-${bearer.id}`
    await publish(
      tx,
      { name: 'connection_changed', subject: eventSubject(bearer), payload: {}, appId, link },
      now,
    )
    return declined.length
  })
}

/** Ends a connection at the wish of its bearer, and everything issued under it (platform.md §7). */
export function revokeByBearer(
  { db, connections }: { db: Db; connections: Connections },
  { connectionId, bearer, personId, act }: Pick<Decision, 'connectionId' | 'bearer' | 'personId' | 'act'>,
  now: number,
): Promise<'revoked' | DecisionRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    const refusal = await takeForDecision(tx, bearer, personId)
    if (refusal) return refusal
    const connection = await lockConnection(tx, connectionId)
    if (connection === null) return 'gone'
    await connections.revoke(tx, connection, 'revoked by its bearer', now)
    return 'revoked'
  })
}
