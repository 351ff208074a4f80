import { type MailContext, type MailText, wordedMail } from '../../platform/web/mail-layout.ts'
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
  const { recipientName, appTitle: app, organizationName: organization, url } = model
  const wishes = model.permissions.map(title => texts.permission(plainName(title)))
  const names = { app, organization, permissions: listOfNames(context.lang, wishes, 'and') }
  return wordedMail(context, texts, { recipientName, url, names })
}
