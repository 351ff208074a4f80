import type { Reader } from '../../../platform/database/database.ts'
import type { Lang } from '../../../platform/web/language.ts'
import { textsOf } from '../../../platform/web/texts.ts'
import { inLanguage, type ProvidedScope } from '../../apps/index.ts'
import { findPerson, fullName } from '../../directory/index.ts'
import { appBadge } from '../authorize/page-models.ts'
import { type PrivateToken, statusOf } from './private-token.ts'
import type { ScopeChoices, TokenRow } from './token-model.ts'

/** Tokens as pages show them, with the names of those who made them. */
export async function tokenRows(
  reader: Reader,
  tokens: readonly PrivateToken[],
  { lang, now }: { lang: Lang; now: number },
): Promise<TokenRow[]> {
  const { operator, formerPerson } = textsOf(lang).tokens
  const names = new Map<string | null, string>([[null, operator]])
  for (const { createdBy } of tokens) {
    if (createdBy === null || names.has(createdBy)) continue
    const person = await findPerson(reader, createdBy)
    names.set(createdBy, person ? fullName(person) : formerPerson)
  }
  return tokens.map(token => ({
    ...token,
    status: statusOf(token, now),
    creatorName: names.get(token.createdBy) ?? formerPerson,
  }))
}

/** Scopes grouped by the app that provides them, in the order they come. */
export async function scopeChoices(
  reader: Reader,
  scopes: readonly ProvidedScope[],
  { lang, chosen }: { lang: Lang; chosen: readonly string[] },
): Promise<ScopeChoices[]> {
  const groups: ScopeChoices[] = []
  for (const [appId, ofApp] of Map.groupBy(scopes, scope => scope.appId)) {
    const { app, badge } = await appBadge(reader, appId, lang)
    groups.push({
      provider: { ...badge, isPlatform: app.isPlatform },
      choices: ofApp.map(({ scope: { text, permission }, translations }) => {
        const words = inLanguage(translations, lang)
        return {
          scope: text,
          title: words?.title ?? text,
          description: words?.description ?? null,
          permission: permission || 'rw',
          isChecked: chosen.includes(text),
        }
      }),
    })
  }
  return groups
}
