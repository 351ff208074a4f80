import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { sha256Hex } from '../../../src/platform/crypto/digest.ts'
import { DEMO } from '../../support/demo.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import {
  announcedRevocations,
  assertRefused,
  LINDEN,
  newTokens,
  revocationList,
  tokensIn,
} from '../../support/tokens.ts'

const NOT_FOUND = 'The application, grant, refresh token or device authorization could not be found.'
const SEVEN_DAYS_MS = 7 * 24 * 3600_000
const REUSE_WINDOW_MS = 10_000
const REFRESHES = 100

/** What two answers must have in common to be the same: everything but the signature (G-27). */
function withoutSignature({ access_token, ...rest }: { access_token: string }) {
  return { ...rest, access_token: access_token.slice(0, access_token.lastIndexOf('.')) }
}

test('a refresh gives a new pair for the same bearer, client and scopes; the old access token stays good (oauth.md §11)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app, { scope: 'directory.person.r,user:write' })
  app.clock.advance(60_000)
  const second = tokensIn(await client.refresh(first.refresh_token))
  assert.notEqual(second.refresh_token, first.refresh_token)
  assert.match(second.refresh_token, /^[\x21-\x7e]{40,}$/)
  const [old, fresh] = [claimsOf(first.access_token), claimsOf(second.access_token)]
  assert.notEqual(fresh.jti, old.jti)
  assert.deepEqual({ ...fresh, jti: 0, nbf: 0, exp: 0 }, { ...old, jti: 0, nbf: 0, exp: 0 })
  assert.deepEqual([fresh.nbf - old.nbf, fresh.exp - old.exp], [60, 60])
  assert.equal(second.scope, first.scope)
  for (const { access_token } of [first, second])
    assert.equal((await client.api(access_token, '/api/v1/person')).status, 200)
  assert.deepEqual(await revocationList(app), [])

  app.clock.advance(3600_000 - 60_000)
  const expired = await client.api(first.access_token, '/api/v1/person')
  assert.deepEqual([expired.status, expired.body], [403, { errors: ['jwt_expired'] }])
  assert.equal((await client.api(second.access_token, '/api/v1/person')).status, 200)
})

test('a refresh token lives for seven days, and each refresh starts them anew (oauth.md §11)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  let { refresh_token } = await newTokens(app)
  for (let week = 0; week < 5; week += 1) {
    app.clock.advance(SEVEN_DAYS_MS - 1)
    await app.runJobs()
    refresh_token = tokensIn(await client.refresh(refresh_token)).refresh_token
  }
  app.clock.advance(SEVEN_DAYS_MS)
  const description = 'The refresh token has expired.'
  assertRefused(await client.refresh(refresh_token), 'invalid_grant', description)
})

test('a refresh token whose instant was changed is unknown, and the right one stays good', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app)
  const [, time = '', secret = ''] = /^grt_([0-9a-z]{9})(.{43})$/.exec(refresh_token) ?? []
  assert.equal(Number.parseInt(time, 36), app.clock.now())
  for (const other of ['000000000', time.slice(0, -1), time.toUpperCase(), `${time}0`])
    assertRefused(await client.refresh(`grt_${other}${secret}`), 'invalid_grant', NOT_FOUND)
  tokensIn(await client.refresh(refresh_token))
})

test('refresh tokens that do not tell their instant, as earlier versions made them, are as good as ever', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  await newTokens(app)
  const earlier = `grt_${'0123abcXYZ_'.repeat(4).slice(1)}`
  await app.db.transaction(tx => tx.write(sql`update issued_token set refresh_hash = ${sha256Hex(earlier)}`))
  const refreshed = tokensIn(await client.refresh(earlier))
  app.clock.advance(REUSE_WINDOW_MS)
  const repeated = tokensIn(await client.refresh(earlier))
  assert.equal(repeated.refresh_token, refreshed.refresh_token)
  tokensIn(await client.refresh(refreshed.refresh_token))
})

test('confidential credentials must prove themselves, by Basic or in the body (oauth.md §2.4, §11)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app)
  const form = (more: Record<string, string>) =>
    new URLSearchParams({ grant_type: 'refresh_token', refresh_token, ...more }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const attempts = [{}, { client_id: client.id }, { client_id: client.id, client_secret: '' }]
  for (const more of attempts) {
    const answer = await client.send('/oauth/access_token', form(more), headers)
    assertRefused(answer, 'invalid_client')
    assert.match(String(answer.headers['www-authenticate']), /^Basic /)
  }
  const right = form({ client_id: client.id, client_secret: DEMO.stockKeeper.secret })
  assert.equal((await client.send('/oauth/access_token', right, headers)).status, 200)
})

