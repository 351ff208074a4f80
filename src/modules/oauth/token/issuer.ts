import { uuid } from '../../../platform/crypto/random.ts'
import type { Tx } from '../../../platform/database/database.ts'
import type { Client } from '../../apps/index.ts'
import { rolesFromBits } from '../../directory/index.ts'
import { type SigningAlgorithm, signJwt } from '../keys/jwt.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { AnswerBody } from '../protocol/answer-format.ts'
import { ACCESS_TOKEN_SECONDS, type Authorization, REFRESH_TOKEN_SECONDS } from './authorization.ts'
import { refreshHashOf } from './refresh-token.ts'
import { subjectOf } from './subject.ts'
import { insertToken } from './token.repository.ts'
import type { TokenFamily } from './token-family.ts'

/** Records a new pair of tokens of a family; the only place that does. */
export async function issue(
  tx: Tx,
  tokens: {
    family: TokenFamily
    scopes: string[]
    roles: number | null
    refreshToken: string | null
    jti?: string
    /** Ends the access token before its usual lifetime, in ms (G-29). */
    notAfter?: number
  },
  now: number,
): Promise<Authorization> {
  const { family, scopes, roles, refreshToken, jti = uuid(now), notAfter = Infinity } = tokens
  // Whole seconds, as the token says them: an answer repeated in the reuse window is the same (G-27).
  const issuedAt = Math.floor(now / 1000) * 1000
  const expiresAt = Math.min(issuedAt + ACCESS_TOKEN_SECONDS * 1000, notAfter)
  await insertToken(tx, {
    jti,
    familyId: family.id,
    scopes,
    roles,
    issuedAt,
    expiresAt,
    refreshHash: refreshToken === null ? null : refreshHashOf(refreshToken),
    refreshExpiresAt: refreshToken === null ? null : now + REFRESH_TOKEN_SECONDS * 1000,
  })
  return { family, jti, scopes, roles, refreshToken, issuedAt, expiresAt }
}

/** What an access token says; instants in milliseconds. */
export type Statement = {
  jti: string
  subject: string
  audience: string
  scopes: readonly string[]
  /** On-behalf: the person's roles as a bit field; else null. */
  roles: number | null
  issuedAt: number
  expiresAt: number
}

/** Where tokens are signed. */
export type Issuer = {
  /** An access token that says this, signed with the algorithm; null is the installation's own. */
  sign(statement: Statement, algorithm: SigningAlgorithm | null): Promise<string>
  /** The body of a token response (spec oauth.md §6). */
  respond(authorization: Authorization, client: Client, now: number): Promise<AnswerBody>
}

/** Signs access tokens for this installation (spec oauth.md §10.1). */
export function createIssuer({
  keyRing,
  publicUrl,
  tokenIssuer,
  defaultAlgorithm,
}: {
  keyRing: KeyRing
  publicUrl: string
  tokenIssuer: string
  defaultAlgorithm: SigningAlgorithm
}): Issuer {
  // Existing verifiers import every key of the first set and know RSA only (G-03).
  const keySetOf = (algorithm: SigningAlgorithm) =>
    publicUrl + (algorithm === 'RS256' ? '/api/v1/jwt_public_keys' : '/.well-known/jwks.json')

  const sign: Issuer['sign'] = (statement, chosen) => {
    const algorithm = chosen ?? defaultAlgorithm
    return signJwt(keyRing.signer(algorithm), {
      iss: tokenIssuer,
      sub: statement.subject,
      aud: [statement.audience],
      jti: statement.jti,
      nbf: statement.issuedAt / 1000,
      exp: statement.expiresAt / 1000,
      jku: keySetOf(algorithm),
      scope: statement.scopes.toSorted(),
      ...(statement.roles !== null && { roles: statement.roles }),
    })
  }

  return {
    sign,
    async respond(authorization, client, now) {
      const { family, jti, scopes, roles, refreshToken, issuedAt, expiresAt } = authorization
      const audience = client.name === null ? client.appName : `${client.appName}/${client.name}`
      const subject = subjectOf(family.bearer, family.personId)
      return {
        access_token: await sign(
          { jti, subject, audience, scopes, roles, issuedAt, expiresAt },
          client.signingAlgorithm,
        ),
        refresh_token: refreshToken ?? undefined,
        token_type: 'bearer',
        scope: scopes.join(family.separator),
        audiences: client.name === null ? [client.appName] : [client.appName, audience],
        // Up to the second it ends in, as `issuedAt` was rounded down: a fresh token says 3600.
        expires_in: Math.max(1, Math.ceil((expiresAt - now) / 1000)),
        bearer: { id: family.bearer.id, type: family.bearer.type },
        bearer_on_behalf_of:
          family.personId === null
            ? undefined
            : { id: family.personId, type: 'Person', roles: rolesFromBits(roles ?? 0) },
      }
    },
  }
}
