/** What the load and the server that runs oidc-provider agree on. */
export const PEER = {
  clientId: 'app',
  clientSecret: 's'.repeat(32),
  redirectUri: 'https://app.example/callback',
  /** Its access tokens for the one are JWTs, which it does not store; for the other opaque, which it can introspect. */
  jwtResource: 'urn:items',
  opaqueResource: 'urn:items:opaque',
}