test('for public credentials the refresh token is enough; a client_id must be theirs when it is sent (oauth.md §2.4)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeperPublic)
  let { refresh_token } = await newTokens(app, { client })
  const refresh = (more: Record<string, string>) => {
    const form = { grant_type: 'refresh_token', refresh_token, ...more }
    return client.send('/oauth/access_token', JSON.stringify(form), { 'content-type': 'application/json' })
  }
  const unknown = '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff'
  assertRefused(await refresh({ client_id: unknown }), 'invalid_grant', NOT_FOUND)
  assertRefused(await refresh({ client_id: DEMO.stockKeeper.id }), 'invalid_client')
  for (const more of [{}, { client_id: client.id }, { client_id: client.id, client_secret: '' }])
    refresh_token = tokensIn(await refresh(more)).refresh_token
})

test('C2 a refresh token of one client is nothing to another, and stays good for its own', async () => {
  await using app = await testApp()
  const mine = await newTokens(app)
  const open = await newTokens(app, { client: app.client(DEMO.stockKeeperPublic) })
  for (const credentials of [DEMO.warehouse, DEMO.stockKeeperPublic])
    assertRefused(await app.client(credentials).refresh(mine.refresh_token), 'invalid_grant', NOT_FOUND)
  const refused = await app.client(DEMO.stockKeeper).refresh(open.refresh_token)
  assertRefused(refused, 'invalid_grant', NOT_FOUND)
  for (const [credentials, { refresh_token }] of [
    [DEMO.stockKeeper, mine],
    [DEMO.stockKeeperPublic, open],
  ] as const)
    assert.equal((await app.client(credentials).refresh(refresh_token)).status, 200)
})

test('T1 a narrower scope is for this access token only, the next refresh has all again (G-09)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const all = await newTokens(app, { scope: 'directory.person.rw,directory.person.r,user:read' })
  const one = tokensIn(await client.refresh(all.refresh_token, { scope: 'directory.person.r' }))
  assert.equal(one.scope, 'directory.person.r')
  assert.deepEqual(claimsOf(one.access_token).scope, ['directory.person.r'])
  assert.equal((await client.api(one.access_token, '/api/v1/person')).status, 200)
  const patch = { method: 'PATCH', json: { person: {} } } as const
  assert.equal((await client.api(one.access_token, '/api/v1/person', patch)).status, 403)
  assert.equal((await client.api(all.access_token, '/api/v1/person', patch)).status, 200)

  const covered = tokensIn(await client.refresh(one.refresh_token, { scope: 'directory.person.w user:read' }))
  assert.deepEqual(claimsOf(covered.access_token).scope, ['directory.person.w', 'user:read'])
  assert.equal(tokensIn(await client.refresh(covered.refresh_token)).scope, all.scope)
})

test('T1 a wider scope, another bearer or nonsense is invalid_scope, and uses the token not up (G-09)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app, { scope: LINDEN.scope })
  const refused = {
    'directory.organization_members.r': 'ungranted_scope',
    'directory.organization.r,directory.sites.rw': 'ungranted_scope',
    'directory.organization.rw': 'ungranted_scope',
    'warehouse.items.r': 'ungranted_scope',
    [`Org/${DEMO.harbor}.directory.organization.r`]: 'different_bearer_ids',
    [`Per>Org/${DEMO.linden}.directory.organization.r`]: 'different_bearer_types',
    [`Per/${DEMO.linden}.directory.organization.r`]: 'different_bearer_types',
    'directory.organization': 'malformed_scope',
  }
  for (const [scope, identifier] of Object.entries(refused)) {
    const answer = await client.refresh(refresh_token, { scope })
    assertRefused(answer, 'invalid_scope', identifier)
    assert.deepEqual(answer.body.errors, { scopes: [identifier] })
  }
  const same = `Org/${DEMO.linden}.directory.organization.r`
  assert.equal(
    tokensIn(await client.refresh(refresh_token, { scope: same })).scope,
    'directory.organization.r',
  )
})

test('T9 hostile scope lists are refused as malformed or for what they ask (oauth.md §3.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app)
  const lists = {
    'directory.person.r\u0000': 'malformed_scope',
    '"directory.person.r"': 'malformed_scope',
    'dіrectory.person.r': 'malformed_scope',
    'DIRECTORY.PERSON.R': 'malformed_scope',
    'directory.person.read': 'malformed_scope',
    ['__proto__']: 'malformed_scope',
    'constructor.prototype.r': 'ungranted_scope',
    [Array.from({ length: 10_000 }, (_, index) => `app${index}.items.r`).join(' ')]: 'malformed_scope',
  }
  for (const [scope, identifier] of Object.entries(lists))
    assertRefused(await client.refresh(refresh_token, { scope }), 'invalid_scope', identifier)
  const doubled = 'directory.person.r, ,directory.person.r Per.directory.person.r,'
  const tokens = tokensIn(await client.refresh(refresh_token, { scope: doubled }))
  assert.deepEqual(claimsOf(tokens.access_token).scope, ['directory.person.r'])
})

test('T1 a token carries the name under which its scope was asked for, also in a refresh (G-01)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const zaikio = await newTokens(app, { scope: 'zaikio.person.r' })
  assert.equal(zaikio.scope, 'zaikio.person.r')
  const kept = tokensIn(await client.refresh(zaikio.refresh_token))
  assert.deepEqual(claimsOf(kept.access_token).scope, ['zaikio.person.r'])
  const other = tokensIn(await client.refresh(kept.refresh_token, { scope: 'directory.person.r' }))
  assert.deepEqual(claimsOf(other.access_token).scope, ['directory.person.r'])
  assert.equal((await client.api(other.access_token, '/api/v1/person')).status, 200)
})

