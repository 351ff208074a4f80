import sql, { raw } from 'sql-template-tag'
import type { Reader } from '../../platform/database/database.ts'
import type { Membership } from './membership.ts'
import { PERSON_COLUMNS, type PersonRow, personFromRow } from './person.repository.ts'
import type { Person } from './person.ts'

/** A member with the person behind it. */
export type Member = { membership: Membership; person: Person; hasTwoFactor: boolean }

type MemberRow = PersonRow & {
  membership_id: string
  organization_id: string
  roles: number
  joined_at: number
  changed_at: number
}

const COLUMNS = raw(`membership.id as membership_id, membership.organization_id, membership.roles,
  membership.created_at as joined_at, membership.updated_at as changed_at`)

/** The members of an organization with their persons, longest member first. Index: unique (organization, person). */
export async function findMembers(reader: Reader, organizationId: string): Promise<Member[]> {
  const rows = await reader.read<MemberRow>(sql`
    select ${COLUMNS}, ${PERSON_COLUMNS} from membership join person on person.id = membership.person_id
    where membership.organization_id = ${organizationId} and person.deleted_at is null
    order by membership.created_at, membership.id`)
  return rows.map(memberFrom)
}

/** One member of an organization by the id of the membership. */
export async function findMember(
  reader: Reader,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<Member | null> {
  const [row] = await reader.read<MemberRow>(sql`
    select ${COLUMNS}, ${PERSON_COLUMNS} from membership join person on person.id = membership.person_id
    where membership.id = ${id} and membership.organization_id = ${organizationId} and person.deleted_at is null`)
  return row ? memberFrom(row) : null
}

function memberFrom(row: MemberRow): Member {
  return {
    membership: {
      id: row.membership_id,
      organizationId: row.organization_id,
      personId: row.id,
      roles: row.roles,
      createdAt: row.joined_at,
      updatedAt: row.changed_at,
    },
    person: personFromRow(row),
    hasTwoFactor: row.two_factor_since !== null,
  }
}
