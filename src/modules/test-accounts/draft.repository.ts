import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'

/** How many drafts of a person are kept; the oldest goes first. */
const DRAFTS_MAX = 5

type Owner = { vendorId: string; personId: string }

/** Begins a draft, in the place of the person's oldest where there are many. */
export async function insertDraft(
  tx: Tx,
  { id, vendorId, personId, ciphertext }: Owner & { id: string; ciphertext: string },
  now: number,
): Promise<void> {
  await tx.write(sql`delete from test_account_draft where person_id = ${personId} and id not in (
    select id from test_account_draft where person_id = ${personId}
    order by created_at desc, id desc limit ${DRAFTS_MAX - 1})`)
  await tx.write(sql`insert into test_account_draft (id, vendor_id, person_id, values_ciphertext, created_at)
    values (${id}, ${vendorId}, ${personId}, ${ciphertext}, ${now})`)
}

/** What is in a draft of this person for this vendor, sealed; null when there is none (any more). */
export async function findDraft(
  reader: Reader,
  { id, vendorId, personId }: Owner & { id: string },
): Promise<string | null> {
  const [row] = await reader.read<{ ciphertext: string }>(sql`
    select values_ciphertext as ciphertext from test_account_draft
    where id = ${id} and vendor_id = ${vendorId} and person_id = ${personId}`)
  return row?.ciphertext ?? null
}

/** Keeps what was typed; false when the draft is gone. */
export async function storeDraft(
  tx: Tx,
  { id, ciphertext }: { id: string; ciphertext: string },
): Promise<boolean> {
  const { count } = await tx.write(
    sql`update test_account_draft set values_ciphertext = ${ciphertext} where id = ${id}`,
  )
  return count === 1
}

/** Forgets a draft; says whether it was there: of a form that is sent twice the first one counts. */
export async function deleteDraft(tx: Tx, id: string): Promise<boolean> {
  return (await tx.write(sql`delete from test_account_draft where id = ${id}`)).count === 1
}

/** Deletes up to `limit` drafts that were begun before `instant`; how many. Index: test_account_draft_age. */
export async function deleteDraftsBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from test_account_draft where id in (
    select id from test_account_draft where created_at < ${instant} order by created_at limit ${limit})`)
  return count
}
