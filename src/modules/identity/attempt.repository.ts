import sql from 'sql-template-tag'
import type { Tx } from '../../platform/database/database.ts'
import {
  type AccountFailures,
  type AddressFailures,
  ATTEMPT_WINDOW_MS,
  type AttemptPurpose,
} from './attempts.ts'

/**
 * Takes the right to count for a subject (an account or an address block) for the rest of the transaction: parallel
 * attempts are counted one after another (attack S2).
 */
export async function takeGate(
  tx: Tx,
  { purpose, subject }: { purpose: AttemptPurpose; subject: string },
  now: number,
): Promise<void> {
  await tx.write(
    sql`insert into attempt_gate (purpose, subject, version, used_at) values (${purpose}, ${subject}, 0, ${now})
        on conflict (purpose, subject) do update
        set version = attempt_gate.version + 1, used_at = excluded.used_at`,
  )
}

/** Failures of an address block within the window. Index: failed_attempt_of_address. */
export async function countOfAddress(
  tx: Tx,
  { purpose, addressBlock }: { purpose: AttemptPurpose; addressBlock: string },
  now: number,
): Promise<AddressFailures> {
  const [row] = await tx.read<{ count: number; earliest_at: number | null }>(
    sql`select count(*) as count, min(attempted_at) as earliest_at from failed_attempt
        where purpose = ${purpose} and address_block = ${addressBlock} and attempted_at > ${now - ATTEMPT_WINDOW_MS}`,
  )
  return { count: row?.count ?? 0, earliestAt: row?.earliest_at ?? null }
}

/** Failures of an account within the window, all or only those from one address block. Index: failed_attempt_of_account. */
export async function countOfAccount(
  tx: Tx,
  {
    purpose,
    accountKey,
    addressBlock,
  }: { purpose: AttemptPurpose; accountKey: string; addressBlock: string | null },
  now: number,
): Promise<AccountFailures> {
  const since = now - ATTEMPT_WINDOW_MS
  const ofAccount = sql`select count(*) as count, max(attempted_at) as latest_at from failed_attempt
    where purpose = ${purpose} and account_key = ${accountKey} and attempted_at > ${since}`
  const [row] = await tx.read<{ count: number; latest_at: number | null }>(
    addressBlock === null ? ofAccount : sql`${ofAccount} and address_block = ${addressBlock}`,
  )
  return { count: row?.count ?? 0, latestAt: row?.latest_at ?? null }
}

/** Counts an attempt as failed and returns its id, by which it can be taken back. */
export async function insertFailedAttempt(
  tx: Tx,
  attempt: { purpose: AttemptPurpose; accountKey: string; addressBlock: string },
  now: number,
): Promise<number> {
  const { rows } = await tx.write<{ id: number }>(
    sql`insert into failed_attempt (purpose, account_key, address_block, attempted_at)
        values (${attempt.purpose}, ${attempt.accountKey}, ${attempt.addressBlock}, ${now}) returning id`,
  )
  if (rows[0] === undefined) throw new Error('the failed attempt has no id')
  return rows[0].id
}

/** Takes one attempt back: it did not fail. */
export async function deleteFailedAttempt(tx: Tx, id: number): Promise<void> {
  await tx.write(sql`delete from failed_attempt where id = ${id}`)
}

/** Forgets the failures of an account. */
export async function deleteFailedAttemptsOf(
  tx: Tx,
  { purpose, accountKey }: { purpose: AttemptPurpose; accountKey: string },
): Promise<void> {
  await tx.write(sql`delete from failed_attempt where purpose = ${purpose} and account_key = ${accountKey}`)
}

/** Deletes up to `limit` attempts made before an instant; says how many. Index: failed_attempt_age. */
export async function deleteFailedAttemptsBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(
    sql`delete from failed_attempt where id in
        (select id from failed_attempt where attempted_at < ${instant} order by attempted_at limit ${limit})`,
  )
  return count
}

/** Deletes up to `limit` gates last used before an instant; says how many. Index: attempt_gate_age. */
export async function deleteGatesUsedBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(
    sql`delete from attempt_gate where (purpose, subject) in
        (select purpose, subject from attempt_gate where used_at < ${instant} order by used_at limit ${limit})`,
  )
  return count
}
