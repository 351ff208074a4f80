import { recordAudit } from '../../platform/audit.ts'
import { uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { makeHeadquarter, makeSites, type NewSite } from './change-site.ts'
import { insertMembership } from './membership.repository.ts'
import { countNumberedSlugs, insertOrganization } from './organization.repository.ts'
import { type Organization, type OrganizationDetails, slugOf } from './organization.ts'
import { lockPerson } from './person.repository.ts'
import { bitsFromRoles } from './roles.ts'

const SLUG_ATTEMPTS_MAX = 20
/** Pages that stand where organizations do: `/organizations/new`. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set(['new', 'find'])

/**
 * An organization to be; its details went through `checkOrganization`. `id` and `creatorRoles` only where they are fixed
 * (demo data).
 */
export type NewOrganization = OrganizationDetails & {
  creatorId: string
  id?: string
  creatorRoles?: readonly string[]
}

/** Creates an organization; the creator becomes its owner (platform.md §1.2), and it has a headquarter. Throws without creator. */
export async function createOrganization(tx: Tx, input: NewOrganization, now: number): Promise<Organization> {
  const { creatorId, creatorRoles = ['owner'], id = uuid(now) } = input
  if (!(await lockPerson(tx, creatorId))) throw new Error(`the creator ${creatorId} does not exist`)
  const organization = await insert(tx, { ...input, id, testAccountOwnerId: null }, now)
  const roles = bitsFromRoles(creatorRoles)
  await insertMembership(tx, {
    id: uuid(now),
    organizationId: id,
    personId: creatorId,
    roles,
    createdAt: now,
    updatedAt: now,
  })
  await makeHeadquarter(tx, organization, now)
  const details = { person: creatorId }
  await recordAudit(tx, { action: 'organization_created', subject: `Organization/${id}`, details }, now)
  return organization
}

/**
 * Creates a test organization of a vendor (directory-api.md §16): without members, who are added afterwards, and with the
 * sites that are wished for, else with a headquarter.
 */
export async function createTestOrganization(
  tx: Tx,
  input: OrganizationDetails & { vendorId: string; sites: readonly NewSite[] },
  now: number,
): Promise<Organization> {
  const { vendorId, sites } = input
  const id = uuid(now)
  const organization = await insert(tx, { ...input, id, testAccountOwnerId: vendorId }, now)
  if (sites.length > 0) await makeSites(tx, organization, sites, now)
  else await makeHeadquarter(tx, organization, now)
  const details = { vendor: vendorId }
  await recordAudit(tx, { action: 'organization_created', subject: `Organization/${id}`, details }, now)
  return organization
}

function insert(
  tx: Tx,
  {
    id,
    name,
    countryCode,
    kinds,
    sections,
    testAccountOwnerId,
  }: OrganizationDetails & Pick<Organization, 'id' | 'testAccountOwnerId'>,
  now: number,
): Promise<Organization> {
  return insertUnderFreeSlug(tx, {
    ...{ id, name, slug: slugOf(name), countryCode, kinds, sections, testAccountOwnerId },
    ...{ brandColor: null, logoUrl: null, requireTwoFactor: false, isDiscoverable: false },
    ...{ createdAt: now, updatedAt: now },
  })
}

/** A slug that was given out before gets a number (G-33); the numbers begin where the existing ones are likely to end. */
async function insertUnderFreeSlug(tx: Tx, organization: Organization): Promise<Organization> {
  const isFree = !RESERVED_SLUGS.has(organization.slug)
  if (isFree && (await insertOrganization(tx, organization))) return organization
  const firstNumber = (await countNumberedSlugs(tx, organization.slug)) + 2
  for (let number = firstNumber; number < firstNumber + SLUG_ATTEMPTS_MAX; number += 1) {
    const numbered = { ...organization, slug: `${organization.slug}_${number}` }
    if (await insertOrganization(tx, numbered)) return numbered
  }
  throw new Error(`no free slug for ${organization.slug} after ${SLUG_ATTEMPTS_MAX} attempts`)
}
