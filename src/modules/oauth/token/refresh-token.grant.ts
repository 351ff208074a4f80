import { createHmac } from 'node:crypto'
import { uuid } from '../../../platform/crypto/random.ts'
import type { Tx } from '../../../platform/database/database.ts'
import { type Client, findClient } from '../../apps/index.ts'
import {
  about,
  MISSING_PARAMETER,
  NOT_FOUND,
  type Refusal,
  refuse,
  refuseScope,
} from '../protocol/oauth-error.ts'
import type { Revoke } from '../revocation/revoke.ts'
import { type Authorization, REFRESH_TOKEN_SECONDS } from './authorization.ts'
import type { Grant, Redemption } from './grant.ts'
import { issue } from './issuer.ts'
import { narrowedScopes } from './narrowed-scopes.ts'
import { type RefreshRules, refreshDenial } from './refresh-rights.ts'
import { refreshHashOf, refreshTokenOf } from './refresh-token.ts'
import { rolesNow } from './rights.ts'
import { findToken, redeemRefreshToken, type StoredToken, takePair } from './token.repository.ts'
import type { FamilyState } from './token-family.ts'

/** A lost response or parallel requests are forgiven this long: the same successor is given (G-09). */
export const REUSE_WINDOW_MS = 10_000

/** A refresh token by the client it belongs to. */
type Presented = {
  family: FamilyState
  token: StoredToken
  presented: string
  scope: string | undefined
  client: Client
}

/** The refresh grant: single use with rotation, rights checked again (RFC 6749 §6, RFC 9700 §4.14.2; oauth.md §11). */
export function refreshTokenGrant({
  revoke,
  successorKeys,
  ...rules
}: RefreshRules & {
  revoke: Revoke
  /** The current key first, then the previous one while it is changed (G-24). */
  successorKeys: readonly Buffer[]
}): Grant {
  return {
    type: 'refresh_token',
    allowsMissingClient: true,
    parameters: ['refresh_token'],
    open({ parameters, client }) {
      const presented = parameters.get('refresh_token')
      if (presented === undefined) return refuse('invalid_request', MISSING_PARAMETER)
      return (tx, now) => redeem(tx, { presented, scope: parameters.get('scope'), sent: client }, now)
    },
  }

  async function redeem(
    tx: Tx,
    { presented, scope, sent }: { presented: string; scope: string | undefined; sent: Client | null },
    now: number,
  ): Promise<Redemption | Refusal> {
    const found = await takePair(tx, { refreshHash: refreshHashOf(presented) })
    if (!found) return refuse('invalid_grant', NOT_FOUND, 'refresh token unknown')
    const { family } = found
    const client = await ownerOf(tx, family, sent)
    if (!client) return refuse('invalid_grant', NOT_FOUND, 'refresh token of another client')
    const owned =
      'error' in client ? client : await redeemOwn(tx, { ...found, presented, scope, client }, now)
    return about(owned, family)
  }

  async function redeemOwn(
    tx: Tx,
    { family, token, presented, scope, client }: Presented,
    now: number,
  ): Promise<Redemption | Refusal> {
    const refreshHash = refreshHashOf(presented)
    const successors = (issuedAt: number) =>
      successorKeys.map(key => refreshTokenOf(issuedAt, successorSecret(presented, key)))
    const [refreshToken = ''] = successors(now)
    const denial = await refreshDenial(tx, { family, token }, rules)
    if (denial) return refuse('invalid_grant', denial)
    const scopes = narrowedScopes(family, scope, rules.names)
    if (token.redeemedAt !== null) return reused(family, token, client, scopes)
    if (token.refreshExpiresAt === null || token.refreshExpiresAt <= now) {
      return refuse('invalid_grant', 'The refresh token has expired.')
    }
    if (typeof scopes === 'string') return refuseScope(scopes)

    const jti = uuid(now)
    if (!(await redeemRefreshToken(tx, { refreshHash, successorJti: jti }, now)))
      throw new Error('a refresh token was redeemed although this transaction had taken it')
    const roles = rolesNow(family)
    return { authorization: await issue(tx, { family, scopes, roles, refreshToken, jti }, now), client }

    async function reused(
      family: FamilyState,
      { redeemedAt, successorJti }: StoredToken,
      client: Client,
      scopes: ReturnType<typeof narrowedScopes>,
    ): Promise<Redemption | Refusal> {
      const successor = successorJti === null ? null : await findToken(tx, successorJti)
      const isLate = redeemedAt === null || now - redeemedAt > REUSE_WINDOW_MS
      if (isLate || !successor || successor.redeemedAt !== null) {
        await revoke(tx, { familyId: family.id }, 'refresh token replayed', now)
        return refuse('invalid_grant', NOT_FOUND, 'refresh token replayed')
      }
      if (typeof scopes === 'string' || !isSameSet(scopes, successor.scopes)) {
        return refuse('invalid_grant', NOT_FOUND, 'refresh token reused with other parameters')
      }
      const issuedAt = (successor.refreshExpiresAt ?? 0) - REFRESH_TOKEN_SECONDS * 1000
      const given = successors(issuedAt).find(token => refreshHashOf(token) === successor.refreshHash)
      if (given === undefined) return refuse('invalid_grant', NOT_FOUND, 'given under another secret key')
      return { authorization: again(family, successor, given), client }
    }
  }

  /** Derived from the presented token under a server key: nothing is stored in clear (G-09). */
  function successorSecret(presented: string, key: Buffer): string {
    return createHmac('sha256', key).update(presented).digest('base64url')
  }
}

/**
 * The client a family belongs to: the one that authenticated, or, for public credentials, the one named by the family
 * (possession of the refresh token suffices, spec oauth.md §2.4). Null when it is another's. Credentials that became
 * confidential since are not asked for a secret the app may not have: the refresh is denied for that (§11).
 */
async function ownerOf(tx: Tx, family: FamilyState, sent: Client | null): Promise<Client | Refusal | null> {
  if (sent) return sent.id === family.clientId ? sent : null
  if (family.credentialsAreConfidential && family.clientIsConfidential) {
    return refuse('invalid_client', 'The client must authenticate.', 'confidential client without secret')
  }
  return findClient(tx, family.clientId)
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join(' ') === other.toSorted().join(' ')
}

/** What was answered the first time (G-27). */
function again(family: FamilyState, token: StoredToken, refreshToken: string): Authorization {
  const { jti, scopes, roles, issuedAt, expiresAt } = token
  return { family, jti, scopes, roles, refreshToken, issuedAt, expiresAt }
}
