import type { Reader } from '../../platform/database/database.ts'
import type { App, Client } from '../apps/index.ts'
import { findInvited } from './participation.repository.ts'

/** Why an app may not be connected here (spec oauth.md §4.5, platform.md §5). */
export type ConnectRefusal = 'private' | 'in_review' | 'inactive' | 'main_app_missing'

/** What of an app decides who may connect it. */
export type ConnectableApp = Pick<
  Client,
  'appId' | 'appType' | 'appState' | 'vendorOrganizationId' | 'parentAppId'
>

/** The same of an app that is there as a whole. */
export function connectableApp({ id, type, state, organizationId, parentAppId }: App): ConnectableApp {
  return { appId: id, appType: type, appState: state, vendorOrganizationId: organizationId, parentAppId }
}

/** Whether any organization may connect it, also one that does not exist yet. */
export function isForEveryone({ appType, appState }: ConnectableApp, isSandbox: boolean): boolean {
  return isSandbox || (appType === 'public' && appState === 'active')
}

/** Why an organization, or with null the person, may not connect the app; null when it may. */
export type RefusalFor = (organizationId: string | null) => ConnectRefusal | null

/**
 * Who of a person and their organizations may connect an app (spec oauth.md §4.5, platform.md §5). In the sandbox, and a
 * public app once it is active, everybody; else the vendor's organization and those it invited, an active add-on also
 * those that are connected to the app it belongs to, and the members of them all. One read, none where everybody may.
 */
export async function whoMayConnect(
  reader: Reader,
  app: ConnectableApp,
  { isSandbox, organizationIds }: { isSandbox: boolean; organizationIds: readonly string[] },
): Promise<RefusalFor> {
  if (app.appState === 'inactive') return () => 'inactive'
  if (isForEveryone(app, isSandbox)) return () => null
  const isActiveAddon = app.appType === 'addon' && app.appState === 'active'
  const mainAppId = isActiveAddon ? app.parentAppId : null
  const may = await findInvited(reader, { appId: app.appId, mainAppId }, organizationIds)
  if (app.vendorOrganizationId !== null) may.add(app.vendorOrganizationId)
  const isPersonsToo = organizationIds.some(id => may.has(id))
  const reason =
    app.appType === 'private' ? 'private' : app.appState === 'active' ? 'main_app_missing' : 'in_review'
  return organizationId =>
    (organizationId === null ? isPersonsToo : may.has(organizationId)) ? null : reason
}
