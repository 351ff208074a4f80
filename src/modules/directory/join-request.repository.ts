import sql, { empty } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'

/** Somebody who asks to join an organization; instants in ms. */
export type JoinRequest = {
  id: string
  organizationId: string
  personId: string
  createdAt: number
  declinedAt: number | null
}

const COLUMNS = sql`id, organization_id as "organizationId", person_id as "personId", created_at as "createdAt",
  declined_at as "declinedAt"`

/** Stores a request; false when this person asked before. */
export async function insertJoinRequest(
  tx: Tx,
  { id, organizationId, personId, createdAt }: JoinRequest,
): Promise<boolean> {
  const { count } = await tx.write(sql`
    insert into join_request (id, organization_id, person_id, created_at)
    values (${id}, ${organizationId}, ${personId}, ${createdAt}) on conflict (organization_id, person_id) do nothing`)
  return count === 1
}

/** What a person asked for, answered or not, the newest first. Index: join_request_of_person. */
export function findJoinRequestsOf(reader: Reader, personId: string): Promise<JoinRequest[]> {
  return reader.read<JoinRequest>(
    sql`select ${COLUMNS} from join_request where person_id = ${personId} order by created_at desc, id desc`,
  )
}

/** Who asks to join an organization and was not answered, the first one first. Index: unique (organization_id, person_id). */
export function findOpenJoinRequests(
  reader: Reader,
  organizationId: string,
): Promise<
  (JoinRequest & { firstName: string | null; name: string; email: string; avatarUrl: string | null })[]
> {
  return reader.read(sql`
    select r.id, r.organization_id as "organizationId", r.person_id as "personId", r.created_at as "createdAt",
      r.declined_at as "declinedAt", p.first_name as "firstName", p.name, p.email, p.avatar_url as "avatarUrl"
    from join_request r join person p on p.id = r.person_id
    where r.organization_id = ${organizationId} and r.declined_at is null and p.deleted_at is null
      and p.banned_at is null order by r.created_at, r.id`)
}

/** An open request of an organization, or of a person; null when there is none (any more). */
export async function findOpenJoinRequest(
  reader: Reader,
  { id, ...of }: { id: string } & ({ organizationId: string } | { personId: string }),
): Promise<JoinRequest | null> {
  const condition =
    'personId' in of ? sql`person_id = ${of.personId}` : sql`organization_id = ${of.organizationId}`
  const [row] = await reader.read<JoinRequest>(
    sql`select ${COLUMNS} from join_request where id = ${id} and declined_at is null and ${condition}`,
  )
  return row ?? null
}

/** Notes that a request was declined; false when it was answered before. */
export async function storeDeclined(tx: Tx, id: string, now: number): Promise<boolean> {
  const { count } = await tx.write(
    sql`update join_request set declined_at = ${now} where id = ${id} and declined_at is null`,
  )
  return count === 1
}

/** Forgets a request; false when it was answered before. */
export async function deleteJoinRequest(tx: Tx, id: string): Promise<boolean> {
  return (await tx.write(sql`delete from join_request where id = ${id} and declined_at is null`)).count === 1
}

/** Forgets every request of a person, or of an organization, or of one to the other. */
export async function deleteJoinRequests(
  tx: Tx,
  { organizationId, personId }: { organizationId?: string; personId?: string },
): Promise<void> {
  const ofOrganization = organizationId === undefined ? empty : sql`and organization_id = ${organizationId}`
  const ofPerson = personId === undefined ? empty : sql`and person_id = ${personId}`
  await tx.write(sql`delete from join_request where 1 = 1 ${ofOrganization} ${ofPerson}`)
}

/** Deletes at most `limit` requests made before `instant`, answered or not; how many. Index: join_request_age. */
export async function deleteJoinRequestsBefore(tx: Tx, instant: number, limit: number): Promise<number> {
  const { count } = await tx.write(sql`delete from join_request where id in
    (select id from join_request where created_at < ${instant} order by created_at limit ${limit})`)
  return count
}
