import { recordAudit } from '../../platform/audit.ts'
import { uuid } from '../../platform/crypto/random.ts'
import type { Reader, Tx } from '../../platform/database/database.ts'
import { type DesiredScope, desiredScopesOf, parseScopeName, type ScopeNames } from '../apps/index.ts'
import { lockOrganization, lockPerson, membershipsOf } from '../directory/index.ts'
import { publish } from '../events/index.ts'
import {
  findConnectionsHolding,
  findHeldScopes,
  findLiveConnections,
  holdConnection,
  type LiveConnection,
  lockBearersOf,
  lockConnection,
  putScopes,
  removeScopes,
  revokeConnectionRow,
  takeConnection,
} from './connection.repository.ts'
import {
  type Connectable,
  eventSubject,
  type RequestedScopes,
  type ScopeInState,
  type ScopeState,
} from './connection.ts'
import {
  type DependentScope,
  findScopesProvidedBy,
  findScopesTakenBack,
  setScopeState,
} from './dependent-scope.repository.ts'
import { type Wish, wishOf } from './wish.ts'

/** What must happen to tokens when a grant ends; given by the composition root, run in the same transaction. */
export type ConnectionsHooks = {
  connectionRevoked(tx: Tx, connectionId: string, reason: string, now: number): Promise<void>
  scopesWithdrawn(tx: Tx, connectionId: string, scopes: string[], now: number): Promise<void>
}

/** What a consent comes to. Scopes under the vendor's names. */
export type Consent = RequestedScopes & {
  appId: string
  bearer: Connectable
  /** The person who allowed it; null when the hub did. */
  establishedBy: string | null
  granted: readonly string[]
}

/** The rules of connections, all inside the caller's transaction. */
export type Connections = {
  /** What an app desires of a bearer: what it has, what can be allowed now, and what cannot be had (platform.md §7). */
  wishOf(
    reader: Reader,
    app: { appId: string; desired: readonly DesiredScope[] },
    bearer: Connectable,
  ): Promise<Wish>
  /** Establishes or extends the connection; granted scopes never shrink. The caller holds the bearer (`lockBearer`). */
  allow(tx: Tx, consent: Consent, now: number): Promise<{ connectionId: string }>
  /** Remembers what the app asked for and did not get; nothing where the connection has ended meanwhile. */
  remember(tx: Tx, connectionId: string, requested: RequestedScopes, now: number): Promise<void>
  /** Ends a connection, everything issued under it, and what other apps could do through it. */
  revoke(tx: Tx, connection: LiveConnection, reason: string, now: number): Promise<void>
  /** Ends every connection of a bearer. */
  revokeAllOf(tx: Tx, bearer: Connectable, reason: string, now: number): Promise<void>
  /** Ends every connection of a person, and those the person established for their organizations. */
  revokeAllBy(tx: Tx, personId: string, reason: string, now: number): Promise<void>
  /**
   * Takes everybody who is connected to an app that ends, before anything of theirs is ended: who is deleted meanwhile
   * was taken before their tokens too, so that the two never wait for each other in a ring.
   */
  takeBearersOf(tx: Tx, appId: string): Promise<void>
  /** Ends every connection of an app. */
  revokeAllTo(tx: Tx, appId: string, reason: string, now: number): Promise<void>
  /**
   * A vendor desires less: what no desired scope covers any more leaves all connections. Refresh is denied from now on,
   * live tokens run out (spec oauth.md §12.2).
   */
  forgetUndesired(tx: Tx, appId: string, now: number): Promise<void>
  /** An app provides nothing any more: its scopes stop being effective everywhere. */
  providerLost(tx: Tx, appId: string, now: number): Promise<void>
  /** An app changed what it provides: what it offers to a bearer no longer stops being effective. */
  providedScopesChanged(tx: Tx, appId: string, now: number): Promise<void>
  /** It provides again: to those who are connected to it its scopes are available, and wait for approval. */
  providerReturned(tx: Tx, appId: string, now: number): Promise<void>
}

