import sql, { join, raw } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import { APP_STATES, APP_TYPES, type App, type AppState, appTitle } from './app.ts'
import { appTranslationsFrom, oneOf } from './stored.ts'
import { nameSkeleton } from './technical-name.ts'

type AppRow = {
  id: string
  organization_id: string | null
  name: string
  type: string
  state: string
  parent_app_id: string | null
  category: string
  entry_point_url: string | null
  logo_url: string | null
  webhook_url: string | null
  demo_url: string | null
  translations: string
  is_platform: number
  created_at: number
  updated_at: number
}

const COLUMNS =
  raw(`app.id, app.organization_id, app.name, app.type, app.state, app.parent_app_id, app.category,
  app.entry_point_url, app.logo_url, app.webhook_url, app.demo_url, app.translations, app.is_platform, app.created_at,
  app.updated_at`)

/** An app in any state; null when unknown or deleted. */
export async function findApp(reader: Reader, id: string): Promise<App | null> {
  const [row] = await reader.read<AppRow>(
    sql`select ${COLUMNS} from app where id = ${id} and deleted_at is null`,
  )
  return row ? fromRow(row) : null
}

/** The titles of apps in a language by their ids; apps without one go by their names. */
export async function titlesOfApps(
  reader: Reader,
  ids: readonly string[],
  lang: string,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await reader.read<Pick<AppRow, 'id' | 'name' | 'translations'>>(sql`
    select id, name, translations from app where id in (${join([...new Set(ids)])}) and deleted_at is null`)
  return new Map(rows.map(row => [row.id, appTitle(appTranslationsFrom(row.translations), lang) || row.name]))
}

/** An app by its technical name (index: unique name); null when unknown or deleted. */
export async function findAppByName(reader: Reader, name: string): Promise<App | null> {
  const [row] = await reader.read<AppRow>(
    sql`select ${COLUMNS} from app where name = ${name} and deleted_at is null`,
  )
  return row ? fromRow(row) : null
}

/** The hub’s own app, which alone has no vendor; null before the first start. Index: app_of_organization. */
export async function findPlatformApp(reader: Reader): Promise<App | null> {
  const [row] = await reader.read<AppRow>(
    sql`select ${COLUMNS} from app where organization_id is null and is_platform = 1`,
  )
  return row ? fromRow(row) : null
}

/** The hub's own app and whatever else is, or once was, called by one of its names. */
export async function findPlatformAppAndNamesakes(reader: Reader, names: readonly string[]): Promise<App[]> {
  const rows = await reader.read<AppRow>(
    sql`select ${COLUMNS} from app where is_platform = 1 or name in (${join([...names])})`,
  )
  return rows.map(fromRow)
}

/** The apps of a vendor by name (index: app_of_organization). */
export async function findAppsOfOrganization(reader: Reader, organizationId: string): Promise<App[]> {
  const rows = await reader.read<AppRow>(
    sql`select ${COLUMNS} from app where organization_id = ${organizationId} and deleted_at is null order by name`,
  )
  return rows.map(fromRow)
}

/** Whether a name, or one that looks like it, was ever given out (G-33, attack T7). */
export async function isNameTaken(reader: Reader, name: string): Promise<boolean> {
  const rows = await reader.read<{ id: string }>(
    sql`select id from app where name = ${name} or name_skeleton = ${nameSkeleton(name)}`,
  )
  return rows.length > 0
}

/** Stores a new app; false when its name, or one that looks like it, was given out before. */
export async function insertApp(tx: Tx, app: App): Promise<boolean> {
  const { count } = await tx.write(
    sql`insert into app (id, organization_id, name, name_skeleton, type, state, parent_app_id, category,
          entry_point_url, logo_url, webhook_url, demo_url, translations, is_platform, created_at,
          updated_at)
        values (${app.id}, ${app.organizationId}, ${app.name}, ${nameSkeleton(app.name)}, ${app.type}, ${app.state},
          ${app.parentAppId}, ${app.category}, ${app.entryPointUrl}, ${app.logoUrl}, ${app.webhookUrl},
          ${app.demoUrl}, ${JSON.stringify(app.translations)}, ${app.isPlatform ? 1 : 0}, ${app.createdAt}, ${app.updatedAt})
        on conflict do nothing`,
  )
  return count === 1
}

/** Stores what can change about an app but its state. The name changes only for the platform app, by configuration. */
export async function storeApp(tx: Tx, app: App): Promise<void> {
  await tx.write(
    sql`update app set name = ${app.name}, name_skeleton = ${nameSkeleton(app.name)}, category = ${app.category},
          entry_point_url = ${app.entryPointUrl}, logo_url = ${app.logoUrl}, webhook_url = ${app.webhookUrl}, demo_url = ${app.demoUrl},
          translations = ${JSON.stringify(app.translations)}, updated_at = ${app.updatedAt}, version = version + 1
        where id = ${app.id} and deleted_at is null`,
  )
}

/** Puts an app into a state; false when it is in this state already or gone. */
export async function storeAppState(
  tx: Tx,
  { appId, state }: { appId: string; state: AppState },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update app set state = ${state}, updated_at = ${now}, version = version + 1
        where id = ${appId} and state <> ${state} and deleted_at is null`,
  )
  return count === 1
}

/** Marks an app as deleted; its row stays, because its name is never given out again (G-33). */
export async function storeAppDeletion(tx: Tx, appId: string, now: number): Promise<boolean> {
  const { count } = await tx.write(
    sql`update app set deleted_at = ${now}, logo_url = null, updated_at = ${now}, version = version + 1
        where id = ${appId} and deleted_at is null`,
  )
  return count === 1
}

/** Takes the app for the rest of the transaction, so that its configuration changes one after another; false when gone. */
export async function lockApp(tx: Tx, appId: string): Promise<boolean> {
  const { count } = await tx.write(
    sql`update app set version = version + 1 where id = ${appId} and deleted_at is null`,
  )
  return count === 1
}

/** The app's redirect URLs in the vendor's order; the first one is the default (platform.md §4.6). */
export async function redirectUrlsOf(reader: Reader, appId: string): Promise<string[]> {
  const rows = await reader.read<{ url: string }>(
    sql`select url from redirect_url where app_id = ${appId} order by position`,
  )
  return rows.map(row => row.url)
}

/** Replaces the app's redirect URLs; the caller holds the app (`lockApp`). */
export async function storeRedirectUrls(tx: Tx, appId: string, urls: readonly string[]): Promise<void> {
  await tx.write(sql`delete from redirect_url where app_id = ${appId}`)
  for (const [position, url] of urls.entries()) {
    await tx.write(
      sql`insert into redirect_url (app_id, position, url) values (${appId}, ${position}, ${url})`,
    )
  }
}

function fromRow(row: AppRow): App {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    type: oneOf(APP_TYPES, row.type),
    state: oneOf(APP_STATES, row.state),
    parentAppId: row.parent_app_id,
    category: row.category,
    entryPointUrl: row.entry_point_url,
    logoUrl: row.logo_url,
    webhookUrl: row.webhook_url,
    demoUrl: row.demo_url,
    translations: appTranslationsFrom(row.translations),
    isPlatform: row.is_platform === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
