import { actsAs, recordAudit } from '../../platform/audit.ts'
import { uuid } from '../../platform/crypto/random.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import type { Connectable } from '../connections/index.ts'
import type { ActiveToken } from './connection-tokens/active-token.ts'
import { type ActiveTokenFilter, findActiveTokens } from './connection-tokens/active-tokens.repository.ts'
import {
  type GeneratedToken,
  type GenerationFault,
  type GenerationWish,
  generateConnectionToken,
} from './connection-tokens/generate-token.ts'
import type { KeyRing } from './keys/key-ring.ts'
import {
  type CreatedPrivateToken,
  createPrivateToken,
  type PrivateTokenFault,
  type PrivateTokenWish,
} from './private-tokens/create-private-token.ts'
import { findPrivateToken, findPrivateTokensOf } from './private-tokens/private-token.repository.ts'
import type { PrivateToken } from './private-tokens/private-token.ts'
import type { RevokePrivateTokens } from './private-tokens/revoke-private-tokens.ts'
import type { Revoke } from './revocation/revoke.ts'
import { type Inspection, inspectToken } from './token/inspect-token.ts'
import type { Issuer } from './token/issuer.ts'
import type { RefreshRules } from './token/refresh-rights.ts'
import { isRefreshToken, refreshHashOf } from './token/refresh-token.ts'
import { findPair, type PairKey } from './token/token.repository.ts'
import { verifyAccessToken } from './token/verify-token.ts'

/** A token that the operator ended, or that had ended before. */
export type RevokedByOperator = { jti: string; kind: 'private' | 'app'; hadEnded: boolean }

/** What the operator does with single tokens. */
export type TokenActs = {
  createPrivate(
    wish: Omit<PrivateTokenWish, 'maker' | 'act'>,
    now: number,
  ): Promise<CreatedPrivateToken | PrivateTokenFault>
  generate(
    wish: Omit<GenerationWish, 'createdBy' | 'act' | 'formId'>,
    now: number,
  ): Promise<GeneratedToken | GenerationFault>
  inspect(text: string, now: number): Promise<Inspection>
  /** Ends a token with all that belongs to it: named by itself, by its refresh token or by its id; null when unknown. */
  revoke(text: string, now: number): Promise<RevokedByOperator | null>
  /** The newest `limit` private tokens of a bearer, active ones first. */
  privateTokensOf(bearer: Connectable, now: number, limit: number): Promise<PrivateToken[]>
  /** The newest `limit` access tokens of apps that work now. */
  activeTokens(filter: ActiveTokenFilter, now: number, limit: number): Promise<ActiveToken[]>
}

export type TokenActsDeps = RefreshRules & {
  db: Db
  keyRing: KeyRing
  issuer: Issuer
  tokenIssuer: string
  revoke: Revoke
  revokePrivateTokens: RevokePrivateTokens
}

const OPERATOR = { actor: 'operator' }
const BY_THE_OPERATOR = 'revoked by the operator'

/** The acts, for the command line. */
export function createTokenActs(deps: TokenActsDeps): TokenActs {
  const { db, keyRing, tokenIssuer, revoke, revokePrivateTokens } = deps
  return {
    createPrivate: (wish, now) => createPrivateToken(deps, { ...wish, maker: null, act: OPERATOR }, now),
    generate: (wish, now) =>
      generateConnectionToken(deps, { ...wish, createdBy: null, act: OPERATOR, formId: uuid(now) }, now),
    inspect: (text, now) => inspectToken(deps, text, now),
    async revoke(text, now) {
      const jti = (await verifyAccessToken(keyRing, text, tokenIssuer))?.jti ?? text
      return db.transaction(tx => {
        actsAs(tx, OPERATOR)
        return isRefreshToken(text)
          ? revokePair(tx, { refreshHash: refreshHashOf(text) }, now)
          : revokeById(tx, jti, now)
      })
    },
    privateTokensOf: (bearer, now, limit) => findPrivateTokensOf(db, bearer, { now, limit }),
    activeTokens: (filter, now, limit) => findActiveTokens(db, filter, { now, limit }),
  }

  async function revokeById(tx: Tx, jti: string, now: number): Promise<RevokedByOperator | null> {
    const found = await findPrivateToken(tx, jti)
    if (!found) return revokePair(tx, { jti }, now)
    const [ended] = await revokePrivateTokens(tx, { jti }, BY_THE_OPERATOR, now)
    return { jti, kind: 'private', hadEnded: ended === undefined }
  }

  async function revokePair(tx: Tx, key: PairKey, now: number): Promise<RevokedByOperator | null> {
    const pair = await findPair(tx, key)
    if (!pair) return null
    const { family } = pair
    const { jti } = pair.token
    const hadEnded = family.revocationReason !== null
    if (!hadEnded) {
      await revoke(tx, { familyId: family.id }, BY_THE_OPERATOR, now)
      await auditRevocation(tx, { jti, bearer: family.bearer }, now)
    }
    return { jti, kind: 'app', hadEnded }
  }
}

function auditRevocation(
  tx: Tx,
  { jti, bearer }: { jti: string; bearer: Connectable },
  now: number,
): Promise<void> {
  const subject = `${bearer.type}/${bearer.id}`
  return recordAudit(tx, { action: 'token_revoked', subject, reason: `AccessToken/${jti}` }, now)
}
