import { actsAs, type Origin, recordAudit } from '../../../platform/audit.ts'
import type { Db } from '../../../platform/database/database.ts'
import { createRequestLimit, TooManyRequests } from '../../../platform/http/rate-limit.ts'

/** So many refusals of one client are kept at once, and one a minute after that. */
const NOTED_AT_ONCE = 100
const NOTED_PER_SECOND = 1 / 60

/** A request to let an app in that was refused before anybody was asked. */
export type RefusedRequest = {
  /** Of the request; what names no client leaves no entry, because anybody could fill the log with it. */
  client: { id: string; appId: string }
  /** Who is signed in. */
  personId: string | null
  /** The identifier of the refusal. */
  error: string
  /** Why, in words that hold nothing of the request. */
  reason: string
  origin: Origin
}

/** Keeps a refusal in the audit log, for the vendor who asks why nobody can log in. */
export type NoteRefusal = (refused: RefusedRequest, now: number) => Promise<void>

/**
 * Notes for one process. A client id is no secret: whoever knows it can send as many bad requests as they like, so what
 * is kept of a client is limited. The log of the process has the others.
 */
export function createRefusalNotes({ db }: { db: Db }): NoteRefusal {
  const limit = createRequestLimit({ perSecond: NOTED_PER_SECOND, burst: NOTED_AT_ONCE })
  const isOneTooMany = (clientId: string, now: number): boolean => {
    try {
      limit(clientId, now)
      return false
    } catch (error) {
      if (error instanceof TooManyRequests) return true
      throw error
    }
  }
  return async ({ client, personId, error, reason, origin }, now) => {
    if (isOneTooMany(client.id, now)) return
    const subject = personId === null ? null : `Person/${personId}`
    const about = { subject, clientId: client.id, appId: client.appId }
    await db.transaction(tx => {
      actsAs(tx, { actor: subject ?? 'anonymous', origin })
      return recordAudit(tx, { action: 'authorization_refused', ...about, reason, details: { error } }, now)
    })
  }
}
