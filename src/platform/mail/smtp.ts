import { createTransport } from 'nodemailer'
import type { StoredMail } from './mail.repository.ts'

const SECOND_MS = 1_000
const CHECK_MS_MAX = 3 * SECOND_MS

/** Sends one mail; throws when the server did not take it. */
export type Send = (mail: StoredMail) => Promise<void>

/** Sends through the server of `mailUrl`: `smtp://user:password@host:587` or `smtps://…`. */
export function createSend(mailUrl: string, mailFrom: string): Send {
  const transport = createTransport({
    url: mailUrl,
    connectionTimeout: 10 * SECOND_MS,
    greetingTimeout: 10 * SECOND_MS,
    socketTimeout: 30 * SECOND_MS,
    dnsTimeout: 10 * SECOND_MS,
    // A mail is text we made: it can name neither a file nor a URL to attach.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async ({ recipient, subject, text, html }) => {
    await transport.sendMail({
      from: mailFrom,
      // As an object it is one address, whatever it holds; as text it would be read as a list.
      to: { name: '', address: recipient },
      subject,
      text,
      html,
      headers: { 'auto-submitted': 'auto-generated' }, // RFC 3834 §5: no out-of-office answers
    })
  }
}

/** Whether the server of `mailUrl` answers and lets us in, without sending anything: null, or what was wrong. */
export async function faultOfMailServer(mailUrl: string): Promise<string | null> {
  const transport = createTransport({
    url: mailUrl,
    connectionTimeout: CHECK_MS_MAX,
    greetingTimeout: CHECK_MS_MAX,
    socketTimeout: CHECK_MS_MAX,
    dnsTimeout: CHECK_MS_MAX,
  })
  try {
    await transport.verify()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    transport.close()
  }
}
