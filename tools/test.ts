/**
 * `npm test`: all tests on both databases.
 * `npm test -- test/oauth test/architecture.test.ts`: only these. `--database sqlite` or `postgres`: only there.
 */
import { parseArgs } from 'node:util'
import { UsageError } from './suites.ts'
import { finish, runTests, type Selection } from './tests.ts'

const { values, positionals } = parseArgs({
  options: { database: { type: 'string' } },
  allowPositionals: true,
})
try {
  finish(await runTests({ paths: positionals, databases: chosenDatabases(values.database) }))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(error.message)
  process.exitCode = 2
}

function chosenDatabases(name: string | undefined): Selection['databases'] {
  if (name === undefined) return ['sqlite', 'postgres']
  if (name === 'sqlite' || name === 'postgres') return [name]
  throw new UsageError(`--database is sqlite or postgres, not ${name}`)
}
