import { MINUTE_MS, SECOND_MS } from '../../../platform/durations.ts'
import { POLL_INTERVAL_SECONDS } from './device-authorization.ts'

const REMEMBERED_MAX = 50_000
/** The network may bring two polls closer together than they were sent. */
const TOLERANCE_MS = 500
const SLOWER_BY_MS = 5 * SECOND_MS
const INTERVAL_MS_MAX = MINUTE_MS

/** Tells whether a device polls faster than it may; asking counts as a poll. */
export type PollPace = (deviceCodeHash: string, now: number) => 'fast' | 'polite'

/**
 * Remembers in this process when each device polled last: each `slow_down` makes its interval five seconds longer
 * (RFC 8628 §3.5), up to a minute. Another process does not know of it, so a device that reaches several may poll as
 * often at each of them; nothing but the word `slow_down` depends on it, so a poll costs no write.
 */
export function createPollPace(): PollPace {
  const devices = new Map<string, { polledAt: number; intervalMs: number }>()
  return (deviceCodeHash, now) => {
    const known = devices.get(deviceCodeHash)
    if (!known) {
      if (devices.size >= REMEMBERED_MAX) devices.delete(devices.keys().next().value ?? '')
      devices.set(deviceCodeHash, { polledAt: now, intervalMs: POLL_INTERVAL_SECONDS * 1000 })
      return 'polite'
    }
    const isFast = now - known.polledAt < known.intervalMs - TOLERANCE_MS
    known.polledAt = now
    if (!isFast) return 'polite'
    known.intervalMs = Math.min(known.intervalMs + SLOWER_BY_MS, INTERVAL_MS_MAX)
    return 'fast'
  }
}
