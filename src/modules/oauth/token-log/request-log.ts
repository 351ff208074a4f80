import { findAuditEntries, type StoredAuditEntry } from '../../../platform/audit.repository.ts'
import type { Reader } from '../../../platform/database/database.ts'
import type { Bearer } from '../protocol/scope-evaluation.ts'
import type { LoggedRequest } from './token-entry.ts'
import { findTokenEntries } from './token-log.repository.ts'

/** Where a list goes on: behind this entry. */
export type LogCursor = { at: number; step: LoggedRequest['step']; id: number }

const ALLOWED = ['consent_allowed']
const REFUSED = ['authorization_refused', 'consent_denied']

/**
 * The newest `limit` requests of an app, newest first: those of the token endpoint, and what came of asking people (G-11).
 * Who said no is not told: the vendor learns only of people and organizations that let the app in.
 */
export async function findLoggedRequests(
  reader: Reader,
  {
    appId,
    outcome,
    since,
    until,
    before,
  }: {
    appId: string
    outcome: 'issued' | 'refused' | undefined
    since: number
    until: number
    before: LogCursor | undefined
  },
  limit: number,
): Promise<LoggedRequest[]> {
  const actions = [...(outcome === 'refused' ? [] : ALLOWED), ...(outcome === 'issued' ? [] : REFUSED)]
  const about = { appId, since, until }
  const tokens = await findTokenEntries(reader, { ...about, outcome, before: behind(before, 'token') }, limit)
  const asked = await findAuditEntries(
    reader,
    { ...about, actions, before: behind(before, 'authorization') },
    limit,
  )
  return [...tokens.map(entry => ({ ...entry, step: 'token' as const })), ...asked.map(askedOf)]
    .toSorted((one, other) => other.createdAt - one.createdAt || rank(one.step) - rank(other.step))
    .slice(0, limit)
}

/** At one instant tokens stand before what led to them. */
function rank(step: LoggedRequest['step']): number {
  return step === 'token' ? 0 : 1
}

/** What lies behind the cursor among the entries of one step. */
function behind(
  cursor: LogCursor | undefined,
  step: LoggedRequest['step'],
): { at: number; id: number } | undefined {
  if (cursor === undefined || cursor.step === step) return cursor
  return { at: cursor.at, id: rank(step) > rank(cursor.step) ? Number.MAX_SAFE_INTEGER : 0 }
}

function askedOf(entry: StoredAuditEntry): LoggedRequest {
  const { id, action, subject, details, reason, clientId, correlationId, createdAt } = entry
  const isAllowed = action === 'consent_allowed'
  const error = typeof details?.['error'] === 'string' ? details['error'] : 'access_denied'
  return {
    ...{ id, clientId, correlationId, createdAt, step: 'authorization', grantType: null, jti: null },
    bearer: isAllowed ? bearerOf(subject) : null,
    error: isAllowed ? null : error,
    reason: isAllowed ? null : reason,
  }
}

function bearerOf(subject: string | null): Bearer | null {
  const [type, id] = subject?.split('/') ?? []
  return (type === 'Person' || type === 'Organization') && id !== undefined ? { type, id } : null
}
