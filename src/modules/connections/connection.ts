/** A person or an organization whose data an app may be let to. */
export type Connectable = { type: 'Person' | 'Organization'; id: string }

/**
 * What became of a scope the app asked for: effective, available but not approved yet, or not available to this bearer
 * now (spec oauth.md §3.7, G-22).
 */
export type ScopeState = 'granted' | 'waiting' | 'unavailable'

/** A scope by the name the vendor desires it under. */
export type ScopeInState = { scope: string; state: ScopeState }

/** The standing grant between one app and one bearer. */
export type Connection = { id: string; appId: string; bearer: Connectable; scopes: ScopeInState[] }

/** What a bearer has given one app, and which apps it is connected to at all. */
export type Holdings = { connection: Connection | null; connectedAppIds: Set<string> }

/** Scopes of a connection by state, sorted, as the API shows them (spec oauth.md §3.7). */
export function scopesByState(connection: Pick<Connection, 'scopes'> | null): {
  granted: string[]
  requested: string[]
  waiting: string[]
} {
  const inState = (...states: ScopeState[]) =>
    (connection?.scopes ?? [])
      .filter(({ state }) => states.includes(state))
      .map(({ scope }) => scope)
      .sort()
  return {
    granted: inState('granted'),
    requested: inState('waiting', 'unavailable'),
    waiting: inState('waiting'),
  }
}

/** Scopes an app asked for and did not get. */
export type RequestedScopes = { waiting: readonly string[]; unavailable: readonly string[] }

/** Whether the connection does not know yet that the app asked for these; it does when they come every time. */
export function isNews({ scopes }: Connection, { waiting, unavailable }: RequestedScopes): boolean {
  const knows = (scope: string, state: ScopeState) =>
    scopes.some(known => known.scope === scope && known.state === state)
  return (
    waiting.some(scope => !knows(scope, 'waiting')) || unavailable.some(scope => !knows(scope, 'unavailable'))
  )
}

/** How events name a bearer (spec events.md §2). */
export function eventSubject({ type, id }: Connectable): string {
  return `${type === 'Organization' ? 'Org' : 'Per'}/${id}`
}
