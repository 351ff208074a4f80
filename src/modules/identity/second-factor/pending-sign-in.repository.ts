import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../../platform/database/database.ts'

/** Somebody who knew the password and is asked for the second proof. */
export type PendingSignIn = {
  personId: string
  /** Of the hash that was matched. */
  passwordDigest: string
  email: string
  emailKey: string
  name: string
  firstName: string | null
  isEmailConfirmed: boolean
}

type PendingRow = {
  person_id: string
  password_digest: string
  email: string
  email_key: string
  first_name: string | null
  name: string
  email_confirmed_at: number | null
}

/** Begins the wait for the second proof. */
export async function insertPending(
  tx: Tx,
  pending: { tokenHash: string; personId: string; passwordDigest: string; expiresAt: number },
): Promise<void> {
  await tx.write(
    sql`insert into pending_sign_in (token_hash, person_id, password_digest, expires_at)
        values (${pending.tokenHash}, ${pending.personId}, ${pending.passwordDigest}, ${pending.expiresAt})`,
  )
}

/** Whom the wait of this token is for, with their person; null when it is over. */
export async function findPending(
  reader: Reader,
  tokenHash: string,
  now: number,
): Promise<PendingSignIn | null> {
  const [row] = await reader.read<PendingRow>(
    sql`select pending_sign_in.person_id, pending_sign_in.password_digest, person.email, person.email_key,
          person.first_name, person.name, person.email_confirmed_at
        from pending_sign_in join person on person.id = pending_sign_in.person_id
        where pending_sign_in.token_hash = ${tokenHash} and pending_sign_in.expires_at > ${now}
          and person.deleted_at is null and person.banned_at is null`,
  )
  if (!row) return null
  return {
    personId: row.person_id,
    passwordDigest: row.password_digest,
    email: row.email,
    emailKey: row.email_key,
    name: row.name,
    firstName: row.first_name,
    isEmailConfirmed: row.email_confirmed_at !== null,
  }
}

/** Ends the wait of a token; false when it was over. Guarded: of many requests one goes on. */
export async function deletePending(tx: Tx, tokenHash: string): Promise<boolean> {
  const { count } = await tx.write(sql`delete from pending_sign_in where token_hash = ${tokenHash}`)
  return count === 1
}

/** Ends everybody's wait who knew a person's password. Index: pending_sign_in_of_person. */
export async function deletePendingOf(tx: Tx, personId: string): Promise<void> {
  await tx.write(sql`delete from pending_sign_in where person_id = ${personId}`)
}

/** Deletes up to `limit` waits that were over before an instant; says how many. Index: pending_sign_in_expiry. */
export async function deletePendingExpiredBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(
    sql`delete from pending_sign_in where token_hash in
        (select token_hash from pending_sign_in where expires_at < ${instant} order by expires_at limit ${limit})`,
  )
  return count
}
