const WELL_KNOWN = '/.well-known/oauth-protected-resource'
const API = '/api/v1'

/** Where a resource of this hub is described: the path of the resource follows the well-known one (RFC 9728 §3.1). */
export const RESOURCE_PATHS = ['', API].map(resource => ({ resource, path: WELL_KNOWN + resource }))

/** The address under which the REST API describes itself (RFC 9728 §5.1). */
export function resourceMetadataUrl(publicUrl: string): string {
  return publicUrl + WELL_KNOWN + API
}
