import { recordAudit } from '../../platform/audit.ts'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { JsonFault } from '../../platform/json-cursor.ts'
import { findApp, lockApp } from './app.repository.ts'
import type { App } from './app.ts'
import { applyManifest } from './apply-manifest.ts'
import type { Actor, AppsDeps } from './deps.ts'
import { parseManifest } from './manifest.ts'

/** What became of a change; `gone` when the app was deleted meanwhile. */
export type Configured =
  | { outcome: 'configured'; app: App }
  | { outcome: 'refused'; faults: JsonFault[] }
  | { outcome: 'gone' }

/**
 * Changes the configuration of an app that exists: `document` gives the keys of the manifest that change, as they are to
 * be. It is called once the app is held, so that lists it reads are still the same when they are written.
 */
export async function configureApp(
  tx: Tx,
  {
    app,
    actor,
    document,
  }: Actor & {
    app: Pick<App, 'id' | 'name'>
    document(reader: Reader): Record<string, unknown> | Promise<Record<string, unknown>>
  },
  deps: AppsDeps,
  now: number,
): Promise<Configured> {
  if (!(await lockApp(tx, app.id))) return { outcome: 'gone' }
  const keys = await document(tx)
  const parsed = parseManifest({ ...keys, name: app.name }, deps.environment)
  if (!parsed.ok) return { outcome: 'refused', faults: parsed.faults }
  const applied = await applyManifest(tx, { manifest: parsed.manifest, actor }, deps, now)
  if (applied.outcome === 'refused') return applied
  const changed = Object.keys(keys).filter(key => key !== 'name')
  const entry = { action: 'app_configured', actor, subject: `App/${app.id}`, reason: changed.join(', ') }
  await recordAudit(tx, entry, now)
  const configured = await findApp(tx, app.id)
  return configured ? { outcome: 'configured', app: configured } : { outcome: 'gone' }
}
