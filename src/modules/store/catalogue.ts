import type { Reader } from '../../platform/database/database.ts'
import { collatorOf, type Lang } from '../../platform/web/language.ts'
import { folded } from '../../platform/web/plain-text.ts'
import { type AppTranslation, inLanguage, type ListedApp } from '../apps/index.ts'
import type { Catalogue, CatalogueEntry } from './catalogue-entry.ts'
import { findListedApps } from './listing.repository.ts'
import { storePath } from './store-path.ts'

/** The listed apps that answer a search, by title; a category narrows them further. */
export async function searchCatalogue(
  reader: Reader,
  { query, category, lang }: { query: string; category: string | null; lang: Lang },
): Promise<Catalogue> {
  const words = folded(query).split(' ').filter(Boolean)
  const found = (await findListedApps(reader))
    .map(app => entryOf(app, lang))
    .filter(entry => answers(entry, words))
  const { compare } = collatorOf(lang)
  found.sort((one, other) => compare(one.title, other.title))
  const counts = [...Map.groupBy(found, entry => entry.category)].map(([name, entries]) => ({
    category: name,
    count: entries.length,
  }))
  counts.sort((one, other) => other.count - one.count || (one.category < other.category ? -1 : 1))
  const entries = category === null ? found : found.filter(entry => entry.category === category)
  return { entries, categories: counts, count: found.length }
}

/** An app as the catalogue shows it, in the reader's language. */
export function entryOf({ translations, ...app }: ListedApp, lang: Lang): CatalogueEntry {
  const texts: AppTranslation[] = JSON.parse(translations)
  const words = inLanguage(texts, lang)
  return { ...app, title: words?.title ?? app.name, summary: words?.summary ?? null, path: storePath(app) }
}

/** Every word stands somewhere in title, summary, vendor or name. */
function answers({ title, summary, vendorName, name }: CatalogueEntry, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text = folded([title, summary, vendorName, name].join(' '))
  return words.every(word => text.includes(word))
}
