import { uuid } from '../../../platform/crypto/random.ts'
import type { Client } from '../../apps/index.ts'
import type { Decided } from '../protocol/scope-evaluation.ts'
import type { FamilyFlow, TokenFamily } from './token-family.ts'

/**
 * The family of what the scope algorithm decided: what is granted and what is granted with it now. `roles` are those of
 * the acting person, null where nobody acts on behalf.
 */
export function newFamily(
  {
    client,
    decided,
    ...begun
  }: {
    client: Client
    decided: Decided
    connectionId: string
    personConnectionId: string | null
    roles: number | null
    flow: FamilyFlow
  },
  now: number,
): TokenFamily {
  const scopes = [...decided.granted, ...decided.ungranted]
  return {
    ...begun,
    id: uuid(now),
    appId: client.appId,
    clientId: client.id,
    clientIsConfidential: client.isConfidential,
    bearer: decided.bearer,
    personId: decided.onBehalfOf,
    scopes: scopes.map(({ asked }) => asked),
    personScopes: scopes.filter(({ holder }) => holder === 'person').map(({ asked }) => asked),
    separator: decided.separator,
    parentFamilyId: null,
  }
}
