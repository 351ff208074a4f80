import { type App, createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { INSECURE_PASSWORD_COST_FOR_TESTS } from '../../src/modules/identity/index.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openDatabase } from '../../src/platform/database/open.ts'
import { createLog } from '../../src/platform/log.ts'
import { INTERNET } from '../../src/platform/outbound-http/foreign-fetch.ts'

const SECRET_KEY = 'a secret key for benchmarks: 0123456789abcdef'

/** The hub on this database, with request limits raised by configuration and tokens signed by this algorithm. */
export async function openHub({
  databaseUrl,
  algorithm,
}: {
  databaseUrl: string
  algorithm: string
}): Promise<App> {
  const { config } = loadConfig(
    {
      PORT: '0',
      PUBLIC_URL: 'http://localhost:4000',
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      SECRET_KEY,
      SIGNING_ALGORITHM: algorithm,
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_SECOND: '1000000',
      RATE_LIMIT_BURST: '1000000',
    },
    null,
  )
  const db = await openDatabase({ databaseUrl: config.databaseUrl, poolSize: config.databasePoolSize })
  await migrate(db, systemClock.now())
  return createApp({
    config,
    secrets: { secretKey: SECRET_KEY, previousSecretKey: null },
    db,
    clock: systemClock,
    log: createLog({ level: config.logLevel }),
    passwordCost: INSECURE_PASSWORD_COST_FOR_TESTS,
    monotonicMs: () => performance.now(),
    network: INTERNET,
  })
}
