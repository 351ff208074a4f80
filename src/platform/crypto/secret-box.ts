import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_ID_BYTES = 6

/**
 * Keeps secrets that must be shown or used again, under the operator's `SECRET_KEY`. Every purpose has a key of its own,
 * so that a ciphertext of one purpose cannot be passed off as another's.
 */
export type SecretBox = {
  /** Names the current secret key without telling anything about it: what ciphertexts begin with, before a full stop. */
  readonly keyId: string
  /** The same of the previous secret key; null when there is none. */
  readonly previousKeyId: string | null
  /** The purpose's own 32-byte key, e.g. for an HMAC. */
  key(purpose: string): Buffer
  /** The same, followed by what it was under the previous secret key where there is one. */
  keys(purpose: string): Buffer[]
  /** Encrypts text; the result names the key it was made with and is different each time. */
  seal(purpose: string, plaintext: string): string
  /** The sealed text. Throws when the ciphertext was changed, belongs to another purpose or to an unknown key. */
  open(purpose: string, ciphertext: string): string
  /** The same text under the current key. Throws as `open` does. */
  reseal(purpose: string, ciphertext: string): string
}

/** A box that writes with `secretKey` and also reads what was written with the previous one. */
export function createSecretBox(secretKey: string, previousSecretKey: string | null = null): SecretBox {
  const current = deriveKeys(secretKey)
  const previous = previousSecretKey === null ? null : deriveKeys(previousSecretKey)
  const seal = (purpose: string, plaintext: string) =>
    `${current.id}.${encrypt(current.of(purpose), plaintext)}`
  const open = (purpose: string, ciphertext: string) => {
    const [keyId, sealed] = ciphertext.split('.', 2)
    const keys = keyId === current.id ? current : keyId === previous?.id ? previous : null
    if (keys === null || sealed === undefined) {
      throw new Error(`no key for a ciphertext of purpose "${purpose}": it was made with another SECRET_KEY`)
    }
    return decrypt(keys.of(purpose), sealed)
  }
  return {
    keyId: current.id,
    previousKeyId: previous?.id ?? null,
    key: purpose => Buffer.from(current.of(purpose)),
    keys: purpose =>
      (previous === null ? [current] : [current, previous]).map(from => Buffer.from(from.of(purpose))),
    seal,
    open,
    reseal: (purpose, ciphertext) => seal(purpose, open(purpose, ciphertext)),
  }
}

type DerivedKeys = { id: string; of(purpose: string): Buffer }

/** One key a purpose (HKDF, RFC 5869), derived once: the purposes are a handful of names in the code. */
function deriveKeys(secretKey: string): DerivedKeys {
  const derived = new Map<string, Buffer>()
  const derive = (info: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secretKey, 'grantory', info, length))
  return {
    id: derive('key id', KEY_ID_BYTES).toString('hex'),
    of(purpose) {
      const known = derived.get(purpose)
      if (known !== undefined) return known
      const key = derive(`purpose ${purpose}`, KEY_BYTES)
      derived.set(purpose, key)
      return key
    },
  }
}

/** Nonce, ciphertext and tag, in this order, in base64url. */
function encrypt(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const encryption = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  const body = Buffer.concat([encryption.update(plaintext, 'utf8'), encryption.final()])
  return Buffer.concat([nonce, body, encryption.getAuthTag()]).toString('base64url')
}

function decrypt(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('ciphertext is too short')
  const decryption = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decryption.setAuthTag(bytes.subarray(-TAG_BYTES))
  const body = decryption.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
  return Buffer.concat([body, decryption.final()]).toString('utf8')
}
