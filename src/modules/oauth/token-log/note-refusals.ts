import { OAuthError } from '../protocol/oauth-error.ts'
import { type Asked, refusedEntry } from './entries.ts'
import type { TokenLog } from './token-log.ts'

/** Answers of a grant that is asked again and again: nothing was decided, so nothing was denied (RFC 8628 §3.5). */
const NOT_YET = new Set<string>(['authorization_pending', 'slow_down'])

/** Does the work of an endpoint that gives tokens; a refusal is noted on its way out, with what is `asked` by then. */
export async function noteRefusals<T>(tokenLog: TokenLog, asked: Asked, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof OAuthError && !NOT_YET.has(error.refusal.error))
      tokenLog.add(refusedEntry(asked, error.refusal))
    throw error
  }
}
