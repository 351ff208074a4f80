import { recordAudit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/database/database.ts'
import { replacePicture } from '../../platform/pictures/picture.repository.ts'
import type { Picture } from '../../platform/pictures/picture.ts'
import { findApp, lockApp, storeApp } from './app.repository.ts'
import type { Actor } from './deps.ts'

/** Gives an app another logo, or none; the platform app has that of the installation. */
export async function changeAppLogo(
  tx: Tx,
  { appId, actor, picture }: Actor & { appId: string; picture: Picture | null },
  now: number,
): Promise<'changed' | 'gone'> {
  const app = (await lockApp(tx, appId)) ? await findApp(tx, appId) : null
  if (app === null || app.isPlatform) return 'gone'
  const logoUrl = await replacePicture(tx, { owner: { type: 'App', id: appId }, picture }, now)
  await storeApp(tx, { ...app, logoUrl, updatedAt: now })
  const entry = { action: 'app_configured', actor, subject: `App/${appId}`, reason: 'logo_url' }
  await recordAudit(tx, entry, now)
  return 'changed'
}
