import type { Clock } from '../../platform/clock.ts'
import type { Reader } from '../../platform/database/database.ts'
import {
  type CurrentAppView,
  findMembers,
  findOrganization,
  findSitesOf,
  membershipJson,
  organizationJson,
  personJson,
  plainSiteJson,
} from '../directory/index.ts'
import type { ShowPrivateToken } from '../oauth/index.ts'
import type { TestAccount } from './test-account.ts'

type Deps = {
  db: Reader
  clock: Clock
  currentApp: CurrentAppView
  showPrivateToken: ShowPrivateToken
  publicUrl: string
}

/** A test account as it is now, but its token; null when it has just ended. Also inside the transaction that makes it. */
export async function readTestAccount(
  reader: Reader,
  { currentApp, publicUrl }: Pick<Deps, 'currentApp' | 'publicUrl'>,
  { organizationId, tokenJti }: Pick<TestAccount, 'organizationId' | 'tokenJti'>,
  appId: string,
) {
  const organization = await findOrganization(reader, organizationId)
  if (organization === null) return null
  const members = await findMembers(reader, organizationId)
  const sites = await findSitesOf(reader, [organizationId])
  const persons = members.map(({ person: { id } }) => ({ type: 'Person' as const, id }))
  const bearers = [{ type: 'Organization' as const, id: organizationId }, ...persons]
  const standing = await currentApp(reader, appId, bearers)
  const writing = { timeZone: null, publicUrl }
  return {
    tokenJti,
    updatedAt: organization.updatedAt,
    organization: organizationJson(organization, standing.get(organizationId), writing),
    memberships: members.map(({ membership, person }) => ({
      ...membershipJson(membership, writing),
      person: personJson(person, standing.get(person.id), writing),
    })),
    sites: sites.map(site => plainSiteJson(site, writing)),
  }
}

/** What was read of a test account. */
export type ReadTestAccount = NonNullable<Awaited<ReturnType<typeof readTestAccount>>>

/** The same as the API answers with it (directory-api.md §16). */
export async function testAccountJson(
  { db, clock, showPrivateToken }: Pick<Deps, 'db' | 'clock' | 'showPrivateToken'>,
  { tokenJti, organization, memberships, sites }: ReadTestAccount,
) {
  const token = tokenJti === null ? null : await showPrivateToken(db, tokenJti, clock.now())
  return { ...organization, private_access_token: token, memberships, sites }
}
