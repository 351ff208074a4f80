import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import { originOf } from '../../../platform/http/address.ts'
import { ApiError } from '../../../platform/http/api.ts'
import { bearerToken, countedAs } from '../api-guard.route.ts'
import type { ApiRefusals } from '../api-refusals.ts'
import { readTokenRequest, type TokenRequestDeps } from '../client/token-request.route.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { RevokePrivateTokens } from '../private-tokens/revoke-private-tokens.ts'
import { OAuthError } from '../protocol/oauth-error.ts'
import { refreshHashOf } from '../token/refresh-token.ts'
import { findFamilyOf } from '../token/token.repository.ts'
import { verifyAccessToken } from '../token/verify-token.ts'
import type { Revoke } from './revoke.ts'
import { findRevokedTokenIds } from './revoked-tokens.repository.ts'

export type RevocationDeps = TokenRequestDeps & {
  clock: Clock
  keyRing: KeyRing
  revoke: Revoke
  revokePrivateTokens: RevokePrivateTokens
  tokenIssuer: string
  refusals: ApiRefusals
}

/** Whoever holds a private token may end it; who that is cannot be known. */
const BY_ITS_HOLDER = { reason: 'revoked by its holder', actor: null } as const

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
  const { db, clock, keyRing, revoke, revokePrivateTokens, tokenIssuer, requestLimit, addresses, refusals } =
    deps
  scope.post('/api/v1/revoked_access_tokens', async (request, reply) => {
    const text = bearerToken(request)
    if (text === null) {
      if (!request.headers.authorization?.startsWith('Basic ')) throw refusals.noToken()
      await revokeForClient(request, deps).catch(asApiError)
      return reply.send({})
    }
    const token = await verifyAccessToken(keyRing, text, tokenIssuer)
    if (!token) throw refusals.badToken('invalid_jwt')
    const now = clock.now()
    requestLimit(countedAs(token), now)
    await db.transaction(async tx => {
      actsAs(tx, { actor: `Token/${token.jti}`, origin: originOf(request, addresses) })
      const found = await findFamilyOf(tx, { jti: token.jti })
      if (found) await revoke(tx, { familyId: found.familyId }, 'revoked by its holder', now)
      else await revokePrivateTokens(tx, { jti: token.jti }, BY_ITS_HOLDER, now)
    })
    return reply.code(201).send({ access_token_id: token.jti })
  })
}

/** A refusal in the shape of the API (spec directory-api.md §2). */
function asApiError(error: unknown): never {
  if (!(error instanceof OAuthError)) throw error
  if (error.refusal.error === 'invalid_client') throw new ApiError(401, ['unauthorized'], 'Basic realm="api"')
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
  const { db, clock, keyRing, revoke, tokenIssuer } = deps
  const now = clock.now()
  const { client, token: text } = await readTokenRequest(request, deps, now)
  const access = await verifyAccessToken(keyRing, text, tokenIssuer)
  await db.transaction(async tx => {
    actsAs(tx, { actor: `Client/${client.id}`, origin: originOf(request, deps.addresses) })
    const found = await findFamilyOf(tx, access ? { jti: access.jti } : { refreshHash: refreshHashOf(text) })
    if (found?.clientId === client.id)
      await revoke(tx, { familyId: found.familyId }, 'revoked by its client', now)
  })
}
