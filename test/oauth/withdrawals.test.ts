import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildDelegation, type DelegationScene, delegateTo } from '../support/delegation.ts'
import { buildDevice, type Device, letIn } from '../support/devices.ts'
import type { Acts, Kind } from '../support/scene.ts'
import type { TestApp } from '../support/test-app.ts'
import { claimsOf, type TestClient, type TokenAnswer } from '../support/test-client.ts'
import {
  announcedRevocations,
  revocationList,
  tokensIn,
  twoServers,
  withinASecond,
} from '../support/tokens.ts'

const KINDS: Kind[] = ['Person', 'Organization', 'on behalf']
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

type Occurrence = {
  what: string
  happens: (acts: Acts) => Promise<unknown>
  /** Of these everything ends: live tokens, children, and all that could become one. */
  ends: Kind[]
  /** Of these nothing new is given; live tokens run out. */
  runsOut?: Kind[]
  /** Of these a machine gets nothing any more. */
  denies: Kind[]
  /** Who asks about tokens: the app itself, unless it cannot ask any more. */
  asks?: 'provider'
}

/** The table of oauth.md §12.2, as far as its parts exist. */
const OCCURRENCES: Occurrence[] = [
  {
    what: 'credentials are deleted',
    happens: acts => acts.deleteCredentials(),
    ends: KINDS,
    denies: KINDS,
    asks: 'provider',
  },
  {
    what: 'the app is deactivated',
    happens: acts => acts.deactivateApp(),
    ends: KINDS,
    denies: KINDS,
    asks: 'provider',
  },
  {
    what: 'the app is deleted',
    happens: acts => acts.deleteApp(),
    ends: KINDS,
    denies: KINDS,
    asks: 'provider',
  },
  {
    what: 'the connection of the organization is revoked',
    happens: acts => acts.disconnectOrganization(),
    ends: ['Organization', 'on behalf'],
    denies: ['Organization', 'on behalf'],
  },
  {
    what: 'the connection of the person is revoked',
    happens: acts => acts.disconnectPerson(),
    ends: ['Person', 'on behalf'],
    denies: ['Person', 'on behalf'],
  },
  {
    what: 'the organization leaves the app that provides a scope',
    happens: acts => acts.disconnectProvider(),
    ends: ['Organization'],
    denies: [],
  },
  {
    what: 'the app that provides a scope is deactivated',
    happens: acts => acts.deactivateProvider(),
    ends: ['Organization'],
    denies: [],
  },
  {
    what: 'a scope is no longer desired',
    happens: acts => acts.removeDesiredScope('directory.organization.r'),
    ends: [],
    runsOut: ['Organization', 'on behalf'],
    denies: ['Organization', 'on behalf'],
  },
  {
    what: 'a member leaves',
    happens: acts => acts.removeMember(),
    ends: ['on behalf'],
    denies: ['on behalf'],
  },
  {
    what: 'a member loses a role',
    happens: acts => acts.giveRoles('designer'),
    ends: [],
    runsOut: ['on behalf'],
    denies: [],
  },
  {
    what: 'the person is banned',
    happens: acts => acts.banPerson(),
    ends: ['Person', 'on behalf'],
    denies: ['Person', 'on behalf'],
  },
  {
    what: 'the person is deleted',
    happens: acts => acts.deletePerson(),
    ends: ['Person', 'on behalf'],
    denies: ['Person', 'on behalf'],
  },
  {
    what: 'the organization is deleted',
    happens: acts => acts.deleteOrganization(),
    ends: ['Organization', 'on behalf'],
    denies: ['Organization', 'on behalf'],
  },
]

