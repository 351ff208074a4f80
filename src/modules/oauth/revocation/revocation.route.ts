import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import type { Addresses } from '../../../platform/http/address.ts'
import { ApiError } from '../../../platform/http/api.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import { bearerToken, countedAs as countedAsSubject } from '../api-guard.route.ts'
import { authenticateClient, countedAs as countedAsClient } from '../client/authenticate-client.ts'
import type { SecretGuesses } from '../client/secret-guesses.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { isRefusal, MISSING_PARAMETER, OAuthError, refuse } from '../protocol/oauth-error.ts'
import { isParameterFault, type Parameters, readParameters } from '../protocol/parameters.ts'
import { refreshHashOf } from '../token/refresh-token.ts'
import { findFamilyOf } from '../token/token.repository.ts'
import { verifyAccessToken } from '../token/verify-token.ts'
import type { Revoke } from './revoke.ts'
import { findRevokedTokenIds } from './revoked-tokens.repository.ts'

export type RevocationDeps = {
  db: Db
  clock: Clock
  keyRing: KeyRing
  revoke: Revoke
  tokenIssuer: string
  guesses: SecretGuesses
  requestLimit: RequestLimit
  addresses: Addresses
}

const KNOWN_PARAMETERS = new Set(['token', 'token_type_hint', 'client_id', 'client_secret'])

/** The public list, and its older name (spec oauth.md §12.1, C-52). */
export function revocationListRoutes(scope: FastifyInstance, { db, clock }: RevocationDeps): void {
  scope.get('/api/v1/revoked_access_tokens', async () => ({
    revoked_token_ids: await findRevokedTokenIds(db, clock.now()),
  }))
  scope.get('/api/v1/blacklisted_access_tokens', async () => ({
    blacklisted_token_ids: await findRevokedTokenIds(db, clock.now()),
  }))
}

/**
 * POST /api/v1/revoked_access_tokens: revokes the token in the header, expired ones too, with everything that belongs
 * to it; with Basic and `token` it is RFC 7009 (spec oauth.md §12.1, P-17).
 */
export function revokeOwnTokenRoute(scope: FastifyInstance, deps: RevocationDeps): void {
  const { db, clock, keyRing, revoke, tokenIssuer, requestLimit } = deps
  scope.post('/api/v1/revoked_access_tokens', async (request, reply) => {
    const text = bearerToken(request)
    if (text === null) {
      if (!request.headers.authorization?.startsWith('Basic ')) throw new ApiError(401, ['no_jwt_passed'])
      await revokeForClient(request, deps).catch(asApiError)
      return reply.send({})
    }
    const token = await verifyAccessToken(keyRing, text, tokenIssuer)
    if (!token) throw new ApiError(403, ['invalid_jwt'])
    const now = clock.now()
    requestLimit(countedAsSubject(token), now)
    await db.transaction(async tx => {
      const found = await findFamilyOf(tx, { jti: token.jti })
      if (found) await revoke(tx, { familyId: found.familyId }, 'revoked by its holder', now)
    })
    return reply.code(201).send({ access_token_id: token.jti })
  })
}

/** A refusal in the shape of the API (spec directory-api.md §2). */
function asApiError(error: unknown): never {
  if (!(error instanceof OAuthError)) throw error
  if (error.refusal.error === 'invalid_client') throw new ApiError(401, ['unauthorized'])
  throw new ApiError(400, [error.refusal.error, error.refusal.description])
}

/** POST /oauth/revoke (RFC 7009). */
export function standardRevocationRoute(scope: FastifyInstance, deps: RevocationDeps): void {
  scope.post('/oauth/revoke', async (request, reply) => {
    await revokeForClient(request, deps)
    // RFC 7009 §2.2 leaves the body open; simple-oauth2 takes nothing but JSON.
    return reply.code(200).send({})
  })
}

/** RFC 7009 §2.1, §2.2: a token that is unknown or another client's is answered like one that was revoked. */
async function revokeForClient(request: FastifyRequest, deps: RevocationDeps): Promise<void> {
  const { db, clock, keyRing, revoke, tokenIssuer, guesses, requestLimit, addresses } = deps
  const now = clock.now()
  const parameters = readParameters([request.query, request.body], KNOWN_PARAMETERS)
  if (isParameterFault(parameters)) {
    throw new OAuthError(refuse('invalid_request', `The parameter ${parameters.repeated} is repeated.`))
  }
  const addressBlock = addresses.addressBlock(request)
  const claim = { authorization: request.headers.authorization, parameters, addressBlock }
  const client = await authenticateClient({ reader: db, guesses }, claim, now)
  requestLimit(countedAsClient(client, addressBlock), now)
  if (!client)
    throw new OAuthError(refuse('invalid_client', 'The client must authenticate.', 'no client named'))
  if (isRefusal(client)) throw new OAuthError(client)
  const text = tokenOf(parameters)
  const access = await verifyAccessToken(keyRing, text, tokenIssuer)
  await db.transaction(async tx => {
    const found = await findFamilyOf(tx, access ? { jti: access.jti } : { refreshHash: refreshHashOf(text) })
    if (found?.clientId === client.id)
      await revoke(tx, { familyId: found.familyId }, 'revoked by its client', now)
  })
}

function tokenOf(parameters: Parameters): string {
  const token = parameters.get('token')
  if (token === undefined) throw new OAuthError(refuse('invalid_request', MISSING_PARAMETER))
  return token
}
