import type { Reader } from '../../../platform/database/database.ts'
import type { AppBadge } from '../../../platform/web/components.ts'
import type { Lang } from '../../../platform/web/language.ts'
import type { ScopeLine } from '../../../platform/web/scope-list.ts'
import { inLanguage, type ProvidedScope } from '../../apps/index.ts'
import { appBadge } from '../authorize/page-models.ts'

/** Scopes to choose from, of one app. */
export type ScopeChoices = {
  provider: AppBadge & { isPlatform: boolean }
  choices: (ScopeLine & { scope: string; isChecked: boolean })[]
}

/** Scopes under the names they are chosen by, grouped by the app that provides them, in the order they come. */
export async function scopeChoices(
  reader: Reader,
  scopes: readonly { name: string; provided: ProvidedScope }[],
  { lang, chosen }: { lang: Lang; chosen: readonly string[] },
): Promise<ScopeChoices[]> {
  const groups: ScopeChoices[] = []
  for (const [appId, ofApp] of Map.groupBy(scopes, ({ provided }) => provided.appId)) {
    const { app, badge } = await appBadge(reader, appId, lang)
    groups.push({
      provider: { ...badge, isPlatform: app.isPlatform },
      choices: ofApp.map(({ name, provided: { scope, translations } }) => {
        const words = inLanguage(translations, lang)
        return {
          scope: name,
          title: words?.title ?? name,
          description: words?.description ?? null,
          permission: scope.permission || (name === 'user:read' ? 'r' : 'rw'),
          isChecked: chosen.includes(name),
        }
      }),
    })
  }
  return groups
}