/** The rules of connections with the consequences for tokens wired in. */
export function createConnections(names: ScopeNames, hooks: ConnectionsHooks): Connections {
  const revoke = async (tx: Tx, connection: LiveConnection, reason: string, now: number) => {
    const { appId, bearer } = connection
    if (await end(tx, hooks, { connection, reason }, now))
      await rewrite(tx, hooks, { appId, bearer, change: LOST }, now)
  }
  const revokeAllOf = async (tx: Tx, bearer: Connectable, reason: string, now: number) => {
    // None is left that could depend on another: nobody is told on the way that scopes of it are gone.
    for (const connection of await findLiveConnections(tx, { bearer }))
      await end(tx, hooks, { connection, reason }, now)
  }
  return {
    wishOf: (reader, app, bearer) => wishOf(reader, names, app, bearer),
    allow: (tx, consent, now) => allow(tx, hooks, consent, now),
    remember,
    revoke,
    revokeAllOf,
    async revokeAllBy(tx, personId, reason, now) {
      await revokeAllOf(tx, { type: 'Person', id: personId }, reason, now)
      for (const { organization } of await membershipsOf(tx, personId)) {
        const bearer = { type: 'Organization', id: organization.id } as const
        for (const connection of await findLiveConnections(tx, { bearer, establishedBy: personId }))
          await revoke(tx, connection, reason, now)
      }
    },
    takeBearersOf: lockBearersOf,
    async revokeAllTo(tx, appId, reason, now) {
      for (const connection of await findLiveConnections(tx, { appId }))
        await revoke(tx, connection, reason, now)
    },
    forgetUndesired: (tx, appId, now) => forgetUndesired(tx, names, appId, now),
    providerLost: (tx, appId, now) => rewrite(tx, hooks, { appId, bearer: null, change: LOST }, now),
    async providedScopesChanged(tx, appId, now) {
      await restate(tx, hooks, { dependent: await findScopesTakenBack(tx, appId), to: LOST.to }, now)
    },
    async providerReturned(tx, appId, now) {
      for (const { bearer } of await findLiveConnections(tx, { appId }))
        await rewrite(tx, hooks, { appId, bearer, change: AVAILABLE }, now)
    },
  }
}

/**
 * Takes a person or an organization for the rest of the transaction, so that consents and revocations are decided one
 * after another; false when there is none (any more).
 */
export function lockBearer(tx: Tx, { type, id }: Connectable): Promise<boolean> {
  return type === 'Person' ? lockPerson(tx, id) : lockOrganization(tx, id)
}

async function allow(
  tx: Tx,
  hooks: ConnectionsHooks,
  { appId, bearer, establishedBy, ...asked }: Consent,
  now: number,
): Promise<{ connectionId: string }> {
  const { id, isNew } = await takeConnection(tx, { id: uuid(now), appId, bearer, establishedBy }, now)
  const changed = await putScopes(tx, id, [...inState(asked.granted, 'granted'), ...requested(asked)], now)
  if (isNew || changed > 0) {
    const action = isNew ? 'connection_established' : 'connection_extended'
    const details = { connection: id, scopes: asked.granted }
    await recordAudit(tx, { action, subject: nameOf(bearer), appId, details }, now)
  }
  if (isNew) {
    await announce(tx, 'established_connection', { appId, bearer }, now)
    // What other apps asked for of this app is available to the bearer now (spec oauth.md §3.7).
    await rewrite(tx, hooks, { appId, bearer, change: AVAILABLE }, now)
  } else if (changed > 0) await announce(tx, 'connection_changed', { appId, bearer }, now)
  return { connectionId: id }
}

async function remember(tx: Tx, connectionId: string, asked: RequestedScopes, now: number): Promise<void> {
  const connection = await holdConnection(tx, connectionId)
  if (connection === null) return
  const changed = await putScopes(tx, connectionId, requested(asked), now)
  if (changed > 0) await announce(tx, 'connection_changed', connection, now)
}

