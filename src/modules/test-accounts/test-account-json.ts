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

/** A test account as the API answers with it (directory-api.md §16), for the app that asks; null when it has just ended. */
export async function testAccountJson(
  { db, clock, currentApp, showPrivateToken, publicUrl }: Deps,
  { organizationId, tokenJti }: TestAccount,
  appId: string,
) {
  const organization = await findOrganization(db, organizationId)
  if (organization === null) return null
  const [members, sites] = await Promise.all([
    findMembers(db, organizationId),
    findSitesOf(db, [organizationId]),
  ])
  const persons = members.map(({ person: { id } }) => ({ type: 'Person' as const, id }))
  const bearers = [{ type: 'Organization' as const, id: organizationId }, ...persons]
  const standing = await currentApp(db, appId, bearers)
  const writing = { timeZone: null, publicUrl }
  const json = {
    ...organizationJson(organization, standing.get(organizationId), writing),
    private_access_token: tokenJti === null ? null : await showPrivateToken(db, tokenJti, clock.now()),
    memberships: members.map(({ membership, person }) => ({
      ...membershipJson(membership, writing),
      person: personJson(person, standing.get(person.id), writing),
    })),
    sites: sites.map(site => plainSiteJson(site, writing)),
  }
  return { updatedAt: organization.updatedAt, json }
}
