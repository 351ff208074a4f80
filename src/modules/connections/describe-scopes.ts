import type { Reader } from '../../platform/database/database.ts'
import type { Lang } from '../../platform/web/language.ts'
import type { ScopeGroup, ScopeLine } from '../../platform/web/scope-list.ts'
import {
  appTitle,
  type DesiredScope,
  desiredScopesOf,
  findApp,
  inLanguage,
  type ProvidedScope,
  parseScopeName,
} from '../apps/index.ts'
import { findOrganization } from '../directory/index.ts'

/**
 * What scopes of an app let it do, in the reader's words, by the app that provides them, the hub first. Scopes that say
 * the same, such as `user:read` beside `directory.person.r`, are told once.
 */
export async function describeScopes(
  reader: Reader,
  appId: string,
  scopes: readonly string[],
  lang: Lang,
): Promise<ScopeGroup[]> {
  if (scopes.length === 0) return []
  const { desired, provided } = await desiredScopesOf(reader, appId)
  const groups = new Map<string, ScopeGroup>()
  for (const scope of scopes) {
    const offer = offerOf(scope, desired, provided)
    if (!offer) continue
    const group = groups.get(offer.appId) ?? { provider: await providerOf(reader, offer, lang), scopes: [] }
    const line = scopeLine(scope, offer, lang)
    if (!group.scopes.some(known => known.title === line.title && known.permission === line.permission))
      group.scopes.push(line)
    groups.set(offer.appId, group)
  }
  return [...groups.values()].sort(
    (one, other) => Number(other.provider.isPlatform) - Number(one.provider.isPlatform),
  )
}

/** A granted `items.r` may rest on a desired `items.rw`: then it is among what is provided under that name. */
function offerOf(
  scope: string,
  desired: readonly DesiredScope[],
  provided: readonly ProvidedScope[],
): ProvidedScope | undefined {
  const exact = desired.find(({ name }) => name.text === scope)
  if (exact) return exact.provided
  const parsed = parseScopeName(scope)
  return provided.find(
    ({ scope: offered }) => offered.name === parsed?.name && offered.permission === parsed.permission,
  )
}

function scopeLine(
  scope: string,
  { translations, scope: { permission } }: ProvidedScope,
  lang: Lang,
): ScopeLine {
  const words = inLanguage(translations, lang)
  const shown = scope === 'user:read' ? 'r' : scope === 'user:write' ? 'w' : permission || 'rw'
  return { title: words?.title ?? scope, description: words?.description ?? null, permission: shown }
}

async function providerOf(
  reader: Reader,
  { appId, isOfPlatformApp, scope, providerTranslations }: ProvidedScope,
  lang: Lang,
): Promise<ScopeGroup['provider']> {
  const looks = await findApp(reader, appId)
  const vendor = looks?.organizationId ? await findOrganization(reader, looks.organizationId) : null
  const name = looks?.name ?? scope.app ?? ''
  return {
    name,
    title: appTitle(providerTranslations, lang) || name,
    logoUrl: looks?.logoUrl ?? null,
    vendorName: vendor?.name ?? null,
    isPlatform: isOfPlatformApp,
  }
}
