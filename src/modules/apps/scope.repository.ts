import sql, { empty, join } from 'sql-template-tag'
import { type Reader, shareRows, type Tx } from '../../platform/database/database.ts'
import type { AppTranslation } from './app.ts'
import {
  BEARER_KINDS,
  type DesiredScope,
  type Permission,
  type ProvidedScope,
  type ScopeTranslation,
} from './provided-scope.ts'
import { parseScopeName, type ScopeName } from './scope-name.ts'
import { appTranslationsFrom, oneOf, scopeTranslationsFrom } from './stored.ts'
import { isVisibleTo } from './visible-provider.repository.ts'

type ScopeRow = {
  id: string
  app_id: string
  app_name: string
  app_is_platform: number
  app_translations: string
  name: string
  permission: string
  bearer_kind: string
  translations: string
  is_withdrawn: number
}
type AppScopeRow = ScopeRow & { desired: string | null; desired_id: string | null }

const PERMISSIONS: readonly Permission[] = ['r', 'w', 'rw', '']

/** The columns of a ScopeRow; a switched off or deleted app provides nothing (oauth.md §12.2). */
const SCOPE_COLUMNS = sql`provided.id, provided.app_id, provider.name as app_name,
  provider.is_platform as app_is_platform, provider.translations as app_translations, provided.name,
  provided.permission, provided.bearer_kind, provided.translations,
  case when provided.withdrawn_at is not null or provider.deleted_at is not null or provider.state = 'inactive'
    then 1 else 0 end as is_withdrawn`

/**
 * What the app may ask for, in the vendor's order, and everything its providers offer under the same names: of a
 * desired `items.rw` also `items.r` and `items.w`, because each kind exists for itself (G-23). One statement; indexes:
 * the primary key of desired_scope and the unique key of provided_scope.
 */
export async function desiredScopesOf(
  reader: Reader,
  appId: string,
): Promise<{ desired: DesiredScope[]; provided: ProvidedScope[] }> {
  const rows = await reader.read<AppScopeRow>(
    sql`select ${SCOPE_COLUMNS}, desired.scope as desired, desired.provided_scope_id as desired_id
        from desired_scope desired
          join provided_scope wanted on wanted.id = desired.provided_scope_id
          join provided_scope provided on provided.app_id = wanted.app_id and provided.name = wanted.name
          join app provider on provider.id = provided.app_id
        where desired.app_id = ${appId}
        order by desired.position, provided.permission`,
  )
  const provided = new Map<string, ProvidedScope>()
  for (const row of rows) if (!provided.has(row.id)) provided.set(row.id, providedScopeFrom(row))
  const desired = rows.flatMap(row => {
    const scope = provided.get(row.id)
    if (row.desired === null || row.desired_id !== row.id || scope === undefined) return []
    return [{ name: scopeName(row.desired), bearerKind: scope.bearerKind, provided: scope }]
  })
  return { desired, provided: [...provided.values()] }
}

/**
 * Keeps the apps that provide what an app desires from being switched off and deleted until the end of the transaction,
 * so that nothing is granted that nobody offers any more; others may do the same. Read what is desired after this. The
 * hub's own app always is there. The caller holds the app.
 */
export async function holdProviders(tx: Tx, appId: string): Promise<void> {
  // Always in the same order, so that nobody waits in a ring.
  await tx.read(
    sql`select app.id from app
        where app.is_platform = 0 and app.id in (
          select provided.app_id from desired_scope desired
            join provided_scope provided on provided.id = desired.provided_scope_id
          where desired.app_id = ${appId})
        order by app.id ${shareRows(tx, 'app')}`,
  )
}

/** Everything these apps provide or once provided, by name (index: unique app, name, permission). */
export async function providedScopesOf(reader: Reader, ...appIds: string[]): Promise<ProvidedScope[]> {
  const rows = await reader.read<ScopeRow>(
    sql`select ${SCOPE_COLUMNS} from provided_scope provided join app provider on provider.id = provided.app_id
        where provided.app_id in (${join(appIds)})
        order by provider.is_platform desc, provider.name, provided.name, provided.permission`,
  )
  return rows.map(providedScopeFrom)
}

