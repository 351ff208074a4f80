import type { Tx } from '../../../platform/database/database.ts'
import { TooManyRequests } from '../../../platform/http/rate-limit.ts'
import { type Client, desiredScopesOf, holdProviders, type ScopeNames, takeClient } from '../../apps/index.ts'
import { type Connections, lockBearer, whoMayConnect } from '../../connections/index.ts'
import { findPerson, membershipsOf, parseEmail } from '../../directory/index.ts'
import {
  claimProof,
  type PasswordClaim,
  type PasswordProof,
  type ProvenPassword,
} from '../../identity/index.ts'
import { endOfClient } from '../client/end-of-client.ts'
import { establish } from '../establish.ts'
import { holdingsOf, loadHoldings } from '../holdings.ts'
import { about, MISSING_PARAMETER, type Refusal, refuse, refuseScope } from '../protocol/oauth-error.ts'
import { parseScopes } from '../protocol/scope.ts'
import { type EvaluatedScope, evaluateScopes, readScopes } from '../protocol/scope-evaluation.ts'
import type { Grant, Redemption } from './grant.ts'
import { issue } from './issuer.ts'
import { newFamily } from './new-family.ts'
import { newRefreshToken } from './refresh-token.ts'
import { lockStanding } from './standing.repository.ts'
import { insertFamily } from './token.repository.ts'
import type { EndReason } from './token-family.ts'

/** What the sign-in page allows (G-25), in the words of spec oauth.md §2.7. */
const RULE = '10reqs/900s'

/** Checks a password under the limits of the sign-in page. */
export type ProvePassword = (claim: PasswordClaim, now: number) => Promise<PasswordProof>

type PasswordGrantDeps = {
  names: ScopeNames
  connections: Connections
  isSandbox: boolean
  provePassword: ProvePassword
}

/**
 * The person's password for tokens of the person (RFC 6749 §4.3): only for credentials the operator switched on, whose
 * app asks in the hub's place (spec oauth.md §16.3, G-12). Giving the password to it is the consent.
 */
export function passwordGrant(deps: PasswordGrantDeps): Grant {
  const { names, connections, isSandbox, provePassword } = deps
  return {
    type: 'password',
    allowsMissingClient: false,
    isException: true,
    parameters: ['username', 'password'],
    async open({ parameters, client, addressBlock, correlationId }, now) {
      if (!client?.allowsPasswordGrant) return NOT_ALLOWED
      const [username, password] = [parameters.get('username'), parameters.get('password')]
      if (username === undefined || password === undefined)
        return refuse('invalid_request', MISSING_PARAMETER, 'username or password missing')
      const scope = parameters.get('scope') ?? null
      const read = scope === null ? null : readScopes(parseScopes(scope), 'redirect')
      if (read && 'error' in read) return refuseScope(read.error)
      if (read && read.form !== 'Person') return refuseScope('different_bearer_types')

      const email = parseEmail(username)
      if (!email) return MISMATCH
      const proof = await provePassword({ email, password, addressBlock, correlationId }, now)
      if (proof.kind === 'wait') throw new TooManyRequests(proof.freeAt, RULE)
      if (proof.kind === 'mismatch') return MISMATCH
      if (proof.account.hasTwoFactor) return NOT_ENOUGH
      const bearer = { type: 'Person', id: proof.account.personId } as const
      const whom = { clientId: client.id, appId: client.appId, bearer }
      return async (tx, now) => about(await redeem(tx, { asking: client, scope, proof }, now), whom)
    },
  }

  async function redeem(
    tx: Tx,
    { asking, scope, proof }: { asking: Client; scope: string | null; proof: ProvenPassword },
    now: number,
  ): Promise<Redemption | Refusal> {
    // Hashing takes its time: client and person are asked for again, before anything is written.
    const client = await takeClient(tx, asking.id)
    if (!client?.allowsPasswordGrant) return NOT_ALLOWED
    const ended = endOf(client, asking)
    if (ended) return refuse('invalid_grant', ended)
    await holdProviders(tx, client.appId)
    if (!(await claimProof(tx, proof))) return MISMATCH
    const { appId } = client
    const { personId } = proof.account
    const bearer = { type: 'Person', id: personId } as const
    if (!(await lockBearer(tx, bearer))) return MISMATCH
    const person = await findPerson(tx, personId)
    if (person === null || person.bannedAt !== null) return MISMATCH
    if (person.twoFactorSince !== null) return NOT_ENOUGH
    const organizationIds = (await membershipsOf(tx, personId)).map(({ organization }) => organization.id)
    const refusal = (await whoMayConnect(tx, client, { isSandbox, organizationIds }))(null)
    if (refusal) return refuse('unauthorized_client', 'This person may not use the app.', refusal)

    // Taken before it is read: scopes are withdrawn from it without the person when their provider is switched off.
    await lockStanding(tx, { clientId: client.id, appId, bearer, onBehalfOf: null })
    const offer = await desiredScopesOf(tx, appId)
    const held = await loadHoldings(tx, appId, { bearer, onBehalfOf: null })
    const decided = evaluateScopes({
      flow: 'redirect',
      scope,
      names,
      app: { id: appId, ...offer },
      person: { id: personId, memberships: [] },
      chosenOrganizationId: null,
      holdings: holdingsOf(held),
    })
    if (decided.outcome === 'rejected') return refuseScope(decided.error)
    if (decided.outcome !== 'decided') throw new Error(`a request of a person came to ${decided.outcome}`)
    const stored = (scopes: EvaluatedScope[]) => scopes.map(({ stored }) => stored)
    const consent = {
      ...{ appId, bearer, establishedBy: personId, waiting: [] },
      granted: stored(decided.ungranted),
      unavailable: stored(decided.unavailable),
    }
    const existing = held.bearer.connection
    const connectionId = await establish(tx, connections, { ...consent, existing }, now)

    const begun = { client, decided, connectionId, personConnectionId: null, roles: null }
    const family = newFamily({ ...begun, flow: 'password' }, now)
    await insertFamily(tx, family, now)
    const tokens = { family, scopes: family.scopes, roles: null, refreshToken: newRefreshToken(now) }
    return { authorization: await issue(tx, tokens, now), client }
  }
}

/** What has become of a client since it authenticated; null when it is as it was. */
function endOf(client: Client, asking: Client): EndReason | null {
  const ended = endOfClient(client)
  if (ended) return ended
  return client.isConfidential === asking.isConfidential ? null : 'credentials changed'
}

const NOT_ALLOWED = refuse('unauthorized_client', 'These credentials may not use the password grant.')
/** Tells nothing about which of the two was wrong (attack S1). */
const MISMATCH = refuse('invalid_grant', 'The user name or the password is wrong.')
/** An app can ask for nothing but the password (attack S7). Told only to who knows it. */
const NOT_ENOUGH = refuse('invalid_grant', 'This person signs in with a second factor.')
