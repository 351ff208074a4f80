/**
 * Connections: who granted which app what. One row per establishment, never revived; each scope the app asked for is a
 * row with a state that is rewritten when its cause changes, so that a check needs no recursion (G-22).
 *
 * Owns: connections and their scopes, their consequences for other connections, the events that tell apps of it.
 * Does not own: how consent is asked (oauth/authorize), tokens (told by hooks).
 *
 * 1. Somebody with the right to do so consents: `allow` establishes or extends the connection.
 * 2. Apps that had asked for scopes of the newly connected app get them as waiting for approval.
 * 3. The grant is taken back: `revoke`; tokens die in the same transaction.
 * 4. Scopes of other apps that depended on the ended connection become unavailable, with the same consequence.
 * 5. The app itself desires less: `forgetUndesired`.
 * 6. Ended connections are forgotten when nothing that was issued under them is left (jobs.ts).
 */

export {
  countConnections,
  findConnectionsToApp,
  findHoldings,
  findLiveConnection,
  findLiveConnections,
} from './connection.repository.ts'
export { type ConnectionRoutesDeps, connectionRoutes } from './connection.route.ts'
export {
  type Connectable,
  type Connection,
  eventSubject,
  type Holdings,
  isNews,
  type RequestedScopes,
  scopesByState,
} from './connection.ts'
export { type ListedConnection, listConnections } from './connection-list.repository.ts'
export {
  type Connections,
  type ConnectionsHooks,
  type Consent,
  createConnections,
  lockBearer,
} from './connections.ts'
export { accessibleApps, currentApp } from './current-app.ts'
export { approveWaiting, revokeByBearer } from './decide.ts'
export { describeScopes, type Offer } from './describe-scopes.ts'
export { entryPointFor } from './entry-point.ts'
export { installTogether, installUnasked } from './install-unasked.ts'
export { countInstalled, noteConnectionUse } from './installed.repository.ts'
export { connectionJobs } from './jobs.ts'
export { takeForDecision } from './may-decide.ts'
export { offerScopes } from './offer-scopes.ts'
export { deleteParticipations, findParticipants } from './participation.repository.ts'
export { inviteParticipant, removeParticipant } from './participation.ts'
export { type InstalledRow, installedRows } from './portal/app-rows.ts'
export { type AppPagesDeps, appPages } from './portal/apps.page.ts'
export { launchpadPages } from './portal/launchpad.page.ts'
export { participantPages } from './portal/participants.page.ts'
export {
  type ConnectableApp,
  type ConnectRefusal,
  connectableApp,
  isForEveryone,
  type RefusalFor,
  whoMayConnect,
} from './who-may-connect.ts'
export type { Wish } from './wish.ts'
