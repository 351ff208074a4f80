import { layOutMail, type MailContext, type MailText } from '../../platform/web/mail-layout.ts'
import { plainName } from '../../platform/web/plain-text.ts'
import { textsOf } from '../../platform/web/texts.ts'

export type InvitationMailModel = {
  recipientName: string
  organizationName: string
  inviterName: string
  url: string
}

/** Asks somebody to join an organization. */
export function invitationMail(
  context: MailContext,
  { recipientName, organizationName, inviterName, url }: InvitationMailModel,
): MailText {
  const texts = textsOf(context.lang).mail.invitation
  const organization = plainName(organizationName)
  return layOutMail(context, {
    subject: texts.subject(organization),
    recipientName,
    lead: texts.lead(plainName(inviterName), organization, context.brandName),
    action: { label: texts.action, url },
    quiet: texts.quiet,
  })
}
