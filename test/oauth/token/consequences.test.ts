import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn, linkInMail, signedInAs } from '../../support/accounts.ts'
import { DEMO } from '../../support/demo.ts'
import type { Device } from '../../support/devices.ts'
import { type Acts, buildScene, type Kind } from '../../support/scene.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf, type TestClient } from '../../support/test-client.ts'
import {
  announcedRevocations,
  assertRefused,
  eventsNamed,
  newTokens,
  revocationList,
  tokensIn,
  twoServers,
  withinASecond,
} from '../../support/tokens.ts'

const KINDS: Kind[] = ['Person', 'Organization', 'on behalf']

type Pair = { access_token: string; refresh_token: string }

type Occurrence = {
  what: string
  happens: (acts: Acts) => Promise<unknown>
  /** Live tokens of these kinds are revoked. */
  ends: Kind[]
  /** Tokens of these kinds run out: no refresh, no code and no device code is redeemed. */
  runsOut?: Kind[]
  /** Other events, and whose. */
  events: [string, 'Person' | 'Organization'][]
}

/** The table of oauth.md §12.2, as far as its parts exist. */
const OCCURRENCES: Occurrence[] = [
  {
    what: 'credentials are deleted',
    happens: acts => acts.deleteCredentials(),
    ends: KINDS,
    events: [],
  },
  { what: 'the app is deactivated', happens: acts => acts.deactivateApp(), ends: KINDS, events: [] },
  {
    what: 'the app is deleted',
    happens: acts => acts.deleteApp(),
    ends: KINDS,
    events: [
      ['revoked_connection', 'Organization'],
      ['revoked_connection', 'Person'],
    ],
  },
  {
    what: 'the connection of the organization is revoked',
    happens: acts => acts.disconnectOrganization(),
    ends: ['Organization', 'on behalf'],
    events: [['revoked_connection', 'Organization']],
  },
  {
    what: 'the connection of the person is revoked',
    happens: acts => acts.disconnectPerson(),
    ends: ['Person', 'on behalf'],
    events: [['revoked_connection', 'Person']],
  },
  {
    what: 'a scope leaves the connection with the app that provides it',
    happens: acts => acts.disconnectProvider(),
    ends: ['Organization'],
    events: [
      ['connection_changed', 'Organization'],
      ['revoked_connection', 'Organization'],
    ],
  },
  {
    what: 'a scope is no longer provided',
    happens: acts => acts.deactivateProvider(),
    ends: ['Organization'],
    events: [['connection_changed', 'Organization']],
  },
  {
    what: 'a scope is no longer desired',
    happens: acts => acts.removeDesiredScope('directory.organization.r'),
    ends: [],
    runsOut: ['Organization', 'on behalf'],
    events: [['connection_changed', 'Organization']],
  },
  {
    what: 'a member leaves',
    happens: acts => acts.removeMember(),
    ends: ['on behalf'],
    events: [['member_left', 'Organization']],
  },
  {
    what: 'a member loses a role',
    happens: acts => acts.giveRoles('designer'),
    ends: [],
    runsOut: ['on behalf'],
    events: [['member_roles_updated', 'Organization']],
  },
  {
    what: 'the person is banned',
    happens: acts => acts.banPerson(),
    ends: ['Person', 'on behalf'],
    events: [],
  },
  {
    what: 'the person is deleted',
    happens: acts => acts.deletePerson(),
    ends: ['Person', 'on behalf'],
    events: [
      ['member_left', 'Organization'],
      ['revoked_connection', 'Person'],
    ],
  },
  {
    what: 'the organization is deleted',
    happens: acts => acts.deleteOrganization(),
    ends: ['Organization', 'on behalf'],
    events: [
      ['revoked_connection', 'Organization'],
      ['revoked_connection', 'Organization'],
    ],
  },
]

