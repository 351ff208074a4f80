import type { Surroundings } from '../command.ts'

/** Waits for something that a person does, until it takes too long or the program is asked to end. */
export async function waitFor<T>(
  work: Promise<T>,
  { pause, stopped, timeoutMs }: Pick<Surroundings, 'pause'> & { stopped: Promise<void>; timeoutMs: number },
): Promise<T | 'timeout' | 'stopped'> {
  const over = new AbortController()
  try {
    return await Promise.race([
      work,
      pause(timeoutMs, over.signal).then(() => 'timeout' as const),
      stopped.then(() => 'stopped' as const),
    ])
  } finally {
    over.abort()
  }
}
