import { type Act, actsAs, recordAudit } from '../../platform/audit.ts'
import { sha256Hex } from '../../platform/crypto/digest.ts'
import { randomSecret, uuid } from '../../platform/crypto/random.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import { DAY_MS } from '../../platform/durations.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import type { Lang } from '../../platform/web/language.ts'
import { addMember } from './change-membership.ts'
import { parseEmail } from './email.ts'
import { type Checked, type Faults, nameFault } from './faults.ts'
import {
  countInvitationsSent,
  countInvitationsSentTo,
  endInvitation,
  findInvitationByToken,
  findOpenInvitation,
  insertInvitation,
  storeNewLink,
} from './invitation.repository.ts'
import {
  INVITATION_LIFETIME_MS,
  INVITATIONS_A_DAY_MAX,
  INVITATIONS_TO_ADDRESS_A_DAY_MAX,
  type Invitation,
  invitedName,
  RESEND_AFTER_MS,
} from './invitation.ts'
import { invitationMail } from './invitation-mail.view.ts'
import { findMembership } from './membership.repository.ts'
import { findOrganization, lockOrganization } from './organization.repository.ts'
import type { Organization } from './organization.ts'
import { findPerson, findPersonByEmailKey, lockPerson } from './person.repository.ts'
import { fullName, languageOf } from './person.ts'
import { bitsFromRoles, isAdministrator, isOwner, ROLES } from './roles.ts'
import { mayJoin } from './test-person.ts'

/** What mails are made with; `publicUrl` is configured, never taken from a request (attack S3). */
export type MailSettings = { brandName: string; publicUrl: string }

/** Who is invited, as it arrives from a form or the API. */
export type InvitationInput = {
  email: string
  firstName: string | null
  name: string | null
  roles: readonly string[]
}

/** The same, clean. */
export type InvitationDetails = Pick<Invitation, 'email' | 'emailKey' | 'firstName' | 'name' | 'roles'>

/** Why nobody was invited. */
export type InviteRefusal =
  | 'not_permitted'
  | 'owners_only'
  | 'already_member'
  | 'already_invited'
  | 'too_many'
  | 'too_soon'
  | 'not_found'

export type InviteDeps = { db: Db; mail: MailSettings }

/** Checks who is to be invited; without a role it is a member (directory-api.md §6.3). */
export function checkInvitation(input: InvitationInput): Checked<InvitationDetails, keyof InvitationInput> {
  const faults: Faults<keyof InvitationInput> = {}
  const email = parseEmail(input.email)
  if (input.email.trim() === '') faults.email = 'blank'
  else if (email === null) faults.email = 'invalid'
  const names = { firstName: input.firstName?.trim() || null, name: input.name?.trim() || null }
  for (const field of ['firstName', 'name'] as const) {
    const fault = names[field] === null ? null : nameFault(names[field])
    if (fault) faults[field] = fault
  }
  if (!input.roles.every(role => ROLES.includes(role))) faults.roles = 'inclusion'
  if (Object.keys(faults).length > 0 || email === null) return { ok: false, faults }
  const roles = bitsFromRoles(input.roles.length > 0 ? input.roles : ['member'])
  return { ok: true, value: { email: email.address, emailKey: email.key, ...names, roles } }
}

type Inviter = { organizationId: string; personId: string; act: Act }

/** Invites somebody by mail. The rights of who invites are looked at in the transaction that uses them. */
export function invite(
  { db, mail }: InviteDeps,
  { organizationId, personId, act, details }: Inviter & { details: InvitationDetails },
  now: number,
): Promise<Invitation | InviteRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    const refusal = await inviterRefusal(tx, { organizationId, personId, act }, details.roles, now)
    if (refusal) return refusal
    if (await isFlooded(tx, details.emailKey, now)) return 'too_many'
    const known = await findPersonByEmailKey(tx, details.emailKey)
    if (known && (await findMembership(tx, { organizationId, personId: known.id }))) return 'already_member'
    const invitation: Invitation = {
      ...details,
      id: uuid(now),
      organizationId,
      invitedBy: personId,
      createdAt: now,
      updatedAt: now,
      expiresAt: now + INVITATION_LIFETIME_MS,
    }
    const token = randomSecret()
    if (!(await insertInvitation(tx, { ...invitation, tokenHash: sha256Hex(token) })))
      return 'already_invited'
    await audit(tx, 'member_invited', invitation, now)
    await send(tx, mail, { invitation, token, personId }, now)
    return invitation
  })
}

/** Sends an invitation once more, with a new link and a new term; the former link ends. */
export function resendInvitation(
  { db, mail }: InviteDeps,
  { id, ...inviter }: Inviter & { id: string },
  now: number,
): Promise<Invitation | InviteRefusal> {
  const { organizationId, personId, act } = inviter
  return db.transaction(async tx => {
    actsAs(tx, act)
    const found = await findOpenInvitation(tx, { organizationId, id })
    const refusal = await inviterRefusal(tx, inviter, found?.roles ?? 0, now)
    if (refusal) return refusal
    if (found === null) return 'not_found'
    if (found.updatedAt > now - RESEND_AFTER_MS) return 'too_soon'
    if (await isFlooded(tx, found.emailKey, now)) return 'too_many'
    const token = randomSecret()
    const invitation = {
      ...found,
      invitedBy: personId,
      updatedAt: now,
      expiresAt: now + INVITATION_LIFETIME_MS,
    }
    const { expiresAt } = invitation
    const link = { id, tokenHash: sha256Hex(token), expiresAt, invitedBy: personId }
    if (!(await storeNewLink(tx, link, now))) return 'not_found'
    await audit(tx, 'invitation_resent', invitation, now)
    await send(tx, mail, { invitation, token, personId }, now)
    return invitation
  })
}

