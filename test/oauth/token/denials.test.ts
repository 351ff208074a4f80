import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rolesFromBits } from '../../../src/modules/directory/index.ts'
import { type Acts, buildScene, type Kind, ROLES } from '../../support/scene.ts'
import { tokenEntries } from '../../support/stored.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { assertRefused, tokensIn } from '../../support/tokens.ts'

/** What happens, to which tokens it matters, and as what the client is told of it (oauth.md §11, G-11). */
const DENIALS: {
  what: string
  happens: (acts: Acts) => Promise<unknown>
  told: Partial<Record<Kind, string>>
}[] = [
  {
    what: 'the organization ends its connection',
    happens: acts => acts.disconnectOrganization(),
    told: { Organization: 'connection revoked', 'on behalf': 'connection revoked' },
  },
  {
    what: 'the person ends their connection',
    happens: acts => acts.disconnectPerson(),
    told: { Person: 'connection revoked', 'on behalf': 'connection revoked' },
  },
  {
    what: 'the organization leaves the app that provides a scope',
    happens: acts => acts.disconnectProvider(),
    told: { Organization: 'scope no longer granted' },
  },
  {
    what: 'the app that provides a scope is switched off',
    happens: acts => acts.deactivateProvider(),
    told: { Organization: 'scope no longer granted' },
  },
  {
    what: 'the vendor desires a scope no longer',
    happens: acts => acts.removeDesiredScope('directory.organization.r'),
    told: { Organization: 'scope no longer granted', 'on behalf': 'scope no longer granted' },
  },
  {
    what: 'the vendor desires a scope of persons no longer',
    happens: acts => acts.removeDesiredScope('directory.person.r'),
    told: { Person: 'scope no longer granted', 'on behalf': 'scope no longer granted' },
  },
  {
    what: 'the app is deactivated',
    happens: acts => acts.deactivateApp(),
    told: { Person: 'app deactivated', Organization: 'app deactivated', 'on behalf': 'app deactivated' },
  },
  {
    what: 'the app is deactivated and activated again',
    happens: async acts => {
      await acts.deactivateApp()
      await acts.activateApp()
    },
    told: { Person: 'app deactivated', Organization: 'app deactivated', 'on behalf': 'app deactivated' },
  },
  {
    what: 'the app is deleted',
    happens: acts => acts.deleteApp(),
    told: { Person: 'app deleted', Organization: 'app deleted', 'on behalf': 'app deleted' },
  },
  {
    what: 'the credentials are deleted',
    happens: acts => acts.deleteCredentials(),
    told: {
      Person: 'credentials deleted',
      Organization: 'credentials deleted',
      'on behalf': 'credentials deleted',
    },
  },
  {
    what: 'the credentials become public',
    happens: acts => acts.makePublic(),
    told: {
      Person: 'credentials changed',
      Organization: 'credentials changed',
      'on behalf': 'credentials changed',
    },
  },
  {
    what: 'the person is banned',
    happens: acts => acts.banPerson(),
    told: { Person: 'person not available', 'on behalf': 'person not available' },
  },
  {
    what: 'the person is deleted',
    happens: acts => acts.deletePerson(),
    told: { Person: 'connection revoked', 'on behalf': 'membership ended' },
  },
  {
    what: 'the organization is deleted',
    happens: acts => acts.deleteOrganization(),
    told: { Organization: 'connection revoked', 'on behalf': 'connection revoked' },
  },
  {
    what: 'the person leaves the organization',
    happens: acts => acts.removeMember(),
    told: { 'on behalf': 'membership ended' },
  },
  {
    what: 'the person loses a role',
    happens: acts => acts.giveRoles('admin'),
    told: { 'on behalf': 'roles changed' },
  },
  {
    what: 'the person loses a role and gains another',
    happens: acts => acts.giveRoles('admin', 'developer'),
    told: { 'on behalf': 'roles changed' },
  },
]

