import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/database/database.ts'
import { formField, queryParameter } from '../../../platform/http/browser.ts'
import { PageRefusal, sendPage } from '../../../platform/http/pages.ts'
import type { Portal, Visit } from '../../../platform/http/portal.ts'
import { answerInvitation, openInvitation } from '../invite.ts'
import { findPerson } from '../person.repository.ts'
import { fullName } from '../person.ts'
import { rolesFromBits } from '../roles.ts'
import { type InvitationEnd, invitationEndPage, invitationPage } from './invitation.view.ts'

export type InvitationPagesDeps = { db: Db; clock: Clock; portal: Portal }

const END_STATUS = {
  gone: 410,
  expired: 410,
  member: 200,
  declined: 200,
  other: 403,
  unconfirmed: 200,
  test_person: 403,
}

/** /invitation?token=…: where the mail of an invitation leads; opening it changes nothing. */
export function invitationPages(scope: FastifyInstance, { db, clock, portal }: InvitationPagesDeps): void {
  scope.get('/invitation', async (request, reply) => {
    const { context, visit } = await portal.peek(request)
    const token = queryParameter(request, 'token') ?? ''
    const opened = await openInvitation(db, token)
    const end = endOf(opened, visit, token, clock.now())
    if (end) return sendPage(reply.code(END_STATUS[end.kind]), invitationEndPage(context, end))
    if (!opened) throw new PageRefusal(404, 'not_found')
    const { invitation, organization } = opened
    const inviter = invitation.invitedBy === null ? null : await findPerson(db, invitation.invitedBy)
    return sendPage(
      reply,
      invitationPage(context, {
        organization,
        inviterName: inviter && fullName(inviter),
        email: invitation.email,
        roles: rolesFromBits(invitation.roles),
        token,
        reader: visit ? 'invited' : 'nobody',
      }),
    )
  })

  scope.post('/invitation', async (request, reply) => {
    const token = formField(request, 'token') ?? ''
    const decision = (['accept', 'decline'] as const).find(known => known === formField(request, 'decision'))
    if (!decision) throw new PageRefusal(400, 'bad_request')
    const { context, visit } = await portal.peek(request)
    const back = `/invitation?${new URLSearchParams({ token })}`
    if (!visit) return reply.redirect(back, 303)
    const { visitor, act } = visit
    const answer = { token, personId: visitor.id, decision, act } as const
    const outcome = await answerInvitation({ db }, answer, clock.now())
    if (outcome === 'gone') return sendPage(reply.code(410), invitationEndPage(context, { kind: 'gone' }))
    if (outcome === 'test_person')
      return sendPage(reply.code(END_STATUS.test_person), invitationEndPage(context, { kind: 'test_person' }))
    // What else stands in the way is told where the link leads.
    if (typeof outcome === 'string') return reply.redirect(back, 303)
    const { organization } = outcome
    if (decision === 'accept') return reply.redirect(`/organizations/${organization.slug}/members`, 303)
    const end = { kind: 'declined', organizationName: organization.name } as const
    return sendPage(reply, invitationEndPage(context, end))
  })
}

function endOf(
  opened: Awaited<ReturnType<typeof openInvitation>>,
  visit: Visit | null,
  token: string,
  now: number,
): InvitationEnd | null {
  if (!opened) return { kind: 'gone' }
  const { invitation, organization } = opened
  if (invitation.expiresAt <= now) return { kind: 'expired' }
  if (!visit) return null
  const { visitor } = visit
  if (visitor.emailKey !== invitation.emailKey)
    return { kind: 'other', email: invitation.email, own: visitor.email, token }
  if (visitor.organizations.some(({ id }) => id === organization.id))
    return { kind: 'member', organizationName: organization.name }
  return visitor.isEmailConfirmed ? null : { kind: 'unconfirmed', email: visitor.email, token }
}
