import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'

/** What signing in needs to know of an account. */
export type PasswordAccount = {
  personId: string
  hash: string
  isBanned: boolean
  isEmailConfirmed: boolean
  hasTwoFactor: boolean
}

type AccountRow = {
  person_id: string
  hash: string
  banned_at: number | null
  email_confirmed_at: number | null
  two_factor_since: number | null
}

/** The living account with this address and a password; one read, whether there is one or not. */
export async function findPasswordAccount(reader: Reader, emailKey: string): Promise<PasswordAccount | null> {
  const [row] = await reader.read<AccountRow>(
    sql`select person.id as person_id, password.hash, person.banned_at, person.email_confirmed_at, person.two_factor_since
        from person join password on password.person_id = person.id
        where person.email_key = ${emailKey} and person.deleted_at is null`,
  )
  if (!row) return null
  return {
    personId: row.person_id,
    hash: row.hash,
    isBanned: row.banned_at !== null,
    isEmailConfirmed: row.email_confirmed_at !== null,
    hasTwoFactor: row.two_factor_since !== null,
  }
}

/**
 * Takes the password that was just checked for the rest of the transaction; false when it was changed in between. Who
 * signs in and who resets the password are decided one after the other.
 */
export async function claimPassword(
  tx: Tx,
  { personId, hash }: { personId: string; hash: string },
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update password set changed_at = changed_at where person_id = ${personId} and hash = ${hash}`,
  )
  return count === 1
}

/** The hash of a person's password; null when they have none. */
export async function findPasswordHash(reader: Reader, personId: string): Promise<string | null> {
  const [row] = await reader.read<{ hash: string }>(
    sql`select hash from password where person_id = ${personId}`,
  )
  return row?.hash ?? null
}

/** Takes a person's password for the rest of the transaction, whichever it is: sign-ins by it wait. */
export async function holdPassword(tx: Tx, personId: string): Promise<void> {
  await tx.write(sql`update password set changed_at = changed_at where person_id = ${personId}`)
}

/** Sets a person's password. */
export async function storePassword(
  tx: Tx,
  { personId, hash }: { personId: string; hash: string },
  now: number,
): Promise<void> {
  await tx.write(
    sql`insert into password (person_id, hash, changed_at) values (${personId}, ${hash}, ${now})
        on conflict (person_id) do update set hash = excluded.hash, changed_at = excluded.changed_at`,
  )
}

/** When a person's password was last set; null when they have none. */
export async function passwordChangedAt(reader: Reader, personId: string): Promise<number | null> {
  const [row] = await reader.read<{ changed_at: number }>(
    sql`select changed_at from password where person_id = ${personId}`,
  )
  return row?.changed_at ?? null
}

/** Forgets a person's password. */
export async function deletePassword(tx: Tx, personId: string): Promise<void> {
  await tx.write(sql`delete from password where person_id = ${personId}`)
}
