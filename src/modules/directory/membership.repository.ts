import sql, { raw } from 'sql-template-tag'
import type { Reader, Tx } from '../../platform/database/database.ts'
import type { Membership, MembershipKey } from './membership.ts'
import { ORGANIZATION_COLUMNS, type OrganizationRow, organizationFromRow } from './organization.repository.ts'
import type { Organization } from './organization.ts'

type MembershipRow = {
  membership_id: string
  organization_id: string
  person_id: string
  roles: number
  joined_at: number
  changed_at: number
}

const COLUMNS = raw(`membership.id as membership_id, membership.organization_id, membership.person_id,
  membership.roles, membership.created_at as joined_at, membership.updated_at as changed_at`)

/** One membership; null when the person does not belong to the organization. Index: unique (organization, person). */
export async function findMembership(
  reader: Reader,
  { organizationId, personId }: MembershipKey,
): Promise<Membership | null> {
  const [row] = await reader.read<MembershipRow>(
    sql`select ${COLUMNS} from membership where organization_id = ${organizationId} and person_id = ${personId}`,
  )
  return row ? fromRow(row) : null
}

/** A person's memberships with their organizations, oldest first. Index: membership_of_person. */
export async function membershipsOf(
  reader: Reader,
  personId: string,
): Promise<{ membership: Membership; organization: Organization }[]> {
  const rows = await reader.read<MembershipRow & OrganizationRow>(
    sql`select ${COLUMNS}, ${ORGANIZATION_COLUMNS}
        from membership join organization on organization.id = membership.organization_id
        where membership.person_id = ${personId} and organization.deleted_at is null
        order by membership.created_at, membership.id`,
  )
  return rows.map(row => ({ membership: fromRow(row), organization: organizationFromRow(row) }))
}

/** All memberships of an organization, oldest first. */
export async function findMembershipsOfOrganization(
  reader: Reader,
  organizationId: string,
): Promise<Membership[]> {
  const rows = await reader.read<MembershipRow>(
    sql`select ${COLUMNS} from membership where organization_id = ${organizationId} order by created_at, id`,
  )
  return rows.map(fromRow)
}

/** How many people belong to an organization. */
export async function countMembers(reader: Reader, organizationId: string): Promise<number> {
  const [row] = await reader.read<{ count: number }>(
    sql`select count(*) as count from membership where organization_id = ${organizationId}`,
  )
  return row?.count ?? 0
}

/** Stores a new membership; false when the person belongs to the organization already. */
export async function insertMembership(tx: Tx, membership: Membership): Promise<boolean> {
  const { count } = await tx.write(
    sql`insert into membership (id, organization_id, person_id, roles, created_at, updated_at)
        values (${membership.id}, ${membership.organizationId}, ${membership.personId}, ${membership.roles},
          ${membership.createdAt}, ${membership.updatedAt})
        on conflict (organization_id, person_id) do nothing`,
  )
  return count === 1
}

/** Stores the roles of a membership. */
export async function storeRoles(tx: Tx, { id, roles }: Membership, now: number): Promise<void> {
  await tx.write(sql`update membership set roles = ${roles}, updated_at = ${now} where id = ${id}`)
}

/** Ends a membership. */
export async function deleteMembership(tx: Tx, id: string): Promise<void> {
  await tx.write(sql`delete from membership where id = ${id}`)
}

/** Ends all memberships of an organization. */
export async function deleteMembershipsOfOrganization(tx: Tx, organizationId: string): Promise<void> {
  await tx.write(sql`delete from membership where organization_id = ${organizationId}`)
}

function fromRow(row: MembershipRow): Membership {
  if (row.roles === 0) throw new Error(`membership ${row.membership_id} has no role`)
  return {
    id: row.membership_id,
    organizationId: row.organization_id,
    personId: row.person_id,
    roles: row.roles,
    createdAt: row.joined_at,
    updatedAt: row.changed_at,
  }
}
