import { sha256Hex } from '../../../platform/crypto/digest.ts'
import { randomSecret } from '../../../platform/crypto/random.ts'
import type { Tx } from '../../../platform/database/database.ts'
import type { Client } from '../../apps/index.ts'
import type { Connectable, Connection, Connections } from '../../connections/index.ts'
import { approveDevice } from '../device/device-authorization.repository.ts'
import { establish } from '../establish.ts'
import type { Decided, EvaluatedScope } from '../protocol/scope-evaluation.ts'
import { type Authorization, CODE_SECONDS } from '../token/authorization.ts'
import { insertCode } from '../token/code.repository.ts'
import { issue } from '../token/issuer.ts'
import { newFamily } from '../token/new-family.ts'
import { insertFamily } from '../token/token.repository.ts'
import type { FamilyFlow } from '../token/token-family.ts'
import type { AuthorizationRequest, CodeRedirect, DeviceWay, TokenRedirect } from './authorization-request.ts'
import type { Insight } from './look-into.ts'

/** Codes can be searched for in logs by this; all characters are unreserved (spec oauth.md §4.2). */
const CODE_PREFIX = 'gac_'
/** The flow that a family began with, by the way its request is answered. */
const FLOWS = {
  code: 'authorization_code',
  token: 'implicit',
  device: 'device_code',
} as const satisfies Record<Answer['kind'], FamilyFlow>

/** What is concluded: the consent as it was decided, for whom. */
export type Conclusion = {
  request: AuthorizationRequest
  client: Client
  decided: Decided
  insight: Insight
  personId: string
}

/** What the app gets, and on which way. */
export type Answer =
  | { kind: 'code'; to: CodeRedirect; code: string }
  | { kind: 'token'; to: TokenRedirect; authorization: Authorization; client: Client }
  | { kind: 'device'; to: DeviceWay }

/**
 * Establishes or extends the connections and makes what the app gets, all in the caller's transaction: the connection
 * exists from the consent on, whether or not a code is redeemed (C-61). A device authorization must have been taken
 * before, while it was pending.
 */
export async function conclude(
  tx: Tx,
  connections: Connections,
  { request, client, decided, insight, personId }: Conclusion,
  now: number,
): Promise<Answer> {
  const { bearer, onBehalfOf } = decided
  const { wayBack } = request
  const connect = (holder: EvaluatedScope['holder'], bearer: Connectable, existing: Connection | null) => {
    const consent = { appId: client.appId, bearer, establishedBy: personId, ...scopesOf(decided, holder) }
    return establish(tx, connections, { ...consent, existing }, now)
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
    flow: FLOWS[wayBack.kind],
  }
  const family = newFamily(begun, now)
  await insertFamily(tx, family, now)
  switch (wayBack.kind) {
    case 'code':
      return { kind: 'code', to: wayBack, code: await newCode(tx, family.id, wayBack, now) }
    case 'token': {
      if (family.bearer.type !== 'Person') throw new Error('the implicit grant is for persons only (G-12)')
      // The browser holds the token: there is nothing to refresh it with (RFC 6749 §4.2.2).
      const tokens = { family, scopes: family.scopes, roles: null, refreshToken: null }
      return { kind: 'token', to: wayBack, authorization: await issue(tx, tokens, now), client }
    }
    case 'device': {
      const approval = { id: wayBack.authorizationId, familyId: family.id, personId }
      if (!(await approveDevice(tx, approval, now)))
        throw new Error('a device authorization was decided although this transaction had taken it')
      return { kind: 'device', to: wayBack }
    }
  }
}

async function newCode(
  tx: Tx,
  familyId: string,
  { redirectUri, challenge }: CodeRedirect,
  now: number,
): Promise<string> {
  const code = CODE_PREFIX + randomSecret(43)
  await insertCode(
    tx,
    {
      codeHash: sha256Hex(code),
      familyId,
      redirectUri,
      codeChallenge: challenge?.challenge ?? null,
      codeChallengeMethod: challenge?.method ?? null,
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
