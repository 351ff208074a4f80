import { type Act, actsAs, recordAudit } from '../../platform/audit.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import { DAY_MS } from '../../platform/durations.ts'
import { findApp, lockApp, titlesOfApps } from '../apps/index.ts'
import {
  findDiscoverableById,
  findOrganization,
  type MailSettings,
  tellAdministrators,
} from '../directory/index.ts'
import { findHoldings } from './connection.repository.ts'
import { type Connections, lockBearer } from './connections.ts'
import { takeForDecision } from './may-decide.ts'
import { offeredMail } from './offered-mail.view.ts'
import { countInvited, deleteParticipation, insertParticipation } from './participation.repository.ts'

/** An app mails no more organizations than this within a day. */
const INVITATIONS_A_DAY_MAX = 50

export type ParticipationAct = { appId: string; organizationId: string; personId: string; act: Act }
/** An invitation; `personId` is null where the operator invites. */
export type Invitation = Omit<ParticipationAct, 'personId'> & { personId: string | null }
/** Why an organization was not invited. */
export type InviteFault = 'not_found' | 'own' | 'invited_already' | 'too_many'

/**
 * A vendor invites an organization that can be found to an app which not everybody may connect (platform.md §4.10): from
 * now on it sees and connects it. Its owners and admins are told by mail. The right of who invites was looked at (`openApp`).
 */
export function inviteParticipant(
  { db, mail }: { db: Db; mail: MailSettings },
  { appId, organizationId, personId, act }: Invitation,
  now: number,
): Promise<'invited' | InviteFault> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    const app = (await lockApp(tx, appId)) ? await findApp(tx, appId) : null
    const found = await findDiscoverableById(tx, organizationId)
    if (!app || !found) return 'not_found'
    if (app.organizationId === organizationId) return 'own'
    if ((await countInvited(tx, appId, now - DAY_MS)) >= INVITATIONS_A_DAY_MAX) return 'too_many'
    if (!(await insertParticipation(tx, { appId, organizationId, invitedBy: personId }, now)))
      return 'invited_already'
    await audit(tx, 'participation_offered', { appId, organizationId }, now)
    const vendor = app.organizationId === null ? null : await findOrganization(tx, app.organizationId)
    const slug = (await findOrganization(tx, organizationId))?.slug ?? ''
    await tellAdministrators(
      tx,
      { organizationId, mail },
      async (context, recipientName) =>
        offeredMail(context, {
          recipientName,
          appTitle: (await titlesOfApps(tx, [appId], context.lang)).get(appId) ?? app.name,
          vendorName: vendor?.name ?? '',
          organizationName: found.name,
          url: `${mail.publicUrl}/organizations/${slug}/apps`,
        }),
      now,
    )
    return 'invited'
  })
}

/** A vendor takes an invitation back: the organization's connection ends with it (platform.md §5). */
export function removeParticipant(
  { db, connections }: { db: Db; connections: Connections },
  { appId, organizationId, act }: Omit<ParticipationAct, 'personId'>,
  now: number,
): Promise<'removed' | 'not_found'> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    await lockApp(tx, appId)
    const bearer = { type: 'Organization', id: organizationId } as const
    await lockBearer(tx, bearer)
    if (!(await deleteParticipation(tx, { appId, organizationId }))) return 'not_found'
    await audit(tx, 'participation_removed', { appId, organizationId }, now)
    const [holdings] = await findHoldings(tx, appId, [bearer])
    if (holdings?.connection)
      await connections.revoke(tx, holdings.connection, 'participation removed by the vendor', now)
    return 'removed'
  })
}

/** An organization does not want an app it is invited to; one that is connected is revoked instead. */
export function declineParticipation(
  { db }: { db: Db },
  { appId, organizationId, personId, act }: ParticipationAct,
  now: number,
): Promise<'declined' | 'gone' | 'not_permitted'> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    const bearer = { type: 'Organization', id: organizationId } as const
    const refusal = await takeForDecision(tx, bearer, personId)
    if (refusal) return refusal
    const [holdings] = await findHoldings(tx, appId, [bearer])
    if (holdings?.connection || !(await deleteParticipation(tx, { appId, organizationId }))) return 'gone'
    await audit(tx, 'participation_declined', { appId, organizationId }, now)
    return 'declined'
  })
}

function audit(
  tx: Tx,
  action: string,
  { appId, organizationId }: { appId: string; organizationId: string },
  now: number,
): Promise<void> {
  return recordAudit(tx, { action, subject: `Organization/${organizationId}`, appId }, now)
}
