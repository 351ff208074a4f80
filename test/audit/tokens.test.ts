import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { findTokenEntries } from '../../src/modules/oauth/index.ts'
import { createTokenLog } from '../../src/modules/oauth/token-log/token-log.ts'
import { Outage } from '../../src/platform/database/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { buildDelegation, delegateTo, exchange } from '../support/delegation.ts'
import { DEMO } from '../support/demo.ts'
import { buildDevice, DEVICE_GRANT, letIn, typeCode } from '../support/devices.ts'
import { cancel } from '../support/flow.ts'
import { buildScene } from '../support/scene.ts'
import { auditEntry, tokenEntries } from '../support/stored.ts'
import { testApp } from '../support/test-app.ts'
import { claimsOf } from '../support/test-client.ts'
import { testDatabase } from '../support/test-database.ts'
import { newTokens, tokensIn, withinASecond } from '../support/tokens.ts'
import { watchedDatabase } from '../support/watched-database.ts'

const AWAY = new Outage('the database is away')
/** What the log of requests for tokens holds in memory at most (token-log.ts). */
const WAITING_MAX = 10_000

test('every issue is kept with client, app, grant, bearer, person, token id and request', async () => {
  await using app = await testApp()
  const { id, client, code, admin, organization } = await buildScene(app)
  const given = await client.token(await code('on behalf'))
  const again = await client.refresh(tokensIn(given).refresh_token)
  const [refreshed, exchanged] = await tokenEntries(app, { clientId: client.id })
  for (const [entry, answer, grantType] of [
    [exchanged, given, 'authorization_code'],
    [refreshed, again, 'refresh_token'],
  ] as const) {
    assert.ok(entry)
    const { id: _id, ...kept } = entry
    assert.deepEqual(kept, {
      clientId: client.id,
      appId: id,
      grantType,
      bearer: { type: 'Organization', id: organization.id },
      personId: admin.id,
      jti: claimsOf(tokensIn(answer).access_token).jti,
      error: null,
      reason: null,
      correlationId: answer.headers['x-request-id'],
      addressBlock: '127.0.0.1',
      createdAt: app.clock.now(),
    })
  }
})

test('every refusal is kept with its identifier and its reason, as early as it may come (G-11)', async () => {
  await using app = await testApp()
  const { id, client, publicClient, tokens, code } = await buildScene(app)
  const stranger = app.client({ id: client.id, secret: 'a wrong secret' })
  const nobody = app.client({ id: '00000000-0000-7000-8000-000000000000', secret: 'x' })
  const own = [client.id, id]
  const cases: [string, () => Promise<unknown>, (string | null)[]][] = [
    ['a missing parameter', () => client.token({}), [...own, 'authorization_code', 'invalid_request']],
    ['a wrong secret', () => stranger.token({ code: 'x' }), [...own, null, 'invalid_client']],
    ['an unknown client', () => nobody.token({ code: 'x' }), [null, null, null, 'invalid_client']],
    ['another grant', () => client.token({ grant_type: 'magic' }), [...own, null, 'unsupported_grant_type']],
    ['an unknown code', () => client.token({ code: 'x' }), [...own, 'authorization_code', 'invalid_grant']],
    [
      'another’s code',
      async () => publicClient.token(await code('Person')),
      [publicClient.id, id, 'authorization_code', 'invalid_grant'],
    ],
    ['an unknown refresh token', () => client.refresh('grt_x'), [...own, 'refresh_token', 'invalid_grant']],
  ]
  for (const [what, request, expected] of cases) {
    await request()
    const [entry] = await tokenEntries(app)
    assert.ok(entry)
    const { clientId, appId, grantType, error, bearer, jti } = entry
    assert.deepEqual([clientId, appId, grantType, error, bearer, jti], [...expected, null, null], what)
    assert.ok(entry.reason, what)
  }
  const [unknown] = await tokenEntries(app)
  assert.equal(unknown?.reason, 'refresh token unknown')

  const { refresh_token } = await tokens('Person', publicClient)
  app.clock.advance(8 * 24 * 3_600_000)
  const body = JSON.stringify({ grant_type: 'refresh_token', refresh_token })
  await publicClient.send('/oauth/access_token', body, { 'content-type': 'application/json' })
  const [late] = await tokenEntries(app)
  assert.deepEqual([late?.clientId, late?.appId], [publicClient.id, id], 'found by the token alone')
  assert.equal(late?.reason, 'The refresh token has expired.')
})

