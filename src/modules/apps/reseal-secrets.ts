import type { SecretBox } from '../../platform/crypto/secret-box.ts'
import type { Db } from '../../platform/database/database.ts'
import { SECRET_PURPOSE } from './credentials.ts'
import { EVENT_PASSWORD_PURPOSE } from './event-passwords.ts'
import {
  findSecretsSealedWith,
  replaceSealedSecret,
  SEALED,
  type Sealed,
} from './sealed-secret.repository.ts'
import { WEBHOOK_SECRET_PURPOSE } from './webhook-secret.ts'

/** So that one transaction stays short. */
const BATCH_SIZE = 200

const PURPOSES: Record<Sealed, string> = {
  credentials: SECRET_PURPOSE,
  event_password: EVENT_PASSWORD_PURPOSE,
  app: WEBHOOK_SECRET_PURPOSE,
}

/**
 * Brings client secrets, event passwords and webhook secrets that are sealed with the previous secret key under the
 * current one (G-24); gives their number.
 */
export async function resealSecrets(db: Db, secretBox: SecretBox): Promise<number> {
  const { previousKeyId: keyId } = secretBox
  if (keyId === null) return 0
  let total = 0
  for (const table of SEALED) {
    for (let count = BATCH_SIZE; count === BATCH_SIZE; total += count) {
      count = await db.transaction(async tx => {
        const found = await findSecretsSealedWith(tx, table, { keyId, limit: BATCH_SIZE })
        for (const { id, ciphertext: from } of found)
          await replaceSealedSecret(tx, table, { id, from, to: secretBox.reseal(PURPOSES[table], from) })
        return found.length
      })
    }
  }
  return total
}
