/** A scope without its bearer: `warehouse.items.rw`, or one of the short scopes of spec oauth.md §16.2. */
export type ScopeName = {
  /** The scope as written. */
  text: string
  /** Technical name of the providing app as written; null for a short scope (the platform app provides it). */
  app: string | null
  /** The scope's own name; of a short scope the whole text. */
  name: string
  permission: 'r' | 'w' | 'rw' | ''
}

/** Short scopes and what the API treats them as (spec oauth.md §16.2). */
export const SHORT_SCOPES: ReadonlyMap<string, string> = new Map([
  ['user:read', 'person.r'],
  ['user:write', 'person.w'],
])

const SCOPE_NAME = /^([a-z][a-z0-9_]{2,})\.([a-z][a-z_]{2,})\.(rw|r|w)$/

/** Reads `app.name.permission` or a short scope; null when it is neither (spec oauth.md §3.1). */
export function parseScopeName(text: string): ScopeName | null {
  if (SHORT_SCOPES.has(text)) return { text, app: null, name: text, permission: '' }
  const [, app, name, permission] = SCOPE_NAME.exec(text) ?? []
  if (app === undefined || name === undefined) return null
  if (permission !== 'r' && permission !== 'w' && permission !== 'rw') return null
  return { text, app, name, permission }
}

/** How scopes are compared in an installation whose platform app has several names (G-01). */
export type ScopeNames = {
  /** The platform app's own name. */
  platformApp: string
  /** All names of the platform app. */
  platformApps: readonly string[]
  /** Whether this technical name means the platform app. */
  isPlatformApp(app: string): boolean
  /** The scope with the platform app's aliases replaced by its name: equal scopes have equal keys. */
  key(scope: ScopeName): string
  /** Whether having one scope is as good as having the other: `rw` covers `r` and `w`, nothing else (oauth.md §3.4). */
  covers(have: ScopeName, want: ScopeName): boolean
}

/** Comparison of scopes under the configured names of the platform app. */
export function createScopeNames(platformApp: string, aliases: readonly string[]): ScopeNames {
  const names = new Set([platformApp, ...aliases])
  const canonical = (app: string | null) => (app !== null && names.has(app) ? platformApp : app)
  return {
    platformApp,
    platformApps: [...names],
    isPlatformApp: app => names.has(app),
    key: scope =>
      scope.app === null ? scope.text : `${canonical(scope.app)}.${scope.name}.${scope.permission}`,
    covers: (have, want) =>
      canonical(have.app) === canonical(want.app) &&
      have.name === want.name &&
      (have.permission === want.permission || have.permission === 'rw'),
  }
}
