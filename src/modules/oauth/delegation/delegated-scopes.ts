import { parseScopeName, type ScopeName, type ScopeNames } from '../../apps/index.ts'
import { parseScopes, type RequestedScope, type ScopeError } from '../protocol/scope.ts'
import { isCovered } from '../token/rights.ts'
import type { TokenFamily } from '../token/token-family.ts'

/** The scope of the platform app that lets a token delegate (spec oauth.md §3.3). */
const DELEGATIONS = 'delegations'

/** Whether a token with these scopes may delegate (spec oauth.md §8). */
export function mayDelegate(scopes: readonly string[], names: ScopeNames): boolean {
  return isCovered(names, scopes, `${names.platformApp}.${DELEGATIONS}.rw`)
}

/**
 * The scopes of a delegated token: those asked for, when the parent token covers each of them (P-03), or all of the
 * parent's when none are named; never the one to delegate (spec oauth.md §8). Bearers before scopes are stripped, but
 * one that is named must be the parent's (P-14).
 */
export function delegatedScopes(
  parent: Pick<TokenFamily, 'bearer' | 'personId' | 'scopes'>,
  scope: string | undefined,
  names: ScopeNames,
): string[] | ScopeError {
  if (scope === undefined) return parent.scopes.filter(text => !isDelegations(parseScopeName(text), names))
  const asked = parseScopes(scope)
  if (!asked) return 'malformed_scope'
  if (asked.some(item => isForeign(parent, item))) return 'different_bearer_ids'
  if (asked.some(item => isDelegations(item, names))) return 'delegation_access_token_cannot_delegate'
  const texts = [...new Set(asked.map(({ text }) => text))]
  return texts.every(text => isCovered(names, parent.scopes, text))
    ? texts
    : 'scope_was_not_granted_in_parent'
}

function isDelegations(scope: ScopeName | null, names: ScopeNames): boolean {
  return scope?.name === DELEGATIONS && scope.app !== null && names.isPlatformApp(scope.app)
}

function isForeign({ bearer, personId }: Pick<TokenFamily, 'bearer' | 'personId'>, asked: RequestedScope) {
  const own = {
    person: personId ?? (bearer.type === 'Person' ? bearer.id : null),
    organization: bearer.type === 'Organization' ? bearer.id : null,
  }
  const isOther = (id: string | null, ownId: string | null) => id !== null && id !== ownId
  return isOther(asked.personId, own.person) || isOther(asked.organizationId, own.organization)
}
