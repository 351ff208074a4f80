import sql, { empty, raw } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { Invitation } from './invitation.ts'

type InvitationRow = {
  id: string
  organization_id: string
  email: string
  email_key: string
  first_name: string | null
  name: string | null
  roles: number
  invited_by: string | null
  created_at: number
  sent_at: number
  expires_at: number
}

const COLUMNS = raw(`invitation.id, invitation.organization_id, invitation.email, invitation.email_key,
  invitation.first_name, invitation.name, invitation.roles, invitation.invited_by, invitation.created_at,
  invitation.sent_at, invitation.expires_at`)

/** Stores a new invitation; false when this address has an open one. */
export async function insertInvitation(
  tx: Tx,
  invitation: Invitation & { tokenHash: string },
): Promise<boolean> {
  const { count } = await tx.write(sql`
    insert into membership_invitation (id, organization_id, email, email_key, first_name, name, roles, token_hash,
      invited_by, created_at, sent_at, expires_at)
    values (${invitation.id}, ${invitation.organizationId}, ${invitation.email}, ${invitation.emailKey},
      ${invitation.firstName}, ${invitation.name}, ${invitation.roles}, ${invitation.tokenHash},
      ${invitation.invitedBy}, ${invitation.createdAt}, ${invitation.createdAt}, ${invitation.expiresAt})
    on conflict (organization_id, email_key) where ended_at is null do nothing`)
  return count === 1
}

/** The invitations of an organization that nobody answered or withdrew, newest first; also those that expired. */
export async function findOpenInvitations(reader: Reader, organizationId: string): Promise<Invitation[]> {
  const rows = await reader.read<InvitationRow>(sql`
    select ${COLUMNS} from membership_invitation invitation
    where organization_id = ${organizationId} and ended_at is null order by created_at desc, id desc`)
  return rows.map(fromRow)
}

/** An open invitation of an organization; null when there is none (any more). */
export async function findOpenInvitation(
  reader: Reader,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<Invitation | null> {
  const [row] = await reader.read<InvitationRow>(sql`
    select ${COLUMNS} from membership_invitation invitation
    where id = ${id} and organization_id = ${organizationId} and ended_at is null`)
  return row ? fromRow(row) : null
}

/** The open invitation behind a link; also one that expired. Index: unique token_hash. */
export async function findInvitationByToken(reader: Reader, tokenHash: string): Promise<Invitation | null> {
  const [row] = await reader.read<InvitationRow>(sql`
    select ${COLUMNS} from membership_invitation invitation
      join organization on organization.id = invitation.organization_id and organization.deleted_at is null
    where token_hash = ${tokenHash} and ended_at is null`)
  return row ? fromRow(row) : null
}

/** Gives an open invitation a new link, a new term and who sends it now; the former link ends. False when it is not open any more. */
export async function storeNewLink(
  tx: Tx,
  {
    id,
    tokenHash,
    expiresAt,
    invitedBy,
  }: { id: string; tokenHash: string; expiresAt: number; invitedBy: string },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update membership_invitation set token_hash = ${tokenHash}, sent_at = ${now}, mails = mails + 1,
      expires_at = ${expiresAt}, invited_by = ${invitedBy}
    where id = ${id} and ended_at is null`)
  return count === 1
}

/** Ends an invitation; of many who do so at once one gets true. */
export async function endInvitation(
  tx: Tx,
  { id, outcome }: { id: string; outcome: 'accepted' | 'declined' | 'withdrawn' },
  now: number,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    update membership_invitation set ended_at = ${now}, outcome = ${outcome} where id = ${id} and ended_at is null`)
  return count === 1
}

/**
 * Ends the open invitations of an organization: all of them, or those a person sent, of these those with one of the roles
 * in `roles`, a bit field.
 */
export async function endInvitationsOf(
  tx: Tx,
  { organizationId, sentBy }: { organizationId: string; sentBy?: { personId: string; roles: number } },
  now: number,
): Promise<void> {
  const isMeant =
    sentBy === undefined ? empty : sql`and invited_by = ${sentBy.personId} and (roles & ${sentBy.roles}) <> 0`
  await tx.write(sql`
    update membership_invitation set ended_at = ${now}, outcome = 'withdrawn'
    where organization_id = ${organizationId} and ended_at is null ${isMeant}`)
}

/** How many mails of invitations an organization sent since an instant. Index: membership_invitation_sender. */
export async function countInvitationsSent(
  reader: Reader,
  organizationId: string,
  since: number,
): Promise<number> {
  const [row] = await reader.read<{ count: number }>(sql`
    select coalesce(sum(mails), 0) as count from membership_invitation
    where organization_id = ${organizationId} and sent_at >= ${since}`)
  return Number(row?.count ?? 0)
}

/** How many of them an address got, from whichever organization. Index: membership_invitation_recipient. */
export async function countInvitationsSentTo(
  reader: Reader,
  emailKey: string,
  since: number,
): Promise<number> {
  const [row] = await reader.read<{ count: number }>(sql`
    select coalesce(sum(mails), 0) as count from membership_invitation
    where email_key = ${emailKey} and sent_at >= ${since}`)
  return Number(row?.count ?? 0)
}

/** Deletes up to `limit` invitations that expired before an instant; how many. Index: membership_invitation_expiry. */
export async function deleteInvitationsExpiredBefore(
  tx: Tx,
  instant: number,
  limit: number,
): Promise<number> {
  const { count } = await tx.write(sql`
    delete from membership_invitation where id in
      (select id from membership_invitation where expires_at < ${instant} order by expires_at limit ${limit})`)
  return count
}

function fromRow(row: InvitationRow): Invitation {
  return {
    id: row.id,
    organizationId: row.organization_id,
    email: row.email,
    emailKey: row.email_key,
    firstName: row.first_name,
    name: row.name,
    roles: row.roles,
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    updatedAt: row.sent_at,
    expiresAt: row.expires_at,
  }
}
