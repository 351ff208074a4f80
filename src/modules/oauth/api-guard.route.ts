import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/database/database.ts'
import type { ApiGuard, Principal } from '../../platform/http/api.ts'
import type { RequestLimit } from '../../platform/http/rate-limit.ts'
import { findAppByName, type ScopeNames } from '../apps/index.ts'
import type { ApiRefusals } from './api-refusals.ts'
import type { CheckToken } from './token/check-token.ts'
import { type AccessToken, scopesAllow } from './token/verify-token.ts'

export type ApiGuardDeps = {
  db: Db
  clock: Clock
  checkToken: CheckToken
  refusals: ApiRefusals
  names: ScopeNames
  requestLimit: RequestLimit
}

/**
 * Checks bearer tokens as resource servers do: signature, times, revocation, subject, scope, with the refusals of spec
 * oauth.md §10.3. Asks the database nothing: keys and revocations are in memory, names of apps never change.
 */
export function createApiGuard(deps: ApiGuardDeps): ApiGuard {
  const { clock, checkToken, refusals, names, requestLimit } = deps
  const appIds = createAppIds(deps.db)

  async function any(request: FastifyRequest): Promise<Principal> {
    const text = bearerToken(request)
    if (text === null) throw refusals.noToken()
    const now = clock.now()
    const token = await checkToken(text, now)
    if (typeof token === 'string') throw refusals.badToken(token)
    requestLimit(countedAs(token), now)
    return principalOf(token, appIds)
  }

  function requireScope(principal: Principal, scopes: string[]): void {
    if (scopes.length === 0 || scopesAllow(names, scopes, principal.scopes)) return
    throw refusals.missingScope(scopes, principal)
  }

  return {
    any,
    async person(request, ...scopes) {
      const principal = await any(request)
      const personId =
        principal.onBehalfOf?.personId ?? (principal.bearer.type === 'Person' ? principal.bearer.id : null)
      if (personId === null) throw refusals.wrongSubject('Person', principal)
      requireScope(principal, scopes)
      return { ...principal, personId }
    },
    async organization(request, ...scopes) {
      const principal = await any(request)
      if (principal.bearer.type !== 'Organization') throw refusals.wrongSubject('Organization', principal)
      requireScope(principal, scopes)
      return { ...principal, organizationId: principal.bearer.id }
    },
    async either(request, ...scopes) {
      const principal = await any(request)
      requireScope(principal, scopes)
      return principal
    },
  }
}

/** The text behind `Bearer `, case-sensitive (spec oauth.md §10.3); null when there is none. */
export function bearerToken(request: FastifyRequest): string | null {
  const header = request.headers.authorization
  return header?.startsWith('Bearer ') && header.length > 7 ? header.slice(7) : null
}

/** Whose requests to the API are counted: each subject's of each app (G-18). */
export function countedAs({ audience, bearer }: AccessToken): string {
  return `${audience[0]} ${bearer.id}`
}

async function principalOf(
  token: AccessToken,
  appIds: (name: string) => Promise<string | null>,
): Promise<Principal> {
  const { jti, audience, scopes, bearer, onBehalfOf, notBefore, expiresAt } = token
  const appName = audience[0]?.split('/')[0] ?? null
  const appId = appName === null || isBearer(appName) ? null : await appIds(appName)
  return {
    tokenId: jti,
    appId,
    appName: appId === null ? null : appName,
    audience,
    scopes,
    issuedAt: notBefore,
    expiresAt,
    bearer,
    onBehalfOf,
  }
}

/** A private token names its bearer as audience, not an app (spec oauth.md §10.1). */
function isBearer(audience: string): boolean {
  return audience === 'Person' || audience === 'Organization'
}

/** Technical names are never given out again, so what was found once stays true. */
function createAppIds(db: Db): (name: string) => Promise<string | null> {
  const known = new Map<string, string>()
  return async name => {
    const id = known.get(name) ?? (await findAppByName(db, name))?.id ?? null
    if (id !== null) known.set(name, id)
    return id
  }
}
