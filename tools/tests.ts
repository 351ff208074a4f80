import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { startPostgres } from '../test/support/postgres.ts'
import { prepareEquipment } from './debian.ts'
import { add, type Counts, report, sentence } from './report.ts'
import { root } from './root.ts'
import { findTestFiles, needsBrowser, needsCurl, runsOnBothDatabases } from './suites.ts'

/** `paths`: files and folders, none for all. `databases`: which of the two to run them on. */
export type Selection = { paths: string[]; databases: ('sqlite' | 'postgres')[] }

type Outcome = { counts: Counts; failures: string[] }

/**
 * Runs the tests on the embedded database, then those that depend on the database on PostgreSQL, and says at the end
 * what failed and what could not run. In CI everything must run: a suite that could not counts as a failure.
 *
 * PostgreSQL is a throw-away server of our own unless `TEST_DATABASE` names an administrator's URL.
 */
export async function runTests({ paths, databases }: Selection): Promise<Counts> {
  const files = findTestFiles(paths)
  const onPostgres = databases.includes('postgres') ? files.filter(runsOnBothDatabases) : []
  const ownServer = process.env['TEST_DATABASE']
  const equipment = prepareEquipment({
    chromium: files.some(needsBrowser),
    curl: files.some(needsCurl),
    postgres: onPostgres.length > 0 && ownServer === undefined,
  })
  if (equipment.chromium !== null) process.env['CHROMIUM'] = equipment.chromium

  const outcomes: Outcome[] = []
  const notRun: string[] = []
  if (databases.includes('sqlite')) {
    const lacking = (file: string) => {
      if (equipment.chromium === null && needsBrowser(file)) return 'Chromium is missing'
      return equipment.curl === null && needsCurl(file) ? 'curl or openssl is missing' : null
    }
    const runnable = files.filter(file => lacking(file) === null)
    outcomes.push(await runFiles('the embedded database', runnable, null))
    notRun.push(...files.flatMap(file => (lacking(file) === null ? [] : `${file} (${lacking(file)})`)))
  }
  if (onPostgres.length > 0 && ownServer !== undefined) {
    outcomes.push(await runFiles('PostgreSQL', onPostgres, ownServer))
  } else if (onPostgres.length > 0 && equipment.postgres !== null) {
    outcomes.push(await runOnThrowAwayPostgres(equipment.postgres, onPostgres))
  } else {
    notRun.push(...onPostgres.map(file => `${file} on PostgreSQL (PostgreSQL is missing)`))
  }
  return conclude(outcomes, notRun)
}

async function runOnThrowAwayPostgres(binaries: string, files: string[]): Promise<Outcome> {
  const cluster = await startPostgres(binaries)
  const end = () => void cluster.stop().then(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  try {
    return await runFiles('PostgreSQL', files, cluster.url)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end)
    await cluster.stop()
  }
}

async function runFiles(where: string, files: string[], databaseUrl: string | null): Promise<Outcome> {
  console.log(`\n${files.length} test files on ${where}\n`)
  // The files' processes inherit this environment.
  if (databaseUrl === null) delete process.env['TEST_DATABASE']
  else process.env['TEST_DATABASE'] = databaseUrl
  const stream = run({
    files: files.map(file => join(root, file)),
    concurrency: Math.max(2, availableParallelism()),
    execArgv: ['--import', join(root, 'tools', 'watchdog.ts')],
  })
  const { counts, failures } = await report(stream)
  return { counts, failures: failures.map(failure => `${failure}  (on ${where})`) }
}

function conclude(outcomes: Outcome[], notRun: string[]): Counts {
  const failures = outcomes.flatMap(outcome => outcome.failures)
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map(line => `  ✖ ${line}`).join('\n')}`)
  if (notRun.length > 0) console.log(`\nCould not run:\n${notRun.map(line => `  – ${line}`).join('\n')}`)
  const counts = outcomes.map(outcome => outcome.counts).reduce(add, { passed: 0, failed: 0, skipped: 0 })
  const isStrict = Boolean(process.env['CI'])
  return add(
    counts,
    isStrict
      ? { passed: 0, failed: notRun.length, skipped: 0 }
      : { passed: 0, failed: 0, skipped: notRun.length },
  )
}

/** Prints the counts alone on the last line and sets the exit code. */
export function finish(counts: Counts): void {
  console.log(`\n${sentence(counts)}`)
  process.exitCode = counts.failed > 0 ? 1 : 0
}
