import type { Reader } from '../../../platform/database/database.ts'
import { type Client, desiredScopesOf, type ScopeNames } from '../../apps/index.ts'
import { type Connection, whoMayConnect } from '../../connections/index.ts'
import { membershipsOf, type Organization } from '../../directory/index.ts'
import { type Bearers, holdingsOf, loadHoldings } from '../holdings.ts'
import { type Evaluation, evaluateScopes, type Question } from '../protocol/scope-evaluation.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { SignedIn } from './deps.ts'
import type { Progress } from './interaction.ts'
import { nextStep, type Step } from './next-step.ts'

/** The signed-in person with their organizations (roles as a bit field). */
export type PersonFacts = SignedIn['person'] & {
  id: string
  organizations: { organization: Organization; roles: number }[]
}

/** What is known of a request at this moment, and what follows from it. */
export type Insight = {
  step: Step
  person: PersonFacts | null
  /** The connections that exist: of the bearer, and in on-behalf requests of the person. */
  bearerConnection: Connection | null
  personConnection: Connection | null
}

export type LookDeps = { names: ScopeNames; isSandbox: boolean }

/** What is asked: a request at some point of its way. */
export type Matter = {
  request: AuthorizationRequest
  client: Client
  progress: Progress
  chosenOrganizationId: string | null
  session: SignedIn | null
}

/** Loads the facts the scope algorithm asks for, as far as it gets, and decides the next step. At most three reads,
 * and one more of an app that is not for everybody. */
export async function lookInto(
  reader: Reader,
  { names, isSandbox }: LookDeps,
  matter: Matter,
): Promise<Insight> {
  const { request, client, progress, session } = matter
  const [offer, person] = await Promise.all([
    desiredScopesOf(reader, client.appId),
    session && loadPerson(reader, session),
  ])
  const question: Question = {
    flow: request.wayBack.kind === 'device' ? 'device' : 'redirect',
    scope: request.scope,
    names,
    app: { id: client.appId, ...offer },
    person: person && {
      id: person.id,
      memberships: person.organizations.map(({ organization: { id }, roles }) => ({
        organizationId: id,
        roles,
      })),
    },
    chosenOrganizationId: matter.chosenOrganizationId,
    holdings: null,
  }
  const first = evaluateScopes(question)
  const bearers = bearersOf(first)
  const held = bearers && (await loadHoldings(reader, client.appId, bearers))
  const evaluation =
    first.outcome === 'bearer_known' && held
      ? evaluateScopes({
          ...question,
          holdings: holdingsOf(held),
        })
      : first
  const organizationId = bearers?.bearer.type === 'Organization' ? bearers.bearer.id : null
  const memberOf = person?.organizations.map(({ organization }) => organization.id) ?? []
  const refusalFor = await whoMayConnect(reader, client, {
    isSandbox,
    organizationIds: organizationId === null ? memberOf : [...memberOf, organizationId],
  })
  const step = nextStep({
    request,
    progress,
    session: session && {
      authenticatedAt: session.authenticatedAt,
      emailIsConfirmed: session.person.isEmailConfirmed,
    },
    evaluation,
    client,
    connectRefusal: refusalFor(organizationId),
    lacksSecondFactor: person !== null && !person.hasTwoFactor && requiresTwoFactor(person, organizationId),
    isConnected:
      held !== null && held.bearer.connection !== null && (!held.person || held.person.connection !== null),
  })
  return {
    step,
    person,
    bearerConnection: held?.bearer.connection ?? null,
    personConnection: held?.person?.connection ?? null,
  }
}

function requiresTwoFactor({ organizations }: PersonFacts, organizationId: string | null): boolean {
  return organizations.some(
    ({ organization: { id, requireTwoFactor } }) => id === organizationId && requireTwoFactor,
  )
}

async function loadPerson(reader: Reader, { personId, person }: SignedIn): Promise<PersonFacts> {
  const memberships = await membershipsOf(reader, personId)
  return {
    ...person,
    id: personId,
    organizations: memberships.map(({ membership: { roles }, organization }) => ({ organization, roles })),
  }
}

/** Who the request is about, as soon as that is known. */
function bearersOf(evaluation: Evaluation): Bearers | null {
  if (evaluation.outcome === 'bearer_known') return evaluation
  if (evaluation.outcome !== 'administrator_needed') return null
  return { bearer: { type: 'Organization', id: evaluation.organizationId }, onBehalfOf: null }
}
