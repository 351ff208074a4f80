import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type webcrypto,
} from 'node:crypto'
import { promisify } from 'node:util'
import type { Clock } from '../../../platform/clock.ts'
import { sha256Hex } from '../../../platform/crypto/digest.ts'
import type { SecretBox } from '../../../platform/crypto/secret-box.ts'
import type { Db, Tx } from '../../../platform/database/database.ts'
import { DAY_MS } from '../../../platform/durations.ts'
import { type Repetition, repeat } from '../../../platform/jobs/repeat.ts'
import { encodeHeader, SIGNING_ALGORITHMS, type Signer, type SigningAlgorithm } from './jwt.ts'
import {
  findKeys,
  insertKey,
  lockKeys,
  replacePrivateCiphertext,
  retireKeysBefore,
  type StoredKey,
} from './signing-key.repository.ts'

/** A new key is published this long before it signs: verifiers cache the set up to a day (C-43). */
export const PUBLISH_AHEAD_MS = DAY_MS
/** A retired key stays published until its last token has expired: private tokens live one year (spec oauth.md §10.2). */
export const KEEP_RETIRED_MS = 366 * DAY_MS
const RSA_BITS = 2048
/** Other processes rotate keys, and forget them (architecture §9). */
const FOLLOW_EVERY_MS = 250
const RELOAD_PAUSE_MS = 1000
const PURPOSE = 'signing-key'
const generate = promisify(generateKeyPair)

type LoadedKey = {
  stored: StoredKey
  jwk: webcrypto.JsonWebKey
  publicKey: KeyObject
  signer: Signer
}

/** The keys of this installation as this process knows them; while started it follows those of other processes. */
export type KeyRing = Repetition & {
  /** The key that signs now. */
  signer(algorithm: SigningAlgorithm): Signer
  /** The published key of this id; asks the database once a second at most when it is unknown. */
  verificationKey(kid: string): Promise<VerificationKey | null>
  /** Public keys of the given algorithms in publication order. */
  publicKeys(
    algorithms: readonly SigningAlgorithm[],
  ): { jwk: webcrypto.JsonWebKey; kid: string; algorithm: SigningAlgorithm }[]
}

/** A published key; after `retiredAt` (ms) it signs nothing new. */
export type VerificationKey = {
  key: KeyObject
  algorithm: SigningAlgorithm
  retiredAt: number | null
}

/** Loads the keys, making the first of each algorithm on an empty database. */
export async function openKeyRing({
  db,
  clock,
  secretBox,
}: {
  db: Db
  clock: Clock
  secretBox: SecretBox
}): Promise<KeyRing> {
  let keys = await load(db, secretBox, [])
  const missing = SIGNING_ALGORITHMS.filter(
    algorithm => !keys.some(({ stored }) => stored.algorithm === algorithm),
  )
  if (missing.length > 0) {
    const fresh = await Promise.all(
      missing.map(algorithm => makeKey(algorithm, secretBox, clock.now(), clock.now())),
    )
    await db.transaction(async tx => {
      await lockKeys(tx)
      const present = new Set((await findKeys(tx)).map(({ algorithm }) => algorithm))
      for (const key of fresh) if (!present.has(key.algorithm)) await insertKey(tx, key)
    })
    keys = await load(db, secretBox, keys)
  }
  const reload = async () => {
    keys = await load(db, secretBox, keys)
  }
  // Apart from following: a key may have been made just after that had looked.
  let asked = { at: Number.NEGATIVE_INFINITY, done: Promise.resolve() }

  return {
    signer(algorithm) {
      const now = clock.now()
      const [newest] = keys
        .filter(({ stored }) => stored.algorithm === algorithm)
        .toSorted((one, other) => signingRank(other.stored, now) - signingRank(one.stored, now))
      if (!newest) throw new Error(`There is no ${algorithm} key that signs.`)
      return newest.signer
    },
    async verificationKey(kid) {
      const find = () => keys.find(({ stored }) => stored.kid === kid)
      if (!find()) {
        const now = clock.now()
        if (Math.abs(now - asked.at) >= RELOAD_PAUSE_MS) asked = { at: now, done: reload() }
        await asked.done
      }
      const found = find()
      if (!found) return null
      const { algorithm, retiredAt } = found.stored
      return { key: found.publicKey, algorithm, retiredAt }
    },
    publicKeys: algorithms =>
      keys
        .filter(({ stored }) => algorithms.includes(stored.algorithm))
        .map(({ jwk, stored }) => ({ jwk, kid: stored.kid, algorithm: stored.algorithm })),
    ...repeat(FOLLOW_EVERY_MS, reload),
  }
}

