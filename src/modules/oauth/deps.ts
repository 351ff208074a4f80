import type { Clock } from '../../platform/clock.ts'
import type { SecretBox } from '../../platform/crypto/secret-box.ts'
import type { Db } from '../../platform/database/database.ts'
import type { Addresses } from '../../platform/http/address.ts'
import type { RequestLimit } from '../../platform/http/rate-limit.ts'
import type { Logger } from '../../platform/log.ts'
import type { Environment, ScopeNames, SigningAlgorithm } from '../apps/index.ts'
import type { Connections } from '../connections/index.ts'
import type { SecretGuesses } from './client/secret-guesses.ts'
import type { RevokePrivateTokens } from './private-tokens/revoke-private-tokens.ts'
import type { RevocationSet } from './revocation/revocation-set.ts'
import type { Revoke } from './revocation/revoke.ts'
import type { ProvePassword } from './token/password.grant.ts'
import type { PublicClientOrganizationTokens } from './token/rights.ts'

/** What the authorization server is built from. */
export type OAuthDeps = {
  db: Db
  clock: Clock
  log: Logger
  secretBox: SecretBox
  config: {
    publicUrl: string
    tokenIssuer: string
    defaultSigningAlgorithm: SigningAlgorithm
    publicClientOrganizationTokens: PublicClientOrganizationTokens
    retentionTokensDays: number
    retentionTokenAuditDays: number
    environment: Environment
  }
  names: ScopeNames
  revocations: RevocationSet
  revoke: Revoke
  connections: Connections
  revokePrivateTokens: RevokePrivateTokens
  guesses: SecretGuesses
  provePassword: ProvePassword
  requestLimit: RequestLimit
  addresses: Addresses
}
