import type { Db } from '../database/database.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../durations.ts'
import { forgetJob } from '../jobs/forget.ts'
import type { Job } from '../jobs/jobs.ts'
import type { Logger } from '../log.ts'
import {
  deleteMailsBefore,
  dueMails,
  markMailFailed,
  markMailSent,
  type StoredMail,
  takeMail,
} from './mail.repository.ts'
import type { Send } from './smtp.ts'

/** After the first, second, … attempt the next one waits this long; after the last one the mail is given up. */
const RETRY_DELAYS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS]
/** So many are sent at a time, each over its own connection. */
const BATCH_MAILS = 5
/** What is left after these waits for the job's next turn, well within its lease. */
const BATCHES_MAX = 50
const FAILURE_CHARACTERS_MAX = 500

/** The part of the configuration that says how mails leave. */
export type MailSettings = { mailUrl: string | null; mailFrom: string; retentionMailsDays: number }

type Delivery = { db: Db; log: Logger; send: Send }

/**
 * Sends what is queued to the SMTP server of `mailUrl` and forgets old mails. Without `mailUrl` mails stay in the queue
 * with their text, for the mailbox page of the sandbox.
 */
export function mailJobs({ db, log, config }: { db: Db; log: Logger; config: MailSettings }): Job[] {
  const forget = forgetJob(db, {
    name: 'mail.forget',
    everyMs: HOUR_MS,
    keptMs: config.retentionMailsDays * DAY_MS,
    deleteSome: deleteMailsBefore,
  })
  if (config.mailUrl === null) return [forget]
  const send = sendLazily(config.mailUrl, config.mailFrom)
  const deliver: Job = {
    name: 'mail.deliver',
    everyMs: SECOND_MS,
    run: now => deliverDueMails({ db, log, send }, now),
  }
  return [deliver, forget]
}

async function deliverDueMails(delivery: Delivery, now: number): Promise<void> {
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const mails = await dueMails(delivery.db, now, BATCH_MAILS)
    await Promise.all(mails.map(mail => deliver(delivery, mail, now)))
    if (mails.length < BATCH_MAILS) return
  }
}

/**
 * The attempt is counted before it is made: a process that dies over it leaves a mail that is tried again later, perhaps
 * twice, but not without end.
 */
async function deliver({ db, log, send }: Delivery, mail: StoredMail, now: number): Promise<void> {
  const delayMs = RETRY_DELAYS_MS[mail.attempts]
  const nextAttemptAt = delayMs === undefined ? null : now + delayMs
  if (!(await db.transaction(tx => takeMail(tx, mail, nextAttemptAt)))) return
  try {
    await send(mail)
  } catch (error) {
    const failure = (error instanceof Error ? error.message : String(error)).slice(0, FAILURE_CHARACTERS_MAX)
    // The server's words stay in the row: they often repeat the address.
    log.warn(
      { mailId: mail.id, attempts: mail.attempts + 1, isGivenUp: nextAttemptAt === null },
      'mail not sent',
    )
    await db.transaction(tx => markMailFailed(tx, mail.id, failure))
    return
  }
  await db.transaction(tx => markMailSent(tx, mail.id, now))
}

/** The way to the server is loaded with the first mail: until then the hub does without. */
function sendLazily(mailUrl: string, mailFrom: string): Send {
  let smtp: Promise<Send> | null = null
  return async mail => {
    smtp ??= import('./smtp.ts').then(({ createSend }) => createSend(mailUrl, mailFrom))
    await (await smtp)(mail)
  }
}
