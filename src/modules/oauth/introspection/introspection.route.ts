import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import { bunchAnswers } from '../../../platform/http/bunched-answers.ts'
import { rolesFromBits } from '../../directory/index.ts'
import { readTokenRequest, type TokenRequestDeps } from '../client/token-request.route.ts'
import { OAuthError, refuse } from '../protocol/oauth-error.ts'
import { subjectOf } from '../token/subject.ts'
import { findLiveToken, type LiveToken, type LiveTokenDeps } from './live-token.ts'
import { visibleScopes } from './visible-scopes.ts'

export type IntrospectionDeps = TokenRequestDeps & LiveTokenDeps & { clock: Clock }

/** POST /oauth/introspect (RFC 7662): JSON whatever is accepted, never cached. */
export function introspectionRoute(scope: FastifyInstance, deps: IntrospectionDeps): void {
  scope.post('/oauth/introspect', { onSend: bunchAnswers() }, async (request, reply) => {
    const now = deps.clock.now()
    const { client, token: text } = await readTokenRequest(request, deps, now)
    if (!client.isConfidential) {
      throw new OAuthError(refuse('invalid_client', 'Client authentication failed.', 'public credentials'))
    }
    if (client.appState === 'inactive') {
      throw new OAuthError(refuse('invalid_grant', 'app deactivated'), client.id)
    }
    const token = await findLiveToken(deps, text, now)
    const scopes = token && visibleScopes(client, token, deps.names)
    // "the authorization server MUST NOT … provide additional information about an inactive token" (RFC 7662 §2.2).
    return reply.send(token && scopes ? describe(token, scopes, deps.tokenIssuer) : { active: false })
  })
}

/** The members of RFC 7662 §2.2, and bearer and person as in a token response (spec oauth.md §6). */
function describe(token: LiveToken, scopes: readonly string[], issuer: string) {
  const { issuedTo, bearer, onBehalfOf, issuedAt, expiresAt, access } = token
  return {
    active: true,
    scope: scopes.join(' '),
    client_id: issuedTo?.clientId,
    sub: subjectOf(bearer, onBehalfOf?.personId ?? null),
    iss: issuer,
    exp: seconds(expiresAt),
    iat: seconds(issuedAt),
    ...(access && {
      token_type: 'bearer',
      nbf: seconds(issuedAt),
      aud: access.audience,
      jti: access.jti,
    }),
    bearer: { id: bearer.id, type: bearer.type },
    ...(onBehalfOf && {
      bearer_on_behalf_of: {
        id: onBehalfOf.personId,
        type: 'Person',
        roles: rolesFromBits(onBehalfOf.roles),
      },
    }),
  }
}

function seconds(instant: number): number {
  return Math.floor(instant / 1000)
}
