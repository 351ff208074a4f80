import { Outage } from './database/database.ts'

/** How many works run at once, and how many may wait for that. */
export type Room = { atOnceMax: number; waitingMax: number }

/**
 * Runs at most `atOnceMax` works at the same time, the others in order of their arrival. Raises `Outage` when too many
 * wait already, so that a flood cannot pile up work (attack S11).
 */
export function createTurns(
  { atOnceMax, waitingMax }: Room,
  fullText: string,
): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async work => {
    if (running >= atOnceMax) {
      if (waiting.length >= waitingMax) throw new Outage(fullText)
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
