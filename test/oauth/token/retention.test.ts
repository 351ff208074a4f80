import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql, { raw } from 'sql-template-tag'
import { DEMO } from '../../support/demo.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { assertRefused, newCode, newTokens, revocationList, tokensIn } from '../../support/tokens.ts'

const DAY_MS = 24 * 3600_000
const REVOKED = '/api/v1/revoked_access_tokens'

const TABLES = [
  'token_family',
  'authorization_code',
  'issued_token',
  'revoked_access_token',
  'interaction',
] as const

/** How many rows the tables of this module have. */
async function rows(app: TestApp): Promise<Record<(typeof TABLES)[number], number>> {
  const counts = {
    token_family: 0,
    authorization_code: 0,
    issued_token: 0,
    revoked_access_token: 0,
    interaction: 0,
  }
  for (const table of TABLES) {
    const [row] = await app.db.read<{ count: number }>(sql`select count(*) as count from ${raw(table)}`)
    counts[table] = row?.count ?? 0
  }
  return counts
}

async function runJobsAfter(app: TestApp, days: number): Promise<void> {
  app.clock.advance(days * DAY_MS)
  await app.runJobs()
}

test('families stay for RETENTION_TOKENS_DAYS after they could refresh last, then all of them goes (G-37)', async () => {
  await using app = await testApp({ environment: { RETENTION_TOKENS_DAYS: '3' } })
  const client = app.client(DEMO.stockKeeper)
  const redeemed = await newCode(app)
  await client.token(redeemed)
  await newCode(app)
  const burned = await newCode(app)
  await client.token({ ...burned, redirect_uri: DEMO.organizationRedirectUrl })
  const before = await rows(app)
  assert.deepEqual([before.token_family, before.authorization_code, before.issued_token], [3, 3, 1])

  await runJobsAfter(app, 10)
  const kept = await rows(app)
  assert.deepEqual([kept.token_family, kept.authorization_code, kept.issued_token], [3, 3, 1])
  assert.equal(kept.interaction, 0)
  app.clock.advance(3600_000 + 1)
  await app.runJobs()
  const gone = await rows(app)
  assert.deepEqual([gone.token_family, gone.authorization_code, gone.issued_token], [0, 0, 0])
  assertRefused(await client.token(redeemed), 'invalid_grant')
})

test('a family that lives for years keeps only what its retention asks for, and goes on (G-37)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  let { refresh_token } = await newTokens(app)
  for (let step = 0; step < 60; step += 1) {
    await runJobsAfter(app, 6)
    refresh_token = tokensIn(await client.refresh(refresh_token)).refresh_token
  }
  const { token_family, authorization_code, issued_token } = await rows(app)
  assert.deepEqual([token_family, authorization_code], [1, 0])
  assert.ok(issued_token <= 1 + Math.ceil((7 + 30) / 6), `${issued_token} pairs are kept`)
})

test('T3 a refresh token that was replaced long ago still ends its family when it comes back (G-37)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app)
  let { refresh_token } = tokensIn(await client.refresh(first.refresh_token))
  for (let step = 0; step < 6; step += 1) {
    await runJobsAfter(app, 6)
    refresh_token = tokensIn(await client.refresh(refresh_token)).refresh_token
  }
  assertRefused(await client.refresh(first.refresh_token), 'invalid_grant')
  assertRefused(await client.refresh(refresh_token), 'invalid_grant', 'refresh token replayed')
})

test('a token that expired a month ago still revokes the family that lives on (oauth.md §12.1, G-37)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app)
  let { refresh_token } = first
  for (let step = 0; step < 6; step += 1) {
    await runJobsAfter(app, 6)
    refresh_token = tokensIn(await client.refresh(refresh_token)).refresh_token
  }
  assert.equal((await client.api(first.access_token, REVOKED, { method: 'POST' })).status, 201)
  assertRefused(await client.refresh(refresh_token), 'invalid_grant', 'revoked by its holder')
})

test('the revocation list forgets what has expired a day ago (G-37)', async () => {
  await using app = await testApp()
  const { access_token } = await newTokens(app)
  await app.client(DEMO.stockKeeper).api(access_token, REVOKED, { method: 'POST' })
  await runJobsAfter(app, 1)
  assert.equal((await rows(app)).revoked_access_token, 1)
  assert.deepEqual(await revocationList(app), [], 'it has expired')
  app.clock.advance(3600_000 + 1)
  await app.runJobs()
  assert.equal((await rows(app)).revoked_access_token, 0)
})
