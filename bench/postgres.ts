/**
 * One and two server processes on one PostgreSQL that syncs every commit. Everything runs on this machine, so the figures
 * are for servers, PostgreSQL and load together; the second table keeps one server to a core of its own and PostgreSQL
 * with the load to another, which is the figure per core.
 */
import { compete, stopAll } from './support/compete.ts'
import { type Competitor, competitorOf } from './support/competitor.ts'
import { type Cores, moveToSecondCore, wordsFor } from './support/cores.ts'
import { prepareGrants } from './support/grants.ts'
import { newDatabase, startDurablePostgres } from './support/postgres.ts'
import { remark, report } from './support/report.ts'
import { rulesOfRun } from './support/settings.ts'
import { startGrantory } from './support/target.ts'

const ALGORITHMS = ['RS256', 'ES256']

for (const algorithm of ALGORITHMS) {
  await measureProcesses(`${algorithm}, PostgreSQL, ${wordsFor('any')}`, algorithm, [['any', 'any'], ['any']])
}
// What is started from here on stays there.
if (moveToSecondCore()) {
  for (const algorithm of ALGORITHMS) {
    const title = `${algorithm}, PostgreSQL, server on one core, PostgreSQL and load on another`
    await measureProcesses(title, algorithm, [['first']])
  }
} else remark('skipped: the figure per core, as processes cannot be kept to cores here')

async function measureProcesses(title: string, algorithm: string, teams: Cores[][]): Promise<void> {
  const cluster = await startDurablePostgres()
  if (!cluster) return
  const competitors: Competitor[] = []
  try {
    const databaseUrl = await newDatabase(cluster, 'grantory')
    const grants = await prepareGrants(databaseUrl)
    try {
      for (const cores of teams) {
        const name = cores.length === 1 ? 'one process' : `${cores.length} processes`
        competitors.push(competitorOf(await startGrantory({ name, databaseUrl, algorithm, grants, cores })))
      }
      report(`${title}; ${rulesOfRun()}`, competitors, await compete(competitors))
    } finally {
      await stopAll(competitors)
      await grants.close()
    }
  } finally {
    await cluster.stop()
  }
}
