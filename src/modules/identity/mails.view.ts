import { layOutMail, type MailContext, type MailText } from '../../platform/web/mail-layout.ts'
import { plainName } from '../../platform/web/plain-text.ts'
import { type Texts, textsOf } from '../../platform/web/texts.ts'

/** Whom a mail goes to and where its button leads (an address under the public URL). */
export type MailModel = { recipientName: string; url: string }

/** Asks the owner of an address to confirm it. */
export function confirmationMail(context: MailContext, model: MailModel): MailText {
  return compose(context, model, 'confirmation')
}

/** Carries the link to choose a new password. */
export function passwordResetMail(context: MailContext, model: MailModel): MailText {
  return compose(context, model, 'passwordReset')
}

/** Tells that the password was changed; the button leads to `/password/forgot`. */
export function passwordChangedMail(context: MailContext, model: MailModel): MailText {
  return compose(context, model, 'passwordChanged')
}

/** What a person is told of their account when it happens. */
export type SecurityMailKind = keyof Texts['mail']['security']

/** Tells what happened to an account; `about` is a name or an address. */
export function securityMail(
  context: MailContext,
  { recipientName, url, about }: MailModel & { about: string },
  kind: SecurityMailKind,
): MailText {
  const texts = textsOf(context.lang).mail.security[kind]
  return layOutMail(context, {
    subject: texts.subject,
    recipientName,
    lead: texts.lead(context.brandName, plainName(about)),
    action: { label: texts.action, url },
    quiet: texts.quiet,
  })
}

type MailKind = 'confirmation' | 'passwordReset' | 'passwordChanged'

function compose(context: MailContext, { recipientName, url }: MailModel, kind: MailKind): MailText {
  const texts = textsOf(context.lang).mail[kind]
  return layOutMail(context, {
    subject: texts.subject,
    recipientName,
    lead: texts.lead(context.brandName),
    action: { label: texts.action, url },
    quiet: texts.quiet,
  })
}
