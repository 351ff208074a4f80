import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { AppTranslation } from './app.ts'
import { BEARER_KINDS, type BearerKind, type ScopeTranslation } from './provided-scope.ts'
import { appTranslationsFrom, oneOf, scopeTranslationsFrom } from './stored.ts'
import { isVisibleTo } from './visible-provider.repository.ts'

/** An event an app declares (platform.md §4.9). */
export type ProvidedEvent = {
  name: string
  bearerKind: BearerKind
  example: string | null
  translations: ScopeTranslation[]
}

/** Whether the named app declares this event. */
export async function isEventProvided(reader: Reader, appName: string, eventName: string): Promise<boolean> {
  const rows = await reader.read<{ name: string }>(
    sql`select provided_event.name from app join provided_event on provided_event.app_id = app.id
        where app.name = ${appName} and app.deleted_at is null and provided_event.name = ${eventName}`,
  )
  return rows.length > 0
}

/** An event that can be subscribed to, as a search needs it. */
export type OfferedEvent = Pick<ProvidedEvent, 'name' | 'translations'> & {
  provider: { name: string; translations: AppTranslation[] }
}

/** Every event of the apps a vendor may know of: its own, and active ones of others that are not private. */
export async function findOfferedEvents(
  reader: Reader,
  { vendorId }: { vendorId: string },
): Promise<OfferedEvent[]> {
  const rows = await reader.read<{
    name: string
    translations: string
    app_name: string
    app_translations: string
  }>(
    sql`select provided_event.name, provided_event.translations, provider.name as app_name,
          provider.translations as app_translations
        from provided_event join app provider on provider.id = provided_event.app_id
        where ${isVisibleTo([vendorId])}
        order by provider.name, provided_event.position`,
  )
  return rows.map(row => ({
    name: row.name,
    translations: scopeTranslationsFrom(row.translations),
    provider: { name: row.app_name, translations: appTranslationsFrom(row.app_translations) },
  }))
}

/** The names of the events an app subscribes to, in its own order. */
export async function subscribedEventsOf(reader: Reader, appId: string): Promise<string[]> {
  const rows = await reader.read<{ name: string }>(
    sql`select name from subscribed_event where app_id = ${appId} order by position`,
  )
  return rows.map(row => row.name)
}

/** The events an app declares, in its own order. */
export async function providedEventsOf(reader: Reader, appId: string): Promise<ProvidedEvent[]> {
  const rows = await reader.read<{
    name: string
    bearer_kind: string
    example: string | null
    translations: string
  }>(
    sql`select name, bearer_kind, example, translations from provided_event where app_id = ${appId} order by position`,
  )
  return rows.map(({ name, bearer_kind, example, translations }) => {
    const bearerKind = oneOf(BEARER_KINDS, bearer_kind)
    return { name, bearerKind, example, translations: scopeTranslationsFrom(translations) }
  })
}

/** Replaces what an app subscribes to; the caller holds the app (`lockApp`). */
export async function storeSubscribedEvents(tx: Tx, appId: string, names: readonly string[]): Promise<void> {
  await tx.write(sql`delete from subscribed_event where app_id = ${appId}`)
  for (const [position, name] of names.entries()) {
    await tx.write(
      sql`insert into subscribed_event (app_id, name, position) values (${appId}, ${name}, ${position})`,
    )
  }
}

/** Replaces the events an app declares; the caller holds the app (`lockApp`). */
export async function storeProvidedEvents(
  tx: Tx,
  appId: string,
  events: readonly ProvidedEvent[],
): Promise<void> {
  await tx.write(sql`delete from provided_event where app_id = ${appId}`)
  for (const [position, { name, bearerKind, example, translations }] of events.entries()) {
    await tx.write(
      sql`insert into provided_event (app_id, name, position, bearer_kind, example, translations)
          values (${appId}, ${name}, ${position}, ${bearerKind}, ${example}, ${JSON.stringify(translations)})`,
    )
  }
}
