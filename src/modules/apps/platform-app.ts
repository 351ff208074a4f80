import { uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { findPlatformApp, findPlatformAppAndNamesakes, insertApp, storeApp } from './app.repository.ts'
import type { App } from './app.ts'
import { PLATFORM_SCOPES, type PlatformScope } from './platform-catalogue.ts'
import { providedScopesOf, putProvidedScope } from './scope.repository.ts'

/** How the installation names the hub's own app (G-01) and itself. */
export type PlatformAppConfig = {
  platformAppName: string
  platformAppAliases: readonly string[]
  brandName: string
}

/**
 * Makes the hub's own app and its catalogue of scopes, or brings them up to date; at each start, cheap when nothing is
 * new. Scopes that an operator added stay. Throws when an app of somebody else has one of the configured names.
 */
export async function ensurePlatformApp(tx: Tx, config: PlatformAppConfig, now: number): Promise<App> {
  const found = await findPlatformAppAndNamesakes(tx, [config.platformAppName, ...config.platformAppAliases])
  const namesake = found.find(({ isPlatform }) => !isPlatform)
  if (namesake)
    throw new Error(`an app is called ${namesake.name}: choose another PLATFORM_APP_NAME or alias`)
  const existing = found[0] ?? null
  const app = await ensureRow(tx, existing, config, now)
  const provided = existing === null ? [] : await providedScopesOf(tx, app.id)
  for (const scope of PLATFORM_SCOPES) {
    const stored = provided.find(
      ({ scope: { name, permission } }) => name === scope.name && permission === scope.permission,
    )
    const isCurrent = stored?.isWithdrawn === false && comparable(stored) === comparable(scope)
    if (!isCurrent) await putProvidedScope(tx, { ...scope, id: uuid(now), appId: app.id }, now)
  }
  return app
}

/** Whether this scope belongs to the catalogue that every installation has. */
export function isBuiltIn(scope: Pick<PlatformScope, 'name' | 'permission'>): boolean {
  return PLATFORM_SCOPES.some(
    ({ name, permission }) => name === scope.name && permission === scope.permission,
  )
}

async function ensureRow(tx: Tx, existing: App | null, config: PlatformAppConfig, now: number): Promise<App> {
  const { platformAppName: name, brandName } = config
  if (existing?.name === name && existing.translations.every(({ title }) => title === brandName))
    return existing
  const translations = (['en', 'de'] as const).map(locale => {
    return { locale, title: brandName, summary: null, description: null }
  })
  if (existing) {
    const renamed = { ...existing, name, translations, updatedAt: now }
    await storeApp(tx, renamed)
    return renamed
  }
  const app: App = {
    id: uuid(now),
    organizationId: null,
    name,
    type: 'public',
    state: 'active',
    parentAppId: null,
    category: 'infrastructure',
    entryPointUrl: null,
    logoUrl: null,
    webhookUrl: null,
    demoUrl: null,
    translations,
    isPlatform: true,
    createdAt: now,
    updatedAt: now,
  }
  if (await insertApp(tx, app)) return app
  // Another process made it at the same moment.
  const made = await findPlatformApp(tx)
  if (made === null)
    throw new Error(`${name} looks like the name of another app: choose another PLATFORM_APP_NAME`)
  return made
}

function comparable({
  bearerKind,
  translations,
}: Pick<PlatformScope, 'bearerKind' | 'translations'>): string {
  return JSON.stringify([
    bearerKind,
    translations.map(({ locale, title, description }) => [locale, title, description]),
  ])
}
