/**
 * Fills a database with demo data, refresh tokens and codes, and prints them as JSON. In a process of its own, so that
 * the server's memory is the server's. Run: node prepare-grants.ts <database url> <refresh tokens> <codes>
 */
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
import { openHub } from './hub.ts'

const [databaseUrl = '', refreshTokenCount = '0', codeCount = '0'] = process.argv.slice(2)
const app = await openHub({ databaseUrl, algorithm: 'RS256' })
await loadDemo(app, INSECURE_PASSWORD_COST_FOR_TESTS)

const person = await findPersonByEmailKey(app.db, DEMO.persons[0].email)
const stockKeeper = await findAppByName(app.db, 'stock_keeper')
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
    parentFamilyId: null,
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

await app.close()
await app.db.close()
process.stdout.write(JSON.stringify({ refreshTokens, codes }))
