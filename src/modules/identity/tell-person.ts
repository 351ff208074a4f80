import type { Tx } from '../../platform/database/database.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import { fullName, languageOf, type Person } from '../directory/index.ts'
import type { MailSettings } from './confirm-email.ts'
import { type SecurityMailKind, securityMail } from './mails.view.ts'

/** What a person is told of their account: which mail, about what, and where its button leads (a path of our own). */
export type News = {
  person: Person
  kind: SecurityMailKind
  path: string
  /** What it is about: the name of a passkey, a device, an address. */
  about?: string
  /** Where it goes when not to the present address. */
  recipient?: string
}

/** Tells a person by mail, in the transaction of the cause, what happened to their account. */
export async function tellPerson(
  tx: Tx,
  settings: MailSettings,
  { person, kind, path, about = '', recipient = person.email }: News,
  now: number,
): Promise<void> {
  const context = { ...settings, lang: languageOf(person.locale) }
  const model = { recipientName: fullName(person), url: settings.publicUrl + path, about }
  await queueMail(tx, { recipient, ...securityMail(context, model, kind) }, now)
}
