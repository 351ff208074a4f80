import { recordAudit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/database/database.ts'
import type { RevocationSet } from '../revocation/revocation-set.ts'
import { announceRevoked } from '../revocation/revoke.ts'
import { listRevokedToken } from '../revocation/revoked-tokens.repository.ts'
import {
  type EndedPrivateToken,
  endPrivateTokens,
  type PrivateTokenFilter,
} from './private-token.repository.ts'
import type { PrivateTokenEnd } from './private-token.ts'

/**
 * Ends private tokens inside the caller's transaction and gives those that were active: they go on the public list with
 * an event each, and this process refuses them before it answers (spec oauth.md §12). Ending one twice is fine. The
 * actor, for the audit log, is `Person/<id>` or `operator`, and null where it follows from something else that is there.
 */
export type RevokePrivateTokens = (
  tx: Tx,
  filter: PrivateTokenFilter,
  act: { reason: PrivateTokenEnd; actor: string | null },
  now: number,
) => Promise<EndedPrivateToken[]>

/** Step 3 of tokens without a flow. */
export function createRevokePrivateTokens(revocations: Pick<RevocationSet, 'add'>): RevokePrivateTokens {
  return async (tx, filter, { reason, actor }, now) => {
    const ended = await endPrivateTokens(tx, { filter, reason }, now)
    for (const token of ended) {
      if (await listRevokedToken(tx, token, now))
        await announceRevoked(tx, revocations, { bearer: token.bearer, tokens: [token] }, now)
      await recordAudit(
        tx,
        {
          action: 'private_token_revoked',
          ...(actor !== null && { actor }),
          subject: `${token.bearer.type}/${token.bearer.id}`,
          reason: `AccessToken/${token.jti}: ${reason}`,
        },
        now,
      )
    }
    return ended
  }
}
