import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a TypeScript file of the tests (path relative to `test/`) in a process of its own; its standard output. */
export async function runChild(path: string, args: string[]): Promise<string> {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url))
  const { stdout } = await run(process.execPath, [file, ...args])
  return stdout
}
