import { uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { desiredScopesOf, parseScopeName, type ScopeNames } from '../apps/index.ts'
import { publish } from '../events/index.ts'
import {
  findConnectionsHolding,
  findHeldScopes,
  findLiveConnectionIds,
  findScopesProvidedBy,
  putScopes,
  type RewrittenScope,
  removeScopes,
  revokeConnectionRow,
  setScopeState,
  takeConnection,
} from './connection.repository.ts'
import { type Connectable, eventSubject, type ScopeState } from './connection.ts'

/** What must happen to tokens when a grant ends; given by the composition root, run in the same transaction. */
export type ConnectionsHooks = {
  connectionRevoked(tx: Tx, connectionId: string, reason: string, now: number): Promise<void>
  scopesWithdrawn(tx: Tx, connectionId: string, scopes: string[], now: number): Promise<void>
}

/** What a consent comes to. Scopes under the vendor's names. */
export type Consent = {
  appId: string
  bearer: Connectable
  /** The person who allowed it; null when the hub did. */
  establishedBy: string | null
  granted: readonly string[]
  waiting: readonly string[]
  unavailable: readonly string[]
}

/** The rules of connections, all inside the caller's transaction. */
export type Connections = {
  /** Establishes or extends the connection; granted scopes never shrink. */
  allow(tx: Tx, consent: Consent, now: number): Promise<{ connectionId: string }>
  /** Ends a connection, everything issued under it, and what other apps could do through it. */
  revoke(
    tx: Tx,
    connection: { id: string; appId: string; bearer: Connectable },
    reason: string,
    now: number,
  ): Promise<void>
  /** Ends every connection of a bearer. */
  revokeAllOf(tx: Tx, bearer: Connectable, reason: string, now: number): Promise<void>
  /** Ends every connection of an app. */
  revokeAllTo(tx: Tx, appId: string, reason: string, now: number): Promise<void>
  /**
   * A vendor desires less: what no desired scope covers any more leaves all connections. Refresh is denied from now on,
   * live tokens run out (spec oauth.md §12.2).
   */
  forgetUndesired(tx: Tx, appId: string, now: number): Promise<void>
  /** An app provides nothing any more: its scopes stop being effective everywhere. */
  providerLost(tx: Tx, appId: string, now: number): Promise<void>
  /** It provides again: to those who are connected to it its scopes are available, and wait for approval. */
  providerReturned(tx: Tx, appId: string, now: number): Promise<void>
}

/** The rules of connections with the consequences for tokens wired in. */
export function createConnections(names: ScopeNames, hooks: ConnectionsHooks): Connections {
  const connections: Connections = {
    async allow(tx, { appId, bearer, establishedBy, granted, waiting, unavailable }, now) {
      const { id, isNew } = await takeConnection(tx, { id: uuid(now), appId, bearer, establishedBy }, now)
      const inState = (scopes: readonly string[], state: ScopeState) =>
        scopes.map(scope => ({ scope, state }))
      const changed = await putScopes(
        tx,
        id,
        [
          ...inState(granted, 'granted'),
          ...inState(waiting, 'waiting'),
          ...inState(unavailable, 'unavailable'),
        ],
        now,
      )
      if (isNew) await announce(tx, 'established_connection', { appId, bearer }, now)
      else if (changed > 0) await announce(tx, 'connection_changed', { appId, bearer }, now)
      // What other apps asked for of this app is available to the bearer now (spec oauth.md §3.7).
      if (isNew)
        await rewrite(tx, { providerAppId: appId, bearer, from: ['unavailable'], to: 'waiting' }, now)
      return { connectionId: id }
    },

    async revoke(tx, connection, reason, now) {
      if (!(await end(tx, connection, reason, now))) return
      const { appId, bearer } = connection
      await rewrite(
        tx,
        { providerAppId: appId, bearer, from: ['granted', 'waiting'], to: 'unavailable' },
        now,
      )
    },

    async revokeAllOf(tx, bearer, reason, now) {
      // None is left that could depend on another, so nobody is told that scopes of it are gone on the way.
      for (const row of await findLiveConnectionIds(tx, { bearer }))
        await end(tx, connectionIn(row), reason, now)
    },

    async revokeAllTo(tx, appId, reason, now) {
      for (const row of await findLiveConnectionIds(tx, { appId }))
        await connections.revoke(tx, connectionIn(row), reason, now)
    },

    async forgetUndesired(tx, appId, now) {
      const { desired } = await desiredScopesOf(tx, appId)
      const isDesired = (held: string) => {
        const scope = parseScopeName(held)
        return scope !== null && desired.some(({ name }) => names.covers(name, scope))
      }
      const undesired = (await findHeldScopes(tx, appId)).filter(held => !isDesired(held))
      if (undesired.length === 0) return
      for (const { id, bearerType, bearerId } of await findConnectionsHolding(tx, appId, undesired)) {
        await removeScopes(tx, id, undesired)
        await announce(tx, 'connection_changed', { appId, bearer: { type: bearerType, id: bearerId } }, now)
      }
    },

    async providerLost(tx, appId, now) {
      await rewrite(
        tx,
        { providerAppId: appId, bearer: null, from: ['granted', 'waiting'], to: 'unavailable' },
        now,
      )
    },

    async providerReturned(tx, appId, now) {
      for (const { bearerType, bearerId } of await findLiveConnectionIds(tx, { appId })) {
        const bearer = { type: bearerType, id: bearerId }
        await rewrite(tx, { providerAppId: appId, bearer, from: ['unavailable'], to: 'waiting' }, now)
      }
    },
  }
  return connections

  /** Ends one connection with everything issued under it; false when it had ended before. */
  async function end(
    tx: Tx,
    { id, appId, bearer }: { id: string; appId: string; bearer: Connectable },
    reason: string,
    now: number,
  ): Promise<boolean> {
    if (!(await revokeConnectionRow(tx, id, reason, now))) return false
    await hooks.connectionRevoked(tx, id, reason, now)
    await announce(tx, 'revoked_connection', { appId, bearer }, now)
    return true
  }

  /** Rewrites the scopes other apps hold of a provider, tells them, and ends tokens that lost one. */
  async function rewrite(
    tx: Tx,
    change: { providerAppId: string; bearer: Connectable | null; from: ScopeState[]; to: ScopeState },
    now: number,
  ): Promise<void> {
    const { providerAppId, bearer, from, to } = change
    const rows = await findScopesProvidedBy(tx, { providerAppId, bearer, states: from })
    const byConnection = Map.groupBy(rows, row => row.connectionId)
    for (const [connectionId, scopes] of byConnection) {
      for (const { scope } of scopes) await setScopeState(tx, { connectionId, scope, state: to }, now)
      const lost = scopes.filter(({ wasGranted }) => wasGranted === 1).map(({ scope }) => scope)
      if (lost.length > 0) await hooks.scopesWithdrawn(tx, connectionId, lost, now)
      const [first] = scopes
      if (first) await announce(tx, 'connection_changed', connectionOfRow(first), now)
    }
  }
}

function connectionIn(row: { id: string; appId: string; bearerType: Connectable['type']; bearerId: string }) {
  const { id, appId, bearerType, bearerId } = row
  return { id, appId, bearer: { type: bearerType, id: bearerId } }
}

function connectionOfRow({ appId, bearerType, bearerId }: RewrittenScope) {
  return { appId, bearer: { type: bearerType, id: bearerId } }
}

/** Connection events go to the connected app only (spec events.md §9). */
async function announce(
  tx: Tx,
  name: 'established_connection' | 'connection_changed' | 'revoked_connection',
  { appId, bearer }: { appId: string; bearer: Connectable },
  now: number,
): Promise<void> {
  const link = name === 'connection_changed' ? `/api/v1/connections/${bearer.type}-${bearer.id}` : undefined
  await publish(tx, { name, subject: eventSubject(bearer), payload: {}, appId, ...(link && { link }) }, now)
}
