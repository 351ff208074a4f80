import type { Reader } from '../../platform/database/database.ts'
import { PLATFORM_EVENTS } from '../events/index.ts'
import { findPlatformApp } from './app.repository.ts'
import { appTitle, inLanguage } from './app.ts'
import {
  type CatalogueEvent,
  type CatalogueScope,
  countScopes,
  examplesOf,
  offeredEvents,
  type ProviderRow,
  scopesByIds,
  scopesFrom,
} from './catalogue.repository.ts'
import type { BearerKind, Permission } from './provided-scope.ts'
import type { ScopeNames } from './scope-name.ts'
import { findScopes } from './scope-search.ts'
import { rankOf, wordsOf } from './words.ts'

/** An app as the provider of something, in the reader's words. */
export type Provider = {
  name: string
  title: string
  logoUrl: string | null
  /** Null: the hub itself. */
  vendorName: string | null
}

export type ListedScope = {
  scope: string
  title: string
  description: string | null
  permission: Permission
  bearerKind: BearerKind
  provider: Provider
}

export type ListedEvent = {
  event: string
  title: string
  description: string | null
  bearerKind: BearerKind
  /** Whether only the app it concerns gets it. */
  isForOwnApp: boolean
  /** What is in it, as JSON; null where the provider gives no example. */
  example: string | null
  provider: Provider
}

/** Who asks: the vendors they develop for, and the language they read. */
export type CatalogueReader = { vendorIds: readonly string[]; lang: string }
type Wanted = { query: string; from(matching: number): number; limit: number }
type Listed<Item> = { matching: number; items: Item[] }

/**
 * Scopes that somebody may know of, those of the hub first; by words the closest first. `from` is told how many match and
 * says from which on to list.
 */
export async function listScopes(
  reader: Reader,
  { vendorIds, lang }: CatalogueReader,
  { query, from, limit }: Wanted,
  names: ScopeNames,
): Promise<Listed<ListedScope>> {
  if (wordsOf(query).length === 0) {
    const matching = await countScopes(reader, vendorIds)
    const scopes = await scopesFrom(reader, vendorIds, { from: from(matching), limit })
    return { matching, items: scopes.map(scope => listedScope(scope, lang)) }
  }
  const found = await findScopes(reader, { query, vendorIds, lang }, names)
  const start = from(found.length)
  const part = found.slice(start, start + limit)
  const scopes = await scopesByIds(
    reader,
    part.map(({ id }) => id),
  )
  return { matching: found.length, items: scopes.map(scope => listedScope(scope, lang)) }
}

/** Events that somebody may know of, likewise. */
export async function listEvents(
  reader: Reader,
  { vendorIds, lang }: CatalogueReader,
  { query, from, limit }: Wanted,
  names: ScopeNames,
): Promise<Listed<ListedEvent>> {
  const words = wordsOf(query)
  const own = await platformEvents(reader, lang, names)
  const offered = (await offeredEvents(reader, vendorIds)).map(event => listedEvent(event, lang))
  const matching = [...own, ...offered]
    .flatMap((event, index) => {
      const texts = [event.title, event.provider.title]
      const rank = words.length === 0 ? 0 : rankOf({ name: event.event, texts }, words)
      return rank === null ? [] : [{ event, rank, index }]
    })
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ event }) => event)
  const start = from(matching.length)
  const part = matching.slice(start, start + limit)
  const examples = await examplesOf(
    reader,
    part.map(({ event }) => event),
  )
  const items = part.map(event => ({ ...event, example: event.example ?? examples.get(event.event) ?? null }))
  return { matching: matching.length, items }
}

async function platformEvents(reader: Reader, lang: string, names: ScopeNames): Promise<ListedEvent[]> {
  const app = await findPlatformApp(reader)
  const provider = {
    name: names.platformApp,
    title: app ? appTitle(app.translations, lang) : names.platformApp,
    logoUrl: app?.logoUrl ?? null,
    vendorName: null,
  }
  return PLATFORM_EVENTS.map(({ name, titles, subjects, isForOwnApp, example }) => ({
    event: `${names.platformApp}.${name}`,
    title: lang.startsWith('de') ? titles.de : titles.en,
    description: null,
    bearerKind: subjects.length > 1 ? 'all' : subjects.includes('Org') ? 'Organization' : 'Person',
    isForOwnApp,
    example: JSON.stringify(example),
    provider,
  }))
}

function listedScope(
  { scope, permission, bearerKind, translations, provider }: CatalogueScope,
  lang: string,
) {
  const text = inLanguage(translations, lang)
  return {
    ...{ scope, permission, bearerKind },
    title: text?.title ?? scope,
    description: text?.description ?? null,
    provider: providerIn(provider, lang),
  }
}

function listedEvent(
  { name, bearerKind, translations, provider }: Omit<CatalogueEvent, 'example'>,
  lang: string,
): ListedEvent {
  const text = inLanguage(translations, lang)
  return {
    ...{ event: `${provider.name}.${name}`, bearerKind, isForOwnApp: false, example: null },
    title: text?.title ?? name,
    description: text?.description ?? null,
    provider: providerIn(provider, lang),
  }
}

function providerIn({ name, translations, logoUrl, vendorName }: ProviderRow, lang: string): Provider {
  return { name, title: appTitle(translations, lang) || name, logoUrl, vendorName }
}
