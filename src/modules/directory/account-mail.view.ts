import { layOutMail, type MailContext, type MailText } from '../../platform/web/mail-layout.ts'
import { textsOf } from '../../platform/web/texts.ts'

/** Tells somebody that their account is no more. */
export function accountMail(context: MailContext, names: { recipientName: string; url: string }): MailText {
  const { mail } = textsOf(context.lang).account.deleting
  return layOutMail(context, {
    subject: mail.subject(context.brandName),
    recipientName: names.recipientName,
    lead: mail.lead(context.brandName),
    action: { label: mail.action(context.brandName), url: names.url },
    quiet: mail.quiet,
  })
}
