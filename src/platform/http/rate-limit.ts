import type { FastifyReply } from 'fastify'

const BUCKETS_MAX = 50_000

/** Over a limit: answered as 429 with the headers of spec oauth.md §2.7. */
export class TooManyRequests extends Error {
  /** When it is free again, in ms. */
  readonly freeAt: number
  /** The rule in words, e.g. `300reqs/60s`. */
  readonly rule: string

  constructor(freeAt: number, rule: string) {
    super(`over the limit of ${rule}`)
    this.name = 'TooManyRequests'
    this.freeAt = freeAt
    this.rule = rule
  }
}

/** Counts a request of this key; throws `TooManyRequests` when it is one too many. */
export type RequestLimit = (key: string, now: number) => void

/**
 * A token bucket per key in this process's memory: `perSecond` requests on average, `burst` at once (G-18, G-25).
 * At most 50,000 keys are held; the oldest is forgotten first.
 */
export function createRequestLimit({ perSecond, burst }: { perSecond: number; burst: number }): RequestLimit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (key, now) => {
    const bucket = buckets.get(key)
    if (!bucket) {
      if (buckets.size >= BUCKETS_MAX) buckets.delete(buckets.keys().next().value ?? '')
      buckets.set(key, { tokens: burst - 1, at: now })
      return
    }
    // A clock that was set back takes nothing from anybody.
    const elapsedMs = Math.max(0, now - bucket.at)
    bucket.tokens = Math.min(burst, bucket.tokens + (elapsedMs / 1000) * perSecond)
    bucket.at = now
    if (bucket.tokens < 1) {
      throw new TooManyRequests(now + ((1 - bucket.tokens) / perSecond) * 1000, ruleOf(perSecond))
    }
    bucket.tokens -= 1
  }
}

/** `2reqs/1s`; what is rarer than once a second as `1reqs/180s`. */
function ruleOf(perSecond: number): string {
  return perSecond >= 1 ? `${perSecond}reqs/1s` : `1reqs/${Math.ceil(1 / perSecond)}s`
}

/** Status and headers of an answer to too many requests. */
export function tooMany(reply: FastifyReply, { freeAt, rule }: TooManyRequests): FastifyReply {
  return reply
    .code(429)
    .headers({ 'ratelimit-reset': String(Math.ceil(freeAt / 1000)), 'ratelimit-rule': rule })
}

/** A page answers "too many attempts"; gives the seconds to wait, at least one, for its text. */
export function tooManyAttempts(reply: FastifyReply, freeAt: number, now: number): number {
  const waitSeconds = Math.max(1, Math.ceil((freeAt - now) / 1000))
  reply.code(429).header('retry-after', String(waitSeconds))
  return waitSeconds
}
