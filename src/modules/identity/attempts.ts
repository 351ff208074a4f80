import { MINUTE_MS, SECOND_MS } from '../../platform/durations.ts'

/** What is counted, each on its own. */
export type AttemptPurpose =
  | 'sign_in'
  | 'sign_up'
  | 'password_reset'
  | 'email_confirmation'
  | 'client_secret'
  | 'user_code'
  | 'second_factor'
  | 'email_change'

/** Failures count for this long. */
export const ATTEMPT_WINDOW_MS = 15 * MINUTE_MS
// G-25: an account may fail ten times, then each further failure doubles the wait. It is never locked.
const ACCOUNT_FAILURES_MAX = 10
const FIRST_WAIT_MS = 5 * SECOND_MS
const WAIT_MS_MAX = 5 * MINUTE_MS
const ADDRESS_FAILURES_MAX = 100

/** Failures within the window: how many, and when the last one of an account and the first one of an address was. */
export type AccountFailures = { count: number; latestAt: number | null }
export type AddressFailures = { count: number; earliestAt: number | null }

/** When an account may be tried again, in ms; null for now. */
export function accountFreeAt({ count, latestAt }: AccountFailures, now: number): number | null {
  if (count < ACCOUNT_FAILURES_MAX || latestAt === null) return null
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (count - ACCOUNT_FAILURES_MAX), WAIT_MS_MAX)
  return latestAt + waitMs > now ? latestAt + waitMs : null
}

/** When an address block may try again, in ms; null for now. */
export function addressFreeAt({ count, earliestAt }: AddressFailures): number | null {
  return count < ADDRESS_FAILURES_MAX || earliestAt === null ? null : earliestAt + ATTEMPT_WINDOW_MS
}
