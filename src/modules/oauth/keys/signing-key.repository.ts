import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'
import type { SigningAlgorithm } from './jwt.ts'

/** A key as stored: published from its creation, signing from `signsFrom`, no longer after `retiredAt`. */
export type StoredKey = {
  kid: string
  algorithm: SigningAlgorithm
  publicJwk: string
  privateCiphertext: string
  createdAt: number
  signsFrom: number
  retiredAt: number | null
}

/** Every key that is published, oldest first; a handful of rows. */
export function findKeys(reader: Reader): Promise<StoredKey[]> {
  return reader.read<StoredKey>(sql`
    select kid, algorithm, public_jwk as "publicJwk", private_ciphertext as "privateCiphertext",
      created_at as "createdAt", signs_from as "signsFrom", retired_at as "retiredAt"
    from signing_key order by created_at, kid`)
}

/** Adds a key. */
export async function insertKey(tx: Tx, key: StoredKey): Promise<void> {
  await tx.write(sql`
    insert into signing_key (kid, algorithm, public_jwk, private_ciphertext, created_at, signs_from, retired_at)
    values (${key.kid}, ${key.algorithm}, ${key.publicJwk}, ${key.privateCiphertext}, ${key.createdAt},
      ${key.signsFrom}, ${key.retiredAt})`)
}

/** Puts the same private key in place under another secret key (G-24); false when another process was quicker. */
export async function replacePrivateCiphertext(
  tx: Tx,
  { kid, from, to }: { kid: string; from: string; to: string },
): Promise<boolean> {
  const { count } = await tx.write(sql`update signing_key set private_ciphertext = ${to}
    where kid = ${kid} and private_ciphertext = ${from}`)
  return count === 1
}

/** Ends the signing of the keys of an algorithm that began before the given instant. */
export async function retireKeysBefore(
  tx: Tx,
  algorithm: SigningAlgorithm,
  signsFrom: number,
): Promise<void> {
  await tx.write(sql`
    update signing_key set retired_at = ${signsFrom}
    where algorithm = ${algorithm} and signs_from < ${signsFrom} and retired_at is null`)
}

/** Removes keys whose last token has expired: retired before the given instant. */
export async function deleteKeysRetiredBefore(tx: Tx, instant: number): Promise<number> {
  return (await tx.write(sql`delete from signing_key where retired_at < ${instant}`)).count
}

/** Takes the row every rotation goes through, so that two do not run at once. */
export async function lockKeys(tx: Tx): Promise<void> {
  await tx.write(sql`
    insert into setting (name, value) values ('signing_keys', '1')
    on conflict (name) do update set value = excluded.value`)
}
