import type { Origin } from '../../../platform/audit.ts'
import type { Client } from '../../apps/index.ts'
import type { Refusal } from '../protocol/oauth-error.ts'
import type { Authorization } from '../token/authorization.ts'
import type { TokenEntry } from './token-entry.ts'

/** What the token endpoint knows of a request so far. */
export type Asked = { origin: Origin; now: number; client: Client | null; grantType: string | null }

/** What to note when tokens were issued. */
export function issuedEntry(asked: Asked, { family, jti }: Authorization): TokenEntry {
  const { clientId, appId, bearer, personId } = family
  return { ...beginning(asked), clientId, appId, bearer, personId, jti, error: null, reason: null }
}

/** What to note when the request was refused: of whom, as far as it was known by then. */
export function refusedEntry(asked: Asked, { error, reason, about }: Refusal): TokenEntry {
  return {
    ...beginning(asked),
    clientId: about?.clientId ?? asked.client?.id ?? null,
    appId: about?.appId ?? asked.client?.appId ?? null,
    bearer: about?.bearer ?? null,
    personId: about?.personId ?? null,
    jti: null,
    error,
    reason,
  }
}

function beginning({ origin, grantType, now }: Asked) {
  return { ...origin, grantType, createdAt: now }
}