for (const { what, happens, ends, runsOut = [], events } of OCCURRENCES) {
  const effect =
    ends.length > 0 ? 'its tokens end here at once and elsewhere within a second' : 'its tokens run out'
  test(`when ${what}, ${effect} (oauth.md §12.2)`, async () => {
    await using servers = await twoServers()
    const { one, other } = servers
    const scene = await buildScene(one)
    const issued = await issueAll(one, scene)
    const before = await eventCount(one)
    await happens(scene.acts)

    const ended: string[] = []
    for (const [kind, { live, jti, code, device }] of issued) {
      const isEnded = ends.includes(kind)
      assert.equal(await apiStatus(scene.client, live.access_token), isEnded ? 403 : 200, `${kind} here`)
      const elsewhere = other.client({ id: scene.client.id })
      const status = () => apiStatus(elsewhere, live.access_token)
      if (isEnded) await withinASecond(async () => (await status()) === 403)
      else assert.equal(await status(), 200, `${kind} elsewhere`)
      const isDenied = isEnded || runsOut.includes(kind)
      const answers = [
        await scene.client.refresh(live.refresh_token),
        await scene.client.token(code),
        await device.poll(),
      ]
      for (const answer of answers)
        if (isDenied) assertRefused(answer, 'invalid_grant')
        else assert.equal(answer.status, 200, `${kind}: ${answer.text}`)
      if (isEnded) ended.push(jti)
    }

    for (const app of [one, other]) assert.deepEqual((await revocationList(app)).toSorted(), ended.toSorted())
    // Once for each token that had not expired, and for no other.
    assert.deepEqual((await announcedRevocations(one)).toSorted(), ended.toSorted())
    const subjects = (await eventsNamed(one, 'revoked_access_token')).map(({ subject }) => subject)
    assert.deepEqual(subjects.toSorted(), ends.map(scene.subject).toSorted())
    const told = events.map(([name, kind]) => `${name} ${scene.subject(kind)}`)
    assert.deepEqual((await otherEvents(one, before)).toSorted(), told.toSorted())
  })
}

test('a new password ends sessions of the hub and leaves the tokens of apps alone (P-18)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const tokens = await newTokens(app)
  const forgetful = app.anonymous()
  await fillIn(forgetful, '/password/forgot', { email: DEMO.owner })
  const link = await linkInMail(app, DEMO.owner)
  const answer = await fillIn(forgetful, link, { password: 'five blue bottles' })
  assert.equal(answer.status, 303, answer.text)
  assert.equal(await signedInAs(browser), null)
  const client = app.client(DEMO.stockKeeper)
  assert.equal(await apiStatus(client, tokens.access_token), 200)
  assert.equal((await client.refresh(tokens.refresh_token)).status, 200)
})

/** Of each kind a pair whose access token has expired, its live successor, and a code. */
async function issueAll(
  app: TestApp,
  { client, tokens, code, device }: Awaited<ReturnType<typeof buildScene>>,
) {
  const expired = new Map<Kind, { refresh_token: string }>()
  for (const kind of KINDS) expired.set(kind, await tokens(kind))
  app.clock.advance(3600_000)
  type Issued = { live: Pair; jti: string; code: Awaited<ReturnType<typeof code>>; device: Device }
  const issued = new Map<Kind, Issued>()
  for (const [kind, { refresh_token }] of expired) {
    const live: Pair = tokensIn(await client.refresh(refresh_token))
    const { jti } = claimsOf(live.access_token)
    issued.set(kind, { live, jti, code: await code(kind), device: await device(kind) })
  }
  return issued
}

async function apiStatus(client: TestClient, accessToken: string): Promise<number> {
  return (await client.api(accessToken, '/api/v1/access_token')).status
}

async function eventCount(app: TestApp): Promise<number> {
  return (await app.db.read<{ id: number }>(sql`select id from event`)).length
}

/** Names and subjects of the events after the first `skipped` ones, without revoked tokens. */
async function otherEvents(app: TestApp, skipped: number): Promise<string[]> {
  const events = await app.db.read<{ name: string; subject: string }>(
    sql`select name, subject from event order by id`,
  )
  return events
    .slice(skipped)
    .filter(({ name }) => name !== 'revoked_access_token')
    .map(({ name, subject }) => `${name} ${subject}`)
}
