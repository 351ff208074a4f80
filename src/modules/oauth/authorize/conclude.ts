import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { randomSecret } from '../../../platform/crypto/random.ts'
import type { Tx } from '../../../platform/database/database.ts'
import type { Client } from '../../apps/index.ts'
import { type Connectable, type Connection, type Connections, isNews } from '../../connections/index.ts'
import type { Decided, EvaluatedScope } from '../protocol/scope-evaluation.ts'
import { CODE_SECONDS } from '../token/authorization.ts'
import { insertCode } from '../token/code.repository.ts'
import { newFamily } from '../token/new-family.ts'
import { insertFamily } from '../token/token.repository.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { Insight } from './look-into.ts'

/** Codes can be searched for in logs by this; all characters are unreserved (spec oauth.md §4.2). */
const CODE_PREFIX = 'gac_'

/** What is concluded: the consent as it was decided, for whom. */
export type Conclusion = {
  request: AuthorizationRequest
  client: Client
  decided: Decided
  insight: Insight
  personId: string
}

/**
 * Establishes or extends the connections and makes the code, all in the caller's transaction: the connection exists
 * from the consent on, whether or not the code is redeemed (C-61). Gives the code.
 */
export async function conclude(
  tx: Tx,
  connections: Connections,
  { request, client, decided, insight, personId }: Conclusion,
  now: number,
): Promise<string> {
  const { bearer, onBehalfOf } = decided
  const connect = async (
    holder: EvaluatedScope['holder'],
    connectable: Connectable,
    existing: Connection | null,
  ) => {
    const { granted, ...requested } = scopesOf(decided, holder)
    if (existing === null || granted.length > 0) {
      const consent = {
        appId: client.appId,
        bearer: connectable,
        establishedBy: personId,
        granted,
        ...requested,
      }
      return (await connections.allow(tx, consent, now)).connectionId
    }
    if (isNews(existing, requested)) await connections.remember(tx, existing.id, requested, now)
    return existing.id
  }
  const connectionId = await connect('bearer', bearer, insight.bearerConnection)
  const personConnectionId =
    onBehalfOf === null
      ? null
      : await connect('person', { type: 'Person', id: onBehalfOf }, insight.personConnection)

  const roles = onBehalfOf === null ? null : rolesIn(insight, bearer.id)
  const begun = {
    client,
    decided,
    connectionId,
    personConnectionId,
    roles,
    flow: 'authorization_code',
  } as const
  const family = newFamily(begun, now)
  await insertFamily(tx, family, now)
  const code = CODE_PREFIX + randomSecret(43)
  await insertCode(
    tx,
    {
      codeHash: sha256Hex(code),
      familyId: family.id,
      redirectUri: request.redirectUri,
      codeChallenge: request.challenge?.challenge ?? null,
      codeChallengeMethod: request.challenge?.method ?? null,
      expiresAt: now + CODE_SECONDS * 1000,
    },
    now,
  )
  return code
}

/** What was decided about the scopes that one of the connections holds, under the names it stores. */
function scopesOf({ ungranted, waiting, unavailable }: Decided, holder: EvaluatedScope['holder']) {
  const held = (scopes: EvaluatedScope[]) =>
    scopes.filter(scope => scope.holder === holder).map(({ stored }) => stored)
  return { granted: held(ungranted), waiting: held(waiting), unavailable: held(unavailable) }
}

function rolesIn({ person }: Insight, organizationId: string): number {
  return person?.organizations.find(({ organization }) => organization.id === organizationId)?.roles ?? 0
}

/**
 * What a consent page shows, in one word: the answer must name it again, so that an answer to another question is
 * refused and not misapplied (attacks O1, O2).
 */
export function shownDigest(
  interactionId: string,
  personId: string,
  { kind, decided }: { kind: 'consent' | 'confirm'; decided: Decided },
): string {
  const { bearer, onBehalfOf, granted, ungranted } = decided
  const scopes = [granted, ungranted].map(list =>
    list.map(({ stored, holder }) => `${holder} ${stored}`).sort(),
  )
  return sha256Hex(
    JSON.stringify([interactionId, personId, kind, bearer.type, bearer.id, onBehalfOf, scopes]),
  )
}
