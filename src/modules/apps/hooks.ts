import type { Tx } from '../../platform/database/database.ts'

/**
 * What the modules to the right do when something changes here: connect, revoke connections and tokens. Called inside
 * the transaction that causes it, after the change.
 */
export type AppsHooks = {
  /** A private app exists: it is installed at once in its vendor's organization (platform.md §4.1). */
  privateAppCreated(tx: Tx, app: { appId: string; organizationId: string }, now: number): Promise<void>
  /** An app desires more: of a private one granted in the vendor's organization, waiting in every other (G-21). */
  desiredScopesAdded(tx: Tx, change: { appId: string; scopes: string[] }, now: number): Promise<void>
  /** An app desires less, named as it was stored: no new tokens, no refresh, live tokens run out (oauth.md §12.2). */
  desiredScopesRemoved(tx: Tx, change: { appId: string; scopes: string[] }, now: number): Promise<void>
  /** An app provides less, or to other bearers: what rested on it ends (oauth.md §13). */
  providedScopesChanged(tx: Tx, appId: string, now: number): Promise<void>
  /** Everything issued with this client id ends (oauth.md §12.2). */
  credentialsDeleted(tx: Tx, clientId: string, now: number): Promise<void>
  /** What the app provides is available again to those who are connected to it (oauth.md §3.7). */
  appActivated(tx: Tx, appId: string, now: number): Promise<void>
  /** Everything issued to the app ends, and nothing it provides is effective any more (oauth.md §12.2). */
  appDeactivated(tx: Tx, appId: string, now: number): Promise<void>
  /** The same, for good. */
  appDeleted(tx: Tx, appId: string, now: number): Promise<void>
}