/** Ends a connection and everything issued under it; false when it had ended before. */
async function end(
  tx: Tx,
  hooks: ConnectionsHooks,
  { connection: { id, appId, bearer }, reason }: { connection: LiveConnection; reason: string },
  now: number,
): Promise<boolean> {
  await lockBearer(tx, bearer)
  if (!(await revokeConnectionRow(tx, id, reason, now))) return false
  const ended = { action: 'connection_revoked', subject: nameOf(bearer), appId, reason }
  await recordAudit(tx, { ...ended, details: { connection: id } }, now)
  await hooks.connectionRevoked(tx, id, reason, now)
  await announce(tx, 'revoked_connection', { appId, bearer }, now)
  return true
}

async function forgetUndesired(tx: Tx, names: ScopeNames, appId: string, now: number): Promise<void> {
  const { desired } = await desiredScopesOf(tx, appId)
  const isDesired = (held: string) => {
    const scope = parseScopeName(held)
    return scope !== null && desired.some(({ name }) => names.covers(name, scope))
  }
  const undesired = (await findHeldScopes(tx, appId)).filter(held => !isDesired(held))
  if (undesired.length === 0) return
  for (const { id, bearer } of await findConnectionsHolding(tx, appId, undesired)) {
    await removeScopes(tx, id, undesired)
    const reason = 'not desired any more'
    await recordWithdrawal(tx, { connectionId: id, appId, bearer, scopes: undesired, reason }, now)
    await announce(tx, 'connection_changed', { appId, bearer }, now)
  }
}

type StateChange = { from: readonly ScopeState[]; to: ScopeState }

/** The provider is gone for the bearer. */
const LOST: StateChange = { from: ['granted', 'waiting'], to: 'unavailable' }
/** The provider is there for the bearer: what was asked for only needs an approval. */
const AVAILABLE: StateChange = { from: ['unavailable'], to: 'waiting' }

/** Rewrites the scopes that other apps hold of a provider. */
async function rewrite(
  tx: Tx,
  hooks: ConnectionsHooks,
  { appId, bearer, change }: { appId: string; bearer: Connectable | null; change: StateChange },
  now: number,
): Promise<void> {
  const states = change.from
  const dependent = await findScopesProvidedBy(tx, { providerAppId: appId, bearer, states })
  await restate(tx, hooks, { dependent, to: change.to }, now)
}

/** Puts scopes of connections into a state, tells the apps, and ends tokens that lost one. */
async function restate(
  tx: Tx,
  hooks: ConnectionsHooks,
  { dependent, to }: { dependent: DependentScope[]; to: ScopeState },
  now: number,
): Promise<void> {
  for (const [connectionId, scopes] of Map.groupBy(dependent, scope => scope.connectionId)) {
    // Nobody makes tokens of it meanwhile.
    await lockConnection(tx, connectionId)
    for (const { scope } of scopes) await setScopeState(tx, { connectionId, scope, state: to }, now)
    const lost = scopes.filter(({ state }) => state === 'granted').map(({ scope }) => scope)
    const [first] = scopes
    if (lost.length > 0 && first) {
      await recordWithdrawal(tx, { ...first, connectionId, scopes: lost, reason: 'provider gone' }, now)
      await hooks.scopesWithdrawn(tx, connectionId, lost, now)
    }
    if (first) await announce(tx, 'connection_changed', first, now)
  }
}

/** Scopes left a connection, and its tokens may end for it. */
async function recordWithdrawal(
  tx: Tx,
  {
    connectionId,
    appId,
    bearer,
    scopes,
    reason,
  }: { connectionId: string; appId: string; bearer: Connectable; scopes: readonly string[]; reason: string },
  now: number,
): Promise<void> {
  const details = { connection: connectionId, scopes }
  await recordAudit(tx, { action: 'scopes_withdrawn', subject: nameOf(bearer), appId, reason, details }, now)
}

function nameOf({ type, id }: Connectable): string {
  return `${type}/${id}`
}

function requested({ waiting, unavailable }: RequestedScopes): ScopeInState[] {
  // Always in the same order, so that those who only hold the connection never wait for each other in a ring.
  return [...inState(waiting, 'waiting'), ...inState(unavailable, 'unavailable')].sort((one, other) =>
    one.scope < other.scope ? -1 : 1,
  )
}

function inState(scopes: readonly string[], state: ScopeState): ScopeInState[] {
  return scopes.map(scope => ({ scope, state }))
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
