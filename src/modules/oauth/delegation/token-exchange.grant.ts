import type { Reader } from '../../../platform/database/database.ts'
import type { Client } from '../../apps/index.ts'
import { MISSING_PARAMETER, type Refusal, refuse, refuseScope } from '../protocol/oauth-error.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { CheckToken } from '../token/check-token.ts'
import type { Grant, GrantRequest, Redeem } from '../token/grant.ts'
import { clientOfAudience } from './audience.ts'
import { type DelegationRules, delegate, type NotDelegated } from './delegate.ts'

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
/** Access tokens are JWTs: both types mean the same here (RFC 8693 §3). */
const TOKEN_TYPES = [ACCESS_TOKEN, 'urn:ietf:params:oauth:token-type:jwt']

/**
 * Delegation in the words of RFC 8693: the client the token was issued to, or the subsystem that got it, exchanges it
 * for one of the subsystem's. A client that names no audience means itself.
 */
export function tokenExchangeGrant({
  db,
  checkToken,
  ...rules
}: DelegationRules & { db: Reader; checkToken: CheckToken }): Grant {
  return {
    type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    allowsMissingClient: false,
    parameters: [
      'subject_token',
      'subject_token_type',
      'requested_token_type',
      'audience',
      'actor_token',
      'actor_token_type',
    ],
    open,
  }

  async function open({ parameters, client }: GrantRequest, now: number): Promise<Redeem | Refusal> {
    if (!client?.isConfidential) {
      return refuse('unauthorized_client', 'Public credentials may not exchange tokens.')
    }
    const text = parameters.get('subject_token')
    if (text === undefined) return refuse('invalid_request', MISSING_PARAMETER, 'subject_token missing')
    const fault = formFault(parameters)
    if (fault) return fault
    const subject = await checkToken(text, now)
    if (typeof subject === 'string') return refuseSubject(subject)
    const targetId = await targetOf(parameters, client)
    if (targetId === null) return refuseTarget('no client of this name')

    const scope = parameters.get('scope')
    const delegation = { parentJti: subject.jti, targetId, scope, askedBy: client }
    return async (tx, now) => {
      const delegated = await delegate(tx, delegation, rules, now)
      if ('fault' in delegated) return { ...refusalOf(delegated), about: delegated.about }
      return { ...delegated, more: { issued_token_type: ACCESS_TOKEN } }
    }
  }

  function targetOf(parameters: Parameters, client: Client): Promise<string | null> | string {
    const audience = parameters.get('audience')
    return audience === undefined ? client.id : clientOfAudience(db, audience)
  }
}

/** What can be refused by looking at the parameters (RFC 8693 §2.1). */
function formFault(parameters: Parameters): Refusal | null {
  const subjectType = parameters.get('subject_token_type')
  const requestedType = parameters.get('requested_token_type') ?? ACCESS_TOKEN
  if (subjectType === undefined) return refuse('invalid_request', MISSING_PARAMETER, 'no subject_token_type')
  if (!TOKEN_TYPES.includes(subjectType)) {
    return refuse('invalid_request', 'The subject_token must be an access token.', 'other subject_token_type')
  }
  if (!TOKEN_TYPES.includes(requestedType)) {
    return refuse('invalid_request', 'Only access tokens can be requested.', 'other requested_token_type')
  }
  // Who acts is in the subject token (spec oauth.md §9): an actor that is silently ignored would be believed.
  if (parameters.has('actor_token') || parameters.has('actor_token_type')) {
    return refuse('invalid_request', 'An actor_token is not supported.')
  }
  return parameters.has('resource')
    ? refuseTarget('resource given', 'Name the audience, not a resource.')
    : null
}

/** In the words of RFC 8693 §2.2.2. */
function refusalOf(not: NotDelegated): Refusal {
  switch (not.fault) {
    case 'token':
      return refuseSubject(not.identifier, not.reason)
    case 'credentials':
      return refuse(
        'invalid_request',
        'Only tokens of confidential credentials can be exchanged.',
        not.reason,
      )
    case 'lost right':
      return refuse('invalid_request', `The subject_token lost its ground: ${not.reason}`, not.reason)
    case 'target':
      return refuseTarget(not.reason)
    case 'public target':
      return refuseTarget(not.reason, not.reason)
    case 'scope':
      return refuseScope(not.identifier)
  }
}

/** "If … the subject_token … [is] invalid for any reason, … the value of the error parameter MUST be invalid_request." */
function refuseSubject(identifier: string, reason = identifier): Refusal {
  return refuse('invalid_request', `The subject_token is not valid: ${identifier}`, reason)
}

function refuseTarget(reason: string, text = 'There is no such audience for this token.'): Refusal {
  return refuse('invalid_target', text, reason)
}
