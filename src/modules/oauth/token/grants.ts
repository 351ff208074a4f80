import type { Db } from '../../../platform/database/database.ts'
import type { RequestLimit } from '../../../platform/http/rate-limit.ts'
import type { ScopeNames } from '../../apps/index.ts'
import type { Connections } from '../../connections/index.ts'
import { tokenExchangeGrant } from '../delegation/token-exchange.grant.ts'
import type { Revoke } from '../revocation/revoke.ts'
import { authorizationCodeGrant } from './authorization-code.grant.ts'
import type { CheckToken } from './check-token.ts'
import { clientCredentialsGrant } from './client-credentials.grant.ts'
import { deviceCodeGrant } from './device-code.grant.ts'
import type { Grant } from './grant.ts'
import { type ProvePassword, passwordGrant } from './password.grant.ts'
import { refreshTokenGrant } from './refresh-token.grant.ts'
import type { PublicClientOrganizationTokens } from './rights.ts'

/** Every grant of the token endpoint (spec oauth.md §5). */
export function createGrants(deps: {
  db: Db
  requestLimit: RequestLimit
  names: ScopeNames
  revoke: Revoke
  connections: Connections
  checkToken: CheckToken
  successorKeys: readonly Buffer[]
  isSandbox: boolean
  provePassword: ProvePassword
  publicClientOrganizationTokens: PublicClientOrganizationTokens
}): Grant[] {
  return [
    authorizationCodeGrant(deps),
    refreshTokenGrant(deps),
    clientCredentialsGrant(deps),
    deviceCodeGrant(deps),
    passwordGrant(deps),
    tokenExchangeGrant(deps),
  ]
}
