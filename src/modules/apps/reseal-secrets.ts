import type { SecretBox } from '../../platform/crypto/secret-box.ts'
import type { Db } from '../../platform/database/database.ts'
import { findSecretsSealedWith, replaceSealedSecret } from './credentials.repository.ts'
import { SECRET_PURPOSE } from './credentials.ts'

/** So that one transaction stays short. */
const BATCH_SIZE = 200

/** Brings client secrets that are sealed with the previous secret key under the current one (G-24); gives their number. */
export async function resealSecrets(db: Db, secretBox: SecretBox): Promise<number> {
  const { previousKeyId } = secretBox
  if (previousKeyId === null) return 0
  for (let total = 0; ; ) {
    const count = await db.transaction(async tx => {
      const found = await findSecretsSealedWith(tx, previousKeyId, BATCH_SIZE)
      for (const { clientId, ciphertext: from } of found)
        await replaceSealedSecret(tx, { clientId, from, to: secretBox.reseal(SECRET_PURPOSE, from) })
      return found.length
    })
    total += count
    if (count < BATCH_SIZE) return total
  }
}
