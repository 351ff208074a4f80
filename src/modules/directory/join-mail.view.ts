import { layOutMail, type MailContext, type MailText } from '../../platform/web/mail-layout.ts'
import { plainName } from '../../platform/web/plain-text.ts'
import { textsOf } from '../../platform/web/texts.ts'

/** Tells an owner or admin that somebody asks to join. */
export function joinRequestMail(
  context: MailContext,
  model: { recipientName: string; organizationName: string; personName: string; email: string; url: string },
): MailText {
  const texts = textsOf(context.lang).mail.joinRequest
  const organization = plainName(model.organizationName)
  const person = plainName(model.personName)
  return layOutMail(context, {
    subject: texts.subject(person, organization),
    recipientName: model.recipientName,
    lead: texts.lead(person, model.email, organization),
    action: { label: texts.action, url: model.url },
    quiet: texts.quiet,
  })
}

/** Tells somebody that they belong to an organization now. */
export function joinedMail(
  context: MailContext,
  model: { recipientName: string; organizationName: string; url: string },
): MailText {
  const texts = textsOf(context.lang).mail.joined
  const organization = plainName(model.organizationName)
  return layOutMail(context, {
    subject: texts.subject(organization),
    recipientName: model.recipientName,
    lead: texts.lead(organization),
    action: { label: texts.action, url: model.url },
    quiet: texts.quiet,
  })
}
