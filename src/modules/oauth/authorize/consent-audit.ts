import { type Act, type Origin, recordAudit } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/database/database.ts'
import type { Client } from '../../apps/index.ts'
import type { Decided } from '../protocol/scope-evaluation.ts'
import type { RedirectError } from './authorization-request.ts'
import type { Opened } from './deps.ts'

/** An answer to an app's request is the act of who is signed in; before that, of nobody known. */
export function actOf({ session }: Pick<Opened, 'session'>, origin: Origin): Act {
  return { actor: session === null ? 'anonymous' : `Person/${session.personId}`, origin }
}

/** Somebody allowed what a page showed, be it new or not. */
export async function recordConsent(
  tx: Tx,
  { client, decided }: { client: Client; decided: Decided },
  now: number,
): Promise<void> {
  const { bearer, granted, ungranted } = decided
  const details = { scopes: [...granted, ...ungranted].map(({ stored }) => stored) }
  await recordAudit(
    tx,
    {
      action: 'consent_allowed',
      subject: `${bearer.type}/${bearer.id}`,
      clientId: client.id,
      appId: client.appId,
      details,
    },
    now,
  )
}

/** A request ended with a no: of the person, or because nobody could have said yes. */
export async function recordDenial(
  tx: Tx,
  { client, session }: Pick<Opened, 'client' | 'session'>,
  { error, description }: RedirectError,
  now: number,
): Promise<void> {
  await recordAudit(
    tx,
    {
      action: 'consent_denied',
      subject: session === null ? null : `Person/${session.personId}`,
      reason: description,
      clientId: client.id,
      appId: client.appId,
      details: { error },
    },
    now,
  )
}
