import { uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import type { JsonFault } from '../../platform/json-cursor.ts'
import { replacePicture } from '../../platform/pictures/picture.repository.ts'
import { isUploaded } from '../../platform/pictures/picture.ts'
import { findApp, findAppByName, lockApp, storeApp, storeRedirectUrls } from './app.repository.ts'
import type { App, AppTranslation } from './app.ts'
import { createCredentials, type MadeCredentials, switchCredentials } from './change-credentials.ts'
import { createApp } from './create-app.ts'
import { credentialsOf } from './credentials.repository.ts'
import type { Credentials } from './credentials.ts'
import type { Actor, AppsDeps } from './deps.ts'
import { storeProvidedEvents, storeSubscribedEvents } from './event.repository.ts'
import type { CredentialsManifest, Manifest, ScopeManifest } from './manifest.ts'
import { checkManifest } from './manifest-checks.ts'
import { isBuiltIn } from './platform-app.ts'
import {
  declaredScopesOf,
  desiredScopesOf,
  findProvidedScope,
  putProvidedScope,
  storeDesiredScopes,
  storeWithdrawal,
} from './scope.repository.ts'
import type { ScopeName } from './scope-name.ts'
import { ensureWebhookSecret } from './webhook-secret.ts'

/** What became of a manifest. Secrets of new credentials are in the answer only this once. */
export type Applied =
  | { outcome: 'created' | 'updated'; app: App; credentials: MadeCredentials[] }
  | { outcome: 'refused'; faults: JsonFault[] }

/**
 * Creates the app that a manifest describes, or brings it to what the manifest says (platform.md §4.11):
 * 1. Everything is checked before anything is written; all faults are told at once.
 * 2. The app is made, or taken so that its configuration changes one after another.
 * 3. An absent key leaves things as they are, a present list replaces the list. Credentials are the exception: they are
 *    added and switched, never deleted, because that would end every token issued with them.
 * 4. Those who must follow are told: a private app's new scopes are granted at once (G-21), scopes taken off end.
 */
export async function applyManifest(
  tx: Tx,
  { manifest, actor }: Actor & { manifest: Manifest },
  deps: AppsDeps,
  now: number,
): Promise<Applied> {
  const found =
    manifest.name === undefined ? null : await findAppByName(tx, canonicalName(manifest.name, deps))
  // Taken before the checks, so that what they find still holds when it is written.
  const existing = found && (await lockApp(tx, found.id)) ? await findApp(tx, found.id) : null
  const check = await checkManifest(tx, { manifest, existing }, deps)
  if (!check.ok) return { outcome: 'refused', faults: check.faults }

  if (existing) {
    const app = await configure(tx, { app: existing, manifest }, deps, now)
    const credentials = await putCredentials(
      tx,
      { app, wanted: manifest.credentials ?? [], actor },
      deps,
      now,
    )
    return { outcome: 'updated', app, credentials }
  }
  const { name, type, organizationId, parentAppId } = check.creating
  const translations = textsOf(manifest, [])
  const created = await createApp(
    tx,
    {
      ...{ name, type, organizationId, parentAppId, translations, actor },
      ...(manifest.credentials && { credentials: manifest.credentials }),
    },
    deps,
    now,
  )
  if ('fault' in created) return { outcome: 'refused', faults: [{ path: 'name', fault: created.fault }] }
  const app = await configure(tx, { app: created.app, manifest }, deps, now)
  return { outcome: 'created', app, credentials: created.credentials }
}

/** Steps 3 and 4 but for credentials. */
async function configure(
  tx: Tx,
  { app, manifest }: { app: App; manifest: Manifest },
  deps: AppsDeps,
  now: number,
): Promise<App> {
  const configured: App = {
    ...app,
    category: manifest.category ?? app.category,
    entryPointUrl: manifest.entryPointUrl === undefined ? app.entryPointUrl : manifest.entryPointUrl,
    logoUrl: manifest.logoUrl === undefined ? app.logoUrl : manifest.logoUrl,
    webhookUrl: manifest.webhookUrl === undefined ? app.webhookUrl : manifest.webhookUrl,
    demoUrl: manifest.demoUrl === undefined ? app.demoUrl : manifest.demoUrl,
    translations: textsOf(manifest, app.translations),
    updatedAt: now,
  }
  // A logo elsewhere, or none, takes the place of the uploaded one.
  if (configured.logoUrl !== app.logoUrl && isUploaded(app.logoUrl))
    await replacePicture(tx, { owner: { type: 'App', id: app.id }, picture: null }, now)
  if (!app.isPlatform) await storeApp(tx, configured)
  if (configured.webhookUrl !== null) await ensureWebhookSecret(tx, app.id, deps)
  if (manifest.redirectUrls) await storeRedirectUrls(tx, app.id, manifest.redirectUrls)
  if (manifest.providedEvents) await storeProvidedEvents(tx, app.id, manifest.providedEvents)
  if (manifest.subscribedEvents) await storeSubscribedEvents(tx, app.id, manifest.subscribedEvents)
  if (manifest.providedScopes) {
    await replaceProvidedScopes(tx, { app, wanted: manifest.providedScopes }, now)
    await deps.hooks.providedScopesChanged(tx, app.id, now)
  }
  if (manifest.desiredScopes)
    await replaceDesiredScopes(tx, { app, wanted: manifest.desiredScopes }, deps, now)
  return configured
}

async function replaceProvidedScopes(
  tx: Tx,
  { app, wanted }: { app: App; wanted: ScopeManifest[] },
  now: number,
): Promise<void> {
  for (const { id, scope } of await declaredScopesOf(tx, app.id)) {
    const isKept = wanted.some(
      ({ name, permission }) => name === scope.name && permission === scope.permission,
    )
    if (!isKept && !(app.isPlatform && isBuiltIn(scope))) await storeWithdrawal(tx, id, now)
  }
  for (const scope of wanted) await putProvidedScope(tx, { ...scope, id: uuid(now), appId: app.id }, now)
}

async function replaceDesiredScopes(
  tx: Tx,
  { app, wanted }: { app: App; wanted: ScopeName[] },
  { names, hooks }: AppsDeps,
  now: number,
): Promise<void> {
  const { desired: before } = await desiredScopesOf(tx, app.id)
  const desired: { scope: string; providedScopeId: string }[] = []
  for (const scope of wanted) {
    const kept = before.find(({ name }) => name.text === scope.text)
    const appName = scope.app === null || names.isPlatformApp(scope.app) ? names.platformApp : scope.app
    const provided = kept?.provided ?? (await findProvidedScope(tx, { ...scope, appName }))
    // The check before found every one of them, in this transaction.
    if (!provided) throw new Error(`${scope.text} does not exist`)
    desired.push({ scope: scope.text, providedScopeId: provided.id })
  }
  await storeDesiredScopes(tx, app.id, desired, now)
  const textsBefore = before.map(({ name }) => name.text)
  const texts = wanted.map(({ text }) => text)
  const removed = textsBefore.filter(text => !texts.includes(text))
  const added = texts.filter(text => !textsBefore.includes(text))
  if (removed.length > 0) await hooks.desiredScopesRemoved(tx, { appId: app.id, scopes: removed }, now)
  if (added.length > 0) await hooks.desiredScopesAdded(tx, { appId: app.id, scopes: added }, now)
}

/**
 * Step 3 for credentials: those with a name are found by it, those without in their order; what is missing is made.
 * Gives the new ones.
 */
async function putCredentials(
  tx: Tx,
  { app, wanted, actor }: Actor & { app: App; wanted: CredentialsManifest[] },
  deps: AppsDeps,
  now: number,
): Promise<MadeCredentials[]> {
  const left = await credentialsOf(tx, app.id)
  const made: MadeCredentials[] = []
  for (const item of wanted) {
    const existing = take(left, item)
    if (!existing) {
      const created = await createCredentials(tx, { ...item, appId: app.id, actor }, deps, now)
      if (created === 'name_taken') throw new Error(`credentials ${item.name} of ${app.name} exist already`)
      made.push(created)
    } else if (existing.isConfidential !== item.isConfidential) {
      const switches = { isConfidential: item.isConfidential }
      await switchCredentials(tx, { clientId: existing.id, actor, switches }, now)
    }
  }
  return made
}

/** Takes the credentials that an item of the manifest means off the list. */
function take(left: Credentials[], { name, isConfidential }: CredentialsManifest): Credentials | null {
  const index = left.findIndex(
    credentials =>
      credentials.name === name && (name !== null || credentials.isConfidential === isConfidential),
  )
  return index === -1 ? null : (left.splice(index, 1)[0] ?? null)
}

/** The texts after a manifest; `title` is a short way to say the English one. */
function textsOf({ title, translations }: Manifest, before: AppTranslation[]): AppTranslation[] {
  const texts = translations ?? before
  if (title === undefined) return texts
  const english = texts.find(({ locale }) => locale === 'en') ?? {
    locale: 'en',
    summary: null,
    description: null,
  }
  return [{ ...english, title }, ...texts.filter(({ locale }) => locale !== 'en')]
}

/** The platform app may be named by any of its names (G-01). */
function canonicalName(name: string, { names }: AppsDeps): string {
  return names.isPlatformApp(name) ? names.platformApp : name
}
