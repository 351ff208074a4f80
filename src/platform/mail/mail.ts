import type { Tx } from '../database/database.ts'
import { insertMail, type Mail } from './mail.repository.ts'

const ADDRESS_CHARACTERS_MAX = 254 // RFC 5321 §4.5.3.1.3
const SUBJECT_CHARACTERS_MAX = 500
/** One mailbox and nothing an address list or a header could be made of; RFC 5322 §3.4.1 without quoted strings. */
const ADDRESS = /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@]+$/u
const LINE_BREAK_OR_CONTROL = /[\p{Cc}\u2028\u2029]/u

/**
 * Queues a mail in the transaction of its cause: it is sent if and only if the cause is kept. Throws for a recipient that
 * is not one plain address and for a subject of several lines, so that nothing a user typed becomes a header.
 */
export async function queueMail(tx: Tx, mail: Mail, now: number): Promise<void> {
  if (mail.recipient.length > ADDRESS_CHARACTERS_MAX || !ADDRESS.test(mail.recipient)) {
    throw new Error('the recipient of a mail is not one plain address')
  }
  if (mail.subject.length > SUBJECT_CHARACTERS_MAX || LINE_BREAK_OR_CONTROL.test(mail.subject)) {
    throw new Error('the subject of a mail is not one short line')
  }
  await insertMail(tx, mail, now)
}
