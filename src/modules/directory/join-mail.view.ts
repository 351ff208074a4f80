import { type MailContext, type MailText, wordedMail } from '../../platform/web/mail-layout.ts'
import { textsOf } from '../../platform/web/texts.ts'

/** Tells an owner or admin that somebody asks to join. */
export function joinRequestMail(
  context: MailContext,
  {
    recipientName,
    organizationName: organization,
    personName: person,
    email,
    url,
  }: { recipientName: string; organizationName: string; personName: string; email: string; url: string },
): MailText {
  const names = { person, email, organization }
  return wordedMail(context, textsOf(context.lang).mail.joinRequest, { recipientName, url, names })
}

/** Tells somebody that they belong to an organization now. */
export function joinedMail(
  context: MailContext,
  {
    organizationName: organization,
    ...mail
  }: { recipientName: string; organizationName: string; url: string },
): MailText {
  return wordedMail(context, textsOf(context.lang).mail.joined, { ...mail, names: { organization } })
}
