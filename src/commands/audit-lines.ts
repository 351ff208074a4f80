import type { StoredTokenEntry } from '../modules/oauth/index.ts'
import type { StoredAuditEntry } from '../platform/audit.repository.ts'
import { isoTime } from './options.ts'

const ACTION_COLUMN = 24

/** An entry of either kind as it is shown: the same names as data and in its line. */
export type ShownEntry = {
  at: string
  action: string
  actor: string | null
  subject: string | null
  on_behalf?: string | null
  reason: string | null
  client_id: string | null
  app_id: string | null
  grant_type?: string | null
  error?: string | null
  jti?: string | null
  details?: Record<string, unknown> | null
  request_id: string | null
  address_block: string | null
}

/** An act. */
export function shownAct(entry: StoredAuditEntry): ShownEntry {
  const { action, actor, subject, reason, clientId, appId, details, correlationId, addressBlock, createdAt } =
    entry
  return {
    at: isoTime(createdAt),
    action,
    actor,
    subject,
    reason,
    client_id: clientId,
    app_id: appId,
    details,
    request_id: correlationId,
    address_block: addressBlock,
  }
}

/** A request for tokens. */
export function shownToken(entry: StoredTokenEntry): ShownEntry {
  const { clientId, appId, grantType, bearer, personId, jti, error, reason, createdAt } = entry
  return {
    at: isoTime(createdAt),
    action: error === null ? 'token_issued' : 'token_refused',
    actor: clientId === null ? null : `Client/${clientId}`,
    on_behalf: personId === null ? null : `Person/${personId}`,
    subject: bearer === null ? null : `${bearer.type}/${bearer.id}`,
    reason,
    client_id: clientId,
    app_id: appId,
    grant_type: grantType,
    error,
    jti,
    request_id: entry.correlationId,
    address_block: entry.addressBlock,
  }
}

/** An entry in one line; what it does not have is left out. */
export function lineOf({ at, action, details, ...fields }: ShownEntry): string {
  const { subject, actor, reason, error, ...others } = fields
  const first = { actor, subject, error, reason, ...others, ...details }
  const told = Object.entries(first).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`${name}=${quoted(value)}`],
  )
  return `${at}  ${action.padEnd(ACTION_COLUMN)} ${told.join(' ')}`
}

function quoted(value: unknown): string {
  const text = Array.isArray(value) ? value.join(',') : String(value)
  return /^[\x21-\x7e]+$/.test(text) ? text : JSON.stringify(text)
}
