import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EXIT } from '../../src/commands/command.ts'
import { createCredentials, findAppByName } from '../../src/modules/apps/index.ts'
import { DEMO } from '../support/demo.ts'
import { runCommand } from '../support/run-command.ts'
import { STEP_MS, signInWithCode, turnOn } from '../support/second-factor.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { formsOf, TestBrowser } from '../support/test-browser.ts'
import { claimsOf } from '../support/test-client.ts'
import { type TestDatabase, testDatabase } from '../support/test-database.ts'

const FIRST = 'the first secret key of this installation'
const SECOND = 'the second secret key of this installation'
const FOREIGN = 'the secret key of another installation'

/** Runs a command as an operator would who has set these keys; gives its exit code and data. */
async function command(database: TestDatabase, args: string[], secretKey: string, previous?: string) {
  const { exitCode, data } = await runCommand(args, {
    DATABASE_URL: database.url,
    SECRET_KEY: secretKey,
    ...(previous !== undefined && { SECRET_KEY_PREVIOUS: previous }),
  })
  return { exitCode, data }
}

/** A test app on this database, at the same instant whenever it is started. */
const start = (
  database: TestDatabase,
  secretKey: string,
  isEmpty: boolean,
  previousSecretKey: string | null = null,
) => testApp({ database, secrets: { secretKey, previousSecretKey }, isEmpty })

async function shownSecret(database: TestDatabase, secretKey: string): Promise<unknown> {
  const { data } = await command(database, ['credentials', 'show', DEMO.stockKeeper.id], secretKey)
  return data !== null && typeof data === 'object' && 'client_secret' in data ? data.client_secret : data
}

/** Credentials as this process stores them. */
async function newCredentials({ app, clock }: TestApp): Promise<{ id: string; secret: string }> {
  const made = await app.db.transaction(async tx => {
    const stockKeeper = await findAppByName(tx, 'stock_keeper')
    const wanted = { name: 'late', description: null, isConfidential: true, actor: 'operator' }
    return createCredentials(tx, { ...wanted, appId: stockKeeper?.id ?? '' }, app.apps, clock.now())
  })
  if (made === 'name_taken') throw new Error(made)
  return { id: made.credentials.id, secret: made.secret }
}

test('the secret key can be changed: secrets are shown, tokens, sessions and refresh tokens go on (G-24)', async () => {
  await using database = await testDatabase()
  assert.equal((await command(database, ['migrate'], FIRST)).exitCode, EXIT.done)
  const before = await start(database, FIRST, false)
  const browser = await before.signedIn(DEMO.owner)
  const issued = await before.client(DEMO.stockKeeper).tokensFor(browser, 'directory.person.r')
  assert.equal(issued.status, 200, issued.text)
  const keySet = (await before.anonymous().get('/.well-known/jwks.json')).text
  assert.equal(await shownSecret(database, FIRST), DEMO.stockKeeper.secret)
  await before[Symbol.asyncDispose]()

  // Several processes change it at the same time, and one comes late.
  const changes = [1, 2, 3].map(() => command(database, ['migrate'], SECOND, FIRST))
  for (const { exitCode, data } of await Promise.all(changes))
    assert.equal(exitCode, EXIT.done, JSON.stringify(data))
  assert.equal((await command(database, ['migrate'], SECOND, FIRST)).exitCode, EXIT.done)

  await using after = await start(database, SECOND, true)
  const client = after.client(DEMO.stockKeeper)
  assert.equal(await shownSecret(database, SECOND), DEMO.stockKeeper.secret)
  assert.equal((await after.anonymous().get('/.well-known/jwks.json')).text, keySet)
  assert.equal((await client.api(issued.body.access_token, '/api/v1/person')).status, 200)
  const refreshed = await client.refresh(issued.body.refresh_token)
  assert.equal(refreshed.status, 200, refreshed.text)
  assert.equal(claimsOf(refreshed.body.access_token).sub, claimsOf(issued.body.access_token).sub)
  assert.equal((await client.api(refreshed.body.access_token, '/api/v1/person')).status, 200)

  // The session lives on; forms from before are refused, those from now on are not.
  const sameBrowser = new TestBrowser(after.app.server)
  for (const [name, value] of browser.cookies) sameBrowser.cookies.set(name, value)
  const page = await sameBrowser.get('/signout')
  const form = formsOf(page.text).find(({ action }) => action === '/signout')
  assert.ok(form, page.text)
  assert.equal((await sameBrowser.post('/signout', { _csrf: '0'.repeat(64) })).status, 403)
  assert.equal((await sameBrowser.post('/signout', form.hidden)).status, 303)
})

