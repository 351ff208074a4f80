import type { Tx } from '../../../platform/database/database.ts'
import {
  type Client,
  desiredScopesOf,
  parseScopeName,
  type ScopeName,
  type ScopeNames,
} from '../../apps/index.ts'
import { type Connections, isNews } from '../../connections/index.ts'
import { membershipsOf } from '../../directory/index.ts'
import { type Bearers, holdingsOf, loadHoldings } from '../holdings.ts'
import { about, MISSING_PARAMETER, type Refusal, refuse, refuseScope } from '../protocol/oauth-error.ts'
import { parseScopes, type ScopeError, separatorOf } from '../protocol/scope.ts'
import { type Decided, evaluateScopes, type ReadScopes, readScopes } from '../protocol/scope-evaluation.ts'
import type { Grant, Redemption } from './grant.ts'
import { issue } from './issuer.ts'
import { newFamily } from './new-family.ts'
import { newRefreshToken } from './refresh-token.ts'
import { lostGround } from './rights.ts'
import { findGranted, lockStanding, type Named, type Standing } from './standing.repository.ts'
import { insertFamily } from './token.repository.ts'

/** What a machine asks for: a list of scopes that names its bearer. */
type Wish = ReadScopes & { scope: string; client: Client; named: Named }
/** What it gets, and what that stands on. */
type Decision = { standing: Standing; decided: Decided }
type Held = Awaited<ReturnType<typeof loadHoldings>>

/** A machine gets what its bearer granted the app beforehand (RFC 6749 §4.4; spec oauth.md §5.2). */
export function clientCredentialsGrant({
  names,
  connections,
}: {
  names: ScopeNames
  connections: Connections
}): Grant {
  return {
    type: 'client_credentials',
    allowsMissingClient: false,
    open({ parameters, client }) {
      if (!client?.isConfidential) {
        return refuse('unauthorized_client', 'Public credentials may not use client_credentials.')
      }
      const scope = parameters.get('scope')
      if (scope === undefined) return refuse('invalid_request', MISSING_PARAMETER, 'scope missing')
      const read = readScopes(parseScopes(scope), 'client_credentials')
      if ('error' in read) return refuseScope(read.error)
      const named = { clientId: client.id, appId: client.appId, ...bearersOf(read) }
      const whom = { ...named, personId: named.onBehalfOf }
      return async (tx, now) => about(await redeem(tx, { ...read, scope, client, named }, now), whom)
    },
  }

  async function redeem(tx: Tx, wish: Wish, now: number): Promise<Redemption | Refusal> {
    const { client, named } = wish
    const found = (await grantedAsAsked(tx, wish)) ?? (await decide(tx, wish, now))
    if ('error' in found) return refuseScope(found.error)
    const { standing, decided } = found
    const { connectionId, personConnectionId, currentRoles } = standing
    const roles = named.onBehalfOf === null ? null : currentRoles
    const begun = { client, decided, connectionId, personConnectionId, roles } as const
    const family = newFamily({ ...begun, flow: 'client_credentials' }, now)
    const lost = lostGround({ ...family, ...standing })
    if (lost) return refuse('invalid_grant', lost)
    await insertFamily(tx, family, now)
    const tokens = { family, scopes: family.scopes, roles, refreshToken: refreshTokenFor(client, now) }
    return { authorization: await issue(tx, tokens, now), client }
  }

  /** The common case, in one read: the bearer granted all of it under these names. Null when there is more to decide. */
  async function grantedAsAsked(tx: Tx, { scopes, scope, named }: Wish): Promise<Decision | null> {
    // In on-behalf requests it depends on each scope whose connection holds it (G-23).
    if (named.onBehalfOf !== null) return null
    const others = scopes.flatMap(({ app }) => (app === null || names.isPlatformApp(app) ? [] : [app]))
    const providers = [...new Set(others)]
    const found = await findGranted(tx, named, { scopes: scopes.flatMap(spellings), providers })
    if (!found) return null
    const held = new Map(found.granted.map(text => [keyOf(text), text]))
    const granted = scopes.flatMap(asked => {
      const stored = held.get(names.key(asked))
      return stored === undefined
        ? []
        : [{ asked: asked.text, stored, holder: 'bearer' as const, provided: null }]
    })
    if (granted.length < scopes.length) return null
    const decided = {
      ...named,
      outcome: 'decided' as const,
      separator: separatorOf(scope),
      granted,
      ungranted: [],
      unavailable: [],
      waiting: [],
    }
    return { standing: found.standing, decided }
  }

  /** Everything else: the scope algorithm with all its facts. */
  async function decide(
    tx: Tx,
    { scope, client, named }: Wish,
    now: number,
  ): Promise<Decision | { error: ScopeError }> {
    const { onBehalfOf } = named
    const standing = await lockStanding(tx, named)
    const offer = await desiredScopesOf(tx, client.appId)
    const held = await loadHoldings(tx, client.appId, named)
    const evaluation = evaluateScopes({
      flow: 'client_credentials',
      scope,
      names,
      app: { id: client.appId, ...offer },
      person:
        onBehalfOf === null ? null : { id: onBehalfOf, memberships: await membershipsIn(tx, onBehalfOf) },
      chosenOrganizationId: null,
      holdings: holdingsOf(held),
    })
    if (evaluation.outcome === 'rejected') return evaluation
    if (evaluation.outcome !== 'decided')
      throw new Error(`a request without a person came to ${evaluation.outcome}`)
    if (!standing) return { error: 'bearer_does_not_exist' }
    await rememberDropped(tx, { decided: evaluation, held }, now)
    return { standing, decided: evaluation }
  }

  /** What was dropped is shown with the connection as requested (spec oauth.md §3.6 step 6). */
  async function rememberDropped(tx: Tx, { decided, held }: { decided: Decided; held: Held }, now: number) {
    for (const holder of ['bearer', 'person'] as const) {
      const connection = held[holder]?.connection
      const dropped = decided.unavailable.filter(scope => scope.holder === holder).map(({ stored }) => stored)
      const requested = { waiting: [], unavailable: dropped }
      if (connection && isNews(connection, requested))
        await connections.remember(tx, connection.id, requested, now)
    }
  }

  /** The names under which a connection may hold a scope (G-01). */
  function spellings(scope: ScopeName): string[] {
    if (scope.app === null || !names.isPlatformApp(scope.app)) return [scope.text]
    return names.platformApps.map(app => `${app}.${scope.name}.${scope.permission}`)
  }

  function keyOf(text: string): string {
    const scope = parseScopeName(text)
    return scope === null ? text : names.key(scope)
  }
}

/** Whom the list names; every id is there (spec oauth.md §3.6 step 3). */
function bearersOf({ form, ids }: ReadScopes): Bearers {
  if (form === 'Person') return { bearer: { type: 'Person', id: ids.person ?? '' }, onBehalfOf: null }
  const bearer = { type: 'Organization', id: ids.organization ?? '' } as const
  return { bearer, onBehalfOf: form === 'Organization' ? null : ids.person }
}

async function membershipsIn(tx: Tx, personId: string) {
  const memberships = await membershipsOf(tx, personId)
  return memberships.map(({ membership: { organizationId, roles } }) => ({ organizationId, roles }))
}

/** Sent for compatibility, unless switched off; the strict profile has none (G-10). */
function refreshTokenFor({ machineRefreshTokens, profile }: Client, now: number): string | null {
  return machineRefreshTokens && profile !== 'strict' ? newRefreshToken(now) : null
}
