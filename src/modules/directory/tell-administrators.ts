import type { Tx } from '../../platform/database/database.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import type { MailContext, MailText } from '../../platform/web/mail-layout.ts'
import type { MailSettings } from './invite.ts'
import { administratorsOf } from './person.repository.ts'
import { fullName, languageOf } from './person.ts'

/** What somebody is told, in their language. */
export type ComposeMail = (context: MailContext, recipientName: string) => MailText | Promise<MailText>

/** Mails every owner and admin of an organization, each in their own language. */
export async function tellAdministrators(
  tx: Tx,
  { organizationId, mail }: { organizationId: string; mail: MailSettings },
  compose: ComposeMail,
  now: number,
): Promise<void> {
  for (const person of await administratorsOf(tx, organizationId)) {
    const text = await compose({ ...mail, lang: languageOf(person.locale) }, fullName(person))
    await queueMail(tx, { recipient: person.email, ...text }, now)
  }
}
