import { parseScopeName, type ScopeName } from '../../apps/index.ts'

/** A list with more items is refused as malformed: no client needs it, and the token must stay below 8 KB. */
const SCOPES_MAX = 200

/** Whom a requested scope speaks for (spec oauth.md §3.1); unprefixed items mean a Person. */
export type BearerForm = 'Person' | 'Organization' | 'Person>Organization'

/** One item of a requested list. Ids are lower case; null where the item names none. */
export type RequestedScope = ScopeName & {
  form: BearerForm
  personId: string | null
  organizationId: string | null
}

/** How the scopes of a request were joined, and so how the answer joins them (C-12). */
export type Separator = ',' | ' '

/** Identifiers of spec oauth.md §15.2. */
export type ScopeError =
  | 'malformed_scope'
  | 'different_bearer_types'
  | 'different_bearer_ids'
  | 'unpermitted_bearer_id'
  | 'bearer_does_not_exist'
  | 'scope_is_not_included_in_desired_scopes'
  | 'ungranted_scope'
  | 'scope_was_not_granted_in_parent'
  | 'delegation_access_token_cannot_delegate'
  | 'parent_has_no_delegation_permission'

const ITEM =
  /^(?:(?:(Per)(?:\/([A-Za-z0-9-]+))?(?:>(Org)(?:\/([A-Za-z0-9-]+))?)?|(Org)(?:\/([A-Za-z0-9-]+))?)\.)?([^/>]+)$/

/**
 * Splits a list at commas and white space, drops empty items and duplicates, and reads each item
 * (spec oauth.md §3.1, §3.2). Null when an item does not match the grammar.
 */
export function parseScopes(text: string): RequestedScope[] | null {
  const items = new Set(text.split(/[\s,]+/).filter(item => item !== ''))
  if (items.size > SCOPES_MAX) return null
  const scopes: RequestedScope[] = []
  for (const item of items) {
    const scope = parseItem(item)
    if (!scope) return null
    scopes.push(scope)
  }
  return scopes
}

/** Comma, unless the request used white space and no comma (C-12). */
export function separatorOf(text: string): Separator {
  return !text.includes(',') && /\S\s+\S/.test(text) ? ' ' : ','
}

function parseItem(item: string): RequestedScope | null {
  const [, per, personId, perOrg, perOrgId, org, orgId, rest = ''] = ITEM.exec(item) ?? []
  const name = parseScopeName(rest)
  if (!name) return null
  const form = org ? 'Organization' : perOrg ? 'Person>Organization' : 'Person'
  return {
    ...name,
    form,
    personId: (per && personId?.toLowerCase()) || null,
    organizationId: (orgId ?? perOrgId)?.toLowerCase() ?? null,
  }
}
