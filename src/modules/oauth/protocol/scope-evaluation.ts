import type { DesiredScope, ProvidedScope, ScopeName, ScopeNames } from '../../apps/index.ts'
import { isAdministrator } from '../../directory/index.ts'
import {
  type BearerForm,
  parseScopes,
  type RequestedScope,
  type ScopeError,
  type Separator,
  separatorOf,
} from './scope.ts'

/** Where a request comes from: only a flow with a person can ask somebody. */
export type Flow = 'redirect' | 'device' | 'client_credentials'

/** A person or an organization that a token speaks for. */
export type Bearer = { type: 'Person' | 'Organization'; id: string }

/** What a bearer has given the app; `connectionId` is null without a live connection. */
export type Holding = {
  connectionId: string | null
  granted: readonly ScopeName[]
  /** Apps the bearer is connected to. */
  connectedAppIds: ReadonlySet<string>
}

/** A scope of the request under its two names. */
export type EvaluatedScope = {
  /** As the client wrote it, without the bearer: what the token carries (G-01). */
  asked: string
  /** As the vendor desires it: what the connection stores (G-01). */
  stored: string
  /** Whose connection holds it: in on-behalf requests Person-only scopes are the person's (G-23). */
  holder: 'bearer' | 'person'
  provided: ProvidedScope | null
}

/** What the algorithm is told; later facts are null until they are known, and it stops where it needs them. */
export type Question = {
  flow: Flow
  /** The `scope` parameter; null when absent. */
  scope: string | null
  names: ScopeNames
  app: { id: string; desired: readonly DesiredScope[]; provided: readonly ProvidedScope[] }
  /** The logged-in person, or the one named, with their memberships (roles as a bit field). */
  person: { id: string; memberships: readonly { organizationId: string; roles: number }[] } | null
  /** Chosen on the page, or created within the flow. */
  chosenOrganizationId: string | null
  /** Of the bearer, and in on-behalf requests of the person. */
  holdings: { bearer: Holding; person: Holding | null } | null
}

/** What the request comes to. */
export type Evaluation =
  | { outcome: 'rejected'; error: ScopeError }
  | { outcome: 'person_needed' }
  | { outcome: 'organization_needed'; form: 'Organization' | 'Person>Organization' }
  | { outcome: 'administrator_needed'; organizationId: string }
  | { outcome: 'bearer_known'; bearer: Bearer; onBehalfOf: string | null }
  | Decided

/** The last word: what the token gets, what must be asked for, what is remembered as requested. */
export type Decided = {
  outcome: 'decided'
  bearer: Bearer
  onBehalfOf: string | null
  separator: Separator
  granted: EvaluatedScope[]
  /** Available, not granted yet: shown on the consent page. */
  ungranted: EvaluatedScope[]
  /** Dropped, not available to this bearer now. */
  unavailable: EvaluatedScope[]
  /** Dropped for a member who may not grant for the organization (spec oauth.md §9). */
  waiting: EvaluatedScope[]
}

/**
 * The scope algorithm of spec oauth.md §3.6 in its numbered steps. Pure: called again with more facts as they become
 * known, it gives the same answers for the steps before.
 */
