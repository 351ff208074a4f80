import type { Client } from '../../apps/index.ts'

/** Why this app may not be connected here (spec oauth.md §4.5). */
export type ConnectRefusal = 'private' | 'in_review' | 'inactive'

type ConnectedApp = Pick<Client, 'appType' | 'appState' | 'vendorOrganizationId'>

/**
 * Whether an app may be connected by a person or organization (spec oauth.md §4.5): in the sandbox by everyone; else a
 * private app, and a public one before its review, only by the vendor organization and its members.
 */
export function connectRefusal(
  app: ConnectedApp,
  {
    isSandbox,
    organizationId,
    memberOf,
  }: { isSandbox: boolean; organizationId: string | null; memberOf: readonly string[] },
): ConnectRefusal | null {
  if (app.appState === 'inactive') return 'inactive'
  if (isForEveryone(app, isSandbox)) return null
  const vendor = app.vendorOrganizationId
  const isVendors =
    vendor !== null && (organizationId === null ? memberOf.includes(vendor) : organizationId === vendor)
  if (isVendors) return null
  return app.appType === 'private' ? 'private' : 'in_review'
}

/** Whether any organization may connect it, also one that does not exist yet. */
export function isForEveryone(app: ConnectedApp, isSandbox: boolean): boolean {
  return isSandbox || (app.appType !== 'private' && app.appState === 'active')
}
