import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVERY_DAY, rowCounts, tableNames } from '../support/month.ts'
import { buildScene } from '../support/scene.ts'
import { testApp } from '../support/test-app.ts'

const DAY_MS = 24 * 3_600_000
const DAYS = 30
/** Short, so that the month is long: each table must have been emptied many times over. */
const ENVIRONMENT = {
  RETENTION_EVENTS_DAYS: '4',
  RETENTION_AUDIT_DAYS: '6',
  RETENTION_TOKEN_AUDIT_DAYS: '5',
  RETENTION_MAILS_DAYS: '3',
  RETENTION_TOKENS_DAYS: '2',
}
/** The life of a refresh token, and RETENTION_TOKENS_DAYS. */
const TOKENS_DAYS = 7 + 2

/**
 * How many days after its making a row is gone, by table: its own life and its retention (docs/operations.md, "What is
 * kept, and for how long"). A day is rounded up.
 */
const KEPT_DAYS: Record<string, number> = {
  attempt_gate: 1,
  audit_entry: 6,
  authorization_code: TOKENS_DAYS + 1,
  browser_session: 30 + 30,
  connection: TOKENS_DAYS + 1,
  connection_scope: TOKENS_DAYS + 1,
  device_authorization: 1,
  email_link: 3,
  event: 4,
  failed_attempt: 1,
  interaction: 1,
  issued_token: TOKENS_DAYS + 1,
  mail: 3,
  // 14 days to accept it, then shown as expired for 60.
  membership_invitation: 14 + 60,
  pending_sign_in: 1,
  private_token: 365 + 2,
  private_token_scope: 365 + 2,
  // As long as the token would have lived: private tokens live a year.
  revoked_access_token: 365 + 2,
  // Retired by the next one, which comes after five days and signs a day later; then published for another 366 days.
  // Nobody finished it.
  test_account_draft: 1,
  signing_key: 5 + 1 + 366,
  token_entry: 5,
  token_family: TOKENS_DAYS + 1,
  used_challenge: 1,
}

/** Tables with as many rows as there are people, organizations, apps and jobs: time alone adds none. */
const BOUNDED = new Set([
  'app',
  'app_review',
  'credentials',
  'desired_scope',
  'event_password',
  'job_lease',
  'join_request',
  'mail_hold',
  'membership',
  'migration',
  'one_time_code',
  'organization',
  'participation',
  'passkey',
  'password',
  'person',
  'picture',
  'provided_event',
  'provided_scope',
  'recovery_code',
  'redirect_url',
  'scope_offer',
  'screenshot',
  'setting',
  'site',
  'subscribed_event',
  'test_account',
  'test_account_gate',
  'test_person',
])

test('a simulated month: no table holds more than its retention says, and all of it goes in the end (G-37, architecture §5)', async t => {
  await using app = await testApp({ environment: { ...ENVIRONMENT, TRUSTED_PROXIES: '127.0.0.1' } })
  const tables = await tableNames(app.db)
  const unknown = tables.filter(table => KEPT_DAYS[table] === undefined && !BOUNDED.has(table))
  assert.deepEqual(unknown, [], 'a new table says how long its rows are kept, or that time adds none')

  const scene = await buildScene(app)
  const count = () => rowCounts(app.db, tables)
  const runJobs = async () => {
    await app.app.flushTokenLog()
    await app.runJobs()
  }
  const before = await count()
  const most = new Map<string, number>()
  let settled = before
  for (let day = 1; day <= DAYS; day += 1) {
    for (const happen of Object.values(EVERY_DAY)) await happen({ app, scene, day })
    await app.app.flushTokenLog()
    const now = await count()
    for (const table of tables) {
      const added = (now.get(table) ?? 0) - (settled.get(table) ?? 0)
      most.set(table, Math.max(added, most.get(table) ?? 0))
    }
    app.clock.advance(DAY_MS)
    await runJobs()
    settled = await count()
  }

  for (const table of tables) {
    const [rows = 0, first = 0, added = 0] = [settled, before, most].map(counts => counts.get(table))
    const keptDays = KEPT_DAYS[table]
    if (keptDays === undefined) {
      assert.equal(rows, first, `${table} grew from ${first} to ${rows} rows`)
      continue
    }
    assert.ok(added > 0, `nothing that happens every day adds to ${table}`)
    const bound = first + added * (keptDays + 1)
    t.diagnostic(`${table}: ${rows} rows, at most ${bound}`)
    assert.ok(rows <= bound, `${table} has ${rows} rows, more than the ${bound} of ${keptDays} days`)
  }

  // Nothing happens any more: what a day of life left is gone when its retention is over.
  const byAge = Object.entries(KEPT_DAYS).toSorted(([, one], [, other]) => one - other)
  let age = 1
  for (const [table, keptDays] of byAge) {
    app.clock.advance(Math.max(0, keptDays + 1 - age) * DAY_MS)
    age = Math.max(age, keptDays + 1)
    await runJobs()
    const left = (await count()).get(table) ?? 0
    const first = before.get(table) ?? 0
    assert.ok(
      left <= first,
      `${table} has ${left} rows, ${keptDays} days after the last, and had ${first} before`,
    )
  }
})
