import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'
import type { NewPasskey, Passkey } from './passkey.ts'

type PasskeyRow = {
  id: string
  person_id: string
  credential_id: string
  public_key: string
  sign_count: number
  transports: string
  name: string
  created_at: number
  last_used_at: number | null
}

/** The passkeys of a person, oldest first. Index: passkey_of_person. */
export async function findPasskeysOf(reader: Reader, personId: string): Promise<Passkey[]> {
  const rows = await reader.read<PasskeyRow>(
    sql`select id, person_id, credential_id, public_key, sign_count, transports, name, created_at, last_used_at
        from passkey where person_id = ${personId} order by created_at, id`,
  )
  return rows.map(fromRow)
}

/** The passkey an authenticator names, of a person who may sign in; null when there is none. Index: unique credential_id. */
export async function findPasskeyByCredential(reader: Reader, credentialId: string): Promise<Passkey | null> {
  const [row] = await reader.read<PasskeyRow>(
    sql`select passkey.id, passkey.person_id, passkey.credential_id, passkey.public_key, passkey.sign_count,
          passkey.transports, passkey.name, passkey.created_at, passkey.last_used_at
        from passkey join person on person.id = passkey.person_id
        where passkey.credential_id = ${credentialId} and person.deleted_at is null and person.banned_at is null`,
  )
  return row ? fromRow(row) : null
}

/** Stores a new passkey; false when the authenticator's credential is known already. */
export async function insertPasskey(tx: Tx, passkey: NewPasskey, now: number): Promise<boolean> {
  const { count } = await tx.write(
    sql`insert into passkey (id, person_id, credential_id, public_key, sign_count, transports, name, created_at)
        values (${passkey.id}, ${passkey.personId}, ${passkey.credentialId}, ${passkey.publicKey},
          ${passkey.signCount}, ${JSON.stringify(passkey.transports)}, ${passkey.name}, ${now})
        on conflict (credential_id) do nothing`,
  )
  return count === 1
}

/**
 * Notes that a passkey was used. Guarded: the count of an authenticator that counts only grows, so that neither a copy
 * of it nor an old signature passes (attack S8); false when it is gone.
 */
export async function notePasskeyUse(
  tx: Tx,
  { id, signCount }: { id: string; signCount: number },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update passkey set sign_count = ${signCount}, last_used_at = ${now}
        where id = ${id} and (sign_count < ${signCount} or (sign_count = 0 and ${signCount} = 0))`,
  )
  return count === 1
}

/** Gives a passkey of a person another name; false when they have none of this id. */
export async function renamePasskey(
  tx: Tx,
  { id, personId, name }: { id: string; personId: string; name: string },
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update passkey set name = ${name} where id = ${id} and person_id = ${personId}`,
  )
  return count === 1
}

/** Forgets a passkey of a person; false when they have none of this id. */
export async function deletePasskey(
  tx: Tx,
  { id, personId }: { id: string; personId: string },
): Promise<boolean> {
  const { count } = await tx.write(sql`delete from passkey where id = ${id} and person_id = ${personId}`)
  return count === 1
}

/** How many passkeys a person has. Index: passkey_of_person. */
export async function countPasskeys(reader: Reader, personId: string): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from passkey where person_id = ${personId}`,
  )
  return row?.count ?? 0
}

/** Forgets all passkeys of a person. */
export async function deletePasskeysOf(tx: Tx, personId: string): Promise<void> {
  await tx.write(sql`delete from passkey where person_id = ${personId}`)
}

function fromRow(row: PasskeyRow): Passkey {
  const transports: unknown = JSON.parse(row.transports)
  return {
    id: row.id,
    personId: row.person_id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    signCount: row.sign_count,
    transports: Array.isArray(transports) ? transports.map(String) : [],
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}