test('a device that waits is no denial; what was decided is kept (RFC 8628 §3.5)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const [allowed, denied] = [await buildDevice(app), await buildDevice(app)]
  for (let poll = 0; poll < 3; poll += 1) await allowed.poll()
  assert.deepEqual(await tokenEntries(app), [])
  await letIn(owner, allowed)
  await cancel(owner, await typeCode(owner, denied.userCode))
  tokensIn(await allowed.poll())
  await denied.poll()
  const entries = await tokenEntries(app)
  assert.deepEqual(
    entries.map(({ grantType, error }) => [grantType, error]),
    [
      [DEVICE_GRANT, 'access_denied'],
      [DEVICE_GRANT, null],
    ],
  )
  const consent = await auditEntry(app.db, 'consent_allowed')
  const denial = await auditEntry(app.db, 'consent_denied')
  for (const entry of [consent, denial]) assert.equal(entry.clientId, DEMO.stockKeeperPublic.id)
})

test('nothing secret is in the log: no token, code, secret or text of the request (G-33)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token, refresh_token } = await newTokens(app)
  await client.token({ grant_type: 'text-of-a-stranger', code: 'code-of-a-stranger' })
  await client.refresh('refresh-token-of-a-stranger')
  const log = JSON.stringify(await tokenEntries(app))
  for (const secret of [access_token, refresh_token, DEMO.stockKeeper.secret, 'of-a-stranger'])
    assert.ok(!log.includes(secret))
})

test('requests cost no statement for the log: it is written later, together (architecture §4)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  await app.app.flushTokenLog()
  database.forget()
  for (let index = 0; index < 50; index += 1) await client.token({ grant_type: 'magic' })
  assert.equal(database.statements.writes, 0)
  await app.app.flushTokenLog()
  // 50 = 32 + 16 + 2
  assert.equal(database.statements.writes, 3)
  assert.equal((await tokenEntries(app, { outcome: 'refused' })).length, 50)
  database.forget()
  await app.app.flushTokenLog()
  assert.deepEqual(database.statements, { reads: 0, writes: 0 }, 'nothing waits, nothing is asked')
})

test('a running server writes within a second by itself; a flood is written before its time', async () => {
  await using app = await testApp({ environment: { PORT: '0' } })
  const client = app.client(DEMO.stockKeeper)
  const kept = async () => {
    const [row] = await app.db.read<{ count: number }>(sql`select count(*) as count from token_entry`)
    return row?.count ?? 0
  }
  for (let index = 0; index < 256; index += 1) await client.token({ grant_type: 'magic' })
  await withinASecond(async () => (await kept()) === 256)
  await client.token({ grant_type: 'magic' })
  assert.equal(await kept(), 256)
  await app.app.listen()
  await withinASecond(async () => (await kept()) === 257)
})

test('while the database is away entries wait, bounded; what was dropped is counted in the log itself', async () => {
  const lines: string[] = []
  await using database = await watchedDatabase()
  await using app = await testApp({ database, logTo: line => lines.push(line) })
  const client = app.client(DEMO.stockKeeper)
  await app.app.flushTokenLog()
  lines.length = 0
  // A repeated parameter is refused before the database is asked for anything.
  const repeated = () =>
    client.send('/oauth/access_token', 'code=1&code=2', {
      'content-type': 'application/x-www-form-urlencoded',
    })
  database.fail(AWAY)
  for (let index = 0; index < WAITING_MAX + 7; index += 1) assert.equal((await repeated()).status, 400)
  await app.app.flushTokenLog()
  assert.equal(lines.filter(line => line.includes('token entries are dropped')).length, 1)
  database.fail(null)
  assert.equal((await tokenEntries(app, { outcome: 'refused' })).length, WAITING_MAX)
  const loss = await auditEntry(app.db, 'token_entries_dropped')
  assert.deepEqual([loss.actor, loss.details], ['hub', { entries: 7 }])
  await repeated()
  assert.equal((await tokenEntries(app, { outcome: 'refused' })).length, WAITING_MAX + 1)
})

test('an orderly end writes what waits', async () => {
  await using database = await testDatabase()
  {
    await using app = await testApp({ database })
    await app.client(DEMO.stockKeeper).token({ grant_type: 'magic' })
  }
  const rows = await database.db.read<{ error: string }>(sql`select error from token_entry`)
  assert.deepEqual(rows, [{ error: 'unsupported_grant_type' }])
})

test('a process that dies loses entries of the last moment, and no token: each is a row before it is answered', async () => {
  await using database = await testDatabase()
  await using app = await testApp({ database })
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app)
  const second = tokensIn(await client.refresh(first.refresh_token))
  // As if it were killed here.
  const entries = await database.db.read(sql`select id from token_entry`)
  assert.equal(entries.length, 0)
  const rows = await database.db.read<{ jti: string }>(sql`select jti from issued_token order by id`)
  assert.deepEqual(
    rows.map(({ jti }) => jti),
    [first, second].map(({ access_token }) => claimsOf(access_token).jti),
  )
})