test('T3 reused within ten seconds a refresh token gives the same successor (G-09, G-27)', async () => {
  await using app = await testApp({ at: '2026-01-01T00:00:00.700Z' })
  for (const credentials of [DEMO.stockKeeper, DEMO.stockKeeperPublic]) {
    const client = app.client(credentials)
    const { refresh_token } = await newTokens(app, { client })
    const first = tokensIn(await client.refresh(refresh_token))
    const second = tokensIn(await client.refresh(refresh_token))
    assert.deepEqual(withoutSignature(second), withoutSignature(first))
    app.clock.advance(REUSE_WINDOW_MS)
    const third = tokensIn(await client.refresh(refresh_token))
    assert.deepEqual(claimsOf(third.access_token), claimsOf(first.access_token))
    assert.equal(third.refresh_token, first.refresh_token)
    assert.equal(third.expires_in, 3590, 'it ends when it ends')
    assert.equal((await client.refresh(third.refresh_token)).status, 200)
  }
})

test('T3 with another scope the reuse is invalid_grant and the family lives on (G-27)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app, { scope: 'directory.person.r,user:read' })
  const narrow = { scope: 'user:read' }
  const first = tokensIn(await client.refresh(refresh_token, narrow))
  for (const more of [{}, { scope: 'directory.person.r' }, { scope: 'directory.sites.rw' }, { scope: '!' }])
    assertRefused(await client.refresh(refresh_token, more), 'invalid_grant', NOT_FOUND)
  const again = tokensIn(await client.refresh(refresh_token, narrow))
  assert.deepEqual(withoutSignature(again), withoutSignature(first))
  assert.equal((await client.api(first.access_token, '/api/v1/access_token')).status, 200)
  assert.equal((await client.refresh(first.refresh_token)).status, 200)
})

test('T3 reuse by another client is invalid_grant and the family lives on (G-27)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app)
  const first = tokensIn(await client.refresh(refresh_token))
  assertRefused(await app.client(DEMO.warehouse).refresh(refresh_token), 'invalid_grant', NOT_FOUND)
  assert.equal((await client.refresh(first.refresh_token)).status, 200)
})

test('T3 later than ten seconds reuse ends the family (G-09, RFC 9700 §4.14.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app)
  const second = tokensIn(await client.refresh(first.refresh_token))
  app.clock.advance(REUSE_WINDOW_MS + 1)
  assertRefused(await client.refresh(first.refresh_token), 'invalid_grant', NOT_FOUND)
  assertRefused(await client.refresh(second.refresh_token), 'invalid_grant', 'refresh token replayed')
  const ids = [first, second].map(({ access_token }) => claimsOf(access_token).jti)
  assert.deepEqual(await revocationList(app), ids)
  assert.deepEqual(await announcedRevocations(app), ids)
  for (const { access_token } of [first, second])
    assert.equal((await client.api(access_token, '/api/v1/person')).status, 403)
})

test('T3 once its successor was redeemed, a refresh token that comes again ends the family at once (G-27)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const first = await newTokens(app)
  const second = tokensIn(await client.refresh(first.refresh_token))
  const third = tokensIn(await client.refresh(second.refresh_token))
  assertRefused(await client.refresh(first.refresh_token), 'invalid_grant', NOT_FOUND)
  assertRefused(await client.refresh(third.refresh_token), 'invalid_grant', 'refresh token replayed')
})

test('T3 a hundred refreshes at once are one rotation, and all get the same pair (G-09)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = await newTokens(app)
  const answers = await Promise.all(Array.from({ length: REFRESHES }, () => client.refresh(refresh_token)))
  const pairs = answers.map(tokensIn)
  const [first] = pairs
  for (const pair of pairs) assert.deepEqual(withoutSignature(pair), withoutSignature(first))
  assert.deepEqual(await revocationList(app), [])
  assert.equal((await client.refresh(first.refresh_token)).status, 200)
})

test('T3 a hundred refreshes while the family is being revoked: none gets a token that lives (G-09, §12.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { access_token, refresh_token } = await newTokens(app)
  const refreshes = Array.from({ length: REFRESHES }, () => client.refresh(refresh_token))
  const revoked = client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  const answers = await Promise.all(refreshes)
  assert.equal((await revoked).status, 201)
  const given = new Set<string>()
  for (const answer of answers) {
    if (answer.status === 200) given.add(answer.body.access_token)
    else assertRefused(answer, 'invalid_grant')
  }
  for (const token of given) assert.equal((await client.api(token, '/api/v1/person')).status, 403)
  const ids = [access_token, ...given].map(token => claimsOf(token).jti)
  assert.deepEqual((await revocationList(app)).toSorted(), [...new Set(ids)].toSorted())
})
