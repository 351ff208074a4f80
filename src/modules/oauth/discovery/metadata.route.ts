import type { FastifyInstance } from 'fastify'
import type { Grant } from '../token/grant.ts'
import { RESOURCE_PATHS } from './resource-metadata.ts'

const KEPT = { 'cache-control': 'public, max-age=3600' }
const WITH_SECRET = ['client_secret_basic', 'client_secret_post']

/**
 * What this server can do, and no more: GET /.well-known/oauth-authorization-server (RFC 8414), and the same under the
 * name of OpenID Connect Discovery, where many libraries look first.
 */
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
    introspection_endpoint: `${publicUrl}/oauth/introspect`,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: grants.filter(({ isException }) => !isException).map(({ type }) => type),
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: [...WITH_SECRET, 'none'],
    revocation_endpoint_auth_methods_supported: [...WITH_SECRET, 'none'],
    introspection_endpoint_auth_methods_supported: WITH_SECRET,
    authorization_response_iss_parameter_supported: true,
    protected_resources: RESOURCE_PATHS.map(({ resource }) => publicUrl + resource),
    ui_locales_supported: ['en', 'de'],
  }
  scope.get('/.well-known/oauth-authorization-server', async (_request, reply) =>
    reply.headers(KEPT).send(metadata),
  )
  // There are no ID tokens, so none of their algorithms; that a subject is the same for every client is so.
  scope.get('/.well-known/openid-configuration', async (_request, reply) =>
    reply.headers(KEPT).send({ ...metadata, subject_types_supported: ['public'] }),
  )
}

/** GET /.well-known/oauth-protected-resource: how the hub, and its REST API, are reached with a token (RFC 9728). */
export function resourceMetadataRoutes(scope: FastifyInstance, { publicUrl }: { publicUrl: string }): void {
  for (const { resource, path } of RESOURCE_PATHS) {
    const metadata = {
      resource: publicUrl + resource,
      authorization_servers: [publicUrl],
      bearer_methods_supported: ['header'],
    }
    scope.get(path, async (_request, reply) => reply.headers(KEPT).send(metadata))
  }
}
