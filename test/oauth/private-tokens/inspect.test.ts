import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rotateKey } from '../../../src/modules/oauth/index.ts'
import { createSecretBox } from '../../../src/platform/crypto/secret-box.ts'
import { DAY_MS } from '../../../src/platform/durations.ts'
import { buildPerson } from '../../support/builders.ts'
import { buildDelegation, delegateTo } from '../../support/delegation.ts'
import { DEMO } from '../../support/demo.ts'
import { newPrivateToken } from '../../support/private-tokens.ts'
import { buildScene, ROLES } from '../../support/scene.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { testDatabase } from '../../support/test-database.ts'
import { assertRefused, LINDEN, newTokens, tokensIn } from '../../support/tokens.ts'

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const inspect = (app: TestApp, text: string) => app.app.tokens.inspect(text, app.clock.now())

test('an inspection tells which check fails first, and believes nothing of a forged token (attacks J1, J3)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  const { token } = await newPrivateToken(browser)
  const [head = '', body = '', signature = ''] = token.split('.')
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString())
  const claims = claimsOf(token)
  const broken: [string, string][] = [
    ['hello', 'it is neither a JWT nor a refresh token of this hub'],
    [`${token}=`, 'it is neither a JWT nor a refresh token of this hub'],
    ['grt_unknown', 'it is not known, or was forgotten'],
    [`${head}.${encoded({ ...claims, exp: 9e12 })}.${signature}`, 'its signature is not by the key it names'],
    [`${encoded({ kid, alg: 'HS256' })}.${body}.${signature}`, 'its key signs with RS256, not HS256'],
    [`${encoded({ kid: 'f', alg: 'RS256' })}.${body}.${signature}`, 'no key of this hub has the id it names'],
  ]
  for (const [text, refusal] of broken) {
    const inspected = await inspect(app, text)
    assert.deepEqual([inspected.refusal?.text, inspected.facts], [refusal, {}], text)
  }
  const good = await inspect(app, token)
  assert.deepEqual([good.kind, good.refusal, good.facts['status']], ['private access token', null, 'active'])
})

test('an inspection tells times, ends and other issuers as the API would (spec oauth.md §10.3)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { tokens, acts } = await buildScene(app)
  const pair = await tokens('Organization')
  const grant = async (text: string) => (await inspect(app, text)).facts['grant']
  assert.deepEqual(
    [await grant(pair.access_token), (await inspect(app, pair.access_token)).refusal],
    ['good', null],
  )
  assert.equal((await inspect(app, pair.refresh_token)).refusal, null)

  await acts.removeDesiredScope('directory.organization.r')
  assert.equal(await grant(pair.access_token), 'scope no longer granted')
  assert.equal((await inspect(app, pair.access_token)).refusal, null, 'live tokens run out (oauth.md §12.2)')
  assert.equal((await inspect(app, pair.refresh_token)).refusal?.text, 'scope no longer granted')
  await acts.deactivateApp()
  assert.equal((await inspect(app, pair.access_token)).refusal?.text, 'it was revoked: app deactivated')

  const person = await tokens('Person').catch(() => null)
  assert.equal(person, null, 'the app is switched off')
})

test('an inspection tells when a token expired and a refresh token was redeemed', async () => {
  await using app = await testApp({ isEmpty: true })
  const { tokens, client } = await buildScene(app)
  const pair = await tokens('Person')
  await client.refresh(pair.refresh_token)
  assert.match(
    (await inspect(app, pair.refresh_token)).refusal?.text ?? '',
    /^it was redeemed at 2026-01-01T00:00/,
  )
  const early = await app.app.tokens.inspect(pair.access_token, app.clock.now() - DAY_MS)
  assert.match(early.refusal?.text ?? '', /^it is not valid before 2026-01-01/)
  app.clock.advance(3_600_000)
  assert.equal(
    (await inspect(app, pair.access_token)).refusal?.text,
    'it expired at 2026-01-01T01:00:00.000Z',
  )
})

test('an inspection tells that a delegated token lost what it was delegated from (spec oauth.md §11)', async () => {
  await using app = await testApp()
  const { subsystem, parent, acts } = await buildDelegation(app)
  const child = tokensIn(await delegateTo(subsystem, (await parent()).access_token))
  assert.equal((await inspect(app, child.refresh_token)).refusal, null)
  await acts.makePublic()
  const inspected = await inspect(app, child.refresh_token)
  assert.deepEqual(
    [inspected.refusal?.text, inspected.facts['grant']],
    ['credentials changed', 'credentials changed'],
  )
  assertRefused(await subsystem.client.refresh(child.refresh_token), 'invalid_grant', 'credentials changed')
})

test('an inspection denies what a refresh is denied: a role of the last issue that was lost again (G-28)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { tokens, acts, client } = await buildScene(app)
  const first = await tokens('on behalf')
  await acts.giveRoles(...ROLES, 'developer')
  const second = tokensIn(await client.refresh(first.refresh_token))
  assert.equal((await inspect(app, second.refresh_token)).refusal, null)
  await acts.giveRoles(...ROLES)
  const inspected = await inspect(app, second.refresh_token)
  assert.deepEqual([inspected.refusal?.text, inspected.facts['grant']], ['roles changed', 'roles changed'])
  assertRefused(await client.refresh(second.refresh_token), 'invalid_grant', 'roles changed')
})

test('an inspection denies what a refresh is denied: Organization tokens the operator keeps off public credentials (G-08)', async () => {
  await using database = await testDatabase()
  await using before = await testApp({ database })
  const client = before.client(DEMO.stockKeeperPublic)
  const { refresh_token } = await newTokens(before, { client, scope: LINDEN.scope })
  assert.equal((await inspect(before, refresh_token)).refusal, null)
  const environment = { PUBLIC_CLIENT_ORGANIZATION_TOKENS: 'forbidden' }
  await using after = await testApp({ database, clock: before.clock, environment, isEmpty: true })
  assert.equal((await inspect(after, refresh_token)).refusal?.text, 'not for public credentials')
})

test('a private token outlives the key that signed it: retired keys stay published for a year (spec oauth.md §10.2)', async () => {
  await using app = await testApp({ isEmpty: true })
  const { browser } = await buildPerson(app)
  const { token } = await newPrivateToken(browser)
  const secretBox = createSecretBox('a secret key for tests: 0123456789abcdef')
  await rotateKey(app.db, { algorithm: 'RS256', secretBox, now: app.clock.now() })
  const works = async () => (await app.client({ id: 'none' }).api(token, '/api/v1/person')).status === 200
  for (let month = 0; month < 12; month += 1) {
    app.clock.advance(30 * DAY_MS)
    await app.runJobs()
    assert.ok(await works(), `after ${month + 1} months`)
  }
  app.clock.advance(5 * DAY_MS)
  assert.equal(await works(), false)
})
