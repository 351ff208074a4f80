import sql, { empty, join, type Sql } from 'sql-template-tag'
import type { Reader } from '../../platform/database/database.ts'
import type { AppTranslation } from './app.ts'
import { BEARER_KINDS, type BearerKind, type Permission, type ScopeTranslation } from './provided-scope.ts'
import { appTranslationsFrom, oneOf, scopeTranslationsFrom } from './stored.ts'
import { isVisibleTo } from './visible-provider.repository.ts'

/** The app that provides something, and who makes it; without a vendor it is the hub's own. */
export type ProviderRow = {
  name: string
  isPlatform: boolean
  logoUrl: string | null
  translations: AppTranslation[]
  vendorName: string | null
}

/** A scope with everything the catalogue tells of it. */
export type CatalogueScope = {
  id: string
  scope: string
  permission: Permission
  bearerKind: BearerKind
  translations: ScopeTranslation[]
  provider: ProviderRow
}

/** An event of an app, likewise. */
export type CatalogueEvent = {
  name: string
  bearerKind: BearerKind
  example: string | null
  translations: ScopeTranslation[]
  provider: ProviderRow
}

type ProvidedRow = {
  name: string
  bearer_kind: string
  translations: string
  app_name: string
  app_is_platform: number
  app_logo_url: string | null
  app_translations: string
  vendor_name: string | null
}

const PERMISSIONS: readonly Permission[] = ['r', 'w', 'rw', '']
const PROVIDER_COLUMNS = sql`provider.name as app_name, provider.is_platform as app_is_platform,
  provider.logo_url as app_logo_url, provider.translations as app_translations, vendor.name as vendor_name`
const PROVIDER = sql`app provider left join organization vendor on vendor.id = provider.organization_id`
const IN_ORDER = sql`order by provider.is_platform desc, provider.name`

/** How many scopes can be known to these vendors. */
export async function countScopes(reader: Reader, vendorIds: readonly string[]): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from app provider join provided_scope provided on provided.app_id = provider.id
        where provided.withdrawn_at is null and ${isVisibleTo(vendorIds)}`,
  )
  return row?.count ?? 0
}

/** A part of all scopes that can be known to these vendors: those of the hub first, then by the providing app. */
export function scopesFrom(
  reader: Reader,
  vendorIds: readonly string[],
  { from, limit }: { from: number; limit: number },
): Promise<CatalogueScope[]> {
  return readScopes(
    reader,
    sql`provided.withdrawn_at is null and ${isVisibleTo(vendorIds)}`,
    sql`limit ${limit} offset ${from}`,
  )
}

/** The scopes with these ids, in their order. */
export async function scopesByIds(reader: Reader, ids: readonly string[]): Promise<CatalogueScope[]> {
  if (ids.length === 0) return []
  const scopes = await readScopes(reader, sql`provided.id in (${join(ids)})`, empty)
  return ids.flatMap(id => scopes.find(scope => scope.id === id) ?? [])
}

async function readScopes(reader: Reader, condition: Sql, part: Sql): Promise<CatalogueScope[]> {
  const rows = await reader.read<ProvidedRow & { id: string; permission: string }>(
    sql`select provided.id, provided.name, provided.permission, provided.bearer_kind, provided.translations,
          ${PROVIDER_COLUMNS}
        from ${PROVIDER} join provided_scope provided on provided.app_id = provider.id
        where ${condition} ${IN_ORDER}, provided.name, provided.permission ${part}`,
  )
  return rows.map(row => ({
    ...providedFrom(row),
    id: row.id,
    permission: oneOf(PERMISSIONS, row.permission),
    scope: row.permission === '' ? row.name : `${row.app_name}.${row.name}.${row.permission}`,
  }))
}

/** Every event of an app that these vendors may know of, without its example. */
export async function offeredEvents(
  reader: Reader,
  vendorIds: readonly string[],
): Promise<Omit<CatalogueEvent, 'example'>[]> {
  const rows = await reader.read<ProvidedRow>(
    sql`select provided.name, provided.bearer_kind, provided.translations, ${PROVIDER_COLUMNS}
        from ${PROVIDER} join provided_event provided on provided.app_id = provider.id
        where ${isVisibleTo(vendorIds)} ${IN_ORDER}, provided.position`,
  )
  return rows.map(providedFrom)
}

/** The examples of events, by their whole names; those without one are not in it. */
export async function examplesOf(reader: Reader, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map()
  const rows = await reader.read<{ name: string; example: string }>(
    sql`select provider.name || '.' || provided.name as name, provided.example as example
        from app provider join provided_event provided on provided.app_id = provider.id
        where provided.example is not null
          and provider.name || '.' || provided.name in (${join(names)})
          and provider.name in (${join(names.map(name => name.split('.', 1)[0]))})`,
  )
  return new Map(rows.map(({ name, example }) => [name, example]))
}

function providedFrom(row: ProvidedRow) {
  return {
    name: row.name,
    bearerKind: oneOf(BEARER_KINDS, row.bearer_kind),
    translations: scopeTranslationsFrom(row.translations),
    provider: {
      name: row.app_name,
      isPlatform: row.app_is_platform === 1,
      logoUrl: row.app_logo_url,
      translations: appTranslationsFrom(row.app_translations),
      vendorName: row.vendor_name,
    },
  }
}
