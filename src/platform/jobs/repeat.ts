/** Something every process of the installation does for itself again and again, unlike a job. */
export type Repetition = { start(): void; stop(): void }

/**
 * Runs `step` every so often while started, never twice at once. A failure waits for the next turn, so the step itself
 * must know how long it may go without success. Does not keep the process alive.
 */
export function repeat(everyMs: number, step: () => Promise<unknown>): Repetition {
  let timer: NodeJS.Timeout | undefined
  let isRunning = false
  return {
    start() {
      timer = setInterval(async () => {
        if (isRunning) return
        isRunning = true
        await step().catch(() => undefined)
        isRunning = false
      }, everyMs)
      timer.unref()
    },
    stop() {
      clearInterval(timer)
    },
  }
}
