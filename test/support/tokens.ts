import assert from 'node:assert/strict'
import sql from 'sql-template-tag'
import { openDatabase } from '../../src/platform/database/open.ts'
import { DEMO } from './demo.ts'
import { type TestApp, type TestAppOptions, testApp } from './test-app.ts'
import { codeIn, newPkce, type TestClient, type TokenAnswer } from './test-client.ts'
import { testDatabase } from './test-database.ts'

/** What is asked for, by whom. By default the owner of Linden Press lets Stock Keeper read the profile. */
export type Wish = {
  person?: string
  client?: TestClient
  scope?: string
  redirectUri?: string
}

/** A fresh code of the redirect flow, with the verifier where the credentials are public. */
export async function newCode(
  app: TestApp,
  {
    person = DEMO.owner,
    client = app.client(DEMO.stockKeeper),
    scope = 'directory.person.r',
    redirectUri = DEMO.redirectUrl,
  }: Wish = {},
): Promise<{ code: string; code_verifier?: string }> {
  const pkce = client.secret === undefined ? newPkce() : null
  const answer = await client.authorize(await app.signedIn(person), {
    scope,
    redirect_uri: redirectUri,
    ...(pkce && { code_challenge: pkce.challenge, code_challenge_method: 'S256' }),
  })
  return { code: codeIn(answer), ...(pkce && { code_verifier: pkce.verifier }) }
}

/** The body of the token response after the whole redirect flow. */
export async function newTokens(app: TestApp, wish: Wish = {}): Promise<TokenAnswer['body']> {
  const { client = app.client(DEMO.stockKeeper) } = wish
  return tokensIn(await client.token(await newCode(app, wish)))
}

/** The body of a successful token response. */
export function tokensIn(answer: TokenAnswer): TokenAnswer['body'] {
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

/** Fails unless the answer is this refusal; the description is compared when it is given. */
export function assertRefused(answer: TokenAnswer, error: string, description?: string): void {
  assert.equal(answer.body?.error, error, answer.text)
  assert.equal(answer.status, error === 'invalid_client' ? 401 : 400, answer.text)
  if (description !== undefined) assert.equal(answer.body.error_description, description)
}

/** Scopes for what the owner of Linden Press gives for the organization, and does on its behalf. */
export const LINDEN = {
  scope: `Org/${DEMO.linden}.directory.organization.r`,
  onBehalfScope: `Per>Org/${DEMO.linden}.directory.organization.r`,
}

/** The events of this name so far, oldest first. */
export function eventsNamed(
  app: TestApp,
  name: string,
): Promise<{ subject: string; payload: string; appId: string | null }[]> {
  return app.db.read(sql`
    select subject, payload, app_id as "appId" from event where name = ${name} order by id`)
}

/** The ids of the tokens for which the event of their revocation was published. */
export async function announcedRevocations(app: TestApp): Promise<string[]> {
  const events = await eventsNamed(app, 'revoked_access_token')
  return events.map(({ payload }) => JSON.parse(payload).access_token_id)
}

/** The public revocation list. */
export async function revocationList(app: TestApp): Promise<string[]> {
  const { body } = await app.client(DEMO.stockKeeper).api(null, '/api/v1/revoked_access_tokens')
  return body.revoked_token_ids
}

/** Two server processes of one installation: one database, one clock, and both follow what the other does. */
export async function twoServers(
  options: TestAppOptions = {},
): Promise<{ one: TestApp; other: TestApp; [Symbol.asyncDispose](): Promise<void> }> {
  const environment = { PORT: '0', PUBLIC_URL: 'http://localhost:4000', ...options.environment }
  const database = await testDatabase()
  const ownConnection = await openDatabase({ databaseUrl: database.url, poolSize: 5 })
  const one = await testApp({ ...options, environment, database })
  const other = await testApp({
    ...options,
    environment,
    clock: one.clock,
    database: { ...database, db: ownConnection },
    isEmpty: true,
  })
  await Promise.all([one.app.listen(), other.app.listen()])
  return {
    one,
    other,
    async [Symbol.asyncDispose]() {
      await Promise.all([one[Symbol.asyncDispose](), other[Symbol.asyncDispose]()])
      await ownConnection.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Asks again and again until it is so; fails when it is not within a second (architecture §9). */
export async function withinASecond(isSo: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now()
  while (!(await isSo())) {
    assert.ok(performance.now() - startedAt < 1000, 'it was not so within a second')
    await new Promise(resolve => setImmediate(resolve))
  }
}
