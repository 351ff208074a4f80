import { actsAs, recordAudit } from '../../platform/audit.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256Hex } from '../../platform/crypto/digest.ts'
import { randomSecret } from '../../platform/crypto/random.ts'
import type { Db, Tx } from '../../platform/database/database.ts'
import { actIn, type BrowserFacts } from './browser.ts'
import { endSession, findLiveSession, insertSession, noteSessionUse } from './session.repository.ts'
import { SESSION_NOTE_MS, type Session } from './session.ts'

const USER_AGENT_CHARACTERS_MAX = 200

/** A request, as far as sessions are concerned. */
export type RequestWithSession = { sessionToken: string | null }

/** Tells who is signed in. One read per request, however often it is asked; none without a token. */
export type SessionOf = (request: RequestWithSession) => Promise<Session | null>

/** Looks sessions up and notes every ten minutes that they are used. */
export function createSessionOf({ db, clock }: { db: Db; clock: Clock }): SessionOf {
  const asked = new WeakMap<RequestWithSession, Promise<Session | null>>()
  return request => {
    const known = asked.get(request)
    if (known) return known
    const session = request.sessionToken === null ? Promise.resolve(null) : lookUp(request.sessionToken)
    asked.set(request, session)
    return session
  }

  async function lookUp(token: string): Promise<Session | null> {
    const now = clock.now()
    const session = await findLiveSession(db, sha256Hex(token), now)
    if (session !== null && session.lastSeenAt + SESSION_NOTE_MS <= now) {
      await db.transaction(tx => noteSessionUse(tx, session.id, now))
    }
    return session
  }
}

/**
 * Begins a session and gives its token. The session the browser had before ends and its token is never taken over:
 * nobody can plant one beforehand (attack S5).
 */
export async function beginSession(
  tx: Tx,
  {
    personId,
    authenticatedAt,
    browser,
  }: { personId: string; authenticatedAt: number; browser: BrowserFacts },
  now: number,
): Promise<string> {
  if (browser.sessionToken !== null) await endSession(tx, sha256Hex(browser.sessionToken), now)
  const token = randomSecret()
  await insertSession(
    tx,
    {
      tokenHash: sha256Hex(token),
      personId,
      authenticatedAt,
      userAgent: browser.userAgent?.slice(0, USER_AGENT_CHARACTERS_MAX) ?? null,
      addressBlock: browser.addressBlock,
    },
    now,
  )
  return token
}

/** Ends the session of this browser, if it has one. */
export async function signOut(tx: Tx, browser: BrowserFacts, now: number): Promise<void> {
  if (browser.sessionToken === null) return
  const personId = await endSession(tx, sha256Hex(browser.sessionToken), now)
  if (personId === null) return
  actsAs(tx, actIn(browser, personId))
  await recordAudit(tx, { action: 'signed_out', subject: `Person/${personId}` }, now)
}
