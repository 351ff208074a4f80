import { type Act, actsAs, recordAudit } from '../../platform/audit.ts'
import { uuid } from '../../platform/crypto/random.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import { queueMail } from '../../platform/mail/mail.ts'
import { type ActRefusal, administer, type OwnAct } from './administer.ts'
import { addMember } from './change-membership.ts'
import { findDiscoverableById } from './discoverable.repository.ts'
import type { MailSettings } from './invite.ts'
import { joinedMail, joinRequestMail } from './join-mail.view.ts'
import {
  deleteJoinRequest,
  findJoinRequestsOf,
  findOpenJoinRequest,
  insertJoinRequest,
  type JoinRequest,
  storeDeclined,
} from './join-request.repository.ts'
import { findMembership } from './membership.repository.ts'
import { findOrganization, lockOrganization } from './organization.repository.ts'
import { findPerson, lockPerson } from './person.repository.ts'
import { fullName, languageOf } from './person.ts'
import { bitsFromRoles } from './roles.ts'
import { tellAdministrators } from './tell-administrators.ts'
import { mayJoin } from './test-person.ts'

/** Nobody waits for more answers than this at a time. */
const OPEN_REQUESTS_MAX = 10

/** Why somebody may not ask to join. */
export type AskRefusal =
  | 'not_found'
  | 'unconfirmed'
  | 'already_member'
  | 'asked_already'
  | 'too_many'
  | 'test_person'

type JoinDeps = { db: Db; mail: MailSettings }

/**
 * Asks to join an organization that can be found (platform.md §1.2); its owners and admins are told by mail. Only with a
 * confirmed address, so that they know who asks (G-26).
 */
export function askToJoin(
  { db, mail }: JoinDeps,
  { organizationId, personId, act }: { organizationId: string; personId: string; act: Act },
  now: number,
): Promise<'asked' | AskRefusal> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    if (!(await lockPerson(tx, personId)) || !(await lockOrganization(tx, organizationId))) return 'not_found'
    const [person, found] = [await findPerson(tx, personId), await findDiscoverableById(tx, organizationId)]
    if (!person || !found) return 'not_found'
    if (person.emailConfirmedAt === null) return 'unconfirmed'
    const organization = await findOrganization(tx, organizationId)
    if (organization === null) return 'not_found'
    if (!mayJoin(person, organization)) return 'test_person'
    if (await findMembership(tx, { organizationId, personId })) return 'already_member'
    const open = (await findJoinRequestsOf(tx, personId)).filter(({ declinedAt }) => declinedAt === null)
    if (open.length >= OPEN_REQUESTS_MAX) return 'too_many'
    const request = { id: uuid(now), organizationId, personId, createdAt: now, declinedAt: null }
    if (!(await insertJoinRequest(tx, request))) return 'asked_already'
    await audit(tx, 'join_requested', request, now)
    const names = { organizationName: found.name, personName: fullName(person), email: person.email }
    const url = `${mail.publicUrl}/organizations/${organization.slug}/members`
    await tellAdministrators(
      tx,
      { organizationId, mail },
      (context, recipientName) => joinRequestMail(context, { ...names, recipientName, url }),
      now,
    )
    return 'asked'
  })
}

/** A person does not want to join any more. */
export function withdrawJoinRequest(
  { db }: { db: Db },
  { id, personId, act }: { id: string; personId: string; act: Act },
  now: number,
): Promise<'withdrawn' | 'gone'> {
  return db.transaction(async tx => {
    actsAs(tx, act)
    const request = await findOpenJoinRequest(tx, { id, personId })
    if (!request || !(await deleteJoinRequest(tx, id))) return 'gone'
    await audit(tx, 'join_withdrawn', request, now)
    return 'withdrawn'
  })
}

/** Owners and admins let somebody in as a member, who is told by mail, or decline; once. */
export function answerJoinRequest(
  { db, mail }: JoinDeps,
  { id, decision, ...own }: OwnAct & { id: string; decision: 'accept' | 'decline' },
  now: number,
): Promise<'accepted' | 'declined' | 'gone' | ActRefusal> {
  return administer(db, own, async tx => {
    const request = await findOpenJoinRequest(tx, { id, organizationId: own.organizationId })
    if (request === null) return 'gone'
    if (decision === 'decline') {
      if (!(await storeDeclined(tx, id, now))) return 'gone'
      await audit(tx, 'join_declined', request, now)
      return 'declined'
    }
    if (!(await deleteJoinRequest(tx, id))) return 'gone'
    const { organizationId, personId } = request
    const added = await addMember(tx, { organizationId, personId, roles: bitsFromRoles(['member']) }, now)
    if (typeof added === 'string') return 'gone'
    await welcome(tx, request, mail, now)
    return 'accepted'
  })
}

async function welcome(
  tx: Tx,
  { organizationId, personId }: JoinRequest,
  mail: MailSettings,
  now: number,
): Promise<void> {
  const [organization, person] = [await findOrganization(tx, organizationId), await findPerson(tx, personId)]
  if (!organization || !person) return
  const text = joinedMail(
    { ...mail, lang: languageOf(person.locale) },
    {
      recipientName: fullName(person),
      organizationName: organization.name,
      url: `${mail.publicUrl}/organizations/${organization.slug}`,
    },
  )
  await queueMail(tx, { recipient: person.email, ...text }, now)
}

function audit(
  tx: Tx,
  action: string,
  { organizationId, personId }: JoinRequest,
  now: number,
): Promise<void> {
  const details = { person: personId }
  return recordAudit(tx, { action, subject: `Organization/${organizationId}`, details }, now)
}
