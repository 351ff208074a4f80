/**
 * Where an app begins, opened for an organization or, without one, for the person: `launchpad=1` and `organization_id`
 * are added, everything else of the address stays (platform.md §4.3). Null where there is none, or none of the web: what is
 * stored from before there was a rule leads nowhere (attack R3).
 */
export function entryPointFor(entryPointUrl: string | null, organizationId: string | null): string | null {
  const url = entryPointUrl === null ? null : URL.parse(entryPointUrl)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') return null
  url.searchParams.set('launchpad', '1')
  if (organizationId === null) url.searchParams.delete('organization_id')
  else url.searchParams.set('organization_id', organizationId)
  return url.href
}
