import { type FileHandle, open } from 'node:fs/promises'

/** Waits for the disk without holding up anybody who does not. */
export type DiskSync = {
  /** Resolves when everything is on the disk that was written to the file before. Rejects when the disk failed. */
  sync(): Promise<void>
  /** Resolves when what the present syncs are about is on the disk; at once when there are none. */
  settled(): Promise<void>
  /** Whether a sync has failed: nothing that is written any more can be relied on. */
  hasFailed(): boolean
  close(): Promise<void>
}

/**
 * Syncs of one file. Those that ask while one is under way share the next one: the one under way may have begun before
 * they wrote. A disk that failed once is not trusted again: after a failed sync nobody knows what it kept.
 */
export async function openDiskSync(path: string): Promise<DiskSync> {
  const file: FileHandle = await open(path, 'r+')
  let current: Promise<void> | null = null
  let next: Promise<void> | null = null
  let failure: unknown = null

  async function once(): Promise<void> {
    if (failure !== null) throw failure
    try {
      await file.datasync()
    } catch (error) {
      failure = error
      throw error
    }
  }

  function begin(): Promise<void> {
    next = null
    current = once().finally(() => {
      current = null
    })
    return current
  }

  return {
    sync() {
      if (current === null) return begin()
      next ??= current.then(begin, begin)
      return next
    },
    settled: async () => next ?? current ?? undefined,
    hasFailed: () => failure !== null,
    async close() {
      await Promise.allSettled([current, next])
      await file.close()
    },
  }
}
