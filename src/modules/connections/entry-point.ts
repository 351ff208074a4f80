/**
 * Where an app begins, opened for an organization or, without one, for the person: `launchpad=1` and `organization_id`
 * are added, everything else of the address stays (platform.md §4.3).
 */
export function entryPointFor(entryPointUrl: string, organizationId: string | null): string {
  const url = new URL(entryPointUrl)
  url.searchParams.set('launchpad', '1')
  if (organizationId === null) url.searchParams.delete('organization_id')
  else url.searchParams.set('organization_id', organizationId)
  return url.href
}
