import sql, { raw } from 'sql-template-tag'
import { loadDemo } from '../../src/demo.ts'
import { DEMO } from '../../src/demo-facts.ts'
import { findAppByName } from '../../src/modules/apps/index.ts'
import { findPersonByEmailKey } from '../../src/modules/directory/index.ts'
import { INSECURE_PASSWORD_COST_FOR_TESTS } from '../../src/modules/identity/index.ts'
import { newRefreshToken, refreshHashOf } from '../../src/modules/oauth/token/refresh-token.ts'
import { sha256Hex } from '../../src/platform/crypto/digest.ts'
import { randomSecret, uuid } from '../../src/platform/crypto/random.ts'
import type { Db, Value } from '../../src/platform/database/database.ts'
import { openDatabase } from '../../src/platform/database/open.ts'
import { DAY_MS, HOUR_MS } from '../../src/platform/durations.ts'
import { openHub } from './hub.ts'
import { insertRows } from './insert-rows.ts'

/** What a machine asks for, and what its connection grants; delegation needs the second. */
export const MACHINE_SCOPES = ['directory.organization.r', 'directory.delegations.rw']

const PERSON_SCOPE = 'directory.person.r'
const REFRESH_LIFETIME_MS = 7 * DAY_MS
/** The oldest of many stored tokens; those that expired are kept for a while. */
const OLDEST_MS = 10 * DAY_MS
const ROWS_PER_COMMIT = 10_000
const STATEMENT_MS_MAX = 300_000
/** Of many stored tokens, one connection has this many families, as an organization's or a person's app has. */
const FAMILIES_PER_CONNECTION = 50
/** Families are machines', with one pair each, and persons', whose pair was refreshed so often. */
const REFRESHES_OF_PERSONS = 3

/** What the load puts into Grantory's database itself, because it has too much of it to ask for it. */
export type Grants = {
  /** Refresh tokens of as many families. */
  refreshTokens(count: number): Promise<string[]>
  /** Codes that wait for their exchange. */
  codes(count: number): Promise<string[]>
  /** Issued tokens as they lie about after days of work, at least so many. */
  storeTokens(count: number): Promise<void>
  close(): Promise<void>
}

/** Makes the demo data and the consents that machines and persons need, and opens the database for more. */
export async function prepareGrants(databaseUrl: string): Promise<Grants> {
  const subject = await giveConsents(databaseUrl)
  const db = await openDatabase({ databaseUrl, poolSize: 2, statementMsMax: STATEMENT_MS_MAX })
  return {
    async refreshTokens(count) {
      const now = Date.now()
      const tokens = Array.from({ length: count }, () => newRefreshToken(now))
      const families = tokens.map(() => familyRow(subject, now))
      await insertRows(db, 'token_family', FAMILY, families)
      const pairs = tokens.map((token, index) => pairRow(families[index], { token, issuedAt: now }))
      await insertRows(db, 'issued_token', PAIR, pairs)
      return tokens
    },
    async codes(count) {
      const now = Date.now()
      const codes = Array.from({ length: count }, () => randomSecret(47))
      const families = codes.map(() => familyRow(subject, now))
      await insertRows(db, 'token_family', FAMILY, families)
      await insertRows(
        db,
        'authorization_code',
        ['code_hash', 'family_id', 'redirect_uri', 'created_at', 'expires_at'],
        codes.map((code, index) => [
          sha256Hex(code),
          idOf(families[index]),
          DEMO.stockKeeper.redirectUrls[0],
          now,
          now + HOUR_MS,
        ]),
      )
      return codes
    },
    storeTokens: count => storeTokens(db, subject, count),
    close: () => db.close(),
  }
}

type Subject = { appId: string; personId: string; connectionId: string }

async function giveConsents(databaseUrl: string): Promise<Subject> {
  const app = await openHub({ databaseUrl, algorithm: 'RS256' })
  try {
    await loadDemo(app, INSECURE_PASSWORD_COST_FOR_TESTS)
    const person = await findPersonByEmailKey(app.db, DEMO.persons[0].email)
    const stockKeeper = await findAppByName(app.db, 'stock_keeper')
    if (!person || !stockKeeper) throw new Error('the demo data were made above')
    const allow = (bearer: { type: 'Person' | 'Organization'; id: string }, granted: string[]) =>
      app.db.transaction(tx =>
        app.connections.allow(
          tx,
          {
            appId: stockKeeper.id,
            bearer,
            establishedBy: person.id,
            granted,
            waiting: [],
            unavailable: [],
          },
          Date.now(),
        ),
      )
    await allow({ type: 'Organization', id: DEMO.lindenPress }, MACHINE_SCOPES)
    const { connectionId } = await allow({ type: 'Person', id: person.id }, [PERSON_SCOPE])
    return { appId: stockKeeper.id, personId: person.id, connectionId }
  } finally {
    await app.close()
    await app.db.close()
  }
}

