import { SECURITY_PROFILES, SIGNING_ALGORITHMS } from '../modules/apps/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/durations.ts'
import { UsageError } from './command.ts'

/** Reads a value of a closed list. */
export function oneOf<Choice extends string>(
  name: string,
  choices: readonly Choice[],
  value: string | undefined,
) {
  if (value === undefined) return undefined
  const choice = choices.find(candidate => candidate === value)
  if (choice === undefined) throw new UsageError(`--${name} is one of ${choices.join(', ')}, found ${value}`)
  return choice
}

export function signingAlgorithm(value: string | undefined) {
  return oneOf('algorithm', SIGNING_ALGORITHMS, value)
}

export function securityProfile(value: string | undefined) {
  return oneOf('profile', SECURITY_PROFILES, value)
}

const UNIT_MS: Record<string, number> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }

/** A span of time such as `30m`, `24h` or `7d`, in milliseconds. */
export function duration(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(value) ?? []
  const unitMs = UNIT_MS[unit]
  if (amount === undefined || unitMs === undefined) {
    throw new UsageError(`--${name} is a span of time such as 30m, 24h or 7d, found ${value}`)
  }
  return Number(amount) * unitMs
}

/** An option that must be given. */
export function required(name: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`--${name} is missing`)
  return value
}

/** Scopes joined by commas or spaces; undefined without the option. */
export function scopeList(value: string | undefined): string[] | undefined {
  return value?.split(/[\s,]+/).filter(Boolean)
}

/** An instant in milliseconds as people and programs read it. */
export function isoTime(instant: number): string {
  return new Date(instant).toISOString()
}

/** No date goes further (ECMA-262 §21.4.1.1). */
const INSTANT_SECONDS_MAX = 8.64e12

/** The instant in a claim (NumericDate, RFC 7519 §2); null when it is none. Whoever made the token may have said anything. */
export function claimTime(value: unknown): string | null {
  return typeof value === 'number' && Math.abs(value) <= INSTANT_SECONDS_MAX ? isoTime(value * 1000) : null
}
