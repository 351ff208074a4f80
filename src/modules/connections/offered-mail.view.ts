import { type MailContext, type MailText, wordedMail } from '../../platform/web/mail-layout.ts'
import { textsOf } from '../../platform/web/texts.ts'

/** Tells an owner or admin that a vendor invites their organization to its app. */
export function offeredMail(
  context: MailContext,
  {
    appTitle: app,
    vendorName: vendor,
    organizationName: organization,
    ...mail
  }: { recipientName: string; appTitle: string; vendorName: string; organizationName: string; url: string },
): MailText {
  const names = { app, vendor, organization }
  return wordedMail(context, textsOf(context.lang).mail.offered, { ...mail, names })
}
