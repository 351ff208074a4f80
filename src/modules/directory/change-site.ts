import { recordAudit } from '../../platform/audit.ts'
import { uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { publish } from '../events/index.ts'
import { lockOrganization } from './organization.repository.ts'
import { findSite, findSitesOf, insertSite, storeHeadquarter, storeSite } from './site.repository.ts'
import { ADDRESS_FIELDS, type Address, type AddressLines, type Site, type SiteChanges } from './site.ts'

/** Makes the headquarter a new organization begins with, named after it (directory-api.md §5). */
export async function makeHeadquarter(
  tx: Tx,
  { id, name }: { id: string; name: string },
  now: number,
): Promise<void> {
  const site = { id: uuid(now), organizationId: id, name, isHeadquarter: true, address: null }
  await insertSite(tx, { ...site, createdAt: now, updatedAt: now })
}

/** A site an organization begins with; exactly one is the headquarter. */
export type NewSite = { name: string; isHeadquarter: boolean; address: Partial<AddressLines> | null }

/** Makes the sites a new organization begins with, of which nobody is told. */
export async function makeSites(
  tx: Tx,
  { id: organizationId }: { id: string },
  sites: readonly NewSite[],
  now: number,
): Promise<void> {
  for (const { address, ...site } of sites) {
    const lines = address === null ? null : changedAddress(null, address, now)
    const times = { createdAt: now, updatedAt: now }
    await insertSite(tx, { ...site, id: uuid(now), organizationId, address: lines, ...times })
  }
}

/** Adds a site and tells the organization's apps; null when the organization is gone. The first is the headquarter. */
export async function addSite(
  tx: Tx,
  { organizationId, name, changes }: { organizationId: string; name: string; changes: SiteChanges },
  now: number,
): Promise<Site | null> {
  if (!(await lockOrganization(tx, organizationId))) return null
  const isHeadquarter = (await findSitesOf(tx, [organizationId])).every(site => !site.isHeadquarter)
  const address = changes.address ? changedAddress(null, changes.address, now) : null
  const times = { createdAt: now, updatedAt: now }
  const site = { id: uuid(now), organizationId, name, isHeadquarter, address, ...times }
  await insertSite(tx, site)
  await announce(tx, 'site_added', site, now)
  return site
}

/**
 * Changes a site and tells the organization's apps; changes that change nothing are silent. Null when it is gone. `seenAt`:
 * when what a page showed was last changed, so that of two who edit at once nobody overwrites the other unseen.
 */
export async function updateSite(
  tx: Tx,
  { id, changes, seenAt = null }: { id: string; changes: SiteChanges; seenAt?: number | null },
  now: number,
): Promise<Site | 'outdated' | null> {
  const found = await findSite(tx, id)
  if (!found || !(await lockOrganization(tx, found.organizationId))) return null
  // Read again: changes come one after another.
  const site = await findSite(tx, id)
  if (!site) return null
  if (seenAt !== null && seenAt !== site.updatedAt) return 'outdated'
  const { name = site.name } = changes
  const address = changes.address ? changedAddress(site.address, changes.address, now) : site.address
  if (name === site.name && address === site.address) return site
  // Later than what was seen, also within the same millisecond.
  const changed = { ...site, name, address, updatedAt: Math.max(now, site.updatedAt + 1) }
  await storeSite(tx, changed)
  await announce(tx, 'site_updated', changed, now)
  return changed
}

/** Makes another site the headquarter, of which there is always exactly one; tells the apps of both. */
export async function moveHeadquarter(
  tx: Tx,
  { id, organizationId }: { id: string; organizationId: string },
  now: number,
): Promise<'moved' | 'unchanged' | 'not_found'> {
  if (!(await lockOrganization(tx, organizationId))) return 'not_found'
  const sites = await findSitesOf(tx, [organizationId])
  const site = sites.find(candidate => candidate.id === id)
  if (!site) return 'not_found'
  if (site.isHeadquarter) return 'unchanged'
  await storeHeadquarter(tx, site, now)
  const subject = `Organization/${organizationId}`
  await recordAudit(tx, { action: 'headquarter_moved', subject, details: { site: id } }, now)
  for (const touched of sites.filter(({ isHeadquarter }) => isHeadquarter))
    await tell(tx, 'site_updated', touched, now)
  await tell(tx, 'site_updated', site, now)
  return 'moved'
}

/** The address with these lines; the same one when they are its own. */
function changedAddress(address: Address | null, lines: Partial<AddressLines>, now: number): Address {
  const blank = Object.fromEntries(ADDRESS_FIELDS.map(field => [field, null])) as AddressLines
  const changed = { id: uuid(now), createdAt: now, ...blank, ...address, ...lines, updatedAt: now }
  return address !== null && ADDRESS_FIELDS.every(field => changed[field] === address[field])
    ? address
    : changed
}

async function announce(tx: Tx, name: string, site: Site, now: number): Promise<void> {
  const subject = `Organization/${site.organizationId}`
  await recordAudit(tx, { action: name, subject, details: { site: site.id } }, now)
  await tell(tx, name, site, now)
}

async function tell(tx: Tx, name: string, site: Site, now: number): Promise<void> {
  const subject = `Org/${site.organizationId}`
  await publish(tx, { name, subject, payload: { site_id: site.id }, link: `/api/v1/sites/${site.id}` }, now)
}
