import { layOutMail, type MailContext, type MailText } from '../../platform/web/mail-layout.ts'
import { plainName } from '../../platform/web/plain-text.ts'
import { textsOf } from '../../platform/web/texts.ts'

/** Tells an owner or admin that their organization is no more. */
export function deletionMail(
  context: MailContext,
  names: { recipientName: string; organizationName: string; actorName: string; url: string },
): MailText {
  const texts = textsOf(context.lang).mail.organizationDeleted
  const organization = plainName(names.organizationName)
  return layOutMail(context, {
    subject: texts.subject(organization),
    recipientName: names.recipientName,
    lead: texts.lead(plainName(names.actorName), organization),
    action: { label: texts.action, url: names.url },
    quiet: texts.quiet,
  })
}