for (const { what, happens, told } of DENIALS) {
  test(`T2 refresh is denied to whom it matters when ${what}, and the log keeps why (oauth.md §11, G-11)`, async () => {
    await using app = await testApp()
    const { client, tokens, acts, id, admin, organization } = await buildScene(app)
    const kinds: Kind[] = ['Person', 'Organization', 'on behalf']
    const given = new Map<Kind, string>()
    for (const kind of kinds) given.set(kind, (await tokens(kind)).refresh_token)
    await happens(acts)
    for (const [kind, refreshToken] of given) {
      const answer = await client.refresh(refreshToken)
      const reason = told[kind]
      if (reason === undefined) assert.equal(answer.status, 200, `${kind}: ${answer.text}`)
      else assertRefused(answer, 'invalid_grant', reason)
    }

    const noted = await tokenEntries(app, { clientId: client.id, outcome: 'refused' })
    const expected = kinds.flatMap(kind => {
      const reason = told[kind]
      const bearer = kind === 'Person' ? `Person/${admin.id}` : `Organization/${organization.id}`
      const personId = kind === 'on behalf' ? admin.id : null
      // Who is deleted, or whose credentials are, is refused before the token is looked at.
      const isEarly = what === 'the app is deleted' || what === 'the credentials are deleted'
      return reason === undefined ? [] : [isEarly ? [reason, null, null] : [reason, bearer, personId]]
    })
    assert.deepEqual(
      noted
        .toReversed()
        .map(({ reason, bearer, personId }) => [reason, bearer && `${bearer.type}/${bearer.id}`, personId]),
      expected,
    )
    for (const entry of noted)
      assert.deepEqual(
        [entry.appId, entry.grantType, entry.error, entry.jti],
        [id, entry.bearer === null ? null : 'refresh_token', 'invalid_grant', null],
      )
  })
}

test('T2 refresh with public credentials is denied when they are deleted or become confidential (oauth.md §11)', async () => {
  await using app = await testApp()
  for (const [act, reason] of [
    ['deletePublicCredentials', 'credentials deleted'],
    ['makeConfidential', 'credentials changed'],
  ] as const) {
    const { publicClient, tokens, acts } = await buildScene(app)
    const { refresh_token } = await tokens('Person', publicClient)
    await acts[act]()
    const body = JSON.stringify({ grant_type: 'refresh_token', refresh_token })
    const type = { 'content-type': 'application/json' }
    assertRefused(await publicClient.send('/oauth/access_token', body, type), 'invalid_grant', reason)
  }
})

test('an Organization token does not depend on the person who consented (oauth.md §11)', async () => {
  await using app = await testApp()
  for (const act of ['removeMember', 'banPerson', 'deletePerson', 'disconnectPerson'] as const) {
    const { client, tokens, acts } = await buildScene(app)
    await tokens('Person')
    const { refresh_token } = await tokens('Organization')
    await acts[act]()
    assert.equal((await client.refresh(refresh_token)).status, 200, act)
  }
})

test('gained roles are no reason, and the new token carries them; losing one of them then is (G-28)', async () => {
  await using app = await testApp()
  const { client, tokens, acts } = await buildScene(app)
  const first = await tokens('on behalf')
  assert.deepEqual(first.bearer_on_behalf_of.roles, ROLES)
  await acts.giveRoles(...ROLES, 'developer')
  const second = tokensIn(await client.refresh(first.refresh_token))
  assert.deepEqual(second.bearer_on_behalf_of.roles, [...ROLES, 'developer'])
  assert.deepEqual(rolesFromBits(claimsOf(second.access_token).roles), [...ROLES, 'developer'])
  assert.deepEqual(rolesFromBits(claimsOf(first.access_token).roles), ROLES, 'until it expires')
  await acts.giveRoles(...ROLES)
  assertRefused(await client.refresh(second.refresh_token), 'invalid_grant', 'roles changed')
})

test('T2 a denial for lost roles or scopes is no end: with the right back the refresh works (oauth.md §12.2)', async () => {
  await using app = await testApp()
  const { client, tokens, acts } = await buildScene(app)
  const { refresh_token } = await tokens('on behalf')
  await acts.giveRoles('admin')
  assertRefused(await client.refresh(refresh_token), 'invalid_grant', 'roles changed')
  await acts.giveRoles(...ROLES)
  assert.equal((await client.refresh(refresh_token)).status, 200)
})

test('T2 a connection that was revoked and made anew does not revive what was issued before (G-22)', async () => {
  await using app = await testApp()
  const { client, tokens, acts } = await buildScene(app)
  const before = await tokens('Person')
  await acts.disconnectPerson()
  const after = await tokens('Person')
  assertRefused(await client.refresh(before.refresh_token), 'invalid_grant', 'connection revoked')
  assert.equal((await client.api(before.access_token, '/api/v1/person')).status, 403)
  assert.equal((await client.refresh(after.refresh_token)).status, 200)
})

test('T2 a denial wins over the reuse window (oauth.md §11, G-09)', async () => {
  await using app = await testApp()
  const { client, tokens, acts } = await buildScene(app)
  const { refresh_token } = await tokens('Person')
  assert.equal((await client.refresh(refresh_token)).status, 200)
  await acts.disconnectPerson()
  assertRefused(await client.refresh(refresh_token), 'invalid_grant', 'connection revoked')
})