/** Days of work: connections, families of machines and of persons, their pairs in the order in which they were issued. */
async function storeTokens(db: Db, { appId }: Subject, count: number): Promise<void> {
  const began = Date.now() - OLDEST_MS
  const connections: Value[][] = []
  const scopes: Value[][] = []
  const families: Value[][] = []
  const pairs: Value[][] = []
  const flush = async () => {
    await insertRows(db, 'connection', CONNECTION, connections.splice(0))
    await insertRows(db, 'connection_scope', CONNECTION_SCOPE, scopes.splice(0))
    await insertRows(db, 'token_family', FAMILY, families.splice(0))
    await insertRows(db, 'issued_token', PAIR, pairs.splice(0))
  }
  let connectionId = ''
  let bearerId = ''
  for (let stored = 0, family = 0; stored < count; family += 1) {
    const issuedAt = began + Math.floor((stored / count) * OLDEST_MS)
    if (family % FAMILIES_PER_CONNECTION === 0) {
      connectionId = uuid(issuedAt)
      bearerId = uuid(issuedAt)
      connections.push([connectionId, appId, 'Person', bearerId, bearerId, issuedAt, issuedAt])
      scopes.push([connectionId, PERSON_SCOPE, 'granted', issuedAt])
    }
    const row = familyRow({ appId, connectionId, personId: bearerId }, issuedAt)
    families.push(row)
    const size = family % 2 === 0 ? 1 : 1 + REFRESHES_OF_PERSONS
    let jti = uuid(issuedAt)
    for (let refresh = 0; refresh < size; refresh += 1) {
      const successor = refresh < size - 1 ? uuid(issuedAt) : null
      pairs.push(pairRow(row, { token: newRefreshToken(issuedAt), issuedAt, jti, successor }))
      jti = successor ?? ''
    }
    stored += size
    if (pairs.length >= ROWS_PER_COMMIT) await flush()
  }
  await flush()
  // What autovacuum would have done meanwhile.
  if (db.dialect === 'postgres')
    for (const table of ['connection', 'connection_scope', 'token_family', 'issued_token'])
      await db.read(sql`vacuum analyze ${raw(table)}`)
}

const CONNECTION = ['id', 'app_id', 'bearer_type', 'bearer_id', 'established_by', 'created_at', 'updated_at']
const CONNECTION_SCOPE = ['connection_id', 'scope', 'state', 'updated_at']
const FAMILY = [
  'id',
  'app_id',
  'client_id',
  'client_is_confidential',
  'connection_id',
  'bearer_type',
  'bearer_id',
  'scopes',
  'person_scopes',
  'separator',
  'flow',
  'created_at',
]
const PAIR = [
  'jti',
  'family_id',
  'scopes',
  'issued_at',
  'expires_at',
  'refresh_hash',
  'refresh_expires_at',
  'redeemed_at',
  'successor_jti',
]

function familyRow({ appId, personId, connectionId }: Subject, now: number): Value[] {
  const { clientId } = DEMO.stockKeeper
  const bearer = ['Person', personId]
  return [
    uuid(now),
    appId,
    clientId,
    1,
    connectionId,
    ...bearer,
    PERSON_SCOPE,
    '',
    ',',
    'authorization_code',
    now,
  ]
}

function pairRow(
  family: Value[] | undefined,
  {
    token,
    issuedAt,
    jti = uuid(issuedAt),
    successor = null,
  }: { token: string; issuedAt: number; jti?: string; successor?: string | null },
): Value[] {
  return [
    jti,
    idOf(family),
    PERSON_SCOPE,
    issuedAt,
    issuedAt + HOUR_MS,
    refreshHashOf(token),
    issuedAt + REFRESH_LIFETIME_MS,
    successor === null ? null : issuedAt + HOUR_MS,
    successor,
  ]
}

function idOf(row: Value[] | undefined): Value {
  return row?.[0] ?? null
}
