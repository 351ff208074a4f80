import { BlockList, isIP } from 'node:net'

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

/**
 * Why events cannot be sent to this address; null when they can. It may carry a name and password (events.md §5). In
 * production it must lead to the public network, in a sandbox also to the own machine and network, but nowhere to
 * addresses by which clouds tell their secrets (attack F1). Whoever sends checks the address again that the name leads to.
 */
export function validateWebhookUrl(url: string, environment: Environment): string | null {
  const bare = url.replace(/^(https?:\/\/)[^/?#@\\]*@/, '$1')
  const fault = validateWebUrl(bare, environment)
  if (fault) return fault
  const { hostname, protocol } = new URL(bare)
  if (isNobodys(hostname)) return NOT_PUBLIC
  if (environment === 'sandbox') return null
  if (protocol !== 'https:') return 'must begin with https://'
  return isInternal(hostname) ? NOT_PUBLIC : null
}

const NOT_PUBLIC = 'must lead to an address of the public network'
const INTERNAL_NAME = /^[^.]+$|\.(?:localhost|local|internal|intranet|lan|home|corp|arpa|test|invalid|onion)$/
const nobodys = blockList(['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/128', 'fe80::/10', 'ff00::/8'])
const internal = blockList([
  ...['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['::1/128', '64:ff9b::/96', '100::/64', '2001::/32', '2001:db8::/32', '2002::/16', 'fc00::/7'],
])

/** Whether a host is an address that belongs to no server one could mean. */
function isNobodys(host: string): boolean {
  return isIn(nobodys, host)
}

/** Whether a host is of the own machine or network. */
function isInternal(host: string): boolean {
  return isIn(internal, host) || (isIP(bareAddress(host)) === 0 && INTERNAL_NAME.test(host))
}

function isIn(list: BlockList, host: string): boolean {
  const address = bareAddress(host)
  const version = isIP(address)
  // An IPv4 address inside an IPv6 one is looked up as what it is.
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

function bareAddress(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [address = '', length = ''] = subnet.split('/')
    list.addSubnet(address, Number(length), isIP(address) === 4 ? 'ipv4' : 'ipv6')
  }
  return list
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
