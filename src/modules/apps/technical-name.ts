/** A technical name is part of scopes, audiences and event names (spec oauth.md §3.1, platform.md §4.1). */
const TECHNICAL_NAME = /^[a-z][a-z0-9_]{2,}$/
const NAME_CHARACTERS_MAX = 60

/** Names that would pass for the hub or for a word of the protocol; the platform app's names come on top. */
const RESERVED_NAMES = [
  'grantory',
  'zaikio',
  'directory',
  'mission_control',
  'loom',
  'hub',
  'store',
  'launchpad',
  'platform',
  'admin',
  'administrator',
  'operator',
  'official',
  'security',
  'support',
  'system',
  'oauth',
  'openid',
  'profile',
  'email',
  'offline_access',
  'user',
]
/** Scopes that begin like this mean a purchase (spec oauth.md §14.1). */
const RESERVED_PREFIX = 'subscription_create'

/** Why an app cannot have a technical name; null when it can. `platformNames` are all names of the platform app. */
export function technicalNameFault(name: string, platformNames: readonly string[]): string | null {
  if (!TECHNICAL_NAME.test(name) || name.length > NAME_CHARACTERS_MAX) {
    return `must be 3 to ${NAME_CHARACTERS_MAX} lower-case letters, digits and underscores and begin with a letter`
  }
  const skeleton = nameSkeleton(name)
  const isReserved = [...RESERVED_NAMES, ...platformNames].some(
    reserved => nameSkeleton(reserved) === skeleton,
  )
  return isReserved || name.startsWith(RESERVED_PREFIX) ? 'is reserved' : null
}

/** The technical name a title asks for: `Stock Keeper 2` → `stock_keeper_2`; empty for titles without a Latin letter. */
export function proposedName(title: string): string {
  const latin = title.normalize('NFKD').replace(/ß/g, 'ss').replace(/\p{M}/gu, '').toLowerCase()
  const words = latin.split(/[^a-z0-9]+/).filter(word => word !== '')
  return words
    .join('_')
    .replace(/^[0-9_]+/, '')
    .slice(0, NAME_CHARACTERS_MAX)
    .replace(/_$/, '')
}

/**
 * What remains of a name when everything is taken away that the eye overlooks: `stock_keeper`, `stockkeeper` and
 * `st0ck_keeper` have the same skeleton, and only one of them can exist (attack T7).
 */
export function nameSkeleton(name: string): string {
  return name
    .replaceAll('_', '')
    .replaceAll('0', 'o')
    .replace(/[1i]/g, 'l')
    .replaceAll('5', 's')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
}
