import { layOutMail, type MailContext, type MailText } from '../../platform/web/mail-layout.ts'
import { plainName } from '../../platform/web/plain-text.ts'
import { textsOf } from '../../platform/web/texts.ts'

/** Tells whoever asked for a review what became of it. */
export function reviewMail(
  context: MailContext,
  model: {
    recipientName: string
    appTitle: string
    decision: 'approved' | 'returned'
    reason: string | null
    url: string
  },
): MailText {
  const texts = textsOf(context.lang).mail.review[model.decision]
  const app = plainName(model.appTitle)
  const { reason } = model
  return layOutMail(context, {
    subject: texts.subject(app),
    recipientName: model.recipientName,
    lead: reason === null ? texts.lead(app) : `${texts.lead(app)} ${texts.reason(plainName(reason))}`,
    action: { label: texts.action, url: model.url },
    quiet: texts.quiet,
  })
}
