import sql from 'sql-template-tag'
import { type App, createApp } from '../../src/app.ts'
import { loadConfig, type Secrets } from '../../src/config.ts'
import { loadDemo } from '../../src/demo.ts'
import { INSECURE_PASSWORD_COST_FOR_TESTS, type PasswordCost } from '../../src/modules/identity/index.ts'
import type { Clock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database/database.ts'
import { createLog } from '../../src/platform/log.ts'
import type { Network } from '../../src/platform/outbound-http/foreign-fetch.ts'
import { TestBrowser } from './test-browser.ts'
import { TestClient } from './test-client.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

/** A clock that stands still until it is moved. */
export type TestClock = Clock & { advance(ms: number): void }

/** A queued mail as a person would get it. */
export type TestMail = { recipient: string; subject: string; text: string }

/** The whole system in this process, with demo data, on a database of its own. */
export type TestApp = {
  app: App
  db: Db
  clock: TestClock
  publicUrl: string
  /** A browser nobody is signed in with. */
  anonymous(): TestBrowser
  /** A browser in which this demo person has signed in through the page. */
  signedIn(email: string, password?: string): Promise<TestBrowser>
  /** An OAuth client: what an app's back end sends. */
  client(credentials: { id: string; secret?: string | undefined }): TestClient
  mails(recipient?: string): Promise<TestMail[]>
  runJobs(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type TestAppOptions = {
  at?: string
  /** More environment variables, as the operator would set them. */
  environment?: Record<string, string>
  /** Nobody and nothing in the database but what every hub has. */
  isEmpty?: boolean
  /** A database that others use too, and that outlives the app; without it the app gets one of its own. */
  database?: TestDatabase
  /** The clock of another app that this one shall agree with. */
  clock?: TestClock
  secrets?: Secrets
  /** What a password costs that somebody chooses; those of the demo cost nothing. */
  passwordCost?: PasswordCost
  /** What foreign addresses are fetched over; without it there is nobody out there. */
  network?: Network
  /** Takes the lines of the log at its most talkative; without it there is no log. */
  logTo?: (line: string) => void
}

export const DEMO_PASSWORD = 'grantory-demo'
const SECRET_KEY = 'a secret key for tests: 0123456789abcdef'
const NOBODY_OUT_THERE: Network = {
  lookup: async () => [],
  get: () => Promise.reject(new Error('nobody is out there')),
}
const SECRETS: Secrets = { secretKey: SECRET_KEY, previousSecretKey: null }

/** Builds it. Everything is real but the clock, and the cost of hashing passwords. */
export async function testApp({
  at = '2026-01-01T00:00:00Z',
  environment = {},
  isEmpty = false,
  database: sharedDatabase,
  secrets = SECRETS,
  clock = testClock(Date.parse(at)),
  passwordCost = INSECURE_PASSWORD_COST_FOR_TESTS,
  network = NOBODY_OUT_THERE,
  logTo,
}: TestAppOptions = {}): Promise<TestApp> {
  const database = sharedDatabase ?? (await testDatabase())
  const { config } = loadConfig(
    { SECRET_KEY, RATE_LIMIT_PER_SECOND: '100000', RATE_LIMIT_BURST: '100000', ...environment },
    null,
  )
  const app = await createApp({
    config,
    secrets,
    db: database.db,
    clock,
    log: logTo
      ? createLog({ level: 'trace', destination: { write: logTo } })
      : createLog({ level: 'silent' }),
    passwordCost,
    monotonicMs: () => performance.now(),
    network,
  })
  if (config.environment === 'sandbox' && !isEmpty) await loadDemo(app, INSECURE_PASSWORD_COST_FOR_TESTS)
  await app.server.ready()
  const { server } = app

  return {
    app,
    db: app.db,
    clock,
    publicUrl: config.publicUrl,
    anonymous: () => new TestBrowser(server),
    async signedIn(email, password = DEMO_PASSWORD) {
      const browser = new TestBrowser(server)
      await browser.signIn(email, password)
      return browser
    },
    client: credentials => new TestClient(server, credentials),
    mails: recipient => findMails(app.db, recipient),
    runJobs: () => app.runJobs(),
    async [Symbol.asyncDispose]() {
      await app.close()
      if (!sharedDatabase) await database[Symbol.asyncDispose]()
    },
  }
}

function testClock(start: number): TestClock {
  let now = start
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
  }
}

async function findMails(db: Db, recipient: string | undefined): Promise<TestMail[]> {
  const mails = await db.read<TestMail>(
    sql`select recipient, subject, text_body as text from mail order by id`,
  )
  return recipient === undefined ? mails : mails.filter(mail => mail.recipient === recipient)
}
