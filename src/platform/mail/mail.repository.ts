import sql from 'sql-template-tag'
import type { Reader, Tx } from '../database/database.ts'

/** A mail as it is sent: one recipient, a subject of one line, the same words as text and as HTML. */
export type Mail = { recipient: string; subject: string; text: string; html: string }

/** A mail as it is kept: waiting while `nextAttemptAt` is set, then sent or given up. */
export type StoredMail = Mail & {
  id: number
  createdAt: number
  nextAttemptAt: number | null
  attempts: number
  sentAt: number | null
  failure: string | null
}

type MailRow = {
  id: number
  recipient: string
  subject: string
  text_body: string
  html_body: string
  created_at: number
  next_attempt_at: number | null
  attempts: number
  sent_at: number | null
  failure: string | null
}

const COLUMNS = sql`id, recipient, subject, text_body, html_body, created_at, next_attempt_at, attempts, sent_at, failure`

/** Puts a mail into the queue, to be sent at once; one to an address that is held is kept, and never sent. */
export async function insertMail(tx: Tx, mail: Mail, now: number): Promise<void> {
  const held = await tx.read(
    sql`select 1 as held from mail_hold where address_key = ${addressKey(mail.recipient)} limit 1`,
  )
  const isHeld = held.length > 0
  await tx.write(sql`insert into mail (recipient, subject, text_body, html_body, created_at, next_attempt_at, failure)
    values (${mail.recipient}, ${mail.subject}, ${mail.text}, ${mail.html}, ${now}, ${isHeld ? null : now},
      ${isHeld ? 'held: the address of a test person' : null})`)
}

/** Sends nothing to an address from now on, as long as what it is held for is there. */
export async function holdAddress(
  tx: Tx,
  { address, heldFor }: { address: string; heldFor: string },
): Promise<void> {
  await tx.write(sql`insert into mail_hold (address_key, held_for) values (${addressKey(address)}, ${heldFor})
    on conflict (address_key, held_for) do nothing`)
}

/** Lets go of all addresses that are held for this. */
export async function releaseAddresses(tx: Tx, heldFor: string): Promise<void> {
  await tx.write(sql`delete from mail_hold where held_for = ${heldFor}`)
}

/** Lets go of one address, whatever it was held for: whoever had it has it no more. */
export async function releaseAddress(tx: Tx, address: string): Promise<void> {
  await tx.write(sql`delete from mail_hold where address_key = ${addressKey(address)}`)
}

/** Addresses that differ only in case or compatible characters reach the same person. */
function addressKey(address: string): string {
  return address.normalize('NFKC').toLowerCase()
}

/** The latest mails, newest first. */
export async function latestMails(reader: Reader, limit: number): Promise<StoredMail[]> {
  const rows = await reader.read<MailRow>(sql`select ${COLUMNS} from mail order by id desc limit ${limit}`)
  return rows.map(mailOfRow)
}

/** The mail of this id, or null. */
export async function findMail(reader: Reader, id: number): Promise<StoredMail | null> {
  const [row] = await reader.read<MailRow>(sql`select ${COLUMNS} from mail where id = ${id}`)
  return row === undefined ? null : mailOfRow(row)
}

/** Mails whose next attempt has come, the longest waiting first. Uses the index mail_due. */
export async function dueMails(reader: Reader, now: number, limit: number): Promise<StoredMail[]> {
  const rows = await reader.read<MailRow>(sql`select ${COLUMNS} from mail
    where next_attempt_at <= ${now} order by next_attempt_at, id limit ${limit}`)
  return rows.map(mailOfRow)
}

/** Counts an attempt and plans the next one, or none; false when another process was faster with this mail. */
export async function takeMail(tx: Tx, mail: StoredMail, nextAttemptAt: number | null): Promise<boolean> {
  const { count } = await tx.write(sql`update mail
    set attempts = attempts + 1, next_attempt_at = ${nextAttemptAt}
    where id = ${mail.id} and attempts = ${mail.attempts} and sent_at is null`)
  return count === 1
}

/** Remembers that a mail was sent. Its text goes: the links in it are secrets. */
export async function markMailSent(tx: Tx, id: number, now: number): Promise<void> {
  await tx.write(sql`update mail set sent_at = ${now}, next_attempt_at = null, failure = null,
    text_body = '', html_body = '' where id = ${id}`)
}

/** Remembers why the latest attempt failed. */
export async function markMailFailed(tx: Tx, id: number, failure: string): Promise<void> {
  await tx.write(sql`update mail set failure = ${failure} where id = ${id}`)
}

/** Deletes at most `limit` mails that are older than `instant`, looking at the oldest rows; how many it were. */
export async function deleteMailsBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from mail where id in (
    select oldest.id from (select id, created_at from mail order by id limit ${limit}) oldest
    where oldest.created_at < ${instant})`)
  return count
}

function mailOfRow(row: MailRow): StoredMail {
  return {
    id: row.id,
    recipient: row.recipient,
    subject: row.subject,
    text: row.text_body,
    html: row.html_body,
    createdAt: row.created_at,
    nextAttemptAt: row.next_attempt_at,
    attempts: row.attempts,
    sentAt: row.sent_at,
    failure: row.failure,
  }
}
