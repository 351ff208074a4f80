import { parseScopeName, type ScopeNames } from '../../apps/index.ts'
import type { EndReason, FamilyState, Grounds, TokenFamily } from './token-family.ts'

/**
 * Why a family may not get tokens any more, as a class that names nobody (G-11); null when nothing was lost since it
 * was issued. The list of spec oauth.md §11: gaining rights is not a reason (G-28).
 */
export function lostRight(family: FamilyState, names: ScopeNames): string | null {
  return family.revocationReason ?? lostGround(family) ?? lostScope(family, names)
}

/** The same for what does not depend on scopes. */
export function lostGround(family: TokenFamily & Grounds): EndReason | null {
  if (family.credentialsAreDeleted) return 'credentials deleted'
  if (family.credentialsAreConfidential !== family.clientIsConfidential) return 'credentials changed'
  if (!family.appIsActive) return 'app deactivated'
  if (!family.connectionIsLive || !family.personConnectionIsLive) return 'connection revoked'
  if (!family.personIsAvailable) return 'person not available'
  if (family.roles !== null) {
    if (family.currentRoles === null) return 'membership ended'
    if ((family.roles & ~family.currentRoles) !== 0) return 'roles changed'
  }
  return null
}

function lostScope(family: FamilyState, names: ScopeNames): EndReason | null {
  const personal = new Set(family.personScopes)
  const isGranted = (scope: string) =>
    isCovered(names, personal.has(scope) ? family.personGrantedScopes : family.grantedScopes, scope)
  return family.scopes.every(isGranted) ? null : 'scope no longer granted'
}

/** The operator's switch: whether the redirect flow and delegation give Organization tokens to public credentials (G-08). */
export type PublicClientOrganizationTokens = 'allowed' | 'forbidden'

/**
 * Why a family that was begun before the switch was turned on gets no tokens any more; null when it may (attack T4).
 * Device authorizations and tokens on behalf of an organization, which name a person and end with their membership, are
 * not meant (docs/configuration.md). Nothing is revoked: switched back, it may again.
 */
export function forbiddenToPublic(
  { flow, clientIsConfidential, bearer, personId }: TokenFamily,
  permission: PublicClientOrganizationTokens,
): EndReason | null {
  const isMeant =
    (flow === 'authorization_code' || flow === 'delegation') &&
    !clientIsConfidential &&
    bearer.type === 'Organization' &&
    personId === null
  return permission === 'forbidden' && isMeant ? 'not for public credentials' : null
}

/** On-behalf: the roles that new tokens carry, those of this moment (G-28); else null. */
export function rolesNow(family: FamilyState): number | null {
  return family.personId === null ? null : family.currentRoles
}

/** Whether one of the granted scopes is as good as the given one (spec oauth.md §3.4). */
export function isCovered(names: ScopeNames, granted: readonly string[], scope: string): boolean {
  const want = parseScopeName(scope)
  if (!want) return false
  return granted.some(text => {
    const have = parseScopeName(text)
    return have !== null && names.covers(have, want)
  })
}
