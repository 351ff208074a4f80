import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanUpLater } from './clean-up.ts'

/** Linux: a file system in memory, where nothing is ever durable. */
const TMPFS = 0x01021994

/** A folder for databases that is gone afterwards. Refuses one in memory: figures there would not be of durable commits. */
export function databaseFolder(): { path: string } & AsyncDisposable {
  if (process.platform === 'linux' && statfsSync(tmpdir()).type === TMPFS)
    throw new Error(`${tmpdir()} is in memory: set TMPDIR to a folder on a disk`)
  const path = mkdtempSync(join(tmpdir(), 'grantory-bench-'))
  return { path, [Symbol.asyncDispose]: cleanUpLater(() => rmSync(path, { recursive: true, force: true })) }
}
