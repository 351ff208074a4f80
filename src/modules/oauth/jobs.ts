import type { Db, Tx } from '../../platform/database/database.ts'
import { deleteInBatches } from '../../platform/jobs/delete-in-batches.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteInteractionsBefore } from './authorize/interaction.repository.ts'
import { deleteDevicesBefore } from './device/device-authorization.repository.ts'
import { KEEP_RETIRED_MS } from './keys/key-ring.ts'
import { deleteKeysRetiredBefore } from './keys/signing-key.repository.ts'
import { deletePrivateTokensExpiredBefore } from './private-tokens/private-token.repository.ts'
import { deleteRevokedBefore } from './revocation/revoked-tokens.repository.ts'
import { REFRESH_TOKEN_SECONDS } from './token/authorization.ts'
import {
  deleteCodesExpiredBefore,
  deleteEmptyFamiliesBefore,
  deleteTokensExpiredBefore,
} from './token/retention.repository.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * 60 * MINUTE_MS

/**
 * Forgets what has expired (G-37). What a family needs to refresh, to be revoked, and to recognise a replay stays for
 * `retentionDays` after it could refresh last.
 */
export function oauthJobs({ db, retentionDays }: { db: Db; retentionDays: number }): Job[] {
  const forget = (
    name: string,
    keptMs: number,
    deleteSome: (tx: Tx, instant: number, limit: number) => Promise<number>,
  ): Job => ({
    name: `oauth.forget_${name}`,
    everyMs: 10 * MINUTE_MS,
    run: now => deleteInBatches(db, (tx, limit) => deleteSome(tx, now - keptMs, limit)),
  })
  const tokensKeptMs = REFRESH_TOKEN_SECONDS * 1000 + retentionDays * DAY_MS
  return [
    forget('interactions', HOUR_MS, deleteInteractionsBefore),
    forget('device_authorizations', HOUR_MS, deleteDevicesBefore),
    forget('revoked_tokens', DAY_MS, deleteRevokedBefore),
    forget('private_tokens', retentionDays * DAY_MS, deletePrivateTokensExpiredBefore),
    forget('codes', tokensKeptMs, deleteCodesExpiredBefore),
    forget('tokens', tokensKeptMs, deleteTokensExpiredBefore),
    forget('families', tokensKeptMs, deleteEmptyFamiliesBefore),
    {
      name: 'oauth.forget_keys',
      everyMs: 60 * MINUTE_MS,
      run: now => db.transaction(tx => deleteKeysRetiredBefore(tx, now - KEEP_RETIRED_MS)),
    },
  ]
}
