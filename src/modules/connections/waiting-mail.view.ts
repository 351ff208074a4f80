import { layOutMail, type MailContext, type MailText } from '../../platform/web/mail-layout.ts'
import { plainName } from '../../platform/web/plain-text.ts'
import { listOfNames, textsOf } from '../../platform/web/texts.ts'

/** Tells an owner or admin that a connected app asks for more than it has. */
export function waitingMail(
  context: MailContext,
  model: {
    recipientName: string
    appTitle: string
    organizationName: string
    /** What it asks for, in the reader's words. */
    permissions: string[]
    url: string
  },
): MailText {
  const texts = textsOf(context.lang).mail.waiting
  const app = plainName(model.appTitle)
  const organization = plainName(model.organizationName)
  const wishes = listOfNames(
    context.lang,
    model.permissions.map(title => texts.permission(plainName(title))),
    'and',
  )
  return layOutMail(context, {
    subject: texts.subject(app, organization),
    recipientName: model.recipientName,
    lead: texts.lead(app, organization, wishes),
    action: { label: texts.action, url: model.url },
    quiet: texts.quiet,
  })
}