/** What an app offers by its vendor's will, whether the app is switched on or not, by name. */
export async function declaredScopesOf(reader: Reader, appId: string): Promise<ProvidedScope[]> {
  const rows = await reader.read<ScopeRow>(
    sql`select ${SCOPE_COLUMNS} from provided_scope provided join app provider on provider.id = provided.app_id
        where provided.app_id = ${appId} and provided.withdrawn_at is null
        order by provided.name, provided.permission`,
  )
  return rows.map(providedScopeFrom)
}

/** A scope that exists now, by its provider; null when it does not. Short scopes belong to the platform app. */
export async function findProvidedScope(
  reader: Reader,
  scope: { appName: string; name: string; permission: Permission },
): Promise<ProvidedScope | null> {
  const [row] = await reader.read<ScopeRow>(
    sql`select ${SCOPE_COLUMNS} from app provider join provided_scope provided on provided.app_id = provider.id
        where provider.name = ${scope.appName} and provided.name = ${scope.name}
          and provided.permission = ${scope.permission}`,
  )
  const found = row ? providedScopeFrom(row) : null
  return found?.isWithdrawn === false ? found : null
}

/** A scope that can be desired, as a search needs it. */
export type OfferedScope = {
  id: string
  scope: string
  permission: Permission
  translations: ScopeTranslation[]
  provider: { name: string; isPlatform: boolean; translations: AppTranslation[] }
}

/**
 * Scopes that can be known to these vendors and that may contain all of these words (lower case). The words are looked
 * for in whole texts, so there can be too many; words beyond ASCII, which databases write small differently, are not
 * looked for at all. The texts of an app are read once, however many scopes it provides.
 */
export async function findOfferedScopes(
  reader: Reader,
  { vendorIds, words }: { vendorIds: readonly string[]; words: readonly string[] },
): Promise<OfferedScope[]> {
  const conditions = words
    .filter(word => /^[\x21-\x7e]+$/.test(word))
    .map(word => `%${word.replace(/[%_!]/g, sign => `!${sign}`)}%`)
    .map(
      pattern => sql`and lower(provider.name || '.' || provided.name || '.' || provided.permission || ' ' ||
        provider.translations || ' ' || provided.translations) like ${pattern} escape '!'`,
    )
  const visible = isVisibleTo(vendorIds)
  const rows = await reader.read<
    Pick<ScopeRow, 'id' | 'app_id' | 'app_name' | 'app_is_platform' | 'name' | 'permission' | 'translations'>
  >(
    sql`select provided.id, provided.app_id, provider.name as app_name, provider.is_platform as app_is_platform,
          provided.name, provided.permission, provided.translations
        from app provider join provided_scope provided on provided.app_id = provider.id
        where provided.withdrawn_at is null and ${visible} ${conditions.length > 0 ? join(conditions, ' ') : empty}`,
  )
  if (rows.length === 0) return []
  const providers = await reader.read<{ id: string; translations: string }>(
    sql`select id, translations from app provider where ${visible}`,
  )
  const textsById = new Map(
    providers.map(({ id, translations }) => [id, appTranslationsFrom(translations)] as const),
  )
  return rows.map(row => ({
    id: row.id,
    scope: row.permission === '' ? row.name : `${row.app_name}.${row.name}.${row.permission}`,
    permission: oneOf(PERMISSIONS, row.permission),
    translations: scopeTranslationsFrom(row.translations),
    provider: {
      name: row.app_name,
      isPlatform: row.app_is_platform === 1,
      translations: textsById.get(row.app_id) ?? [],
    },
  }))
}

/** Which of an app's provided scopes are desired by an app that is not deleted, by their ids. */
export async function usedScopeIds(reader: Reader, appId: string): Promise<Set<string>> {
  const rows = await reader.read<{ id: string }>(
    sql`select distinct provided.id from provided_scope provided
          join desired_scope desired on desired.provided_scope_id = provided.id
          join app on app.id = desired.app_id
        where provided.app_id = ${appId} and desired.app_id <> ${appId} and app.deleted_at is null`,
  )
  return new Set(rows.map(row => row.id))
}

