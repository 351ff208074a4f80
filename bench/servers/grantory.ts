/** Grantory on the embedded database, every grant durably stored, request limits raised by configuration. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { loadDemo } from '../../src/demo.ts'
import { DEMO } from '../../src/demo-facts.ts'
import { findAppByName } from '../../src/modules/apps/index.ts'
import { findPersonByEmailKey } from '../../src/modules/directory/index.ts'
import { INSECURE_PASSWORD_COST_FOR_TESTS } from '../../src/modules/identity/index.ts'
import { insertCode } from '../../src/modules/oauth/token/code.repository.ts'
import { issue, newRefreshToken } from '../../src/modules/oauth/token/issuer.ts'
import { insertFamily } from '../../src/modules/oauth/token/token.repository.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { sha256Hex } from '../../src/platform/crypto/digest.ts'
import { randomSecret, uuid } from '../../src/platform/crypto/random.ts'
import type { Tx } from '../../src/platform/database/database.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { openDatabase } from '../../src/platform/database/open.ts'
import { createLog } from '../../src/platform/log.ts'
import { announce } from '../support/contestant.ts'

const [algorithm = 'RS256', refreshTokenCount = '0', codeCount = '0', databaseUrl] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'grantory-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const { config } = loadConfig(
  {
    PORT: '0',
    PUBLIC_URL: 'http://localhost:4000',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl ?? `sqlite:${join(folder, 'grantory.db')}`,
    SECRET_KEY: 'a secret key for benchmarks: 0123456789abcdef',
    SIGNING_ALGORITHM: algorithm,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_PER_SECOND: '1000000',
    RATE_LIMIT_BURST: '1000000',
  },
  null,
)
const db = await openDatabase({ databaseUrl: config.databaseUrl, poolSize: config.databasePoolSize })
await migrate(db, systemClock.now())
const app = await createApp({
  config,
  secrets: { secretKey: 'a secret key for benchmarks: 0123456789abcdef', previousSecretKey: null },
  db,
  clock: systemClock,
  log: createLog({ level: config.logLevel }),
  passwordCost: INSECURE_PASSWORD_COST_FOR_TESTS,
  monotonicMs: () => performance.now(),
})
await loadDemo(app, INSECURE_PASSWORD_COST_FOR_TESTS)

const person = await findPersonByEmailKey(db, DEMO.persons[0].email)
const stockKeeper = await findAppByName(db, 'stock_keeper')
if (!person || !stockKeeper) throw new Error('the demo data were made above')
const bearer = { type: 'Person' as const, id: person.id }
const scopes = ['directory.person.r']
const now = systemClock.now()
const { connectionId } = await app.db.transaction(tx =>
  app.connections.allow(
    tx,
    {
      appId: stockKeeper.id,
      bearer,
      establishedBy: person.id,
      granted: scopes,
      waiting: [],
      unavailable: [],
    },
    now,
  ),
)

async function newFamily(tx: Tx) {
  const family = {
    id: uuid(now),
    appId: stockKeeper?.id ?? '',
    clientId: DEMO.stockKeeper.clientId,
    clientIsConfidential: true,
    connectionId,
    personConnectionId: null,
    bearer,
    personId: null,
    roles: null,
    scopes,
    personScopes: [],
    separator: ',' as const,
    flow: 'authorization_code' as const,
  }
  await insertFamily(tx, family, now)
  return family
}

const redirectUri = DEMO.stockKeeper.redirectUrls[0]
const refreshTokens = await Promise.all(
  Array.from({ length: Number(refreshTokenCount) }, () =>
    app.db.transaction(async tx => {
      const refreshToken = newRefreshToken()
      await issue(tx, { family: await newFamily(tx), scopes, roles: null, refreshToken }, now)
      return refreshToken
    }),
  ),
)
const codes = await Promise.all(
  Array.from({ length: Number(codeCount) }, () =>
    app.db.transaction(async tx => {
      const code = randomSecret(47)
      const { id: familyId } = await newFamily(tx)
      const expiresAt = now + 3_600_000
      await insertCode(
        tx,
        {
          codeHash: sha256Hex(code),
          familyId,
          redirectUri,
          codeChallenge: null,
          codeChallengeMethod: null,
          expiresAt,
        },
        now,
      )
      return code
    }),
  ),
)

const { clientId, secret } = DEMO.stockKeeper
announce({
  port: await app.listen(),
  authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
  tokenPath: '/oauth/access_token',
  refreshTokens,
  codes,
  redirectUri,
})