/**
 * The newest key that has begun signs. Where none has, because the clock is behind the one that made the first, the
 * oldest does: it was published before everything else.
 */
function signingRank({ signsFrom }: StoredKey, now: number): number {
  return signsFrom <= now ? signsFrom : -signsFrom
}

/**
 * Publishes a new key that signs from a day from now, when the older ones of its algorithm retire. No token is
 * rejected meanwhile: both are published until the last token of the old one has expired (spec oauth.md §10.2).
 */
export async function rotateKey(
  db: Db,
  {
    algorithm,
    secretBox,
    now,
    publishAheadMs = PUBLISH_AHEAD_MS,
  }: {
    algorithm: SigningAlgorithm
    secretBox: SecretBox
    now: number
    publishAheadMs?: number
  },
): Promise<StoredKey> {
  const key = await makeKey(algorithm, secretBox, now, now + publishAheadMs)
  await db.transaction(async (tx: Tx) => {
    await lockKeys(tx)
    await insertKey(tx, key)
    await retireKeysBefore(tx, algorithm, key.signsFrom)
  })
  return key
}

/** Brings private keys that are sealed with the previous secret key under the current one (G-24); gives their number. */
export async function resealKeys(db: Db, secretBox: SecretBox): Promise<number> {
  return db.transaction(async tx => {
    let count = 0
    for (const { kid, privateCiphertext: from } of await findKeys(tx)) {
      if (!from.startsWith(`${secretBox.previousKeyId}.`)) continue
      const to = secretBox.reseal(PURPOSE, from)
      if (await replacePrivateCiphertext(tx, { kid, from, to })) count += 1
    }
    return count
  })
}

async function makeKey(
  algorithm: SigningAlgorithm,
  secretBox: SecretBox,
  now: number,
  signsFrom: number,
): Promise<StoredKey> {
  const { publicKey, privateKey } = await generatePair(algorithm)
  const publicJwk = JSON.stringify(publicKey.export({ format: 'jwk' }))
  const privateJwk = JSON.stringify(privateKey.export({ format: 'jwk' }))
  return {
    kid: sha256Hex(publicJwk),
    algorithm,
    publicJwk,
    privateCiphertext: secretBox.seal(PURPOSE, privateJwk),
    createdAt: now,
    signsFrom,
    retiredAt: null,
  }
}

function generatePair(algorithm: SigningAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  switch (algorithm) {
    case 'RS256':
      return generate('rsa', { modulusLength: RSA_BITS })
    case 'ES256':
      return generate('ec', { namedCurve: 'P-256' })
    case 'EdDSA':
      return generate('ed25519', {})
  }
}

/** Decrypting and importing is done once per key; known ones are kept. */
async function load(db: Db, secretBox: SecretBox, known: LoadedKey[]): Promise<LoadedKey[]> {
  return (await findKeys(db)).map(stored => {
    const loaded = known.find(key => key.stored.kid === stored.kid)
    if (loaded) return { ...loaded, stored }
    const jwk: webcrypto.JsonWebKey = JSON.parse(stored.publicJwk)
    const privateJwk: webcrypto.JsonWebKey = JSON.parse(secretBox.open(PURPOSE, stored.privateCiphertext))
    return {
      stored,
      jwk,
      publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
      signer: {
        kid: stored.kid,
        algorithm: stored.algorithm,
        privateKey: createPrivateKey({ key: privateJwk, format: 'jwk' }),
        encodedHeader: encodeHeader(stored.kid, stored.algorithm),
      },
    }
  })
}
