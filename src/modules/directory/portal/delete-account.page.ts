import type { FastifyInstance } from 'fastify'
import { actsAs } from '../../../platform/audit.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db, Reader } from '../../../platform/database/database.ts'
import { formField } from '../../../platform/http/browser.ts'
import { sendPage } from '../../../platform/http/pages.ts'
import type { Portal, Visit } from '../../../platform/http/portal.ts'
import { type OrganizationPlace, plainFrame } from '../../../platform/web/portal-page.ts'
import { closeAccount } from '../close-account.ts'
import { parseEmail } from '../email.ts'
import type { DirectoryHooks } from '../hooks.ts'
import type { MailSettings } from '../invite.ts'
import { findMembershipsOfOrganization } from '../membership.repository.ts'
import { losesLastOwner } from '../membership.ts'
import { accountDeletedPage, deleteAccountPage } from './delete-account.view.ts'

const PATH = '/account/delete'
const DONE = '/account/deleted'

export type DeleteAccountDeps = {
  db: Db
  clock: Clock
  portal: Portal
  hooks: DirectoryHooks
  mail: MailSettings
  /** How many apps a person is connected to. */
  personConnections(reader: Reader, personId: string): Promise<number>
}

/** Deleting one's own account; not while an organization has no other owner (platform.md §1.1). */
export function deleteAccountPages(scope: FastifyInstance, deps: DeleteAccountDeps): void {
  const { db, clock, portal, hooks, mail, personConnections } = deps
  const show = async ({ context, visitor }: Visit, typed: string | null) =>
    deleteAccountPage(context, {
      frame: plainFrame(visitor.timeZone),
      visitor,
      ownedAlone: await ownedAlone(db, visitor),
      connections: await personConnections(db, visitor.id),
      typed,
    })

  scope.get(PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'open')
    return visit ? sendPage(reply, await show(visit, null)) : reply
  })

  scope.post(PATH, async (request, reply) => {
    const visit = await portal.open({ request, reply }, 'send')
    if (!visit) return reply
    const { visitor, act } = visit
    const typed = formField(request, 'email') ?? ''
    if (parseEmail(typed)?.key !== visitor.emailKey)
      return sendPage(reply.code(422), await show(visit, typed))
    const outcome = await db.transaction(tx => {
      actsAs(tx, act)
      return closeAccount(tx, { personId: visitor.id }, { hooks, mail }, clock.now())
    })
    if (outcome === 'last_owner') return sendPage(reply.code(409), await show(visit, null))
    return reply.redirect(DONE, 303)
  })

  scope.get(DONE, async (request, reply) => {
    const { context } = await portal.peek(request)
    return sendPage(reply, accountDeletedPage(context))
  })
}

/** The organizations that would have no owner without this person. */
async function ownedAlone(reader: Reader, visitor: Visit['visitor']): Promise<OrganizationPlace[]> {
  const owned = visitor.organizations.filter(({ isOwner }) => isOwner)
  const members = await Promise.all(owned.map(({ id }) => findMembershipsOfOrganization(reader, id)))
  return owned.filter((_, index) => losesLastOwner(members[index] ?? [], visitor.id, 0))
}
