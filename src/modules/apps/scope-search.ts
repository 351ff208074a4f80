import type { Reader } from '../../platform/database/database.ts'
import { appTitle, inLanguage } from './app.ts'
import type { FoundScope } from './found-scope.ts'
import { findOfferedScopes, type OfferedScope } from './scope.repository.ts'
import type { ScopeNames } from './scope-name.ts'
import { rankOf, wordsOf } from './words.ts'

/**
 * Scopes a vendor can desire, by words that occur in their name, in their title or in that of the app that provides them
 * (platform.md §4.5); the closest first. Nothing is found without a word. Private apps of others, and apps that are not
 * active yet, are nobody's business: their scopes are not found (attack O5).
 */
export async function searchScopes(
  reader: Reader,
  { query, vendorId, lang, limit }: { query: string; vendorId: string; lang: string; limit: number },
  names: ScopeNames,
): Promise<FoundScope[]> {
  const typed = wordsOf(query)
  if (typed.length === 0) return []
  // Whoever knows the platform app by another name finds its scopes under that one (G-01).
  const alias = typed.map(word => word.split('.', 1)[0] ?? '').find(word => names.isPlatformApp(word))
  const words = typed.map(word => {
    const [app = ''] = word.split('.', 1)
    return names.isPlatformApp(app) ? names.platformApp + word.slice(app.length) : word
  })
  const offered = await findOfferedScopes(reader, { vendorId, words })
  return offered
    .flatMap(provided => {
      const found = describe(provided, lang)
      const rank = rankOf({ name: found.scope, texts: [found.title, found.providerTitle] }, words)
      return rank === null ? [] : [{ found, rank, isOfPlatform: provided.provider.isPlatform }]
    })
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        Number(b.isOfPlatform) - Number(a.isOfPlatform) ||
        (a.found.scope < b.found.scope ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ found, isOfPlatform }) =>
      isOfPlatform && alias !== undefined && found.scope.startsWith(`${names.platformApp}.`)
        ? { ...found, scope: alias + found.scope.slice(names.platformApp.length) }
        : found,
    )
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