test('what a process with the former key stored during the change is changed by the next start (G-24)', async () => {
  await using database = await testDatabase()
  await command(database, ['migrate'], FIRST)
  await using late = await start(database, FIRST, false)
  await command(database, ['migrate'], SECOND, FIRST)
  const { id, secret } = await newCredentials(late)
  assert.notEqual((await command(database, ['credentials', 'show', id], SECOND)).exitCode, EXIT.done)
  await command(database, ['migrate'], SECOND, FIRST)
  const shown = await command(database, ['credentials', 'show', id], SECOND)
  assert.deepEqual(shown.data, { client_id: id, client_secret: secret })
})

test('T3 an answer that was lost over the change is given again as long as both keys are known (G-09, G-24)', async () => {
  await using database = await testDatabase()
  await command(database, ['migrate'], FIRST)
  const before = await start(database, FIRST, false)
  const issued = await before
    .client(DEMO.stockKeeper)
    .tokensFor(await before.signedIn(DEMO.owner), 'directory.person.r')
  const lost = await before.client(DEMO.stockKeeper).refresh(issued.body.refresh_token)
  await before[Symbol.asyncDispose]()
  await command(database, ['migrate'], SECOND, FIRST)

  await using withoutFormer = await start(database, SECOND, true)
  const refused = await withoutFormer.client(DEMO.stockKeeper).refresh(issued.body.refresh_token)
  assert.equal(refused.body.error, 'invalid_grant')
  await using withFormer = await start(database, SECOND, true, FIRST)
  const client = withFormer.client(DEMO.stockKeeper)
  const again = await client.refresh(issued.body.refresh_token)
  assert.equal(again.status, 200, again.text)
  assert.equal(again.body.refresh_token, lost.body.refresh_token)
  assert.equal((await client.refresh(again.body.refresh_token)).status, 200)
})

test('a key that the database does not know is refused, also beside a wrong previous one (G-24)', async () => {
  await using database = await testDatabase()
  await command(database, ['migrate'], FIRST)
  for (const [key, previous] of [[FOREIGN], [SECOND, FOREIGN]]) {
    const refused = await command(database, ['migrate'], key ?? '', previous)
    assert.equal(refused.exitCode, EXIT.configuration)
    assert.match(JSON.stringify(refused.data), /SECRET_KEY is not the one/)
  }
  assert.equal((await command(database, ['migrate'], FIRST)).exitCode, EXIT.done)
})

test('once the key is changed the former one is refused (G-24)', async () => {
  await using database = await testDatabase()
  await command(database, ['migrate'], FIRST)
  await command(database, ['migrate'], SECOND, FIRST)
  assert.equal((await command(database, ['migrate'], FIRST)).exitCode, EXIT.configuration)
  assert.equal((await command(database, ['migrate'], SECOND)).exitCode, EXIT.done)
})

test('the secret key can be changed: codes of authenticator apps still sign in, also without the former key (G-24)', async () => {
  await using database = await testDatabase()
  assert.equal((await command(database, ['migrate'], FIRST)).exitCode, EXIT.done)
  const before = await start(database, FIRST, false)
  const { secret } = await turnOn(before, await before.signedIn(DEMO.owner))
  await before[Symbol.asyncDispose]()
  assert.equal((await command(database, ['migrate'], SECOND, FIRST)).exitCode, EXIT.done)

  await using after = await start(database, SECOND, true)
  after.clock.advance(STEP_MS)
  const browser = after.anonymous()
  assert.equal((await signInWithCode(after, browser, DEMO.owner, secret)).location, '/launchpad')
})
