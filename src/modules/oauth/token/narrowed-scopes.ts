import type { ScopeNames } from '../../apps/index.ts'
import { parseScopes, type RequestedScope, type ScopeError } from '../protocol/scope.ts'
import { isCovered } from './rights.ts'
import type { TokenFamily } from './token-family.ts'

/**
 * The scopes a refresh asks for, under the names it asks with: all of the family without the parameter, otherwise some
 * of them, or the identifier of what is wrong. Never more than the family has, never another bearer (G-09, attack T1).
 */
export function narrowedScopes(
  family: TokenFamily,
  scope: string | undefined,
  names: ScopeNames,
): string[] | ScopeError {
  if (scope === undefined) return family.scopes
  const asked = parseScopes(scope)
  if (!asked) return 'malformed_scope'
  const fault = asked.map(item => bearerFault(family, item)).find(found => found !== null)
  if (fault) return fault
  const texts = [...new Set(asked.map(({ text }) => text))]
  return texts.every(text => isCovered(names, family.scopes, text)) ? texts : 'ungranted_scope'
}

/** A bearer may be left out, as it is in answers (spec oauth.md §3.2); one that is named must be the family's. */
function bearerFault({ bearer, personId }: TokenFamily, asked: RequestedScope): ScopeError | null {
  const form = personId === null ? bearer.type : 'Person>Organization'
  const person = personId ?? bearer.id
  if (asked.form !== form && (asked.form !== 'Person' || asked.personId !== null))
    return 'different_bearer_types'
  const isOther = (id: string | null, own: string) => id !== null && id !== own
  return isOther(asked.personId, person) || isOther(asked.organizationId, bearer.id)
    ? 'different_bearer_ids'
    : null
}
