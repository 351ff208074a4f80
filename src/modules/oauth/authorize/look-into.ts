import type { Reader } from '../../../platform/database/database.ts'
import { type Client, desiredScopesOf, parseScopeName, type ScopeNames } from '../../apps/index.ts'
import { type Connection, findHoldings, type Holdings } from '../../connections/index.ts'
import { findPerson, membershipsOf, type Organization, type Person } from '../../directory/index.ts'
import { type Evaluation, evaluateScopes, type Holding, type Question } from '../protocol/scope-evaluation.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { Progress } from './interaction.ts'
import { nextStep, type Step } from './next-step.ts'
import { connectRefusal } from './who-may-connect.ts'

/** The signed-in person with their organizations (roles as a bit field). */
export type PersonFacts = { person: Person; organizations: { organization: Organization; roles: number }[] }

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
  session: { personId: string; authenticatedAt: number } | null
}

/** Loads the facts the scope algorithm asks for, as far as it gets, and decides the next step. */
export async function lookInto(
  reader: Reader,
  { names, isSandbox }: LookDeps,
  matter: Matter,
): Promise<Insight> {
  const { request, client, progress, chosenOrganizationId, session } = matter
  const offer = await desiredScopesOf(reader, client.appId)
  const person = session ? await loadPerson(reader, session.personId) : null
  const question: Question = {
    flow: 'redirect',
    scope: request.scope,
    names,
    app: { id: client.appId, desired: offer.desired, provided: offer.provided },
    person: person && {
      id: person.person.id,
      memberships: person.organizations.map(({ organization, roles }) => ({
        organizationId: organization.id,
        roles,
      })),
    },
    chosenOrganizationId,
    holdings: null,
  }
  let evaluation: Evaluation = evaluateScopes(question)
  let held: { bearer: Holdings; person: Holdings | null } | null = null
  let organizationId: string | null = null
  if (evaluation.outcome === 'bearer_known') {
    const { bearer, onBehalfOf } = evaluation
    organizationId = bearer.type === 'Organization' ? bearer.id : null
    held = await loadHoldings(reader, client.appId, bearer, onBehalfOf)
    const holdings = { bearer: holdingOf(held.bearer), person: held.person && holdingOf(held.person) }
    evaluation = evaluateScopes({ ...question, holdings })
  }
  const step = nextStep({
    request,
    progress,
    session:
      session && person
        ? {
            authenticatedAt: session.authenticatedAt,
            emailIsConfirmed: person.person.emailConfirmedAt !== null,
          }
        : null,
    evaluation,
    clientIsConfidential: client.isConfidential,
    connectRefusal: connectRefusal(client, {
      isSandbox,
      organizationId,
      memberOf: person?.organizations.map(({ organization }) => organization.id) ?? [],
    }),
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

async function loadPerson(reader: Reader, personId: string): Promise<PersonFacts | null> {
  const person = await findPerson(reader, personId)
  if (!person) return null
  const memberships = await membershipsOf(reader, personId)
  return {
    person,
    organizations: memberships.map(({ membership, organization }) => ({
      organization,
      roles: membership.roles,
    })),
  }
}

async function loadHoldings(
  reader: Reader,
  appId: string,
  bearer: { type: 'Person' | 'Organization'; id: string },
  onBehalfOf: string | null,
): Promise<{ bearer: Holdings; person: Holdings | null }> {
  const bearers = onBehalfOf === null ? [bearer] : [bearer, { type: 'Person' as const, id: onBehalfOf }]
  const [ofBearer, ofPerson] = await findHoldings(reader, appId, bearers)
  if (!ofBearer) throw new Error('Every bearer has holdings.')
  return { bearer: ofBearer, person: ofPerson ?? null }
}

function holdingOf({ connection, connectedAppIds }: Holdings): Holding {
  const granted = connection?.scopes.filter(({ state }) => state === 'granted') ?? []
  return {
    connectionId: connection?.id ?? null,
    granted: granted.map(({ scope }) => parseScopeName(scope)).filter(scope => scope !== null),
    connectedAppIds,
  }
}
