import type { Reader } from '../../platform/database/database.ts'
import { appTitle, inLanguage } from './app.ts'
import type { FoundScope } from './found-scope.ts'
import { findOfferedScopes, type OfferedScope } from './scope.repository.ts'
import type { ScopeNames } from './scope-name.ts'
import { rankOf, wordsOf } from './words.ts'

/**
 * Scopes a vendor can desire, by words that occur in their name, in their title or in that of the app that provides them
 * (platform.md §4.5); the closest first. Nothing is found without a word.
 */
export async function searchScopes(
  reader: Reader,
  { query, vendorId, lang, limit }: { query: string; vendorId: string; lang: string; limit: number },
  names: ScopeNames,
): Promise<FoundScope[]> {
  // Whoever knows the platform app by another name finds its scopes under that one (G-01).
  const alias = wordsOf(query)
    .map(word => word.split('.', 1)[0] ?? '')
    .find(word => names.isPlatformApp(word))
  const found = await findScopes(reader, { query, vendorIds: [vendorId], lang }, names)
  return found
    .slice(0, limit)
    .map(({ id: _id, isOfPlatform, ...scope }) =>
      isOfPlatform && alias !== undefined && scope.scope.startsWith(`${names.platformApp}.`)
        ? { ...scope, scope: alias + scope.scope.slice(names.platformApp.length) }
        : scope,
    )
}

/** All scopes that these vendors may know of and that have the words of a search, the closest first. */
export async function findScopes(
  reader: Reader,
  { query, vendorIds, lang }: { query: string; vendorIds: readonly string[]; lang: string },
  names: ScopeNames,
): Promise<(FoundScope & { id: string; isOfPlatform: boolean })[]> {
  const words = wordsOf(query).map(word => {
    const [app = ''] = word.split('.', 1)
    return names.isPlatformApp(app) ? names.platformApp + word.slice(app.length) : word
  })
  if (words.length === 0) return []
  const offered = await findOfferedScopes(reader, { vendorIds, words })
  return offered
    .flatMap(provided => {
      const found = describe(provided, lang)
      const rank = rankOf({ name: found.scope, texts: [found.title, found.providerTitle] }, words)
      if (rank === null) return []
      return [{ found: { ...found, id: provided.id, isOfPlatform: provided.provider.isPlatform }, rank }]
    })
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        Number(b.found.isOfPlatform) - Number(a.found.isOfPlatform) ||
        (a.found.scope < b.found.scope ? -1 : 1),
    )
    .map(({ found }) => found)
}

function describe({ scope, permission, translations, provider }: OfferedScope, lang: string): FoundScope {
  return {
    scope,
    canonical: scope,
    title: inLanguage(translations, lang)?.title ?? scope,
    providerTitle: appTitle(provider.translations, lang) || provider.name,
    providerName: provider.name,
    permission,
  }
}
