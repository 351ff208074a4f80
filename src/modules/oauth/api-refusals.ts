import { ApiError, type Principal } from '../../platform/http/api.ts'
import type { ScopeNames } from '../apps/index.ts'
import { resourceMetadataUrl } from './discovery/resource-metadata.ts'
import type { TokenFault } from './protocol/oauth-error.ts'

/**
 * How the REST API refuses bearer tokens: status and body of spec oauth.md §10.3, and for standard clients a challenge
 * that says the same (RFC 6750 §3) and where the API describes itself (RFC 9728 §5.1).
 */
export type ApiRefusals = {
  noToken(): ApiError
  badToken(fault: TokenFault): ApiError
  /** The token speaks for a bearer of the other kind. */
  wrongSubject(expected: string, principal: Principal): ApiError
  /** One of the scopes, named without the platform app, would do. */
  missingScope(required: readonly string[], principal: Principal): ApiError
}

/** The refusals of this installation. */
export function createApiRefusals(publicUrl: string, names: ScopeNames): ApiRefusals {
  const metadata = resourceMetadataUrl(publicUrl)
  const challenge = (members: Record<string, string>) =>
    `Bearer ${Object.entries({ realm: 'api', ...members, resource_metadata: metadata })
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}`
  const refusal = (
    identifier: string,
    { error, scope, text }: { error: 'invalid_token' | 'insufficient_scope'; scope?: string; text?: string },
  ) => {
    const members = { error, error_description: identifier, ...(scope !== undefined && { scope }) }
    const errors = text === undefined ? [identifier] : [identifier, text]
    return new ApiError(403, errors, challenge(members))
  }

  return {
    noToken: () => new ApiError(401, ['no_jwt_passed'], challenge({})),
    badToken: fault => refusal(fault, { error: 'invalid_token' }),
    wrongSubject(expected, { bearer }) {
      const text = `Expected Subject Type: ${expected} | Subject type from Access Token: ${bearer.type}`
      return refusal('unpermitted_subject', { error: 'insufficient_scope', text })
    },
    missingScope(required, { scopes }) {
      const named = required.map(scope => `${names.platformApp}.${scope}`)
      const text = `This endpoint requires one of the following scopes: ${named.join(', ')} but your access token only includes the following scopes: ${scopes.join(', ')}`
      // The first one is enough: a client that asks for what it reads here shall not ask for all.
      const [scope = ''] = named
      return refusal('unpermitted_scope', { error: 'insufficient_scope', scope, text })
    },
  }
}
