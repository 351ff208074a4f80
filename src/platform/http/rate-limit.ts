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

/** How often something may be: on average, and at once. */
export type Rate = { perSecond: number; burst: number }

/** Counts a request of this key; throws `TooManyRequests` when it is one too many. */
export type RequestLimit = (key: string, now: number) => void

/**
 * A token bucket per key in this process's memory: `perSecond` requests on average, `burst` at once (G-18, G-25).
 * At most 50,000 keys are held; the oldest is forgotten first.
 */
export function createRequestLimit(rate: Rate): RequestLimit {
  const bucketOf = createBuckets(rate)
  return (key, now) => {
    const bucket = bucketOf(key, now)
    refuseEmpty(bucket, rate, now)
    bucket.tokens -= 1
  }
}

/** A limit of what is only known afterwards, such as a guess that was right. */
export type OutcomeLimit = {
  /** Throws `TooManyRequests` while there were too many. */
  permit(key: string, now: number): void
  /** Counts so many; all of them count, also beyond the limit. */
  count(key: string, times: number, now: number): void
}

/** The same bucket, for outcomes. */
export function createOutcomeLimit(rate: Rate): OutcomeLimit {
  const bucketOf = createBuckets(rate)
  return {
    permit: (key, now) => refuseEmpty(bucketOf(key, now), rate, now),
    count(key, times, now) {
      bucketOf(key, now).tokens -= times
    },
  }
}

type Bucket = { tokens: number; at: number }

/** Gives the bucket of a key as it is now. */
function createBuckets({ perSecond, burst }: Rate): (key: string, now: number) => Bucket {
  const buckets = new Map<string, Bucket>()
  return (key, now) => {
    const known = buckets.get(key)
    if (!known) {
      if (buckets.size >= BUCKETS_MAX) buckets.delete(buckets.keys().next().value ?? '')
      const bucket = { tokens: burst, at: now }
      buckets.set(key, bucket)
      return bucket
    }
    // A clock that was set back takes nothing from anybody.
    const elapsedMs = Math.max(0, now - known.at)
    known.tokens = Math.min(burst, known.tokens + (elapsedMs / 1000) * perSecond)
    known.at = now
    return known
  }
}

function refuseEmpty({ tokens }: Bucket, { perSecond }: Rate, now: number): void {
  if (tokens < 1) throw new TooManyRequests(now + ((1 - tokens) / perSecond) * 1000, ruleOf(perSecond))
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
