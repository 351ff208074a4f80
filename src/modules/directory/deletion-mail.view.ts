import { type MailContext, type MailText, wordedMail } from '../../platform/web/mail-layout.ts'
import { textsOf } from '../../platform/web/texts.ts'

/** Tells an owner or admin that their organization is no more. */
export function deletionMail(
  context: MailContext,
  {
    organizationName: organization,
    actorName: who,
    ...mail
  }: { recipientName: string; organizationName: string; actorName: string; url: string },
): MailText {
  const words = textsOf(context.lang).mail.organizationDeleted
  return wordedMail(context, words, { ...mail, names: { who, organization } })
}