export function evaluateScopes(question: Question): Evaluation {
  // Step 1: parse. Without a list: everything desired that a Person can give (P-07).
  const list = question.scope === null ? desiredOfPersons(question) : parseScopes(question.scope)
  const read = readScopes(list, question.flow)
  if ('error' in read) return rejected(read.error)
  const { scopes, form, ids } = read
  const isInteractive = question.flow !== 'client_credentials'

  // Step 4: desired.
  const matches = scopes.map(scope => ({ scope, desired: findDesired(question, scope) }))
  if (matches.some(({ desired }) => desired === null))
    return rejected('scope_is_not_included_in_desired_scopes')

  // Step 5: bearer.
  const bearer = isInteractive ? chooseBearer(question, form, ids.organization) : namedBearer(form, ids)
  if (bearer.outcome !== 'bearer_known' || !question.holdings) return bearer
  if (!isInteractive && !isServed(question, bearer.bearer, bearer.onBehalfOf))
    return rejected('bearer_does_not_exist')

  // Step 6: availability; what is not available is dropped silently.
  const evaluated = matches.flatMap(({ scope, desired }) =>
    desired ? [evaluate(question, form, scope, desired)] : [],
  )
  const available = evaluated.filter(scope => isAvailable(question, bearer, scope))
  const unavailable = evaluated.filter(scope => !available.includes(scope))

  // Step 7: grant.
  const granted = available.filter(scope => isGranted(question, scope))
  const ungranted = available.filter(scope => !granted.includes(scope))
  if (!isInteractive && ungranted.length > 0) return rejected('ungranted_scope')
  const isMemberOnly =
    form === 'Person>Organization' && isInteractive && !mayGrant(question, bearer.bearer.id)
  if (isMemberOnly && question.holdings.bearer.connectionId === null) {
    return { outcome: 'administrator_needed', organizationId: bearer.bearer.id }
  }
  const waiting = ungranted.filter(scope => isMemberOnly && scope.holder === 'bearer')

  // Step 8: the token gets what is left; it may be empty.
  return {
    ...bearer,
    outcome: 'decided',
    separator: separatorOf(question.scope ?? ''),
    granted,
    ungranted: ungranted.filter(scope => !waiting.includes(scope)),
    unavailable,
    waiting,
  }
}

/** A list of scopes with one bearer, each once. */
export type ReadScopes = {
  scopes: RequestedScope[]
  form: BearerForm
  ids: { person: string | null; organization: string | null }
}

/** Steps 2 and 3 of the algorithm, which need no facts; `list` is null when it does not match the grammar. */
export function readScopes(list: RequestedScope[] | null, flow: Flow): ReadScopes | { error: ScopeError } {
  if (!list) return { error: 'malformed_scope' }

  // Step 2: one bearer type.
  const form = list[0]?.form ?? 'Person'
  if (list.some(scope => scope.form !== form)) return { error: 'different_bearer_types' }

  // Step 3: ids. Items without one inherit the one given (P-04).
  const personIds = idsOf(list.map(scope => scope.personId))
  const organizationIds = idsOf(list.map(scope => scope.organizationId))
  if (personIds.length > 1 || organizationIds.length > 1) return { error: 'different_bearer_ids' }
  const ids = { person: personIds[0] ?? null, organization: organizationIds[0] ?? null }
  const isInteractive = flow !== 'client_credentials'
  if (isInteractive && ids.person !== null) return { error: 'unpermitted_bearer_id' }
  if (!isInteractive && isAnIdMissing(form, ids)) return { error: 'bearer_does_not_exist' }
  return { scopes: withoutRepetition(list), form, ids }
}

function rejected(error: ScopeError): Evaluation {
  return { outcome: 'rejected', error }
}

function desiredOfPersons({ app }: Question): RequestedScope[] {
  return app.desired
    .filter(desired => desired.bearerKind !== 'Organization')
    .map(desired => ({ ...desired.name, form: 'Person', personId: null, organizationId: null }))
}

/** From step 3 on all items have one bearer: `Per.` or an id before a scope makes no other scope of it. */
function withoutRepetition(scopes: RequestedScope[]): RequestedScope[] {
  return [...new Map(scopes.map(scope => [scope.text, scope])).values()]
}

function idsOf(ids: (string | null)[]): string[] {
  return [...new Set(ids)].filter(id => id !== null)
}

function isAnIdMissing(
  form: RequestedScope['form'],
  ids: { person: string | null; organization: string | null },
) {
  const needsPerson = form !== 'Organization'
  const needsOrganization = form !== 'Person'
  return (needsPerson && ids.person === null) || (needsOrganization && ids.organization === null)
}

/** The desired scope that is, or covers, the one asked for; the same one before a wider one. */
function findDesired({ app, names }: Question, scope: RequestedScope): DesiredScope | null {
  const covering = app.desired.filter(desired => names.covers(desired.name, scope))
  return covering.find(desired => desired.name.permission === scope.permission) ?? covering[0] ?? null
}

