const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::\d{1,5})?(\/.*|\?.*)?$/
const URI_LENGTH_MAX = 2000

/**
 * The redirect URI to answer to: the first registered one when none was asked for, the one asked for when it is
 * registered character by character, null otherwise (spec oauth.md §4.1). For registered `http://127.0.0.1` and
 * `http://[::1]` the port is ignored (RFC 8252 §7.3, G-06).
 */
export function matchRedirectUri(registered: readonly string[], asked: string | undefined): string | null {
  if (asked === undefined) return registered[0] ?? null
  if (asked.length > URI_LENGTH_MAX) return null
  if (registered.includes(asked)) return asked
  const loopback = withoutPort(asked)
  return loopback !== null && registered.some(url => withoutPort(url) === loopback) ? asked : null
}

/** A loopback URL without its port; null for other hosts, and when the port is none. */
function withoutPort(url: string): string | null {
  const match = URL.canParse(url) ? LOOPBACK.exec(url) : null
  return match ? `http://${match[1]}${match[2] ?? ''}` : null
}

/**
 * The redirect URI with the answer's parameters in the given order, behind its own query (spec oauth.md §4.2: `code`
 * comes first) or as its fragment (RFC 6749 §4.2.2). Undefined values are left out.
 */
export function answerUrl(
  redirectUri: string,
  answer: Record<string, string | undefined>,
  part: 'query' | 'fragment' = 'query',
): string {
  const parameters = Object.entries(answer).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  const sign = part === 'fragment' ? '#' : redirectUri.includes('?') ? '&' : '?'
  return redirectUri + sign + parameters.join('&')
}

/**
 * Whether an answer to this URI surely reaches the app that registered it: https, where the name is proven. Loopback,
 * localhost and custom schemes can be taken by any program on the device (G-20).
 */
export function provesTheApp(redirectUri: string): boolean {
  return redirectUri.startsWith('https://')
}

/** What a page's content security policy must name so that its form may lead there (architecture §7). */
export function formTarget(redirectUri: string): string {
  const { protocol, origin, hostname } = new URL(redirectUri)
  // A content security policy has no spelling for IPv6 addresses.
  return (protocol === 'http:' || protocol === 'https:') && !hostname.startsWith('[') ? origin : protocol
}
