import { recordAudit } from '../../../platform/audit.ts'
import { afterCommit } from '../../../platform/database/after-commit.ts'
import type { Tx } from '../../../platform/database/database.ts'
import type { ScopeNames } from '../../apps/index.ts'
import { type Connectable, eventSubject, findLiveConnection, scopesByState } from '../../connections/index.ts'
import { publish } from '../../events/index.ts'
import { endPendingDevices } from '../device/device-authorization.repository.ts'
import { isCovered } from '../token/rights.ts'
import type { EndReason } from '../token/token-family.ts'
import {
  type EndedFamily,
  endFamilies,
  type FamilyFilter,
  findFamilyScopes,
  listRevokedTokens,
} from './family.repository.ts'
import type { RevocationSet } from './revocation-set.ts'

/** A child may have children only in theory (spec oauth.md §8: a delegated token never delegates). */
const GENERATIONS_MAX = 5
/** An app that ends may have many: their tokens and children are found so many at a time. */
const FAMILIES_AT_ONCE = 500

/**
 * Ends token families and everything that hangs on them, and for a client or an app also the devices that wait for a
 * person, inside the caller's transaction.
 */
export type Revoke = (tx: Tx, filter: FamilyFilter, reason: EndReason, now: number) => Promise<void>

/**
 * Revoking families: codes and refresh tokens die with them, live access tokens go on the revocation list, one event
 * per live token is written (spec oauth.md §12), and this process refuses them before it answers.
 */
export function createRevoke(revocations: Pick<RevocationSet, 'add'>): Revoke {
  return async (tx, filter, reason, now) => {
    let families = await endFamilies(tx, { filter, reason }, now)
    await recordEnd(tx, { families, reason }, now)
    if ('clientId' in filter || 'appId' in filter) await endPendingDevices(tx, filter)
    for (let generation = 0; families.length > 0 && generation < GENERATIONS_MAX; generation += 1) {
      const children: EndedFamily[] = []
      for (let start = 0; start < families.length; start += FAMILIES_AT_ONCE) {
        const some = families.slice(start, start + FAMILIES_AT_ONCE)
        await revokeTokens(tx, some, now)
        const parentIds = some.map(({ id }) => id)
        children.push(...(await endFamilies(tx, { filter: { parentIds }, reason }, now)))
      }
      families = children
    }
  }

  async function revokeTokens(tx: Tx, families: readonly EndedFamily[], now: number): Promise<void> {
    const ids = families.map(({ id }) => id)
    const listed = Map.groupBy(await listRevokedTokens(tx, ids, now), ({ familyId }) => familyId)
    for (const { id, bearerType, bearerId } of families) {
      const tokens = listed.get(id)
      if (tokens === undefined) continue
      await announceRevoked(tx, revocations, { bearer: { type: bearerType, id: bearerId }, tokens }, now)
    }
  }
}

/**
 * Tells of live tokens that were put on the revocation list: one event each, with the bearer as subject
 * (spec oauth.md §12.1), and this process refuses them before it answers.
 */
export async function announceRevoked(
  tx: Tx,
  revocations: Pick<RevocationSet, 'add'>,
  { bearer, tokens }: { bearer: Connectable; tokens: readonly { jti: string; expiresAt: number }[] },
  now: number,
): Promise<void> {
  const subject = eventSubject(bearer)
  for (const { jti } of tokens) {
    await publish(tx, { name: 'revoked_access_token', subject, payload: { access_token_id: jti } }, now)
  }
  afterCommit(tx, () => revocations.add(tokens))
}

/**
 * One entry for what one cause ended, however many families it was: deleting an app may end very many. It names client
 * and bearer as far as they are the same for all.
 */
async function recordEnd(
  tx: Tx,
  { families, reason }: { families: readonly EndedFamily[]; reason: EndReason },
  now: number,
): Promise<void> {
  const [first] = families
  if (!first) return
  const same = (what: (family: EndedFamily) => string): string | null =>
    families.every(family => what(family) === what(first)) ? what(first) : null
  const entry = {
    action: 'tokens_revoked',
    subject: same(({ bearerType, bearerId }) => `${bearerType}/${bearerId}`),
    reason,
    clientId: same(({ clientId }) => clientId),
    appId: same(({ appId }) => appId),
    details: { families: families.length, ...(families.length === 1 && { family: first.id }) },
  }
  await recordAudit(tx, entry, now)
}

/**
 * Scopes were taken off a connection: families that carry a scope which it does not cover any more end
 * (spec oauth.md §12.2 "scope removed from a Connection").
 */
export async function revokeUngranted(
  revoke: Revoke,
  tx: Tx,
  { connectionId, names }: { connectionId: string; names: ScopeNames },
  now: number,
): Promise<void> {
  const { granted } = scopesByState(await findLiveConnection(tx, connectionId))
  for (const { id, scopes } of await findFamilyScopes(tx, connectionId)) {
    if (scopes.every(scope => isCovered(names, granted, scope))) continue
    await revoke(tx, { familyId: id }, 'scope no longer granted', now)
  }
}
