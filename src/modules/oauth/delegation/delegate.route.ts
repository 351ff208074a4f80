import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { type Addresses, originOf } from '../../../platform/http/address.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import { bearerToken, countedAs } from '../api-guard.route.ts'
import { sendAnswer } from '../oauth-surface.route.ts'
import type { AnswerBody } from '../protocol/answer-format.ts'
import {
  MISSING_PARAMETER,
  NOT_FOUND,
  OAuthError,
  type Refusal,
  refuse,
  refuseScope,
  refuseToken,
} from '../protocol/oauth-error.ts'
import { requireParameters } from '../protocol/parameters.ts'
import type { CheckToken } from '../token/check-token.ts'
import type { Issuer } from '../token/issuer.ts'
import { type Asked, issuedEntry } from '../token-log/entries.ts'
import { noteRefusals } from '../token-log/note-refusals.ts'
import type { TokenLog } from '../token-log/token-log.ts'
import { type DelegationRules, delegate, type NotDelegated } from './delegate.ts'

export type DelegateRouteDeps = DelegationRules & {
  db: Db
  clock: Clock
  checkToken: CheckToken
  issuer: Issuer
  tokenLog: TokenLog
  requestLimit: RequestLimit
  addresses: Addresses
}

const KNOWN_PARAMETERS = new Set(['client_id', 'delegate_access_scope'])

/** POST /oauth/delegate: whoever holds a token that may delegate makes one for a subsystem (spec oauth.md §8). */
export function delegateRoute(scope: FastifyInstance, deps: DelegateRouteDeps): void {
  const { db, clock, checkToken, issuer, tokenLog, requestLimit, addresses } = deps
  scope.post('/oauth/delegate', async (request, reply) => {
    const origin = originOf(request, addresses)
    const asked: Asked = { origin, now: clock.now(), client: null, grantType: 'delegation' }
    return sendAnswer(request, reply, await noteRefusals(tokenLog, asked, () => answer(request, asked)))
  })

  async function answer(request: FastifyRequest, asked: Asked): Promise<AnswerBody> {
    const { now, origin } = asked
    // The parent token, checked as the API does.
    const text = bearerToken(request)
    if (text === null) throw new OAuthError(refuseToken('no_jwt_passed'))
    const parent = await checkToken(text, now)
    if (typeof parent === 'string') throw new OAuthError(refuseToken(parent))
    requestLimit(countedAs(parent), now)

    const parameters = requireParameters([request.query, request.body], KNOWN_PARAMETERS)
    const targetId = parameters.get('client_id')?.toLowerCase()
    if (targetId === undefined) throw new OAuthError(refuse('invalid_request', MISSING_PARAMETER))

    const delegation = {
      parentJti: parent.jti,
      targetId,
      scope: parameters.get('delegate_access_scope'),
      askedBy: null,
    }
    const delegated = await db.transaction(tx => {
      actsAs(tx, { actor: `Token/${parent.jti}`, origin })
      return delegate(tx, delegation, deps, now)
    })
    if ('fault' in delegated) throw new OAuthError({ ...refusalOf(delegated), about: delegated.about })
    const { authorization, client } = delegated
    tokenLog.add(issuedEntry(asked, authorization))
    return issuer.respond(authorization, client, now)
  }
}

/** In the words of spec oauth.md §8. */
function refusalOf(not: NotDelegated): Refusal {
  switch (not.fault) {
    case 'token':
      return { ...refuseToken(not.identifier), reason: not.reason }
    case 'credentials':
      return {
        ...refuse(
          'unauthorized_client',
          'Only tokens of confidential credentials can be delegated.',
          not.reason,
        ),
        status: 403,
      }
    case 'lost right':
    case 'public target':
      return refuse('invalid_grant', not.reason)
    case 'target':
      return refuse('invalid_grant', NOT_FOUND, not.reason)
    case 'scope':
      return refuseScope(not.identifier)
  }
}
