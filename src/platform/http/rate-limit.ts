const BUCKETS_MAX = 50_000

/** Over the limit: when it is free again (seconds since the epoch) and the rule in words (spec oauth.md §2.7). */
export type Limited = { resetAt: number; rule: string }

/** Counts requests of one key; null lets it pass. */
export type RequestLimit = (key: string, now: number) => Limited | null

/**
 * A token bucket per key in this process's memory: `perSecond` requests on average, `burst` at once (G-18, G-25).
 * At most 50,000 keys are held; the oldest is forgotten first.
 */
export function createRequestLimit({ perSecond, burst }: { perSecond: number; burst: number }): RequestLimit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const rule = `${perSecond}reqs/1s`
  return (key, now) => {
    const bucket = buckets.get(key)
    if (!bucket) {
      if (buckets.size >= BUCKETS_MAX) buckets.delete(buckets.keys().next().value ?? '')
      buckets.set(key, { tokens: burst - 1, at: now })
      return null
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    if (bucket.tokens < 1) {
      return { resetAt: Math.ceil((now + ((1 - bucket.tokens) / perSecond) * 1000) / 1000), rule }
    }
    bucket.tokens -= 1
    return null
  }
}
