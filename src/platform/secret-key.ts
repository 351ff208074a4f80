import { recordAudit } from './audit.ts'
import type { SecretBox } from './crypto/secret-box.ts'
import type { Db, Reader, Tx } from './database/database.ts'
import { addSetting, findSetting, storeSetting } from './settings.repository.ts'

const PURPOSE = 'secret key check'
const SETTING = 'secret_key_check'
const CONTENT = 'grantory'

/** `SECRET_KEY` is not the key this database was begun with. */
export class WrongSecretKey extends Error {
  constructor(options: ErrorOptions) {
    super(
      'SECRET_KEY is not the one this database was begun with: nothing that it encrypts could be read. ' +
        'Set the former key as SECRET_KEY, or as SECRET_KEY_PREVIOUS when the key is to be changed.',
      options,
    )
    this.name = 'WrongSecretKey'
  }
}

/** Brings what one module keeps under the previous secret key under the current one; gives how many it changed. */
export type Reseal = (db: Db, secretBox: SecretBox) => Promise<number>

/**
 * Compares the secret key with the one the database was begun with and throws `WrongSecretKey` when it is another one
 * (G-24). An empty database remembers the key. With the previous key beside it the key is changed:
 * 1. Each module seals anew what it keeps; others may do the same at the same time, and may be interrupted.
 * 2. The database remembers the new key.
 */
export async function verifySecretKey(
  { db, secretBox, reseals }: { db: Db; secretBox: SecretBox; reseals: readonly Reseal[] },
  now: number,
): Promise<void> {
  const isCurrent = await db.transaction(tx => compareKey(tx, secretBox))
  if (secretBox.previousKeyId === null) return
  let count = 0
  for (const reseal of reseals) count += await reseal(db, secretBox) // Step 1
  if (isCurrent && count === 0) return
  await db.transaction(tx => rememberKey(tx, secretBox, count, now))
}

/** Whether the secret key is the one the database was begun with; null when it remembers none. Changes nothing. */
export async function isSecretKeyRight(reader: Reader, secretBox: SecretBox): Promise<boolean | null> {
  const check = await findSetting(reader, SETTING)
  if (check === null) return null
  try {
    secretBox.open(PURPOSE, check)
    return true
  } catch {
    return false
  }
}

/** Whether the database knows the current key; false when it knows the previous one. */
async function compareKey(tx: Tx, secretBox: SecretBox): Promise<boolean> {
  if (await addSetting(tx, SETTING, secretBox.seal(PURPOSE, CONTENT))) return true
  const check = (await findSetting(tx, SETTING)) ?? ''
  try {
    secretBox.open(PURPOSE, check)
  } catch (error) {
    throw new WrongSecretKey({ cause: error })
  }
  return check.startsWith(`${secretBox.keyId}.`)
}

/** Step 2. */
async function rememberKey(tx: Tx, secretBox: SecretBox, count: number, now: number): Promise<void> {
  await storeSetting(tx, SETTING, secretBox.seal(PURPOSE, CONTENT))
  const reason = `${count} secrets sealed anew`
  const entry = { action: 'secret_key_changed', actor: 'operator', subject: 'Installation', reason }
  await recordAudit(tx, entry, now)
}
