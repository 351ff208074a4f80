import { type MailContext, type MailText, wordedMail } from '../../platform/web/mail-layout.ts'
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
  { organizationName: organization, inviterName: inviter, ...mail }: InvitationMailModel,
): MailText {
  const names = { inviter, organization, brand: context.brandName }
  return wordedMail(context, textsOf(context.lang).mail.invitation, { ...mail, names })
}