function chooseBearer(
  question: Question,
  form: RequestedScope['form'],
  organizationId: string | null,
): Evaluation {
  const { person } = question
  if (!person) return { outcome: 'person_needed' }
  if (form === 'Person') return known({ type: 'Person', id: person.id }, null)
  const chosen = organizationId ?? question.chosenOrganizationId
  if (chosen === null) return { outcome: 'organization_needed', form }
  const roles = rolesIn(question, chosen)
  if (roles === null) {
    // What was chosen on the page and is not theirs (any more) is no choice: they are asked again.
    return organizationId === null
      ? { outcome: 'organization_needed', form }
      : rejected('bearer_does_not_exist')
  }
  if (form === 'Organization' && !isAdministrator(roles)) {
    return { outcome: 'administrator_needed', organizationId: chosen }
  }
  return known({ type: 'Organization', id: chosen }, form === 'Organization' ? null : person.id)
}

function namedBearer(
  form: RequestedScope['form'],
  ids: { person: string | null; organization: string | null },
): Evaluation {
  if (form === 'Person') return known({ type: 'Person', id: ids.person ?? '' }, null)
  return known(
    { type: 'Organization', id: ids.organization ?? '' },
    form === 'Organization' ? null : ids.person,
  )
}

function known(bearer: Bearer, onBehalfOf: string | null): Evaluation {
  return { outcome: 'bearer_known', bearer, onBehalfOf }
}

/** Without anybody to ask: whether everyone named is connected, and a named person belongs to the organization. */
function isServed(question: Question, bearer: Bearer, onBehalfOf: string | null): boolean {
  const { holdings } = question
  if (holdings === null || holdings.bearer.connectionId === null) return false
  if (onBehalfOf === null) return true
  return holdings.person?.connectionId != null && rolesIn(question, bearer.id) !== null
}

function evaluate(
  { app, names }: Question,
  form: RequestedScope['form'],
  scope: RequestedScope,
  desired: DesiredScope,
): EvaluatedScope {
  // G-23: `rw` does not make `.r` exist; each kind is provided, or not, for itself.
  const provided = app.provided.find(candidate => names.key(candidate.scope) === names.key(scope)) ?? null
  const isPersonal = form === 'Person>Organization' && provided?.bearerKind === 'Person'
  const stored = scope.app === null ? scope.text : `${desired.name.app}.${scope.name}.${scope.permission}`
  return { asked: scope.text, stored, holder: isPersonal ? 'person' : 'bearer', provided }
}

function isAvailable(
  question: Question,
  bearer: { bearer: Bearer; onBehalfOf: string | null },
  scope: EvaluatedScope,
) {
  const { provided } = scope
  const holding = holdingOf(question, scope)
  if (!provided || provided.isWithdrawn || !holding) return false
  const holderType = scope.holder === 'person' ? 'Person' : bearer.bearer.type
  if (provided.bearerKind !== 'all' && provided.bearerKind !== holderType) return false
  if (provided.isOfPlatformApp || provided.appId === question.app.id) return true
  return holding.connectedAppIds.has(provided.appId)
}

function isGranted(question: Question, scope: EvaluatedScope): boolean {
  const wanted = scope.provided?.scope
  const granted = holdingOf(question, scope)?.granted ?? []
  return wanted !== undefined && granted.some(have => question.names.covers(have, wanted))
}

function holdingOf({ holdings }: Question, { holder }: EvaluatedScope): Holding | null {
  return (holder === 'person' ? holdings?.person : holdings?.bearer) ?? null
}

function mayGrant(question: Question, organizationId: string): boolean {
  const roles = rolesIn(question, organizationId)
  return roles !== null && isAdministrator(roles)
}

/** The person's roles in an organization, null for those who do not belong to it. */
function rolesIn({ person }: Question, organizationId: string): number | null {
  return person?.memberships.find(membership => membership.organizationId === organizationId)?.roles ?? null
}
