/** What one run measures, from the environment; the defaults are those of the published figures. */
export const SETTINGS = {
  /** How often everything is measured; the median counts. */
  rounds: positive('BENCH_ROUNDS', 3),
  /** How long one measurement takes. */
  roundMs: positive('BENCH_ROUND_MS', 2000),
  /** How many issued tokens "many" are in the section `scale`. */
  storedTokens: positive('BENCH_TOKENS', 1_000_000),
  /** Requests in flight. */
  connections: positive('BENCH_CONNECTIONS', 32),
  /** Each server gets this long of each scenario before anything counts. */
  warmUpMs: Math.min(1500, positive('BENCH_ROUND_MS', 2000)),
}

/** How a table's head tells the rules of its figures. */
export function rulesOfRun(): string {
  const { rounds, roundMs, connections } = SETTINGS
  return `${connections} in flight, median of ${rounds} interleaved rounds of ${roundMs / 1000} s, every answer checked`
}

function positive(name: string, fallback: number): number {
  const text = process.env[name]
  const value = text === undefined ? fallback : Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0`)
  return value
}
