import type { AppTranslation, TextLocale } from './app.ts'
import type { ScopeName } from './scope-name.ts'

/** Whose data a scope is about. */
export const BEARER_KINDS = ['Person', 'Organization', 'all'] as const
export type BearerKind = (typeof BEARER_KINDS)[number]

/** What a scope lets do, in a manifest's words and in those of the scope (spec oauth.md §3.3). */
export const PERMISSION_BY_KIND = { read_only: 'r', write_only: 'w', read_write: 'rw' } as const
export type ScopeKind = keyof typeof PERMISSION_BY_KIND
export const SCOPE_KINDS = ['read_only', 'write_only', 'read_write'] as const
export type Permission = ScopeName['permission']

/** The permission in a manifest's words. */
export function kindOf(permission: Permission): ScopeKind {
  if (permission === 'r') return 'read_only'
  return permission === 'w' ? 'write_only' : 'read_write'
}

/** What a scope lets an app do, in plain words, as the consent page says it. */
export type ScopeTranslation = { locale: TextLocale; title: string; description: string | null }

/** A scope an app offers to others (and to itself). */
export type ProvidedScope = {
  id: string
  /** The providing app. */
  appId: string
  isOfPlatformApp: boolean
  /** The scope under the providing app's own name. */
  scope: ScopeName
  bearerKind: BearerKind
  /** Taken back by its provider, or the provider is switched off or deleted: the scope does not exist any more. */
  isWithdrawn: boolean
  translations: ScopeTranslation[]
  /** The providing app's texts: scopes are shown grouped by provider. */
  providerTranslations: AppTranslation[]
}

/** A scope an app may ask for. */
export type DesiredScope = {
  /** As the vendor stored it: of the platform app under the alias they chose (G-01). */
  name: ScopeName
  bearerKind: BearerKind
  provided: ProvidedScope
}

const SCOPE_PART_CHARACTERS_MAX = 60
/** The name of a scope an app can provide. */
export const SCOPE_PART_PATTERN = `^[a-z][a-z_]{2,${SCOPE_PART_CHARACTERS_MAX - 1}}$`
const SCOPE_PART = new RegExp(SCOPE_PART_PATTERN)

/** Why an app cannot provide a scope of this name; null when it can (platform.md §4.8). */
export function scopePartFault(name: string): string | null {
  if (SCOPE_PART.test(name)) return null
  return `must be 3 to ${SCOPE_PART_CHARACTERS_MAX} lower-case letters and underscores and begin with a letter`
}
