/**
 * OAuth: the authorization server. Who may get a token, what it says, and what ends it.
 *
 * Owns: everything under /oauth, the key sets, the revocation list, tokens and their families, signing keys, and the
 * check of bearer tokens for the REST API. Does not own: who granted what (connections), who is signed in (identity).
 *
 * The redirect flow (spec oauth.md §4):
 * 1. `authorize/` checks client, redirect URI and request; what can be refused is refused before anybody is asked.
 * 2. A person without session signs in (identity), and comes back to the interaction, bound to browser and person.
 * 3. `protocol/scope-evaluation.ts` decides, called anew at each stage, what is left to ask: organization, consent.
 * 4. `authorize/conclude.ts` establishes the connection and makes the code, in one transaction.
 * 5. `token/token.route.ts` redeems it: five phases that every grant shares, one small file per grant.
 * 6. A refresh checks all rights again (`token/rights.ts`) and rotates the pair.
 * 7. A token may be delegated to another app of its vendor (`delegation/`); what comes of it ends with its parent.
 * 8. Resource servers read tokens themselves, or ask what they are (`introspection/`).
 * 9. Whatever ends a grant revokes token families (`revocation/revoke.ts`): at once here, within a second elsewhere.
 * 10. `token-log/` notes what came of each request for tokens, in memory first, for the audit log and its readers.
 *
 * The device flow (RFC 8628, spec oauth.md §7):
 * 1. `device/device-authorization.route.ts`: a device asks, and gets a device code for itself and a user code to show.
 * 2. `device/verify.page.ts`: a person signs in and types the user code; guessing is limited. From then on it is a
 *    request as in the redirect flow, steps 3 and 4, answered to the device: it always asks (G-20).
 * 3. `authorize/conclude.ts` approves, once; the family of tokens begins here. Cancelling denies.
 * 4. `token/device-code.grant.ts`: the device polls. The state decides before the speed; tokens are given once.
 *
 * Tokens without a flow (spec oauth.md §13):
 * 1. A private token is offered the scopes its bearer has (`private-tokens/available-scopes.ts`), after a fresh sign-in.
 * 2. It is stored without the token, signed, and shown once (`private-tokens/create-private-token.ts`).
 * 3. It ends by hand, or with what it rests on (`private-tokens/revoke-private-tokens.ts`).
 * 4. A connection token is a family like those of the flows (`connection-tokens/generate-token.ts`).
 */
import type { FastifyInstance } from 'fastify'
import type { ApiGuard, AppGuard } from '../../platform/http/api.ts'
import type { Portal } from '../../platform/http/portal.ts'
import type { RequireSession } from '../identity/index.ts'
import { createApiGuard } from './api-guard.route.ts'
import { createApiRefusals } from './api-refusals.ts'
import { authorizePage } from './authorize/authorize.page.ts'
import type { AuthorizeDeps } from './authorize/deps.ts'
import { createDescribeInteraction } from './authorize/describe-interaction.page.ts'
import { interactionPages } from './authorize/interaction.page.ts'
import { createRefusalNotes } from './authorize/note-refusal.ts'
import { createAppGuard } from './client/app-guard.route.ts'
import { connectionTokenPages } from './connection-tokens/connection-tokens.page.ts'
import { delegateRoute } from './delegation/delegate.route.ts'
import type { OAuthDeps } from './deps.ts'
import { deviceAuthorizationRoute } from './device/device-authorization.route.ts'
import { createUserCodes } from './device/user-code.ts'
import { devicePages } from './device/verify.page.ts'
import { metadataRoute, resourceMetadataRoutes } from './discovery/metadata.route.ts'
import { introspectionRoute } from './introspection/introspection.route.ts'
import { oauthJobs } from './jobs.ts'
import { openKeyRing } from './keys/key-ring.ts'
import { compatibleKeySetRoute, jwksRoute } from './keys/keys.route.ts'
import { type RenderErrorPage, useOAuthSurface } from './oauth-surface.route.ts'
import { privateTokenPages } from './private-tokens/tokens.page.ts'
import { createShowPrivateToken } from './private-tokens/whole-token.ts'
import {
  revocationListRoutes,
  revokeOwnTokenRoute,
  standardRevocationRoute,
} from './revocation/revocation.route.ts'

import { accessTokenRoute } from './token/access-token.route.ts'
import { createTokenCheck } from './token/check-token.ts'
import { createGrants } from './token/grants.ts'
import { createIssuer } from './token/issuer.ts'
import { tokenRoute } from './token/token.route.ts'
import { createTokenActs } from './token-acts.ts'
import { requestLogPages } from './token-log/request-log.page.ts'
import { createTokenLog } from './token-log/token-log.ts'

