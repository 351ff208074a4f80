import type { FastifyInstance } from 'fastify'
import { PageRefusal, sendPage } from '../../platform/http/pages.ts'
import { findMail, latestMails } from '../../platform/mail/mail.repository.ts'
import type { IdentityParts } from './deps.ts'
import { openFlow } from './flow.page.ts'
import { mailboxPage, mailPage } from './mailbox.view.ts'

const MAILS_SHOWN_MAX = 100
const MAIL_ID = /^[0-9]{1,15}$/
const LINK = /\bhttps?:\/\/[^\s<>"]+/g

/** GET /sandbox/mailbox and /sandbox/mailbox/<id>: mails that are kept to be read here instead of being sent. */
export function mailboxPages(scope: FastifyInstance, parts: IdentityParts): void {
  scope.get('/sandbox/mailbox', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const mails = await latestMails(parts.db, MAILS_SHOWN_MAX)
    return sendPage(
      reply,
      mailboxPage(flow.context, { mails, timeZone: flow.session?.person.timeZone ?? 'UTC' }),
    )
  })

  scope.get<{ Params: { id: string } }>('/sandbox/mailbox/:id', async (request, reply) => {
    const flow = await openFlow(parts, request, reply)
    if (flow === null) return reply
    const { id } = request.params
    const mail = MAIL_ID.test(id) ? await findMail(parts.db, Number(id)) : null
    if (mail === null) throw new PageRefusal(404, 'not_found')
    const links = [...new Set(mail.text.match(LINK) ?? [])]
    return sendPage(
      reply,
      mailPage(flow.context, { mail, links, timeZone: flow.session?.person.timeZone ?? 'UTC' }),
    )
  })
}
