import type { Tx } from '../../platform/database/database.ts'
import type { JsonFault } from '../../platform/json-cursor.ts'
import { findOrganization, findOrganizationBySlug } from '../directory/index.ts'
import { findPlatformEvent } from '../events/index.ts'
import { findAppByName } from './app.repository.ts'
import type { App, AppType } from './app.ts'
import { newNameFault } from './create-app.ts'
import type { AppsDeps } from './deps.ts'
import { isEventProvided } from './event.repository.ts'
import type { Manifest, ScopeManifest } from './manifest.ts'
import { isBuiltIn } from './platform-app.ts'
import type { ProvidedScope } from './provided-scope.ts'
import { desiredScopesOf, findProvidedScope, providedScopesOf, usedScopeIds } from './scope.repository.ts'

type Subject = { manifest: Manifest; existing: App | null }

/** What creating needs and the checks have found; of no meaning when the app exists. */
export type Creating = { name: string; type: AppType; organizationId: string; parentAppId: string | null }

/** Checks a manifest against what is stored; all faults at once, by path. */
export async function checkManifest(
  tx: Tx,
  subject: Subject,
  deps: AppsDeps,
): Promise<{ ok: true; creating: Creating } | { ok: false; faults: JsonFault[] }> {
  const faults: JsonFault[] = []
  const { manifest, existing } = subject
  const creating = existing
    ? await checkUpdate(tx, existing, manifest, faults)
    : await checkCreation(tx, manifest, deps, faults)
  checkTitle(manifest, faults)
  await checkProvidedScopes(tx, subject, faults)
  await checkDesiredScopes(tx, subject, deps, faults)
  await checkSubscribedEvents(tx, subject, deps, faults)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, creating }
}

async function checkCreation(
  tx: Tx,
  { name = '', type = 'public', organization, parentApp, title, translations }: Manifest,
  deps: AppsDeps,
  faults: JsonFault[],
): Promise<Creating> {
  const nameFault = name === '' ? 'is missing' : await newNameFault(tx, name, deps)
  if (nameFault) faults.push({ path: 'name', fault: nameFault })
  if (title === undefined && translations === undefined) {
    faults.push({ path: 'title', fault: 'is missing: a new app needs a title or translations' })
  }
  const vendor = organization === undefined ? null : await findVendor(tx, organization)
  if (vendor === null) {
    const fault =
      organization === undefined
        ? 'is missing: a new app needs its vendor'
        : `does not exist: ${organization}`
    faults.push({ path: 'organization', fault })
  }
  const parent = parentApp === undefined ? null : await findAppByName(tx, parentApp)
  if (type === 'addon' && (parent === null || parent.isPlatform || parent.type === 'addon')) {
    faults.push({ path: 'parent_app', fault: 'must be the name of the app that the add-on belongs to' })
  }
  if (type !== 'addon' && parentApp !== undefined) {
    faults.push({ path: 'parent_app', fault: 'is only for add-ons' })
  }
  return { name, type, organizationId: vendor?.id ?? '', parentAppId: parent?.id ?? null }
}

/** What an app is, and whose, never changes. */
async function checkUpdate(tx: Tx, app: App, manifest: Manifest, faults: JsonFault[]): Promise<Creating> {
  const { type, organization, parentApp } = manifest
  if (app.isPlatform) checkPlatformManifest(manifest, faults)
  if (type !== undefined && type !== app.type) faults.push({ path: 'type', fault: 'cannot be changed' })
  if (organization !== undefined && (await findVendor(tx, organization))?.id !== app.organizationId) {
    faults.push({ path: 'organization', fault: 'cannot be changed' })
  }
  if (parentApp !== undefined && (await findAppByName(tx, parentApp))?.id !== app.parentAppId) {
    faults.push({ path: 'parent_app', fault: 'cannot be changed' })
  }
  return {
    name: app.name,
    type: app.type,
    organizationId: app.organizationId ?? '',
    parentAppId: app.parentAppId,
  }
}

