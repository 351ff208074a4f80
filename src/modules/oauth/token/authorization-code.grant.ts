import { sha256Hex } from '../../../platform/crypto/digest.ts'
import type { Tx } from '../../../platform/database/database.ts'
import type { Client, ScopeNames } from '../../apps/index.ts'
import { about, MISSING_PARAMETER, NOT_FOUND, type Refusal, refuse } from '../protocol/oauth-error.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { verifierMatches } from '../protocol/pkce.ts'
import type { Revoke } from '../revocation/revoke.ts'
import { findCode, redeemCode, type StoredCode } from './code.repository.ts'
import type { Grant, Redemption } from './grant.ts'
import { issue } from './issuer.ts'
import { newRefreshToken } from './refresh-token.ts'
import { forbiddenToPublic, lostRight, type PublicClientOrganizationTokens, rolesNow } from './rights.ts'

/** The code grant's second half (RFC 6749 §4.1.3, RFC 7636 §4.5; spec oauth.md §5.1). What burns a code: G-31. */
export function authorizationCodeGrant({
  names,
  revoke,
  publicClientOrganizationTokens,
}: {
  names: ScopeNames
  revoke: Revoke
  publicClientOrganizationTokens: PublicClientOrganizationTokens
}): Grant {
  return {
    type: 'authorization_code',
    allowsMissingClient: false,
    parameters: ['code', 'code_verifier', 'redirect_uri'],
    open({ parameters, client }) {
      const code = parameters.get('code')
      if (code === undefined || client === null) return refuse('invalid_request', MISSING_PARAMETER)
      return (tx, now) => redeem(tx, { code, parameters, client }, now)
    },
  }

  async function redeem(
    tx: Tx,
    { code, parameters, client }: { code: string; parameters: Parameters; client: Client },
    now: number,
  ): Promise<Redemption | Refusal> {
    const stored = await findCode(tx, sha256Hex(code))
    if (!stored) return refuse('invalid_grant', NOT_FOUND, 'code unknown')
    if (stored.family.clientId !== client.id)
      return refuse('invalid_grant', NOT_FOUND, 'code of another client')
    return about(await redeemOwn(tx, { stored, parameters, client }, now), stored.family)
  }

  async function redeemOwn(
    tx: Tx,
    { stored, parameters, client }: { stored: StoredCode; parameters: Parameters; client: Client },
    now: number,
  ): Promise<Redemption | Refusal> {
    const { family } = stored
    if (stored.redeemedAt !== null) return replayed(stored)
    if (stored.expiresAt <= now) return refuse('invalid_grant', NOT_FOUND, 'code expired')

    const verifier = parameters.get('code_verifier')
    const challenge = challengeOf(stored)
    if (challenge && verifier === undefined) {
      return refuse('invalid_request', 'The code_verifier is missing.')
    }
    if (verifier !== undefined && !(challenge && verifierMatches(challenge, verifier))) {
      return burned(stored, 'The code_verifier does not belong to this code.')
    }
    const redirectUri = parameters.get('redirect_uri')
    if (redirectUri !== undefined && redirectUri !== stored.redirectUri) {
      return burned(stored, 'The redirect_uri is not the one of the authorization request.')
    }
    const lost = lostRight(family, names)
    if (lost) return refuse('invalid_grant', lost)
    const forbidden = forbiddenToPublic(family, publicClientOrganizationTokens)
    if (forbidden) return refuse('invalid_grant', forbidden)

    if (!(await redeemCode(tx, stored.id, now))) return replayed(stored)
    const tokens = {
      family,
      scopes: family.scopes,
      roles: rolesNow(family),
      refreshToken: newRefreshToken(now),
    }
    const authorization = await issue(tx, tokens, now)
    return { authorization, client }

    /** A second use fails and ends what the first one gave (RFC 6749 §4.1.2). */
    async function replayed({ family }: StoredCode) {
      await revoke(tx, { familyId: family.id }, 'code replayed', now)
      return refuse('invalid_grant', NOT_FOUND, 'code replayed')
    }

    async function burned({ id }: StoredCode, description: string) {
      await redeemCode(tx, id, now)
      return refuse('invalid_grant', description)
    }
  }
}

function challengeOf({ codeChallenge, codeChallengeMethod }: StoredCode) {
  if (codeChallenge === null || codeChallengeMethod === null) return null
  return { challenge: codeChallenge, method: codeChallengeMethod }
}