for (const occurrence of OCCURRENCES) {
  const { what, happens, ends, runsOut = [], denies, asks } = occurrence
  test(`C9 T2 when ${what}, no other server takes or gives what is withdrawn, whatever is tried (oauth.md §12.2)`, async () => {
    await using servers = await twoServers()
    const { one, other } = servers
    const scene = await buildDelegation(one)
    const given = new Map<Kind, Given>()
    for (const kind of KINDS) given.set(kind, await give(one, scene, kind))
    await happens(scene.acts)

    const there = (client: TestClient) =>
      other.client({ id: client.id, ...(client.secret && { secret: client.secret }) })
    const [portal, subsystem, asker] = [scene.portal, scene.subsystem, scene[asks ?? 'portal']].map(app =>
      there(app.client),
    )
    assert.ok(portal && subsystem && asker)
    const expected: string[] = []
    for (const [kind, { parent, child, device, machine }] of given) {
      const isEnded = ends.includes(kind)
      const isDenied = isEnded || runsOut.includes(kind)
      const as = (what: string) => `${what} of ${kind}`
      for (const { access_token } of [parent, child]) {
        const status = async (): Promise<number> =>
          (await portal.api(access_token, '/api/v1/access_token')).status
        if (isEnded) await withinASecond(async () => (await status()) === 403)
        else assert.equal(await status(), 200, as('API'))
        if (isEnded) expected.push(claimsOf(access_token).jti)
      }
      if (asks !== 'provider' || kind === 'Organization')
        assert.equal(await isActive(asker, parent.access_token), !isEnded, as('introspection'))
      if (asks !== 'provider')
        assert.equal(
          await isActive(asker, parent.refresh_token),
          !isDenied,
          as('introspection of a refresh token'),
        )

      const delegated = await delegateTo({ ...scene.subsystem, client: subsystem }, parent.access_token)
      assert.equal(delegated.status === 200, !isDenied, as('delegation') + delegated.text)
      check(await subsystem.refresh(child.refresh_token), !isDenied, as('refresh of a child'))
      check(await portal.refresh(parent.refresh_token), !isDenied, as('refresh'))
      check(await device.poll(portal), !isDenied, as('device'))
      const asked = await portal.token({ grant_type: 'client_credentials', scope: machine })
      check(asked, !denies.includes(kind), as('client credentials'))
      if (asked.status === 200 && isEnded)
        assert.notEqual(asked.body.scope.split(',').length, machine.split(',').length)
    }
    for (const app of [one, other]) {
      const listed = await revocationList(app)
      assert.deepEqual(listed.toSorted(), expected.toSorted())
    }
    assert.deepEqual((await announcedRevocations(one)).toSorted(), expected.toSorted())
  })
}

type Pair = { access_token: string; refresh_token: string }
/** What the portal has of one kind: a pair, a child of it, a device that was let in, and the list a machine asks with. */
type Given = { parent: Pair; child: Pair; device: Device; machine: string }

async function give(app: TestApp, scene: DelegationScene, kind: Kind): Promise<Given> {
  const { portal, subsystem, admin, organization, scopes, parent } = scene
  const pair: Pair = await parent(kind)
  const child: Pair = tokensIn(await delegateTo(subsystem, pair.access_token))
  const device = await buildDevice(app, { client: portal.client, scope: scopes[kind] })
  await letIn(admin.browser, device)
  const prefix = {
    Person: `Per/${admin.id}`,
    Organization: scene.Org,
    'on behalf': `Per/${admin.id}>Org/${organization.id}`,
  }
  const names = scopes[kind]
    .split(',')
    .map(scope => scope.slice(scope.search(/[a-z][a-z0-9_]*\.[a-z_]+\.r?w?$/)))
  return { parent: pair, child, device, machine: names.map(name => `${prefix[kind]}.${name}`).join(',') }
}

function check(answer: TokenAnswer, isGiven: boolean, what: string): void {
  assert.equal(answer.status === 200, isGiven, `${what}: ${answer.text}`)
  if (!isGiven) assert.ok(answer.status === 400 || answer.status === 401, answer.text)
}

async function isActive(client: TestClient, token: string): Promise<boolean> {
  const body = new URLSearchParams({ token }).toString()
  const answer = await client.send('/oauth/introspect', body, { ...FORM, authorization: client.basic })
  assert.equal(answer.status, 200, answer.text)
  return answer.body.active
}
