import type { FastifyInstance } from 'fastify'
import type { Grant } from '../token/grant.ts'

/** GET /.well-known/oauth-authorization-server (RFC 8414): what this server can do, and no more. */
export function metadataRoute(
  scope: FastifyInstance,
  { publicUrl, grants }: { publicUrl: string; grants: readonly Grant[] },
): void {
  const metadata = {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth/authorize`,
    token_endpoint: `${publicUrl}/oauth/access_token`,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    device_authorization_endpoint: `${publicUrl}/oauth/device_authorizations/authorize`,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: grants.filter(({ isException }) => !isException).map(({ type }) => type),
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    authorization_response_iss_parameter_supported: true,
    ui_locales_supported: ['en', 'de'],
  }
  scope.get('/.well-known/oauth-authorization-server', async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').send(metadata),
  )
}
