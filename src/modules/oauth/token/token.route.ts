import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import type { Addresses } from '../../../platform/http/address.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import { authenticateClient, countedAs } from '../client/authenticate-client.ts'
import type { SecretGuesses } from '../client/secret-guesses.ts'
import { sendAnswer } from '../oauth-surface.route.ts'
import { isRefusal, MISSING_PARAMETER, OAuthError, refuse } from '../protocol/oauth-error.ts'
import { isParameterFault, readParameters } from '../protocol/parameters.ts'
import type { Grant } from './grant.ts'
import type { Issuer } from './issuer.ts'

export type TokenRouteDeps = {
  db: Db
  clock: Clock
  issuer: Issuer
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
  const { db, clock, issuer, guesses, requestLimit, addresses } = deps
  const grants = new Map(deps.grants.map(grant => [grant.type, grant]))
  const known = new Set([...SHARED_PARAMETERS, ...deps.grants.flatMap(({ parameters = [] }) => parameters)])

  scope.post('/oauth/access_token', async (request, reply) => {
    const now = clock.now()
    // Phase 1: the parameters, from query, form or JSON.
    const parameters = readParameters([request.query, request.body], known)
    if (isParameterFault(parameters)) {
      throw refused('invalid_request', `The parameter ${parameters.repeated} is repeated.`)
    }

    // Phase 2: the client.
    const addressBlock = addresses.addressBlock(request)
    const claim = { authorization: request.headers.authorization, parameters, addressBlock }
    const client = await authenticateClient({ reader: db, guesses }, claim, now)
    const grant = grants.get(parameters.get('grant_type') ?? DEFAULT_GRANT)
    const isKnown = client !== null && !isRefusal(client)
    if (!(isKnown && grant?.countsItself)) requestLimit(countedAs(client, addressBlock), now)
    if (client && isRefusal(client)) throw new OAuthError(client)

    // Phase 3: the grant. Without a type it is the code (spec oauth.md §5.1).
    if (!grant) throw refused('unsupported_grant_type', 'This grant type is not supported.')
    if (!client && !grant.allowsMissingClient) {
      if (grant.type === DEFAULT_GRANT && !parameters.has('code'))
        throw refused('invalid_request', MISSING_PARAMETER)
      throw refused('invalid_client', 'The client must authenticate.', 'no client named')
    }

    // Phase 4: one transaction; a refusal keeps what it wrote.
    const redeem = await grant.open({ parameters, client, addressBlock }, now)
    const redemption = isRefusal(redeem) ? redeem : await db.transaction(tx => redeem(tx, now))
    if (isRefusal(redemption)) throw new OAuthError(redemption, client?.id)

    // Phase 5: sign and answer.
    const { authorization, more } = redemption
    return sendAnswer(request, reply, {
      ...(await issuer.respond(authorization, redemption.client, now)),
      ...more,
    })
  })
}

function refused(...refusal: Parameters<typeof refuse>): OAuthError {
  return new OAuthError(refuse(...refusal))
}
