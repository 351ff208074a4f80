import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import { originOf } from '../../../platform/http/address.ts'
import { ApiError, type AppGuard, type AppPrincipal } from '../../../platform/http/api.ts'
import { isRefusal } from '../protocol/oauth-error.ts'
import { authenticateClient, countedAs } from './authenticate-client.ts'
import type { TokenRequestDeps } from './token-request.route.ts'

/** Lets apps into the REST API by Basic (spec directory-api.md §1); wrong secrets count as at the token endpoint. */
export function createAppGuard(deps: TokenRequestDeps & { clock: Clock }): AppGuard {
  const { db, guesses, requestLimit, addresses, clock } = deps

  async function required(request: FastifyRequest): Promise<AppPrincipal> {
    const { authorization } = request.headers
    const now = clock.now()
    const addressBlock = addresses.addressBlock(request)
    const claim = { authorization, parameters: new Map<string, string>(), addressBlock }
    const client = await authenticateClient({ reader: db, guesses }, claim, now)
    requestLimit(countedAs(client, addressBlock), now)
    if (client === null || isRefusal(client) || !client.isConfidential)
      throw new ApiError(401, ['unauthorized'], 'Basic realm="api", charset="UTF-8"')
    const act = { actor: `Client/${client.id}`, origin: originOf(request, addresses) }
    return { clientId: client.id, appId: client.appId, appName: client.appName, act }
  }

  return {
    required,
    ifBasic: async request =>
      /^Basic\b/i.test(request.headers.authorization ?? '') ? required(request) : null,
  }
}
