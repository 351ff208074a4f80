/** How many works run at once, and how many may wait for that. */
export type Room = { atOnceMax: number; waitingMax: number }

/**
 * Runs at most `atOnceMax` works at the same time, the others in order of their arrival. Raises what `full` makes
 * when too many wait already, so that a flood cannot pile up work (attack S11).
 */
export function createTurns(
  { atOnceMax, waitingMax }: Room,
  full: () => Error,
): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async work => {
    if (running >= atOnceMax) {
      if (waiting.length >= waitingMax) throw full()
      await new Promise<void>(resolve => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}

/** The same by key: works of one key wait for each other, and for no others. A key without works is forgotten. */
export function createKeyedTurns(
  room: Room,
  full: () => Error,
): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const lines = new Map<string, { inTurn: ReturnType<typeof createTurns>; works: number }>()
  return async (key, work) => {
    const line = lines.get(key) ?? { inTurn: createTurns(room, full), works: 0 }
    lines.set(key, line)
    line.works += 1
    try {
      return await line.inTurn(work)
    } finally {
      line.works -= 1
      if (line.works === 0) lines.delete(key)
    }
  }
}
