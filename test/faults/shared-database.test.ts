import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { rotateKey } from '../../src/modules/oauth/index.ts'
import { createSecretBox } from '../../src/platform/crypto/secret-box.ts'
import { openDatabase } from '../../src/platform/database/open.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { TestBrowser } from '../support/test-browser.ts'
import { codeIn } from '../support/test-client.ts'
import { testDatabase } from '../support/test-database.ts'

const SECRET_KEY = 'a secret key that two processes share'
/** Behind one load balancer: the same address for both, any port for each. */
const environment = { PUBLIC_URL: 'http://hub.test', PORT: '0', HOST: 'localhost' }
const secrets = { secretKey: SECRET_KEY, previousSecretKey: null }
/** What one process does the other must know within a second (docs/architecture.md); more for a busy machine. */
const KNOWN_WITHIN_MS = 2_000

type Pair = { one: TestApp; other: TestApp; [Symbol.asyncDispose](): Promise<void> }

/** Two hubs, each with connections of its own to the same database. */
async function pair(): Promise<Pair> {
  const database = await testDatabase()
  const db = await openDatabase({ databaseUrl: database.url, poolSize: 5 })
  const one = await testApp({ database, secrets, environment })
  const other = await testApp({ database: { ...database, db }, secrets, environment, isEmpty: true })
  for (const { app } of [one, other]) await app.listen()
  return {
    one,
    other,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]()
      await other[Symbol.asyncDispose]()
      await db.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Asks again and again until the answer is the wanted one; fails when that takes too long. */
async function soon(ask: () => Promise<boolean>, what: string): Promise<void> {
  const began = performance.now()
  while (!(await ask())) {
    assert.ok(performance.now() - began < KNOWN_WITHIN_MS, what)
    // Requests without a socket never leave the queues that run before timers.
    await turn()
  }
}

/** The tokens of a flow that begins at one process and ends at the other. */
async function tokensAcross({ one, other }: Pair) {
  const browser = await one.signedIn(DEMO.owner)
  const client = other.client(DEMO.stockKeeper)
  const parameters = { redirect_uri: DEMO.redirectUrl, scope: 'directory.person.r' }
  const issued = await client.token({ code: codeIn(await client.authorize(browser, parameters)) })
  assert.equal(issued.status, 200, issued.text)
  return { browser, issued }
}

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

test('a session, a code and tokens of one process are good at the other', async () => {
  await using hubs = await pair()
  const { one, other } = hubs
  const { browser, issued } = await tokensAcross(hubs)
  const sameBrowser = new TestBrowser(other.app.server)
  for (const [name, value] of browser.cookies) sameBrowser.cookies.set(name, value)
  assert.match((await sameBrowser.get('/signout')).text, /owner@linden\.example/)
  for (const hub of [one, other]) {
    const client = hub.client(DEMO.stockKeeper)
    assert.equal((await client.api(issued.body.access_token, '/api/v1/person')).status, 200)
  }
  const refreshed = await one.client(DEMO.stockKeeper).refresh(issued.body.refresh_token)
  assert.equal(refreshed.status, 200, refreshed.text)
  assert.equal((await other.client(DEMO.stockKeeper).refresh(refreshed.body.refresh_token)).status, 200)
})

test('both publish the same keys', async () => {
  await using hubs = await pair()
  const sets = await Promise.all(
    [hubs.one, hubs.other].map(hub => hub.anonymous().get('/.well-known/jwks.json')),
  )
  assert.equal(sets[0]?.text, sets[1]?.text)
})

test('T3 of a hundred refreshes at both at once one rotates, all get the same successor (G-09)', async () => {
  await using hubs = await pair()
  const { issued } = await tokensAcross(hubs)
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      (index % 2 === 0 ? hubs.one : hubs.other).client(DEMO.stockKeeper).refresh(issued.body.refresh_token),
    ),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
  assert.equal(new Set(answers.map(({ body }) => body.refresh_token)).size, 1)
})

test('a token revoked at one process is refused at the other within a second', async () => {
  await using hubs = await pair()
  const { one, other } = hubs
  const { issued } = await tokensAcross(hubs)
  const client = other.client(DEMO.stockKeeper)
  const revoked = await client.send('/oauth/revoke', `token=${issued.body.access_token}`, {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: client.basic,
  })
  assert.equal(revoked.status, 200)
  const isRefusedAt = async (hub: TestApp) =>
    (await hub.client(DEMO.stockKeeper).api(issued.body.access_token, '/api/v1/person')).status === 403
  assert.ok(await isRefusedAt(other), 'at once where it was revoked')
  await soon(() => isRefusedAt(one), 'the other process did not hear of it')
})

test('J1 a key rotated beside the processes signs in both soon, and no token is rejected meanwhile', async () => {
  await using hubs = await pair()
  const { one, other } = hubs
  const { issued } = await tokensAcross(hubs)
  const secretBox = createSecretBox(SECRET_KEY)
  for (const { clock } of [one, other]) clock.advance(1000)
  const now = one.clock.now()
  const { kid } = await rotateKey(one.db, { algorithm: 'RS256', secretBox, now, publishAheadMs: 0 })
  let refreshToken = issued.body.refresh_token
  for (const [signer, verifier] of [
    [one, other],
    [other, one],
  ] as const) {
    await soon(async () => {
      const { body } = await signer.client(DEMO.stockKeeper).refresh(refreshToken)
      refreshToken = body.refresh_token
      const answer = await verifier.client(DEMO.stockKeeper).api(body.access_token, '/api/v1/person')
      assert.equal(answer.status, 200, answer.text)
      return kidOf(body.access_token) === kid
    }, 'still signs with the former key')
  }
  const old = await one.client(DEMO.stockKeeper).api(issued.body.access_token, '/api/v1/person')
  assert.equal(old.status, 200)
})

test('J1 a token of a key that was made a moment ago is good at a process that has just looked for new ones', async () => {
  await using database = await testDatabase()
  // Nobody follows the database here: both look for keys when they begin.
  await using before = await testApp({ database, secrets, environment })
  const secretBox = createSecretBox(SECRET_KEY)
  before.clock.advance(10)
  const { clock } = before
  const { kid } = await rotateKey(before.db, {
    algorithm: 'RS256',
    secretBox,
    now: clock.now(),
    publishAheadMs: 0,
  })
  await using after = await testApp({ database, secrets, environment, clock, isEmpty: true })
  const { body } = await after
    .client(DEMO.stockKeeper)
    .tokensFor(await after.signedIn(DEMO.owner), 'directory.person.r')
  assert.equal(kidOf(body.access_token), kid)
  const read = () => before.client(DEMO.stockKeeper).api(body.access_token, '/api/v1/person')
  for (const { status, text } of await Promise.all([read(), read(), read()])) assert.equal(status, 200, text)
})