/** The apps, other than itself, that desire a scope of this one. */
export async function appsThatDesireOf(
  reader: Reader,
  appId: string,
): Promise<{ name: string; translations: AppTranslation[] }[]> {
  const rows = await reader.read<{ name: string; translations: string }>(
    sql`select distinct app.name, app.translations from provided_scope provided
          join desired_scope desired on desired.provided_scope_id = provided.id
          join app on app.id = desired.app_id
        where provided.app_id = ${appId} and desired.app_id <> ${appId} and app.deleted_at is null
        order by app.name limit 50`,
  )
  return rows.map(({ name, translations }) => ({ name, translations: appTranslationsFrom(translations) }))
}

/** A scope to provide. */
export type ScopeOffer = {
  id: string
  appId: string
  name: string
  permission: Permission
  bearerKind: ProvidedScope['bearerKind']
  translations: ScopeTranslation[]
}

/** Provides a scope, or changes its bearers and texts; one that was withdrawn exists again. */
export async function putProvidedScope(tx: Tx, offer: ScopeOffer, now: number): Promise<void> {
  await tx.write(
    sql`insert into provided_scope (id, app_id, name, permission, bearer_kind, translations, created_at, updated_at)
        values (${offer.id}, ${offer.appId}, ${offer.name}, ${offer.permission}, ${offer.bearerKind},
          ${JSON.stringify(offer.translations)}, ${now}, ${now})
        on conflict (app_id, name, permission) do update set bearer_kind = excluded.bearer_kind,
          translations = excluded.translations, withdrawn_at = null, updated_at = excluded.updated_at`,
  )
}

/** Takes a provided scope back; its row stays for those who were granted it. */
export async function storeWithdrawal(tx: Tx, providedScopeId: string, now: number): Promise<void> {
  await tx.write(
    sql`update provided_scope set withdrawn_at = ${now}, updated_at = ${now}
        where id = ${providedScopeId} and withdrawn_at is null`,
  )
}

/** Replaces what an app desires; the caller holds the app (`lockApp`). Kept scopes keep the time they were added. */
export async function storeDesiredScopes(
  tx: Tx,
  appId: string,
  desired: readonly { scope: string; providedScopeId: string }[],
  now: number,
): Promise<void> {
  const kept = new Set(desired.map(({ scope }) => scope))
  const stored = await tx.read<{ scope: string }>(
    sql`select scope from desired_scope where app_id = ${appId}`,
  )
  for (const { scope } of stored) if (!kept.has(scope)) await deleteDesiredScope(tx, appId, scope)
  for (const [position, { scope, providedScopeId }] of desired.entries()) {
    await tx.write(
      sql`insert into desired_scope (app_id, scope, provided_scope_id, position, created_at)
          values (${appId}, ${scope}, ${providedScopeId}, ${position}, ${now})
          on conflict (app_id, scope) do update set position = excluded.position`,
    )
  }
}

/** Takes a desired scope off an app; false when it was not desired under this name. */
export async function deleteDesiredScope(tx: Tx, appId: string, scope: string): Promise<boolean> {
  const { count } = await tx.write(
    sql`delete from desired_scope where app_id = ${appId} and scope = ${scope}`,
  )
  return count === 1
}

function providedScopeFrom(row: ScopeRow): ProvidedScope {
  const permission = oneOf(PERMISSIONS, row.permission)
  const isShort = permission === ''
  return {
    id: row.id,
    appId: row.app_id,
    isOfPlatformApp: row.app_is_platform === 1,
    scope: scopeName(isShort ? row.name : `${row.app_name}.${row.name}.${permission}`),
    bearerKind: oneOf(BEARER_KINDS, row.bearer_kind),
    isWithdrawn: row.is_withdrawn === 1,
    translations: scopeTranslationsFrom(row.translations),
    providerTranslations: appTranslationsFrom(row.app_translations),
  }
}

function scopeName(text: string): ScopeName {
  const name = parseScopeName(text)
  if (name === null) throw new Error(`stored scope ${text} is none`)
  return name
}
