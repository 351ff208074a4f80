import type { FastifyRequest } from 'fastify'
import type { Db } from '../../../platform/database/database.ts'
import type { Addresses } from '../../../platform/http/address.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import type { Client } from '../../apps/index.ts'
import { isRefusal, MISSING_PARAMETER, OAuthError, refuse } from '../protocol/oauth-error.ts'
import { requireParameters } from '../protocol/parameters.ts'
import { authenticateClient, countedAs } from './authenticate-client.ts'
import type { SecretGuesses } from './secret-guesses.ts'

export type TokenRequestDeps = {
  db: Db
  guesses: SecretGuesses
  requestLimit: RequestLimit
  addresses: Addresses
}

/** The hint is read by nobody: it must not change what a token is (RFC 7009 §2.1, RFC 7662 §2.1). */
const KNOWN_PARAMETERS = new Set(['token', 'token_type_hint', 'client_id', 'client_secret'])

/** What a client sends about a token (RFC 7009 §2.1, RFC 7662 §2.1): the client, authenticated and counted, and the token. */
export async function readTokenRequest(
  request: FastifyRequest,
  { db, guesses, requestLimit, addresses }: TokenRequestDeps,
  now: number,
): Promise<{ client: Client; token: string }> {
  const parameters = requireParameters([request.query, request.body], KNOWN_PARAMETERS)
  const addressBlock = addresses.addressBlock(request)
  const claim = { authorization: request.headers.authorization, parameters, addressBlock }
  const client = await authenticateClient({ reader: db, guesses }, claim, now)
  requestLimit(countedAs(client, addressBlock), now)
  if (!client)
    throw new OAuthError(refuse('invalid_client', 'The client must authenticate.', 'no client named'))
  if (isRefusal(client)) throw new OAuthError(client)
  const token = parameters.get('token')
  if (token === undefined) throw new OAuthError(refuse('invalid_request', MISSING_PARAMETER))
  return { client, token }
}
