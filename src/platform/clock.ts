/** The only source of time: everything that depends on "now" takes it from here, so that a test can move it. */
export type Clock = {
  /** The current instant in milliseconds since the UNIX epoch. */
  now(): number
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() }
