import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Outage } from '../../../src/platform/database/database.ts'
import { buildDelegation, type DelegationScene, delegateTo } from '../../support/delegation.ts'
import { type Acts, ROLES } from '../../support/scene.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { announcedRevocations, assertRefused, revocationList, tokensIn } from '../../support/tokens.ts'
import { watchedDatabase } from '../../support/watched-database.ts'

const HOUR_MS = 3600_000
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

async function revokeItself({ portal }: DelegationScene, accessToken: string) {
  const path = '/api/v1/revoked_access_tokens'
  assert.equal((await portal.client.api(accessToken, path, { method: 'POST' })).status, 201)
}

async function isAlive({ subsystem }: DelegationScene, accessToken: string): Promise<boolean> {
  return (await subsystem.client.api(accessToken, '/api/v1/access_token')).status === 200
}

test('T6 C1 revoking any token of the parent ends what was delegated, with one event a token; its expiry and rotation do not (G-22)', async () => {
  await using app = await testApp()
  const scene = await buildDelegation(app)
  const { portal, subsystem } = scene
  const parent = await scene.parent()
  const first = tokensIn(await delegateTo(subsystem, parent.access_token))
  const rotated = tokensIn(await portal.client.refresh(parent.refresh_token))
  const other = tokensIn(await delegateTo(subsystem, rotated.access_token))
  const second = tokensIn(await subsystem.client.refresh(first.refresh_token))
  app.clock.advance(HOUR_MS)
  const third = tokensIn(await subsystem.client.refresh(second.refresh_token))
  assert.equal(await isAlive(scene, third.access_token), true)

  await revokeItself(scene, parent.access_token)
  assert.equal(await isAlive(scene, third.access_token), false)
  for (const { refresh_token } of [third, other])
    assertRefused(await subsystem.client.refresh(refresh_token), 'invalid_grant', 'revoked by its holder')
  const live = [claimsOf(third.access_token).jti]
  assert.deepEqual(await announcedRevocations(app), live)
  assert.deepEqual(await revocationList(app), live)
})

test('what is delegated can be revoked on its own; the parent and its other children live (G-22)', async () => {
  await using app = await testApp()
  const scene = await buildDelegation(app)
  const { portal, subsystem } = scene
  const parent = await scene.parent()
  const [one, other] = [
    tokensIn(await delegateTo(subsystem, parent.access_token)),
    tokensIn(await delegateTo(subsystem, parent.access_token)),
  ]
  const authorization = subsystem.client.basic
  const form = new URLSearchParams({ token: one.refresh_token }).toString()
  assert.equal((await subsystem.client.send('/oauth/revoke', form, { ...FORM, authorization })).status, 200)
  assert.equal(await isAlive(scene, one.access_token), false)
  assertRefused(await subsystem.client.refresh(one.refresh_token), 'invalid_grant', 'revoked by its client')
  for (const token of [parent.access_token, other.access_token])
    assert.equal(await isAlive(scene, token), true)
  assert.equal((await portal.client.refresh(parent.refresh_token)).status, 200)
})

test('C1 T3 a replayed refresh token of the parent ends what was delegated (G-22)', async () => {
  await using app = await testApp()
  const scene = await buildDelegation(app)
  const { portal, subsystem } = scene
  const parent = await scene.parent()
  const { access_token, refresh_token } = tokensIn(await delegateTo(subsystem, parent.access_token))
  tokensIn(await portal.client.refresh(parent.refresh_token))
  app.clock.advance(60_000)
  assertRefused(await portal.client.refresh(parent.refresh_token), 'invalid_grant')
  assert.equal(await isAlive(scene, access_token), false)
  assertRefused(await subsystem.client.refresh(refresh_token), 'invalid_grant', 'refresh token replayed')
})

test('nobody connects the subsystem: what it got ends with the portal’s connection (oauth.md §12.2)', async () => {
  await using app = await testApp()
  const scene = await buildDelegation(app)
  const { access_token } = await scene.parent()
  const delegated = tokensIn(await delegateTo(scene.subsystem, access_token))
  await scene.acts.disconnectOrganization()
  assert.equal(await isAlive(scene, delegated.access_token), false)
  const refused = await scene.subsystem.client.refresh(delegated.refresh_token)
  assertRefused(refused, 'invalid_grant', 'connection revoked')
})

/** What denies the refresh of a delegated on-behalf token, and what the subsystem is told. */
const DENIALS: { what: string; happens: (acts: Acts) => Promise<unknown>; told: string }[] = [
  { what: 'the portal is switched off', happens: acts => acts.deactivateApp(), told: 'app deactivated' },
  { what: 'the portal is deleted', happens: acts => acts.deleteApp(), told: 'app deleted' },
  {
    what: 'the portal’s credentials are deleted',
    happens: acts => acts.deleteCredentials(),
    told: 'credentials deleted',
  },
  {
    what: 'the portal’s credentials become public',
    happens: acts => acts.makePublic(),
    told: 'credentials changed',
  },
  {
    what: 'the portal no longer desires a scope that was not even delegated',
    happens: acts => acts.removeDesiredScope('directory.person.r'),
    told: 'scope no longer granted',
  },
  { what: 'the person is banned', happens: acts => acts.banPerson(), told: 'person not available' },
  { what: 'the person leaves', happens: acts => acts.removeMember(), told: 'membership ended' },
  { what: 'the person loses a role', happens: acts => acts.giveRoles('admin'), told: 'roles changed' },
]

