import { layOutMail, type MailContext, type MailText } from '../../platform/web/mail-layout.ts'
import { plainName } from '../../platform/web/plain-text.ts'
import { textsOf } from '../../platform/web/texts.ts'

/** Tells an owner or admin that a vendor invites their organization to its app. */
export function offeredMail(
  context: MailContext,
  model: {
    recipientName: string
    appTitle: string
    vendorName: string
    organizationName: string
    url: string
  },
): MailText {
  const texts = textsOf(context.lang).mail.offered
  const app = plainName(model.appTitle)
  const organization = plainName(model.organizationName)
  return layOutMail(context, {
    subject: texts.subject(app, organization),
    recipientName: model.recipientName,
    lead: texts.lead(plainName(model.vendorName), organization, app),
    action: { label: texts.action, url: model.url },
    quiet: texts.quiet,
  })
}
