import type { Reader } from '../../platform/database/database.ts'
import { PLATFORM_EVENTS } from '../events/index.ts'
import { findPlatformApp } from './app.repository.ts'
import { appTitle, inLanguage } from './app.ts'
import { findOfferedEvents, type OfferedEvent } from './event.repository.ts'
import type { ScopeNames } from './scope-name.ts'
import { rankOf, wordsOf } from './words.ts'

/** An event that can be subscribed to, in the reader's words. */
export type FoundEvent = { event: string; title: string; providerTitle: string; providerName: string }

type Search = { query: string; vendorId: string; lang: string; limit: number }

/**
 * Events the apps of a vendor can subscribe to, by words that occur in their name, in their title or in that of the app
 * that sends them (platform.md §4.7); the closest first. Without a word those of the platform app, in their order.
 */
export async function searchEvents(
  reader: Reader,
  { query, vendorId, lang, limit }: Search,
  names: ScopeNames,
): Promise<FoundEvent[]> {
  const words = wordsOf(query)
  const platformName =
    words.map(word => word.split('.', 1)[0] ?? '').find(word => names.isPlatformApp(word)) ??
    names.platformApp
  const own = await platformEvents(reader, { lang, platformName })
  if (words.length === 0) return own.slice(0, limit)
  const offered = await findOfferedEvents(reader, { vendorId })
  return [...own, ...offered.map(event => describe(event, lang))]
    .flatMap((found, index) => {
      const rank = rankOf({ name: found.event, texts: [found.title, found.providerTitle] }, words)
      return rank === null ? [] : [{ found, rank, index }]
    })
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, limit)
    .map(({ found }) => found)
}

/** Events by the names an app subscribes to, in the reader's words; those that are gone have none. */
export async function describeEvents(
  reader: Reader,
  subscribed: readonly string[],
  { vendorId, lang }: { vendorId: string; lang: string },
  names: ScopeNames,
): Promise<(FoundEvent & { isGone: boolean })[]> {
  const offered = (await findOfferedEvents(reader, { vendorId })).map(event => describe(event, lang))
  const known = new Map(offered.map(found => [found.event, found] as const))
  for (const platformName of names.platformApps)
    for (const found of await platformEvents(reader, { lang, platformName })) known.set(found.event, found)
  return subscribed.map(event => {
    const found = known.get(event)
    const [providerName = ''] = event.split('.')
    return found
      ? { ...found, isGone: false }
      : { event, title: event, providerTitle: providerName, providerName, isGone: true }
  })
}

async function platformEvents(
  reader: Reader,
  { lang, platformName }: { lang: string; platformName: string },
): Promise<FoundEvent[]> {
  const app = await findPlatformApp(reader)
  const providerTitle = app ? appTitle(app.translations, lang) : platformName
  return PLATFORM_EVENTS.map(({ name, titles }) => ({
    event: `${platformName}.${name}`,
    title: lang.startsWith('de') ? titles.de : titles.en,
    providerTitle,
    providerName: platformName,
  }))
}

function describe({ name, translations, provider }: OfferedEvent, lang: string): FoundEvent {
  return {
    event: `${provider.name}.${name}`,
    title: inLanguage(translations, lang)?.title ?? name,
    providerTitle: appTitle(provider.translations, lang) || provider.name,
    providerName: provider.name,
  }
}
