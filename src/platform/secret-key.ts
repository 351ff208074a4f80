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

/**
 * Compares the secret key with the one the database was begun with and throws `WrongSecretKey` when it is another one
 * (G-24). An empty database remembers the key; a key that is being changed takes the place of the previous one.
 */
export async function verifySecretKey(db: Db, secretBox: SecretBox): Promise<void> {
  await db.transaction(tx => compareKey(tx, secretBox))
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

async function compareKey(tx: Tx, secretBox: SecretBox): Promise<void> {
  if (await addSetting(tx, SETTING, secretBox.seal(PURPOSE, CONTENT))) return
  const check = (await findSetting(tx, SETTING)) ?? ''
  try {
    secretBox.open(PURPOSE, check)
  } catch (error) {
    throw new WrongSecretKey({ cause: error })
  }
  if (!check.startsWith(`${secretBox.keyId}.`))
    await storeSetting(tx, SETTING, secretBox.seal(PURPOSE, CONTENT))
}
