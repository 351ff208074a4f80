import { uuid } from '../../platform/crypto/random.ts'
import type { Tx } from '../../platform/database/database.ts'
import { findPlatformEvent } from './catalogue.ts'
import { insertEvent } from './events.repository.ts'

/** An event of the platform app as the module that causes it describes it. */
export type NewEvent = {
  /** A name of the catalogue, without the app: `member_joined`. */
  name: string
  /** `Org/<id>` or `Per/<id>`. */
  subject: string
  /** Ids and small hints only, no personal data: receivers fetch the rest from `link`. */
  payload: Record<string, unknown>
  /** Path of the resource at this hub. */
  link?: string
  /** The only app the event is for; required for the events that go to their own app. */
  appId?: string
}

/** Serialized payloads are smaller than this (spec events.md §2). */
const PAYLOAD_BYTES_LIMIT = 256
const SUBJECT = /^(Org|Per)\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Step 1 of the flow: writes the event in the transaction that causes it, so that it is sent exactly when its cause is
 * kept. Throws for an event the catalogue does not describe: that is a bug of the caller.
 */
export async function publish(tx: Tx, event: NewEvent, now: number): Promise<void> {
  const fault = faultOf(event)
  if (fault !== null) throw new Error(`event ${event.name}: ${fault}`)
  await insertEvent(tx, {
    eventId: uuid(now),
    name: event.name,
    subject: event.subject,
    appId: event.appId ?? null,
    payload: event.payload,
    link: event.link ?? null,
    createdAt: now,
  })
}

function faultOf({ name, subject, payload, appId }: NewEvent): string | null {
  const known = findPlatformEvent(name)
  if (known === null || known.name !== name) return 'it is not in the catalogue'
  const kind = SUBJECT.exec(subject)?.[1]
  if (!known.subjects.some(allowed => allowed === kind)) return `it cannot happen to ${subject}`
  if (known.isForOwnApp !== (appId !== undefined))
    return known.isForOwnApp ? 'it needs its app' : 'it is for all apps'
  if (Buffer.byteLength(JSON.stringify(payload)) >= PAYLOAD_BYTES_LIMIT) return 'its payload is too long'
  return null
}