export { createSecretGuesses } from './client/secret-guesses.ts'
export type { OAuthDeps } from './deps.ts'
export { groundsKeptMs } from './jobs.ts'
export { KEEP_RETIRED_MS, PUBLISH_AHEAD_MS, resealKeys, rotateKey } from './keys/key-ring.ts'
export { findKeys, type StoredKey } from './keys/signing-key.repository.ts'
export type { RenderErrorPage } from './oauth-surface.route.ts'
export { statusOf } from './private-tokens/private-token.ts'
export {
  createRevokePrivateTokens,
  type RevokePrivateTokens,
} from './private-tokens/revoke-private-tokens.ts'
export { type ShowPrivateToken, storeWholeToken } from './private-tokens/whole-token.ts'
export { openRevocationSet, type RevocationSet } from './revocation/revocation-set.ts'
export { createRevoke, type Revoke, revokeUngranted } from './revocation/revoke.ts'
export type { Inspection, InspectionFault } from './token/inspect-token.ts'
export type { TokenActs } from './token-acts.ts'
export type { StoredTokenEntry, TokenEntryFilter } from './token-log/token-entry.ts'
export { findTokenEntries } from './token-log/token-log.repository.ts'

/** The authorization server with what it remembers of the database loaded. */
export async function createOAuth(deps: OAuthDeps) {
  const { db, clock, log, secretBox, config, names, revoke, connections } = deps
  const { publicUrl, tokenIssuer, publicClientOrganizationTokens } = config
  const keyRing = await openKeyRing({ db, clock, secretBox })
  const issuer = createIssuer({
    keyRing,
    publicUrl,
    tokenIssuer,
    defaultAlgorithm: config.defaultSigningAlgorithm,
  })
  const tokenLog = createTokenLog({ db, clock, log })
  const noteRefusal = createRefusalNotes({ db })
  const { requestLimit, addresses, guesses, provePassword } = deps
  const checkToken = createTokenCheck({ db, keyRing, revocations: deps.revocations, tokenIssuer })
  const successorKeys = secretBox.keys('refresh-successor')
  const grants = createGrants({
    ...{ db, names, revoke, connections, checkToken, requestLimit, provePassword },
    isSandbox: config.environment === 'sandbox',
    successorKeys,
    publicClientOrganizationTokens,
  })
  const userCodes = createUserCodes(secretBox)
  const refusals = createApiRefusals(publicUrl, names)
  const guard: ApiGuard = createApiGuard({ ...deps, checkToken, refusals })
  const appGuard: AppGuard = createAppGuard({ db, guesses, requestLimit, addresses, clock })
  const ofTokens = { ...deps, keyRing, tokenIssuer, refusals, publicClientOrganizationTokens }

  return {
    guard,
    appGuard,
    keyRing,
    tokens: createTokenActs({ ...deps, keyRing, issuer, tokenIssuer, publicClientOrganizationTokens }),
    showPrivateToken: createShowPrivateToken({
      issuer,
      keyOfToday: () => keyRing.signer(config.defaultSigningAlgorithm).kid,
    }),
    tokenLog,
    jobs: oauthJobs({ db, config }),
    describeInteraction: (session: AuthorizeDeps['session']) =>
      createDescribeInteraction({ db, clock, session }),
    /** Endpoints that clients call: any origin, four formats. */
    clientRoutes(
      scope: FastifyInstance,
      settings: AuthorizeDeps['settings'],
      renderErrorPage: RenderErrorPage,
    ): void {
      useOAuthSurface(scope, renderErrorPage)
      const devices = { db, clock, names, settings, publicUrl, userCodes, guesses, requestLimit, addresses }
      deviceAuthorizationRoute(scope, { ...devices, noteRefusal })
      tokenRoute(scope, { ...deps, issuer, grants, tokenLog })
      delegateRoute(scope, { ...deps, issuer, tokenLog, checkToken, publicClientOrganizationTokens })
      standardRevocationRoute(scope, ofTokens)
      introspectionRoute(scope, ofTokens)
    },
    /** Endpoints of the REST API. */
    apiRoutes(scope: FastifyInstance): void {
      compatibleKeySetRoute(scope, { keyRing })
      revocationListRoutes(scope, ofTokens)
      revokeOwnTokenRoute(scope, ofTokens)
      accessTokenRoute(scope, { db, guard, publicUrl })
    },
    /** Public documents for standard clients. */
    discoveryRoutes(scope: FastifyInstance): void {
      jwksRoute(scope, { keyRing })
      metadataRoute(scope, { publicUrl, grants })
      resourceMetadataRoutes(scope, { publicUrl })
    },
    /** Pages of the redirect flow, of the device flow, and of what is managed by hand. */
    pages(
      scope: FastifyInstance,
      pageDeps: Pick<AuthorizeDeps, 'session' | 'settings'> & { require: RequireSession; portal: Portal },
    ): void {
      const own = { db, clock, names, connections, publicUrl, userCodes, issuer, requestLimit, addresses }
      const authorize = { ...own, publicClientOrganizationTokens, noteRefusal, ...pageDeps }
      authorizePage(scope, authorize)
      interactionPages(scope, authorize)
      devicePages(scope, authorize)
      privateTokenPages(scope, { ...deps, ...pageDeps, issuer, publicUrl })
      connectionTokenPages(scope, { ...deps, ...pageDeps, issuer, publicUrl })
      const keptDays = config.retentionTokenAuditDays
      requestLogPages(scope, { db, clock, ...pageDeps, keptDays, flush: tokenLog.flush })
    },
  }
}
