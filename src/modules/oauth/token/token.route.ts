import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { type Addresses, originOf } from '../../../platform/http/address.ts'
import { bunchAnswers } from '../../../platform/http/bunched-answers.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import { authenticateClient, countedAs } from '../client/authenticate-client.ts'
import type { SecretGuesses } from '../client/secret-guesses.ts'
import { sendAnswer } from '../oauth-surface.route.ts'
import type { AnswerBody } from '../protocol/answer-format.ts'
import { isRefusal, MISSING_PARAMETER, OAuthError, refuse } from '../protocol/oauth-error.ts'
import { requireParameters } from '../protocol/parameters.ts'
import { type Asked, issuedEntry } from '../token-log/entries.ts'
import { noteRefusals } from '../token-log/note-refusals.ts'
import type { TokenLog } from '../token-log/token-log.ts'
import type { Grant } from './grant.ts'
import type { Issuer } from './issuer.ts'

export type TokenRouteDeps = {
  db: Db
  clock: Clock
  issuer: Issuer
  tokenLog: TokenLog
  grants: readonly Grant[]
  guesses: SecretGuesses
  requestLimit: RequestLimit
  addresses: Addresses
}

/** Names this endpoint reads whatever the grant; repeating one of them is refused (RFC 6749 §3.2). */
const SHARED_PARAMETERS = ['grant_type', 'client_id', 'client_secret', 'scope']
const DEFAULT_GRANT = 'authorization_code'

/** POST /oauth/access_token: the phases every grant shares, once (spec oauth.md §5, architecture §4). */
export function tokenRoute(scope: FastifyInstance, deps: TokenRouteDeps): void {
  const { db, clock, issuer, tokenLog, guesses, requestLimit, addresses } = deps
  const grants = new Map(deps.grants.map(grant => [grant.type, grant]))
  const known = new Set([...SHARED_PARAMETERS, ...deps.grants.flatMap(({ parameters = [] }) => parameters)])

  scope.post('/oauth/access_token', { onSend: bunchAnswers() }, async (request, reply) => {
    const origin = originOf(request, addresses)
    const asked: Asked = { origin, now: clock.now(), client: null, grantType: null }
    return sendAnswer(request, reply, await noteRefusals(tokenLog, asked, () => answer(request, asked)))
  })

  async function answer(request: FastifyRequest, asked: Asked): Promise<AnswerBody> {
    const { now, origin } = asked
    // Phase 1: the parameters, from query, form or JSON.
    const parameters = requireParameters([request.query, request.body], known)

    // Phase 2: the client.
    const { addressBlock } = origin
    const claim = { authorization: request.headers.authorization, parameters, addressBlock }
    const client = await authenticateClient({ reader: db, guesses }, claim, now)
    const grant = grants.get(parameters.get('grant_type') ?? DEFAULT_GRANT)
    const isKnown = client !== null && !isRefusal(client)
    if (!(isKnown && grant?.countsItself)) requestLimit(countedAs(client, addressBlock), now)
    if (client && isRefusal(client)) throw new OAuthError(client)
    asked.client = client

    // Phase 3: the grant. Without a type it is the code (spec oauth.md §5.1).
    if (!grant) throw refused('unsupported_grant_type', 'This grant type is not supported.')
    asked.grantType = grant.type
    if (!client && !grant.allowsMissingClient) {
      if (grant.type === DEFAULT_GRANT && !parameters.has('code'))
        throw refused('invalid_request', MISSING_PARAMETER)
      throw refused('invalid_client', 'The client must authenticate.', 'no client named')
    }

    // Phase 4: one transaction; a refusal keeps what it wrote.
    const redeem = await grant.open({ parameters, client, ...origin }, now)
    const redemption = isRefusal(redeem)
      ? redeem
      : await db.transaction(tx => {
          actsAs(tx, { actor: client ? `Client/${client.id}` : 'client', origin })
          return redeem(tx, now)
        })
    if (isRefusal(redemption)) throw new OAuthError(redemption, client?.id)

    // Phase 5: sign and answer.
    const { authorization, more } = redemption
    tokenLog.add(issuedEntry(asked, authorization))
    return { ...(await issuer.respond(authorization, redemption.client, now)), ...more }
  }
}

function refused(...refusal: Parameters<typeof refuse>): OAuthError {
  return new OAuthError(refuse(...refusal))
}
