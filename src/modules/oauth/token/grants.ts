import type { ScopeNames } from '../../apps/index.ts'
import type { Connections } from '../../connections/index.ts'
import type { Revoke } from '../revocation/revoke.ts'
import { authorizationCodeGrant } from './authorization-code.grant.ts'
import { clientCredentialsGrant } from './client-credentials.grant.ts'
import type { Grant } from './grant.ts'
import { refreshTokenGrant } from './refresh-token.grant.ts'
import type { PublicClientOrganizationTokens } from './rights.ts'

/** Every grant of the token endpoint (spec oauth.md §5). */
export function createGrants(deps: {
  names: ScopeNames
  revoke: Revoke
  connections: Connections
  successorKeys: readonly Buffer[]
  publicClientOrganizationTokens: PublicClientOrganizationTokens
}): Grant[] {
  return [authorizationCodeGrant(deps), refreshTokenGrant(deps), clientCredentialsGrant(deps)]
}
