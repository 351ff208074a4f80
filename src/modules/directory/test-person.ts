import type { Organization } from './organization.ts'
import type { Person } from './person.ts'

/**
 * Whether somebody may become a member by their address: nobody proved that of a test person, so they only join other test
 * accounts of their vendor (attack O4).
 */
export function mayJoin(
  { testAccountOwnerId }: Pick<Person, 'testAccountOwnerId'>,
  organization: Pick<Organization, 'testAccountOwnerId'>,
): boolean {
  return testAccountOwnerId === null || testAccountOwnerId === organization.testAccountOwnerId
}
