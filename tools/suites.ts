import { globSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { root } from './root.ts'

/** What was asked for on the command line cannot be; `message` says why. */
export class UsageError extends Error {}

/** Tests that know no database: they run once. All others run on the embedded database and again on PostgreSQL. */
const RUN_ONCE = [
  'test/architecture.test.ts',
  'test/config.test.ts',
  'test/docs.test.ts',
  'test/env-example.test.ts',
  'test/launcher.test.ts',
  'test/lock-file.test.ts',
  'test/platform/',
  'test/web/',
  'test/journeys/',
  'test/interop/snippets.curl.test.ts',
]

/** Tests that drive a real browser; outside this folder their names end in `.browser.test.ts`. */
const JOURNEYS = 'test/journeys/'

/**
 * The test files under the given files and folders (paths relative to the project; none means all), in a stable order.
 * Throws `UsageError` when a path matches nothing, so that a mistyped name does not pass as "0 failed".
 */
export function findTestFiles(paths: string[]): string[] {
  const files = globSync('test/**/*.test.ts', { cwd: root }).map(file => file.split(sep).join('/'))
  const wanted = paths.map(path => relative(root, join(process.cwd(), path)).split(sep).join('/'))
  const unmatched = wanted.find(path => !files.some(file => isUnder(file, path)))
  if (unmatched !== undefined) throw new UsageError(`no test file is called ${unmatched} or lies under it`)
  return files.filter(file => wanted.length === 0 || wanted.some(path => isUnder(file, path))).sort()
}

/** Whether the file's behaviour depends on the database and is tested on both. */
export function runsOnBothDatabases(file: string): boolean {
  return !RUN_ONCE.some(path => file.startsWith(path))
}

/** Whether the file cannot run without Chromium. */
export function needsBrowser(file: string): boolean {
  return file.startsWith(JOURNEYS) || file.endsWith('.browser.test.ts')
}

/** Whether the file runs lines for the shell with curl. */
export function needsCurl(file: string): boolean {
  return file.endsWith('.curl.test.ts')
}

function isUnder(file: string, path: string): boolean {
  return path === '' || file === path || file.startsWith(`${path.replace(/\/$/, '')}/`)
}
