const pending = new Set<() => Promise<void>>()

/** Makes sure that `work` is done, also when the run is interrupted. Gives what does it now, and once only. */
export function cleanUpLater(work: () => void | Promise<void>): () => Promise<void> {
  const once = async () => {
    if (pending.delete(once)) await work()
  }
  pending.add(once)
  return once
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    console.error(`interrupted by ${signal}`)
    await Promise.allSettled([...pending].map(work => work()))
    process.exit(1)
  })