for (const { what, happens, told } of DENIALS) {
  test(`T2 T6 a delegated token is not refreshed when ${what} (oauth.md §11)`, async () => {
    await using app = await testApp()
    const { subsystem, parent, acts } = await buildDelegation(app)
    const { access_token } = await parent('on behalf')
    const wish = { delegate_access_scope: 'directory.organization.r' }
    const first = tokensIn(await delegateTo(subsystem, access_token, wish))
    const second = tokensIn(await subsystem.client.refresh(first.refresh_token))
    await happens(acts)
    assertRefused(await subsystem.client.refresh(second.refresh_token), 'invalid_grant', told)
  })
}

test('a delegation takes three reads and two writes, its refresh one read more than another (architecture §4)', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const { subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  database.forget()
  const { refresh_token } = tokensIn(await delegateTo(subsystem, access_token))
  assert.deepEqual({ ...database.statements }, { reads: 3, writes: 2 })
  database.forget()
  tokensIn(await subsystem.client.refresh(refresh_token))
  assert.deepEqual({ ...database.statements }, { reads: 3, writes: 2 })
})

test('a database that is away is 503, never a refusal', async () => {
  await using database = await watchedDatabase()
  await using app = await testApp({ database })
  const { subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  for (const after of [0, 1, 2, 3, 4]) {
    database.fail(new Outage('away'), { after })
    const answer = await delegateTo(subsystem, access_token)
    assert.deepEqual([answer.status, answer.body.error], [503, 'temporarily_unavailable'])
  }
  database.fail(null)
  assert.equal((await delegateTo(subsystem, access_token)).status, 200)
})

/** Delegates many times while the act happens; whatever was delegated must be dead afterwards. */
async function assertNoChildSurvives(
  app: TestApp,
  scene: DelegationScene,
  { parentToken, act }: { parentToken: string; act: () => Promise<unknown> },
): Promise<number> {
  const asking = () => Array.from({ length: 15 }, () => delegateTo(scene.subsystem, parentToken))
  const before = asking()
  await Promise.race(before)
  const [answers] = await Promise.all([Promise.all([...before, ...asking()]), act()])
  let delegated = 0
  for (const answer of answers) {
    assert.ok(answer.status < 500, answer.text)
    if (answer.status !== 200) continue
    delegated += 1
    assert.equal(await isAlive(scene, answer.body.access_token), false, 'a child survived')
    assertRefused(await scene.subsystem.client.refresh(answer.body.refresh_token), 'invalid_grant')
  }
  const after = await delegateTo(scene.subsystem, parentToken)
  assert.ok([400, 403].includes(after.status), after.text)
  const listed = await revocationList(app)
  assert.equal(new Set(listed).size, listed.length)
  return delegated
}

test('T6 no child survives a revocation of its parent that comes between (race, G-22)', async () => {
  await using app = await testApp()
  const scene = await buildDelegation(app)
  let delegated = 0
  for (let round = 0; round < 3; round += 1) {
    const { access_token: parentToken } = await scene.parent()
    const act = () => revokeItself(scene, parentToken)
    delegated += await assertNoChildSurvives(app, scene, { parentToken, act })
  }
  assert.ok(delegated > 0, 'some delegations came first')
})

test('T6 C9 no child survives the end of its portal, its subsystem, its connection or its person (race)', async () => {
  await using app = await testApp()
  for (const ending of [
    'disconnectOrganization',
    'deactivateApp',
    'deleteCredentials',
    'removeMember',
  ] as const) {
    const scene = await buildDelegation(app)
    const { access_token: parentToken } = await scene.parent('on behalf')
    await assertNoChildSurvives(app, scene, { parentToken, act: () => scene.acts[ending]() })
  }
  for (const ending of ['deactivateApp', 'deleteCredentials', 'deleteApp'] as const) {
    const scene = await buildDelegation(app)
    const { access_token: parentToken } = await scene.parent()
    await assertNoChildSurvives(app, scene, { parentToken, act: () => scene.subsystemActs[ending]() })
  }
})

test('T6 T5 no refreshed child survives a revocation of its parent that comes between (race, G-22)', async () => {
  await using app = await testApp()
  const scene = await buildDelegation(app)
  const { subsystem } = scene
  let refreshed = 0
  for (let round = 0; round < 3; round += 1) {
    const parent = await scene.parent()
    const children = await Promise.all(
      Array.from({ length: 16 }, async () => tokensIn(await delegateTo(subsystem, parent.access_token))),
    )
    const refreshing = children.map(({ refresh_token }) => subsystem.client.refresh(refresh_token))
    await Promise.race(refreshing)
    const [answers] = await Promise.all([Promise.all(refreshing), revokeItself(scene, parent.access_token)])
    for (const answer of answers) {
      if (answer.status !== 200) {
        assertRefused(answer, 'invalid_grant', 'revoked by its holder')
        continue
      }
      refreshed += 1
      assert.equal(await isAlive(scene, answer.body.access_token), false, 'a refreshed child survived')
      assertRefused(await subsystem.client.refresh(answer.body.refresh_token), 'invalid_grant')
    }
  }
  assert.ok(refreshed > 0, 'some refreshes came first')
})

test('the parent’s family is kept for as long as what was delegated from it can refresh (G-37)', async () => {
  await using app = await testApp({ environment: { RETENTION_TOKENS_DAYS: '1' } })
  const { subsystem, parent, acts } = await buildDelegation(app)
  const { access_token } = await parent('on behalf')
  let { refresh_token } = tokensIn(await delegateTo(subsystem, access_token))
  for (let week = 0; week < 4; week += 1) {
    app.clock.advance(6 * 24 * HOUR_MS)
    await app.runJobs()
    refresh_token = tokensIn(await subsystem.client.refresh(refresh_token)).refresh_token
  }
  await acts.giveRoles(ROLES[0] ?? '')
  assertRefused(await subsystem.client.refresh(refresh_token), 'invalid_grant', 'roles changed')
})
