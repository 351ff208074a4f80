import { isUuid, uuid } from '../../../platform/crypto/random.ts'
import type { Tx } from '../../../platform/database/database.ts'
import { type Client, findClient, type ScopeNames, takeClient } from '../../apps/index.ts'
import type { Concerned, TokenFault } from '../protocol/oauth-error.ts'
import { type ScopeError, separatorOf } from '../protocol/scope.ts'
import type { Redemption } from '../token/grant.ts'
import { issue } from '../token/issuer.ts'
import { newRefreshToken } from '../token/refresh-token.ts'
import {
  forbiddenToPublic,
  isCovered,
  lostRight,
  type PublicClientOrganizationTokens,
} from '../token/rights.ts'
import { insertFamily, type Pair, takePair } from '../token/token.repository.ts'
import type { TokenFamily } from '../token/token-family.ts'
import { delegatedScopes, mayDelegate } from './delegated-scopes.ts'

/** What is asked for: a narrower token for credentials of the same vendor, made from a parent token. */
export type Delegation = {
  /** The parent token, checked before. */
  parentJti: string
  /** The client id of the subsystem. */
  targetId: string
  scope: string | undefined
  /** The client that asks; null when whoever holds the parent token may. */
  askedBy: Client | null
}

/** What the operator has set. */
export type DelegationRules = {
  names: ScopeNames
  publicClientOrganizationTokens: PublicClientOrganizationTokens
}

/** Why a token is not delegated, and for whom it would have been. Each endpoint says it in its own words. */
export type NotDelegated = Fault & { about?: Concerned }

type Fault =
  /** The parent is revoked, or is not the business of who asks. */
  | { fault: 'token'; identifier: TokenFault; reason: string }
  /** It was not issued to confidential credentials. */
  | { fault: 'credentials'; reason: string }
  /** Its grant has lost a right, which denies a refresh as well (spec oauth.md §11). */
  | { fault: 'lost right'; reason: string }
  /** There is no such subsystem of the same vendor. */
  | { fault: 'target'; reason: string }
  /** The operator keeps Organization tokens off public credentials (G-08). */
  | { fault: 'public target'; reason: string }
  | { fault: 'scope'; identifier: ScopeError }

/**
 * Delegates a token (spec oauth.md §8, P-14): a family of the subsystem's credentials that hangs on the parent's and ends
 * with it (G-22), for the same bearer and person, with scopes of the parent token and no longer than it (G-29). The
 * subsystem, then the parent's family are taken: no child survives a revocation that comes between.
 */
export async function delegate(
  tx: Tx,
  { parentJti, targetId, scope, askedBy }: Delegation,
  { names, publicClientOrganizationTokens }: DelegationRules,
  now: number,
): Promise<Redemption | NotDelegated> {
  const target = isUuid(targetId) ? await takeClient(tx, targetId) : null
  const parent = await takePair(tx, { jti: parentJti })
  // A private token was issued to nobody's credentials (spec oauth.md §13).
  if (!parent) return { fault: 'credentials', reason: 'token without credentials' }
  const owner = await findClient(tx, parent.family.clientId)

  const { family, token } = parent
  const not = (fault: Fault): NotDelegated => ({ ...fault, about: concerned(family, askedBy) })
  const fault =
    strangerFault(askedBy, { owner, target }) ?? parentFault(parent, names) ?? targetFault(target, owner)
  if (fault) return not(fault)
  if (!target) throw new Error('a target that is missing is a fault')
  const scopes = delegatedScopes({ ...family, scopes: token.scopes }, scope, names)
  if (typeof scopes === 'string') return not({ fault: 'scope', identifier: scopes })

  const child: TokenFamily = {
    ...heritage(parent),
    id: uuid(now),
    appId: target.appId,
    clientId: target.id,
    clientIsConfidential: target.isConfidential,
    scopes,
    personScopes: scopes.filter(text => isCovered(names, family.personScopes, text)),
    separator: scope === undefined ? family.separator : separatorOf(scope),
  }
  const forbidden = forbiddenToPublic(child, publicClientOrganizationTokens)
  if (forbidden) return not({ fault: 'public target', reason: forbidden })
  await insertFamily(tx, child, now)
  // What was given for an hour only (G-10, G-12) is not turned into more.
  const refreshToken = token.refreshHash === null ? null : newRefreshToken(now)
  const tokens = { family: child, scopes, roles: child.roles, refreshToken, notAfter: token.expiresAt }
  return { authorization: await issue(tx, tokens, now), client: target }
}

/** The bearer of the parent; who asks, or whose token it is where nobody says who asks. */
function concerned({ clientId, appId, bearer, personId }: TokenFamily, askedBy: Client | null): Concerned {
  return { clientId: askedBy?.id ?? clientId, appId: askedBy?.appId ?? appId, bearer, personId }
}

/** What a child has from its parent: bearer, person and roles, and the connections it rests on. */
function heritage({ family, token }: Pair) {
  const { bearer, personId, connectionId, personConnectionId } = family
  const { roles } = token
  return {
    bearer,
    personId,
    roles,
    connectionId,
    personConnectionId,
    flow: 'delegation' as const,
    parentFamilyId: family.id,
  }
}

/** A client may exchange what is its own, or what one of its vendor's apps gave it; others learn nothing (C2). */
function strangerFault(
  askedBy: Client | null,
  { owner, target }: { owner: Client | null; target: Client | null },
): Fault | null {
  if (askedBy === null || askedBy.id === owner?.id) return null
  if (askedBy.id === target?.id && isSameVendor(askedBy, owner)) return null
  return { fault: 'token', identifier: 'invalid_jwt', reason: 'token of another client' }
}

function parentFault({ family, token }: Pair, names: ScopeNames): Fault | null {
  if (family.revocationReason !== null) {
    return { fault: 'token', identifier: 'invalid_jwt', reason: family.revocationReason }
  }
  if (!family.clientIsConfidential) return { fault: 'credentials', reason: 'token of public credentials' }
  if (family.parentFamilyId !== null) {
    return { fault: 'scope', identifier: 'delegation_access_token_cannot_delegate' }
  }
  if (!mayDelegate(token.scopes, names)) {
    return { fault: 'scope', identifier: 'parent_has_no_delegation_permission' }
  }
  const lost = lostRight({ ...family, roles: token.roles }, names)
  return lost === null ? null : { fault: 'lost right', reason: lost }
}

function targetFault(target: Client | null, owner: Client | null): Fault | null {
  if (!target) return { fault: 'target', reason: 'client unknown' }
  if (target.isDeleted || target.appIsDeleted) return { fault: 'target', reason: 'credentials deleted' }
  if (!isSameVendor(target, owner)) return { fault: 'target', reason: 'client of another vendor' }
  return target.appState === 'active' ? null : { fault: 'target', reason: 'app not active' }
}

function isSameVendor(one: Client, other: Client | null): boolean {
  return one.vendorOrganizationId !== null && one.vendorOrganizationId === other?.vendorOrganizationId
}
