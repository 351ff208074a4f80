import sql from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import { type EmailLink, LINK_LIFETIME_MS, type LinkPurpose } from './email-link.ts'

type LinkRow = { person_id: string; email_key: string; return_to: string | null; new_email: string | null }

/** Stores a new link. */
export async function insertLink(
  tx: Tx,
  link: EmailLink & { tokenHash: string; purpose: LinkPurpose },
  now: number,
): Promise<void> {
  await tx.write(
    sql`insert into email_link (token_hash, purpose, person_id, email_key, return_to, new_email, created_at,
          expires_at)
        values (${link.tokenHash}, ${link.purpose}, ${link.personId}, ${link.emailKey}, ${link.returnTo}, ${link.newEmail},
          ${now}, ${now + LINK_LIFETIME_MS[link.purpose]})`,
  )
}

/** A link that still works, with the person's address as it is written; null for all others. */
export async function findLiveLink(
  reader: Reader,
  { tokenHash, purpose }: { tokenHash: string; purpose: LinkPurpose },
  now: number,
): Promise<(EmailLink & { email: string }) | null> {
  const [row] = await reader.read<LinkRow & { email: string }>(
    sql`select email_link.person_id, email_link.email_key, email_link.return_to, email_link.new_email,
          person.email
        from email_link join person on person.id = email_link.person_id and person.email_key = email_link.email_key
        where email_link.token_hash = ${tokenHash} and email_link.purpose = ${purpose}
          and email_link.used_at is null and email_link.expires_at > ${now}
          and person.deleted_at is null and person.banned_at is null`,
  )
  return row ? { ...fromRow(row), email: row.email } : null
}

/** Uses a link up. Guarded: of many requests with the same token one gets the link, the others null (attack S4). */
export async function redeemLink(
  tx: Tx,
  { tokenHash, purpose }: { tokenHash: string; purpose: LinkPurpose },
  now: number,
): Promise<EmailLink | null> {
  const { rows } = await tx.write<LinkRow>(
    sql`update email_link set used_at = ${now}
        where token_hash = ${tokenHash} and purpose = ${purpose} and used_at is null and expires_at > ${now}
          and exists (select 1 from person where person.id = email_link.person_id
            and person.email_key = email_link.email_key and person.deleted_at is null and person.banned_at is null)
        returning person_id, email_key, return_to, new_email`,
  )
  return rows[0] ? fromRow(rows[0]) : null
}

/** Ends all links of a person and purpose, for when what they were for has happened. Index: email_link_of_person. */
export async function endLinks(
  tx: Tx,
  { personId, purpose }: { personId: string; purpose: LinkPurpose },
  now: number,
): Promise<void> {
  await tx.write(
    sql`update email_link set used_at = ${now}
        where person_id = ${personId} and purpose = ${purpose} and used_at is null`,
  )
}

/** Whether the person has a link of this purpose that still works, for the present address. */
export async function hasLiveLink(
  reader: Reader,
  { personId, emailKey, purpose }: { personId: string; emailKey: string; purpose: LinkPurpose },
  now: number,
): Promise<boolean> {
  const rows = await reader.read(
    sql`select 1 as found from email_link
        where person_id = ${personId} and purpose = ${purpose} and email_key = ${emailKey} and used_at is null
          and expires_at > ${now} limit 1`,
  )
  return rows.length > 0
}

/** The address a person waits to have confirmed, and until when; null when there is none. Index: email_link_of_person. */
export async function findWaitingChange(
  reader: Reader,
  { personId, emailKey }: { personId: string; emailKey: string },
  now: number,
): Promise<string | null> {
  const [row] = await reader.read<{ new_email: string }>(
    sql`select new_email from email_link
        where person_id = ${personId} and purpose = 'email_change' and email_key = ${emailKey} and used_at is null
          and expires_at > ${now} order by id desc limit 1`,
  )
  return row?.new_email ?? null
}

/** Deletes all links of a person. */
export async function deleteLinksOf(tx: Tx, personId: string): Promise<void> {
  await tx.write(sql`delete from email_link where person_id = ${personId}`)
}

/** Deletes up to `limit` links that expired before an instant; says how many. Index: email_link_expiry. */
export async function deleteLinksExpiredBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(
    sql`delete from email_link where id in
        (select id from email_link where expires_at < ${instant} order by expires_at limit ${limit})`,
  )
  return count
}

function fromRow(row: LinkRow): EmailLink {
  return {
    personId: row.person_id,
    emailKey: row.email_key,
    returnTo: row.return_to,
    newEmail: row.new_email,
  }
}
