/**
 * How each figure changes from a thousand to a million stored tokens, on the embedded database and on PostgreSQL: two
 * servers, one on each, do the same in turn. ES256, because a slower signature would hide what the store costs.
 */
import { join } from 'node:path'
import { compete, stopAll } from './support/compete.ts'
import { type Competitor, competitorOf } from './support/competitor.ts'
import { wordsFor } from './support/cores.ts'
import { type Grants, prepareGrants } from './support/grants.ts'
import { databaseFolder } from './support/place.ts'
import { newDatabase, startDurablePostgres } from './support/postgres.ts'
import { remark, report } from './support/report.ts'
import { rulesOfRun, SETTINGS } from './support/settings.ts'
import { startGrantory } from './support/target.ts'

const ALGORITHM = 'ES256'
const FEW = 1000
const SIZES = [SETTINGS.storedTokens, FEW]

{
  await using folder = databaseFolder()
  await compareSizes('embedded', async size => `sqlite:${join(folder.path, `${size}.db`)}`)
}
const cluster = await startDurablePostgres()
try {
  if (cluster) await compareSizes('PostgreSQL', size => newDatabase(cluster, `tokens_${size}`))
} finally {
  await cluster?.stop()
}

async function compareSizes(store: string, databaseOf: (size: number) => Promise<string>): Promise<void> {
  const competitors: Competitor[] = []
  const opened: Grants[] = []
  try {
    for (const size of SIZES) {
      const databaseUrl = await databaseOf(size)
      const grants = await prepareGrants(databaseUrl)
      opened.push(grants)
      const began = performance.now()
      await grants.storeTokens(size)
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      const name = `${size.toLocaleString('en')} tokens`
      remark(`${store}: ${name} stored in ${seconds} s`)
      competitors.push(
        competitorOf(
          await startGrantory({ name, databaseUrl, algorithm: ALGORITHM, grants, cores: ['first'] }),
        ),
      )
    }
    const results = await compete(competitors)
    report(`${store}, ${ALGORITHM}, ${wordsFor('first')}; ${rulesOfRun()}`, competitors, results)
  } finally {
    await stopAll(competitors)
    for (const grants of opened) await grants.close()
  }
}
