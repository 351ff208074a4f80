import type { SecretBox } from '../../../platform/crypto/secret-box.ts'
import type { Db } from '../../../platform/database/database.ts'
import { CODE_SECRET_PURPOSE } from './one-time-code.ts'
import { findCodeSecretsSealedWith, replaceCodeSecret } from './second-factor.repository.ts'

/** So that one transaction stays short. */
const BATCH_SIZE = 200

/** Brings secrets of authenticator apps that are sealed with the previous secret key under the current one (G-24); gives their number. */
export async function resealCodes(db: Db, secretBox: SecretBox): Promise<number> {
  const { previousKeyId } = secretBox
  if (previousKeyId === null) return 0
  for (let total = 0; ; ) {
    const count = await db.transaction(async tx => {
      const found = await findCodeSecretsSealedWith(tx, previousKeyId, BATCH_SIZE)
      for (const { personId, ciphertext: from } of found)
        await replaceCodeSecret(tx, { personId, from, to: secretBox.reseal(CODE_SECRET_PURPOSE, from) })
      return found.length
    })
    total += count
    if (count < BATCH_SIZE) return total
  }
}
