const URL_CHARACTERS_MAX = 2000
const SCHEME = /^([a-z][a-z0-9+.-]*):/
/** Scheme, `//`, authority and path of a web address, as they are written. */
const WEB_ADDRESS = /^https?:\/\/([^/?#\\]+)([^?#]*)/
const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']

/** Schemes a browser or a system handles itself: code, local files, other programs (attack R3). */
const FORBIDDEN_SCHEMES = new Set(
  (
    'about blob chrome chrome-extension cid content data dav feed file filesystem ftp ftps gopher intent jar ' +
    'javascript ldap livescript mailto mhtml mid mocha moz-extension ms-appx ms-msdt ms-settings nntp opaquelocktoken ' +
    'res resource search-ms sftp shell sms ssh tel telnet urn vbscript view-source wais ws wss wyciwyg xmpp'
  ).split(' '),
)

/** Where a rule differs: in production http is for the own machine only (G-36). */
export type Environment = 'sandbox' | 'production'

/**
 * Why an app cannot have this redirect URL; null when it can. Allowed are https, http (in production only to the own
 * machine, G-36) and custom schemes of native apps such as `myapp://auth/done`. As redirect URLs are compared character
 * by character, only a spelling that a browser leaves as it is can be registered.
 */
export function validateRedirectUrl(url: string, environment: Environment): string | null {
  const scheme = SCHEME.exec(url)?.[1]
  if (scheme === 'http' || scheme === 'https') return webAddressFault(url, environment)
  const fault = textFault(url)
  if (fault) return fault
  if (scheme === undefined) return 'must begin with a scheme in lower case, such as https:'
  if (FORBIDDEN_SCHEMES.has(scheme)) return `must not use the scheme ${scheme}`
  if (!url.startsWith(`${scheme}:/`)) return 'must have a slash after its scheme, such as myapp://auth/done'
  if (!URL.canParse(url)) return 'is not a URL'
  return url.includes('@') ? 'must not contain user information' : null
}

/** Why this cannot be an address that people are led to or that a picture is fetched from; null when it can. */
export function validateWebUrl(url: string, environment: Environment): string | null {
  return SCHEME.exec(url)?.[1]?.startsWith('http')
    ? webAddressFault(url, environment)
    : 'must begin with https://'
}

/** Why events cannot be sent to this address; null when they can. It may carry a name and password (events.md §5). */
export function validateWebhookUrl(url: string, environment: Environment): string | null {
  return validateWebUrl(url.replace(/^(https?:\/\/)[^/?#@\\]*@/, '$1'), environment)
}

function webAddressFault(url: string, environment: Environment): string | null {
  const fault = textFault(url)
  if (fault) return fault
  const [, authority = '', path = ''] = WEB_ADDRESS.exec(url) ?? []
  if (authority.includes('@')) return 'must not contain user information'
  if (authority === '' || !URL.canParse(url))
    return 'must be a whole address such as https://app.example.com/callback'
  const parsed = new URL(url)
  const host = authority.replace(/:\d*$/, '')
  if (host !== parsed.hostname || host.endsWith('.'))
    return 'must name its host as browsers do, in lower case'
  if (path !== '' && path !== parsed.pathname) return 'must have a path that browsers leave as it is'
  const isSafe = parsed.protocol === 'https:' || environment === 'sandbox' || LOOPBACK_HOSTS.includes(host)
  return isSafe ? null : 'must use https; http is for localhost and loopback addresses only'
}

function textFault(url: string): string | null {
  if (url.length > URL_CHARACTERS_MAX) return `must have at most ${URL_CHARACTERS_MAX} characters`
  if (!/^[\x21-\x7e]+$/.test(url)) return 'must consist of visible ASCII characters'
  if (/["<>\\^`{|}]/.test(url)) return 'must not contain any of " < > \\ ^ ` { | }'
  if (url.includes('#')) return 'must not contain a fragment'
  return url.includes('*') ? 'must not contain a wildcard' : null
}