/** The operator may add scopes to the hub's own catalogue (spec oauth.md §3.3), nothing else. */
function checkPlatformManifest(manifest: Manifest, faults: JsonFault[]): void {
  for (const [key, value] of Object.entries(manifest)) {
    if (key !== 'name' && key !== 'providedScopes' && value !== undefined) {
      faults.push({ path: '', fault: 'may only name the platform app and its additional oauth_scopes' })
      return
    }
  }
  for (const [index, scope] of (manifest.providedScopes ?? []).entries()) {
    if (isBuiltIn(scope))
      faults.push({ path: `oauth_scopes[${index}]`, fault: 'is built in and cannot be changed' })
  }
}

async function findVendor(tx: Tx, slugOrId: string) {
  return (await findOrganizationBySlug(tx, slugOrId)) ?? (await findOrganization(tx, slugOrId))
}

function checkTitle({ title, translations }: Manifest, faults: JsonFault[]): void {
  const english = translations?.find(({ locale }) => locale === 'en')
  if (title !== undefined && english && english.title !== title) {
    faults.push({ path: 'title', fault: 'differs from the English title in translations' })
  }
}

/** Scopes that other apps desire cannot vanish, and stay with the bearers they were made for (platform.md §4.8, §4.11). */
async function checkProvidedScopes(
  tx: Tx,
  { manifest, existing }: Subject,
  faults: JsonFault[],
): Promise<void> {
  const wanted = manifest.providedScopes
  if (!wanted || !existing) return
  const used = await usedScopeIds(tx, existing.id)
  for (const provided of await providedScopesOf(tx, existing.id)) {
    if (!used.has(provided.id) || (existing.isPlatform && isBuiltIn(provided.scope))) continue
    const index = wanted.findIndex(scope => isSame(scope, provided))
    if (index === -1) {
      faults.push({ path: 'oauth_scopes', fault: `must keep ${provided.scope.text}: other apps use it` })
    } else if (wanted[index]?.bearerKind !== provided.bearerKind) {
      const fault = `must stay ${provided.bearerKind}: other apps use ${provided.scope.text}`
      faults.push({ path: `oauth_scopes[${index}].bearer_kind`, fault })
    }
  }
}

/** Only scopes that exist can be desired (spec oauth.md §3.5); what is desired already may stay. */
async function checkDesiredScopes(
  tx: Tx,
  { manifest, existing }: Subject,
  { names }: AppsDeps,
  faults: JsonFault[],
): Promise<void> {
  const stored = existing ? (await desiredScopesOf(tx, existing.id)).desired.map(({ name }) => name.text) : []
  const ownName = existing?.name ?? manifest.name
  const seen = new Set<string>()
  for (const [index, scope] of (manifest.desiredScopes ?? []).entries()) {
    const path = `desired_oauth_scopes[${index}]`
    const key = names.key(scope)
    if (seen.has(key)) faults.push({ path, fault: 'is in the list under another name of the platform app' })
    seen.add(key)
    const isOwn = scope.app !== null && scope.app === ownName && manifest.providedScopes !== undefined
    const appName = scope.app === null || names.isPlatformApp(scope.app) ? names.platformApp : scope.app
    const exists = isOwn
      ? manifest.providedScopes?.some(
          ({ name, permission }) => name === scope.name && permission === scope.permission,
        )
      : stored.includes(scope.text) || (await findProvidedScope(tx, { ...scope, appName })) !== null
    if (!exists) faults.push({ path, fault: `does not exist: ${scope.text}` })
  }
}

/** Only events that some app declares, or the hub itself sends, can be subscribed to. */
async function checkSubscribedEvents(
  tx: Tx,
  { manifest, existing }: Subject,
  { names }: AppsDeps,
  faults: JsonFault[],
): Promise<void> {
  const ownName = existing?.name ?? manifest.name
  for (const [index, text] of (manifest.subscribedEvents ?? []).entries()) {
    const [appName = '', eventName = ''] = text.split('.')
    const isOwn = appName === ownName && manifest.providedEvents?.some(({ name }) => name === eventName)
    const exists = names.isPlatformApp(appName)
      ? findPlatformEvent(eventName) !== null
      : isOwn || (await isEventProvided(tx, appName, eventName))
    if (exists) continue
    faults.push({ path: `subscribed_events[${index}]`, fault: `does not exist: ${text}` })
  }
}

function isSame({ name, permission }: ScopeManifest, { scope }: ProvidedScope): boolean {
  return name === scope.name && permission === scope.permission
}
