import type { ConnectRefusal } from '../../connections/index.ts'
import { provesTheApp } from '../protocol/redirect-uri.ts'
import type { ScopeError } from '../protocol/scope.ts'
import type { Decided, Evaluation } from '../protocol/scope-evaluation.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { Progress } from './interaction.ts'

/** What happens next with a request: an answer, or one question on one page (spec oauth.md §4.2). */
export type Step =
  | { kind: 'reject'; error: ScopeError }
  /** The response type is not for this client (any more), or not for these scopes (attack R6). */
  | { kind: 'not_offered' }
  | { kind: 'sign_in' }
  | { kind: 'confirm_email' }
  | { kind: 'choose_organization'; isOnBehalf: boolean }
  | { kind: 'ask_administrator'; organizationId: string }
  | { kind: 'unavailable'; reason: ConnectRefusal | 'second_factor' }
  | { kind: 'consent'; decided: Decided; isFirst: boolean }
  | { kind: 'confirm'; decided: Decided }
  | { kind: 'pass'; decided: Decided }

/** Everything the decision rests on. */
export type Situation = {
  request: AuthorizationRequest
  progress: Progress
  session: { authenticatedAt: number; emailIsConfirmed: boolean } | null
  evaluation: Evaluation
  client: { isConfidential: boolean; allowsImplicitGrant: boolean }
  /** Of the organization; as long as none is known, of the person with all their organizations. */
  connectRefusal: ConnectRefusal | null
  /** The organization requires a second factor of its members, and the person has none. */
  lacksSecondFactor: boolean
  /** Whether every connection this needs exists. */
  isConnected: boolean
}

/** The next step, pure; the ifs are the protocol, in their order. */
export function nextStep(situation: Situation): Step {
  const { request, progress, session, evaluation, client } = situation
  if (request.wayBack.kind === 'token' && (!client.allowsImplicitGrant || isOfOrganization(evaluation)))
    return { kind: 'not_offered' }
  // Rejections win over user interaction (P-05).
  if (evaluation.outcome === 'rejected') return { kind: 'reject', error: evaluation.error }
  if (!session || evaluation.outcome === 'person_needed') return { kind: 'sign_in' }
  if (progress.signInAfter !== null && session.authenticatedAt < progress.signInAfter)
    return { kind: 'sign_in' }
  if (request.prompts.includes('select_account') && !progress.isAccountChosen) return { kind: 'sign_in' }
  if (request.mustConfirmEmail && !session.emailIsConfirmed) return { kind: 'confirm_email' }
  if (situation.connectRefusal) return { kind: 'unavailable', reason: situation.connectRefusal }
  if (situation.lacksSecondFactor) return { kind: 'unavailable', reason: 'second_factor' }
  switch (evaluation.outcome) {
    case 'organization_needed':
      return { kind: 'choose_organization', isOnBehalf: evaluation.form === 'Person>Organization' }
    case 'administrator_needed':
      return { kind: 'ask_administrator', organizationId: evaluation.organizationId }
    case 'bearer_known':
      throw new Error('The holdings of the bearer were not loaded.')
    case 'decided':
      return decidedStep(situation, evaluation)
  }
}

/** Organization tokens stay in confidential back ends: the implicit grant gives none (spec oauth.md §1, G-12). */
function isOfOrganization(evaluation: Evaluation): boolean {
  return 'bearer' in evaluation
    ? evaluation.bearer.type === 'Organization'
    : evaluation.outcome === 'organization_needed' || evaluation.outcome === 'administrator_needed'
}

function decidedStep(situation: Situation, decided: Decided): Step {
  const { request, isConnected } = situation
  // A first connection always asks, even with an empty scope list (G-20).
  if (!isConnected || decided.ungranted.length > 0 || request.prompts.includes('consent')) {
    return { kind: 'consent', decided, isFirst: !isConnected }
  }
  return { kind: mustConfirm(situation) ? 'confirm' : 'pass', decided }
}

/** Nothing is new, but anybody could be asking: a program on the device, or with a device far away (G-20, attack D4). */
function mustConfirm({ request: { wayBack }, client }: Situation): boolean {
  if (wayBack.kind === 'device') return true
  // Only who redeems a code has to prove that it is the client.
  const provesItself = wayBack.kind === 'code' && client.isConfidential
  return !provesItself && !provesTheApp(wayBack.redirectUri)
}
