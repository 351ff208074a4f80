import { recordAudit } from '../../platform/audit.ts'
import type { Tx } from '../../platform/database/database.ts'
import { replacePicture } from '../../platform/pictures/picture.repository.ts'
import { endMembership, removeMember } from './change-membership.ts'
import type { DirectoryHooks } from './hooks.ts'
import { endInvitationsOf } from './invitation.repository.ts'
import { deleteJoinRequests } from './join-request.repository.ts'
import {
  deleteMembershipsOfOrganization,
  findMembershipsOfOrganization,
  membershipsOf,
} from './membership.repository.ts'
import { losesLastOwner } from './membership.ts'
import { lockOrganization, storeOrganizationDeletion } from './organization.repository.ts'
import { anonymise, lockPerson, storeBan } from './person.repository.ts'
import { deleteSitesOf } from './site.repository.ts'

/** Deletes an organization: its connections and tokens end, its members are free, its slug stays taken (G-33). */
export async function deleteOrganization(
  tx: Tx,
  { organizationId }: { organizationId: string },
  hooks: DirectoryHooks,
  now: number,
): Promise<'deleted' | 'not_found'> {
  if (!(await storeOrganizationDeletion(tx, organizationId, now))) return 'not_found'
  const subject = `Organization/${organizationId}`
  await recordAudit(tx, { action: 'organization_deleted', subject }, now)
  await hooks.organizationDeleted(tx, { organizationId }, now)
  await endInvitationsOf(tx, { organizationId }, now)
  await deleteJoinRequests(tx, { organizationId })
  const owner = { type: 'Organization', id: organizationId } as const
  await replacePicture(tx, { owner, picture: null }, now)
  await deleteSitesOf(tx, organizationId)
  await deleteMembershipsOfOrganization(tx, organizationId)
  return 'deleted'
}

/**
 * Deletes a person: leaves all organizations, ends connections, tokens and sessions, and forgets who it was (G-33).
 * Refused while the person is the only owner of an organization (P-37).
 */
export async function deletePerson(
  tx: Tx,
  { personId }: { personId: string },
  hooks: DirectoryHooks,
  now: number,
): Promise<'deleted' | 'not_found' | 'last_owner'> {
  if (!(await lockPerson(tx, personId))) return 'not_found'
  const memberships = await membershipsOf(tx, personId)
  // Always in the same order, so that two people who leave the same organizations never wait for each other in a ring.
  const organizationIds = memberships.map(({ organization }) => organization.id).sort()
  for (const organizationId of organizationIds) {
    await lockOrganization(tx, organizationId)
    const members = await findMembershipsOfOrganization(tx, organizationId)
    if (losesLastOwner(members, personId, 0)) return 'last_owner'
  }
  await recordAudit(tx, { action: 'person_deleted', subject: `Person/${personId}` }, now)
  for (const organizationId of organizationIds)
    await removeMember(tx, { organizationId, personId }, hooks, now)
  await hooks.personDeleted(tx, { personId }, now)
  await deleteJoinRequests(tx, { personId })
  await replacePicture(tx, { owner: { type: 'Person', id: personId }, picture: null }, now)
  await anonymise(tx, { personId, email: `${personId}@deleted.invalid` }, now)
  return 'deleted'
}

/**
 * Deletes a person of a test account, whatever they own: an organization that only they own ends with them; a test account
 * merely has no owner any more, because its vendor stays.
 */
export async function deleteTestPerson(
  tx: Tx,
  { personId }: { personId: string },
  hooks: DirectoryHooks,
  now: number,
): Promise<'deleted' | 'not_found'> {
  if (!(await lockPerson(tx, personId))) return 'not_found'
  const memberships = await membershipsOf(tx, personId)
  for (const { organization } of memberships.toSorted((a, b) =>
    compare(a.organization.id, b.organization.id),
  )) {
    const organizationId = organization.id
    await lockOrganization(tx, organizationId)
    const members = await findMembershipsOfOrganization(tx, organizationId)
    const own = members.find(member => member.personId === personId)
    if (own === undefined || !losesLastOwner(members, personId, 0)) continue
    if (organization.testAccountOwnerId !== null) await endMembership(tx, own, hooks, now)
    else await deleteOrganization(tx, { organizationId }, hooks, now)
  }
  const outcome = await deletePerson(tx, { personId }, hooks, now)
  if (outcome === 'last_owner') throw new Error(`the test person ${personId} still owns something alone`)
  return outcome
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** Shuts a person out: no sign-in, no token, until an operator decides otherwise. */
export async function banPerson(
  tx: Tx,
  { personId }: { personId: string },
  hooks: DirectoryHooks,
  now: number,
): Promise<'banned' | 'not_found'> {
  if (!(await storeBan(tx, personId, now))) return 'not_found'
  await recordAudit(tx, { action: 'person_banned', subject: `Person/${personId}` }, now)
  await hooks.personBanned(tx, { personId }, now)
  return 'banned'
}
