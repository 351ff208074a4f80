/** A hub in a process of its own, to be killed: prints its port, serves until then. Arguments: the database. */
import { pino } from 'pino'
import { createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { loadDemo } from '../../src/demo.ts'
import { INSECURE_PASSWORD_COST_FOR_TESTS } from '../../src/modules/identity/index.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database/open.ts'
import { INTERNET } from '../../src/platform/outbound-http/foreign-fetch.ts'

const SECRET_KEY = 'a secret key for tests: 0123456789abcdef'

const { config } = loadConfig(
  {
    SECRET_KEY,
    PORT: '0',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://localhost:4000',
    DATABASE_URL: process.argv[2],
    RATE_LIMIT_PER_SECOND: '100000',
    RATE_LIMIT_BURST: '100000',
  },
  null,
)
const db = await openDatabase({ databaseUrl: config.databaseUrl, poolSize: config.databasePoolSize })
const app = await createApp({
  config: { ...config, port: 0 },
  secrets: { secretKey: SECRET_KEY, previousSecretKey: null },
  db,
  clock: systemClock,
  log: pino({ level: 'silent' }),
  passwordCost: INSECURE_PASSWORD_COST_FOR_TESTS,
  monotonicMs: () => performance.now(),
  network: INTERNET,
})
await loadDemo(app, INSECURE_PASSWORD_COST_FOR_TESTS)
const port = await app.listen()
process.send?.({ port })
