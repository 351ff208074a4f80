const SAFE_SCHEMES = new Set(['http:', 'https:', 'mailto:'])
// A base that no address of ours has, so that a relative address can be told from an absolute one.
const BASE = 'https://relative.invalid'

/**
 * The address for `href`, or null when it may not be one: only http, https, mailto and paths of our own pass; other
 * schemes (`javascript:`, `data:`, an app's own) and paths that leave us (`//evil`, `/\evil`) are refused (R3, R7).
 */
export function safeUrl(address: string | null): string | null {
  if (address === null) return null
  if (URL.canParse(address)) {
    const url = new URL(address)
    return SAFE_SCHEMES.has(url.protocol) ? url.href : null
  }
  return localPath(address)
}

/**
 * A path of our own, as in `return_to`, written as the browser reads it; null for everything that leads elsewhere:
 * browsers take `/\` for `//`, leave out tabs and line feeds, and turn `/.//evil` into `//evil` (attack R7).
 */
export function localPath(address: string | null): string | null {
  if (address === null || !address.startsWith('/') || !URL.canParse(address, BASE)) return null
  const url = new URL(address, BASE)
  if (url.origin !== BASE || url.pathname.startsWith('//')) return null
  return url.pathname + url.search + url.hash
}

/** The address for `src`: https, or a path of our own; null otherwise (attack R3). */
export function safeImageUrl(address: string | null): string | null {
  const url = safeUrl(address)
  return url !== null && (url.startsWith('https:') || url.startsWith('/')) ? url : null
}

/** Where a redirect leads, as one may read it: the host of a site, or the scheme of an app on this device. */
export type Destination = { kind: 'site' | 'installed_app'; name: string }

/** The destination of a registered redirect URL; host names in ASCII, so that look-alike letters show. */
export function destinationOf(redirectUrl: string): Destination {
  const url = URL.canParse(redirectUrl) ? new URL(redirectUrl) : null
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return { kind: 'site', name: url.host }
  return { kind: 'installed_app', name: url ? url.protocol : '' }
}
