import { recordAudit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/database/database.ts'
import { replacePicture } from '../../platform/pictures/picture.repository.ts'
import {
  findApp,
  findAppsOfOrganization,
  lockApp,
  storeAppDeletion,
  storeAppState,
} from './app.repository.ts'
import type { AppState } from './app.ts'
import { removeScreenshotsOf } from './change-screenshots.ts'
import type { Actor, AppsDeps } from './deps.ts'
import { deleteDesiredScope } from './scope.repository.ts'

/** Which app is meant, and who acts. */
export type AppAct = Actor & { appId: string }

/** Step 3: the operator switches an app on; what it provides can be had (again). */
export async function activateApp(
  tx: Tx,
  act: AppAct,
  { hooks }: Pick<AppsDeps, 'hooks'>,
  now: number,
): Promise<'active' | 'not_found'> {
  if ((await findApp(tx, act.appId)) === null) return 'not_found'
  if (await putState(tx, { ...act, state: 'active' }, now)) await hooks.appActivated(tx, act.appId, now)
  return 'active'
}

/** Step 5: switches an app off; everything issued to it ends, its scopes are effective no longer (oauth.md §12.2). */
export async function deactivateApp(
  tx: Tx,
  act: AppAct,
  { hooks }: Pick<AppsDeps, 'hooks'>,
  now: number,
): Promise<'inactive' | 'not_found'> {
  const app = await findApp(tx, act.appId)
  if (app === null || app.isPlatform) return 'not_found'
  if (await putState(tx, { ...act, state: 'inactive' }, now)) await hooks.appDeactivated(tx, act.appId, now)
  return 'inactive'
}

/** Step 5: deletes an app for good, with the same consequences; its name is never given out again (G-33). */
export async function deleteApp(
  tx: Tx,
  act: AppAct,
  { hooks }: Pick<AppsDeps, 'hooks'>,
  now: number,
): Promise<'deleted' | 'not_found'> {
  const app = await findApp(tx, act.appId)
  if (app === null || app.isPlatform || !(await storeAppDeletion(tx, act.appId, now))) return 'not_found'
  await replacePicture(tx, { owner: { type: 'App', id: act.appId }, picture: null }, now)
  await removeScreenshotsOf(tx, act.appId, now)
  await audit(tx, 'app_deleted', act, now)
  await hooks.appDeleted(tx, act.appId, now)
  return 'deleted'
}

/** Deletes all apps of a vendor that is being deleted. */
export async function deleteAppsOfOrganization(
  tx: Tx,
  { organizationId, actor }: Actor & { organizationId: string },
  deps: Pick<AppsDeps, 'hooks'>,
  now: number,
): Promise<void> {
  for (const { id } of await findAppsOfOrganization(tx, organizationId)) {
    await deleteApp(tx, { appId: id, actor }, deps, now)
  }
}

/** Takes a desired scope off an app, named as it was stored: no new tokens with it (oauth.md §12.2). */
export async function removeDesiredScope(
  tx: Tx,
  { appId, scope, actor }: AppAct & { scope: string },
  { hooks }: Pick<AppsDeps, 'hooks'>,
  now: number,
): Promise<'removed' | 'not_found'> {
  if (!(await lockApp(tx, appId)) || !(await deleteDesiredScope(tx, appId, scope))) return 'not_found'
  await audit(tx, 'desired_scope_removed', { appId, actor, reason: scope }, now)
  await hooks.desiredScopesRemoved(tx, { appId, scopes: [scope] }, now)
  return 'removed'
}

/** Puts an app into a state; true when this changed it. */
async function putState(
  tx: Tx,
  { appId, actor, state }: AppAct & { state: AppState },
  now: number,
): Promise<boolean> {
  if (!(await storeAppState(tx, { appId, state }, now))) return false
  await audit(tx, 'app_state_changed', { appId, actor, reason: state }, now)
  return true
}

async function audit(
  tx: Tx,
  action: string,
  { appId, actor, reason = null }: AppAct & { reason?: string | null },
  now: number,
): Promise<void> {
  await recordAudit(tx, { action, actor, subject: `App/${appId}`, reason }, now)
}
