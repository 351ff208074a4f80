import type { Db } from '../../platform/database/database.ts'
import { deleteInBatches } from '../../platform/jobs/delete-in-batches.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import { deleteInteractionsBefore } from './authorize/interaction.repository.ts'
import { KEEP_RETIRED_MS, type KeyRing } from './keys/key-ring.ts'
import { deleteKeysRetiredBefore } from './keys/signing-key.repository.ts'
import { deleteRevokedBefore } from './revocation/revoked-tokens.repository.ts'
import { REFRESH_TOKEN_SECONDS } from './token/authorization.ts'
import { deleteEndedFamilies } from './token/retention.repository.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Follows key changes of other processes and forgets what has expired (G-37). */
export function oauthJobs({ db, keyRing }: { db: Db; keyRing: KeyRing }): Job[] {
  return [
    {
      name: 'oauth.forget_interactions',
      everyMs: 10 * MINUTE_MS,
      run: now => db.transaction(tx => deleteInteractionsBefore(tx, now - DAY_MS)),
    },
    {
      name: 'oauth.forget_revoked_tokens',
      everyMs: 10 * MINUTE_MS,
      run: now => db.transaction(tx => deleteRevokedBefore(tx, now - DAY_MS)),
    },
    {
      name: 'oauth.forget_families',
      everyMs: 10 * MINUTE_MS,
      // A replay must be recognised, and an expired token revocable, as long as its family could refresh.
      run: now =>
        deleteInBatches(db, (tx, limit) => deleteEndedFamilies(tx, now - REFRESH_TOKEN_SECONDS * 1000, limit)),
    },
    {
      name: 'oauth.forget_keys',
      everyMs: 60 * MINUTE_MS,
      async run(now) {
        const count = await db.transaction(tx => deleteKeysRetiredBefore(tx, now - KEEP_RETIRED_MS))
        if (count > 0) await keyRing.reload()
      },
    },
  ]
}
