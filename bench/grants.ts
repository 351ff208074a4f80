/**
 * Every kind of grant and check on the embedded database, side by side with oidc-provider (which keeps its own in memory)
 * and with the limit, for each algorithm. The load is on the other core.
 */
import { join } from 'node:path'
import { SIGNING_ALGORITHMS } from '../src/modules/oauth/keys/jwt.ts'
import { compete, stopAll } from './support/compete.ts'
import { type Competitor, competitorOf, startLimit } from './support/competitor.ts'
import { wordsFor } from './support/cores.ts'
import { type Grants, prepareGrants } from './support/grants.ts'
import { databaseFolder } from './support/place.ts'
import { report } from './support/report.ts'
import { rulesOfRun } from './support/settings.ts'
import { startGrantory, startPeer } from './support/target.ts'

for (const algorithm of SIGNING_ALGORITHMS) {
  await using folder = databaseFolder()
  const databaseUrl = `sqlite:${join(folder.path, 'grantory.db')}`
  const grants = await prepareGrants(databaseUrl)
  try {
    await competeWith(algorithm, { databaseUrl, grants })
  } finally {
    await grants.close()
  }
}

async function competeWith(
  algorithm: string,
  { databaseUrl, grants }: { databaseUrl: string; grants: Grants },
): Promise<void> {
  const competitors: Competitor[] = []
  try {
    const own = await startGrantory({ name: 'Grantory', databaseUrl, algorithm, grants, cores: ['first'] })
    competitors.push(competitorOf(own))
    competitors.push(competitorOf(await startPeer(algorithm, 'first')))
    competitors.push(await startLimit(own, { algorithm, cores: 'first' }))
    const results = await compete(competitors)
    report(`${algorithm}, embedded, ${wordsFor('first')}; ${rulesOfRun()}`, competitors, results)
  } finally {
    await stopAll(competitors)
  }
}