/** Withdraws an invitation: its link ends. */
export function withdrawInvitation(
  { db }: { db: Db },
  { id, ...inviter }: Inviter & { id: string },
  now: number,
): Promise<'withdrawn' | InviteRefusal> {
  const { organizationId, act } = inviter
  return db.transaction(async tx => {
    actsAs(tx, act)
    const invitation = await findOpenInvitation(tx, { organizationId, id })
    const refusal = await inviterRefusal(tx, inviter, invitation?.roles ?? 0, null)
    if (refusal) return refusal
    if (!invitation || !(await endInvitation(tx, { id, outcome: 'withdrawn' }, now))) return 'not_found'
    await audit(tx, 'invitation_withdrawn', invitation, now)
    return 'withdrawn'
  })
}

/** Why an invitation was not answered. */
export type AnswerRefusal =
  | 'gone'
  | 'expired'
  | 'other_address'
  | 'unconfirmed'
  | 'already_member'
  | 'test_person'

/** What a link leads to, whoever opens it; null when it does not work (any more). */
export async function openInvitation(
  reader: Db | Tx,
  token: string,
): Promise<{ invitation: Invitation; organization: Organization } | null> {
  const invitation = await findInvitationByToken(reader, sha256Hex(token))
  const organization = invitation && (await findOrganization(reader, invitation.organizationId))
  return invitation && organization ? { invitation, organization } : null
}

/**
 * Accepts or declines, once. Only the invited address may accept, and only when it is confirmed (G-26): a forwarded link
 * lets nobody else in.
 */
export function answerInvitation(
  { db }: { db: Db },
  {
    token,
    personId,
    decision,
    act,
  }: { token: string; personId: string; decision: 'accept' | 'decline'; act: Act },
  now: number,
): Promise<{ organization: Organization } | AnswerRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    if (!(await lockPerson(tx, personId))) return 'gone'
    const opened = await openInvitation(tx, token)
    const person = await findPerson(tx, personId)
    if (!opened || !person) return 'gone'
    const { organization } = opened
    // Taken before it is read again: who invited may lose the right to at the same time.
    if (!(await lockOrganization(tx, organization.id))) return 'gone'
    const invitation = (await openInvitation(tx, token))?.invitation
    if (!invitation) return 'gone'
    if (person.emailKey !== invitation.emailKey) return 'other_address'
    if (decision === 'decline') {
      if (!(await endInvitation(tx, { id: invitation.id, outcome: 'declined' }, now))) return 'gone'
      await audit(tx, 'invitation_declined', invitation, now)
      return { organization }
    }
    if (invitation.expiresAt <= now) return 'expired'
    if (person.emailConfirmedAt === null) return 'unconfirmed'
    if (!mayJoin(person, organization)) return 'test_person'
    const { organizationId, roles } = invitation
    if (!(await endInvitation(tx, { id: invitation.id, outcome: 'accepted' }, now))) return 'gone'
    const added = await addMember(tx, { organizationId, personId, roles }, now)
    if (added === 'already_member') return 'already_member'
    return typeof added === 'string' ? 'gone' : { organization }
  })
}

async function inviterRefusal(
  tx: Tx,
  { organizationId, personId }: Inviter,
  roles: number,
  now: number | null,
): Promise<InviteRefusal | null> {
  if (!(await lockOrganization(tx, organizationId))) return 'not_found'
  const actor = await findMembership(tx, { organizationId, personId })
  if (actor === null || !isAdministrator(actor.roles)) return 'not_permitted'
  if (isOwner(roles) && !isOwner(actor.roles)) return 'owners_only'
  if (now === null) return null
  const sent = await countInvitationsSent(tx, organizationId, now - DAY_MS)
  return sent >= INVITATIONS_A_DAY_MAX ? 'too_many' : null
}

/** An address is not mailed to over and over, neither by withdrawing and inviting nor from many organizations (S3). */
async function isFlooded(tx: Tx, emailKey: string, now: number): Promise<boolean> {
  return (await countInvitationsSentTo(tx, emailKey, now - DAY_MS)) >= INVITATIONS_TO_ADDRESS_A_DAY_MAX
}

/** The mail is in the language of the person if there is an account, else in that of who invites. */
async function send(
  tx: Tx,
  settings: MailSettings,
  { invitation, token, personId }: { invitation: Invitation; token: string; personId: string },
  now: number,
): Promise<void> {
  const organization = await findOrganization(tx, invitation.organizationId)
  const inviter = await findPerson(tx, personId)
  const known = await findPersonByEmailKey(tx, invitation.emailKey)
  const lang: Lang = languageOf((known ?? inviter)?.locale ?? 'en')
  const mail = invitationMail(
    { ...settings, lang },
    {
      recipientName: known ? fullName(known) : invitedName(invitation),
      organizationName: organization?.name ?? '',
      inviterName: inviter ? fullName(inviter) : '',
      url: `${settings.publicUrl}/invitation?token=${token}`,
    },
  )
  await queueMail(tx, { recipient: invitation.email, ...mail }, now)
}

function audit(tx: Tx, action: string, { id, organizationId }: Invitation, now: number): Promise<void> {
  const details = { invitation: id }
  return recordAudit(tx, { action, subject: `Organization/${organizationId}`, details }, now)
}
