import type { Db } from '../../platform/database/database.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/durations.ts'
import { type DeleteSome, forgetJob } from '../../platform/jobs/forget.ts'
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
import { deleteTokenEntriesBefore } from './token-log/token-log.repository.ts'

/**
 * Forgets what has expired (G-37). What a family needs to refresh, to be revoked, and to recognise a replay stays for
 * `retentionTokensDays` after it could refresh last.
 */
export function oauthJobs({
  db,
  config,
}: {
  db: Db
  config: { retentionTokensDays: number; retentionTokenAuditDays: number }
}): Job[] {
  const forget = (name: string, keptMs: number, deleteSome: DeleteSome): Job =>
    forgetJob(db, { name: `oauth.forget_${name}`, everyMs: 10 * MINUTE_MS, keptMs, deleteSome })
  const tokensKeptMs = keptAfterExpiryMs(config)
  return [
    forget('interactions', HOUR_MS, deleteInteractionsBefore),
    forget('device_authorizations', HOUR_MS, deleteDevicesBefore),
    forget('revoked_tokens', DAY_MS, deleteRevokedBefore),
    forget('private_tokens', config.retentionTokensDays * DAY_MS, deletePrivateTokensExpiredBefore),
    forget('codes', tokensKeptMs, deleteCodesExpiredBefore),
    forget('tokens', tokensKeptMs, deleteTokensExpiredBefore),
    forget('families', tokensKeptMs, deleteEmptyFamiliesBefore),
    forget('token_entries', config.retentionTokenAuditDays * DAY_MS, deleteTokenEntriesBefore),
    {
      name: 'oauth.forget_keys',
      everyMs: HOUR_MS,
      run: now => db.transaction(tx => deleteKeysRetiredBefore(tx, now - KEEP_RETIRED_MS)),
    },
  ]
}

/** How long codes and tokens are kept after they expired: the life of a refresh token and the retention. */
function keptAfterExpiryMs({ retentionTokensDays }: { retentionTokensDays: number }): number {
  return REFRESH_TOKEN_SECONDS * SECOND_MS + retentionTokensDays * DAY_MS
}

/** How long the grounds of tokens are kept after they were lost: a day longer than any token that they were given on. */
export function groundsKeptMs(config: { retentionTokensDays: number }): number {
  return keptAfterExpiryMs(config) + DAY_MS
}