test('what was refused for one bearer is found by the bearer alone (G-11)', async () => {
  await using app = await testApp()
  const { client, tokens, acts, admin, organization } = await buildScene(app)
  const [person, onBehalf] = [await tokens('Person'), await tokens('on behalf')]
  await acts.disconnectPerson()
  for (const { refresh_token } of [person, onBehalf]) await client.refresh(refresh_token)
  await app.app.flushTokenLog()
  const refusedFor = async (type: 'Person' | 'Organization', id: string) => {
    const filter = { bearer: { type, id }, outcome: 'refused', since: 0, until: app.clock.now() } as const
    return (await findTokenEntries(app.db, filter, 10)).map(({ reason, personId }) => [reason, personId])
  }
  assert.deepEqual(await refusedFor('Person', admin.id), [['connection revoked', null]])
  assert.deepEqual(await refusedFor('Organization', organization.id), [['connection revoked', admin.id]])
})

test('delegating a token is kept like any other issue, and its refusal (oauth.md §8)', async () => {
  await using app = await testApp()
  const { organization, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const given = tokensIn(await delegateTo(subsystem, access_token))
  const refused = await delegateTo(subsystem, 'not a token')
  const [refusal, issue] = await tokenEntries(app)
  assert.deepEqual(
    [issue?.grantType, issue?.jti, issue?.bearer, issue?.appId],
    [
      'delegation',
      claimsOf(given.access_token).jti,
      { type: 'Organization', id: organization.id },
      subsystem.id,
    ],
  )
  assert.deepEqual(
    [refusal?.grantType, refusal?.error, refusal?.reason, refusal?.correlationId],
    ['delegation', 'invalid_token', 'invalid_jwt', refused.headers['x-request-id']],
  )
})

test('a delegation and a machine that are refused are kept with client, app and bearer (G-11)', async () => {
  await using app = await testApp()
  const { admin, organization, portal, subsystem, stranger, parent, scopes, acts } =
    await buildDelegation(app)
  const { access_token } = await parent('on behalf')
  await parent('Organization')
  const { client } = portal
  const bearer = { type: 'Organization', id: organization.id }
  const last = async () => {
    const [entry] = await tokenEntries(app, { outcome: 'refused' })
    return entry && [entry.clientId, entry.appId, entry.bearer, entry.personId, entry.reason]
  }
  const ofPortal = [client.id, portal.id, bearer, admin.id]
  await delegateTo(stranger, access_token)
  assert.deepEqual(await last(), [...ofPortal, 'client of another vendor'])
  await delegateTo(subsystem, access_token, { delegate_access_scope: 'directory.sites.rw' })
  assert.deepEqual(await last(), [...ofPortal, 'scope_was_not_granted_in_parent'])
  await exchange(stranger.client, access_token)
  assert.deepEqual(await last(), [
    ...[stranger.client.id, stranger.id, bearer, admin.id, 'token of another client'],
  ])
  const machine = { grant_type: 'client_credentials', scope: scopes.Organization }
  await acts.disconnectOrganization()
  await client.token(machine)
  assert.deepEqual(await last(), [client.id, portal.id, bearer, null, 'bearer_does_not_exist'])
})

test('parameters that a client mixed up are not repeated in the log, and hold up no entry (G-33, T9)', async () => {
  await using app = await testApp()
  const { portal, parent } = await buildDelegation(app)
  const { access_token, refresh_token } = await parent()
  await app.app.flushTokenLog()
  for (const text of [refresh_token, 'a\0b']) {
    await exchange(portal.client, access_token, { subject_token_type: text })
    await exchange(portal.client, access_token, { requested_token_type: text })
  }
  const entries = await tokenEntries(app, { clientId: portal.client.id, outcome: 'refused' })
  assert.equal(entries.length, 4)
  assert.ok(!JSON.stringify(entries).includes(refresh_token))
})

test('an entry that cannot be stored holds up no other, and is counted as dropped', async () => {
  await using app = await testApp()
  const { db, clock } = app
  const log = createTokenLog({ db, clock, log: createLog({ level: 'silent' }) })
  const [sample] = await (async () => {
    await app.client(DEMO.stockKeeper).token({ grant_type: 'magic' })
    return tokenEntries(app)
  })()
  assert.ok(sample)
  const { id: _id, ...entry } = sample
  const broken = { ...entry, createdAt: Number.NaN }
  for (let index = 0; index < 20; index += 1) log.add(index === 13 ? broken : { ...entry, jti: `${index}` })
  await log.flush()
  await log.flush()
  const kept = (await tokenEntries(app)).flatMap(({ jti }) => jti ?? [])
  assert.equal(kept.length, 19)
  const loss = await auditEntry(app.db, 'token_entries_dropped')
  assert.deepEqual(loss.details, { entries: 1 })
})
