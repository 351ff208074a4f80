import type { Reader } from '../../platform/database/database.ts'
import type { Lang } from '../../platform/web/language.ts'
import type { ScopeGroup, ScopeLine } from '../../platform/web/scope-list.ts'
import {
  appTitle,
  type desiredScopesOf,
  findApp,
  inLanguage,
  type ProvidedScope,
  parseScopeName,
} from '../apps/index.ts'
import { findOrganization } from '../directory/index.ts'

/** What an app may ask for, and everything its providers offer under the same names. */
export type Offer = Awaited<ReturnType<typeof desiredScopesOf>>

type Provider = ScopeGroup['provider']

/**
 * What scopes of an app let it do, in the reader's words, by the app that provides them, the hub first; of several lists
 * each for itself. `offer` is what the app may ask for (`desiredScopesOf`). Scopes that say the same, such as `user:read`
 * beside `directory.person.r`, are told once.
 */
export async function describeScopes<List extends string>(
  reader: Reader,
  offer: Offer,
  lists: Record<List, readonly string[]>,
  lang: Lang,
): Promise<Record<List, ScopeGroup[]>> {
  const providers = new Map<string, Provider>()
  for (const scope of Object.values<readonly string[]>(lists).flat()) {
    const provided = offerOf(scope, offer)
    if (provided && !providers.has(provided.appId))
      providers.set(provided.appId, await providerOf(reader, provided, lang))
  }
  const described = {} as Record<List, ScopeGroup[]>
  for (const list in lists) described[list] = groupsOf(lists[list], { offer, providers, lang })
  return described
}

function groupsOf(
  scopes: readonly string[],
  { offer, providers, lang }: { offer: Offer; providers: ReadonlyMap<string, Provider>; lang: Lang },
): ScopeGroup[] {
  const groups = new Map<string, ScopeGroup>()
  for (const scope of scopes) {
    const provided = offerOf(scope, offer)
    const provider = provided && providers.get(provided.appId)
    if (!provider) continue
    const group = groups.get(provided.appId) ?? { provider, scopes: [] }
    const line = scopeLine(scope, provided, lang)
    const same = group.scopes.find(
      known => known.title === line.title && known.permission === line.permission,
    )
    if (same) same.names = [...(same.names ?? []), scope]
    else group.scopes.push(line)
    groups.set(provided.appId, group)
  }
  return [...groups.values()].sort(
    (one, other) => Number(other.provider.isPlatform) - Number(one.provider.isPlatform),
  )
}

/** A granted `items.r` may rest on a desired `items.rw`: then it is among what is provided under that name. */
function offerOf(scope: string, { desired, provided }: Offer): ProvidedScope | undefined {
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
  return {
    title: words?.title ?? scope,
    description: words?.description ?? null,
    permission: shown,
    names: [scope],
  }
}

async function providerOf(
  reader: Reader,
  { appId, isOfPlatformApp, scope, providerTranslations }: ProvidedScope,
  lang: Lang,
): Promise<Provider> {
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
