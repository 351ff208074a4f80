import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCredentials } from '../../../src/modules/apps/index.ts'
import { actOn } from '../../support/builders.ts'
import { ACCESS_TOKEN, buildDelegation, delegateTo, exchange } from '../../support/delegation.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { claimsOf, type TestClient } from '../../support/test-client.ts'
import { assertRefused, tokensIn } from '../../support/tokens.ts'

const JWT = 'urn:ietf:params:oauth:token-type:jwt'

/** More credentials of an app, with a name. */
async function namedClient(app: TestApp, appId: string, name: string): Promise<TestClient> {
  const wish = { ...actOn(appId), name, description: null, isConfidential: true }
  const made = await app.db.transaction(tx => createCredentials(tx, wish, app.app.apps, app.clock.now()))
  if (made === 'name_taken') throw new Error(`${name} is taken`)
  return app.client({ id: made.credentials.id, secret: made.secret })
}

test('the subsystem exchanges what the portal gave it for a token of its own, narrowed by scope (RFC 8693 §2)', async () => {
  await using app = await testApp()
  const { Org, organization, provider, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const read = `${provider.name}.items.r`
  const scope = `${Org}.${read} directory.organization.r`
  const body = tokensIn(await exchange(subsystem.client, access_token, { scope }))
  assert.equal(body.issued_token_type, ACCESS_TOKEN)
  assert.equal(body.token_type, 'bearer')
  assert.equal(body.scope, `${read} directory.organization.r`)
  assert.deepEqual(body.audiences, [subsystem.name])
  const { aud, sub, act } = claimsOf(body.access_token)
  assert.deepEqual([aud, sub, act], [[subsystem.name], `Organization/${organization.id}`, undefined])
  assert.equal((await subsystem.client.refresh(body.refresh_token)).status, 200)
})

test('the portal exchanges its own token for one of the subsystem: by client id, by app, by app/name (RFC 8693 §2.1)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const named = await namedClient(app, subsystem.id, 'eu')
  const { access_token } = await parent()
  for (const [audience, client] of [
    [subsystem.client.id, subsystem.client],
    [subsystem.client.id.toUpperCase(), subsystem.client],
    [subsystem.name, subsystem.client],
    [`${subsystem.name}/eu`, named],
    [named.id, named],
    [subsystem.publicClient.id, subsystem.publicClient],
  ] as const) {
    const body = tokensIn(await exchange(portal.client, access_token, { audience }))
    assert.equal(body.audiences[0], subsystem.name)
    assert.equal((await client.refresh(body.refresh_token)).status, 200, audience)
  }
})

test('a client that names no audience means itself: the portal narrows its own token (RFC 8693 §2.1)', async () => {
  await using app = await testApp()
  const { portal, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const body = tokensIn(await exchange(portal.client, access_token, { scope: 'directory.organization.r' }))
  assert.deepEqual(body.audiences, [portal.name])
  assert.equal(body.scope, 'directory.organization.r')
  assert.notEqual(claimsOf(body.access_token).jti, claimsOf(access_token).jti)
  assertRefused(await exchange(portal.client, body.access_token), 'invalid_scope')
})

test('both types of a token mean the same, for what is given and for what is wanted (RFC 8693 §3)', async () => {
  await using app = await testApp()
  const { subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  for (const subject_token_type of [ACCESS_TOKEN, JWT])
    for (const requested of [{}, { requested_token_type: ACCESS_TOKEN }, { requested_token_type: JWT }]) {
      const answer = await exchange(subsystem.client, access_token, { subject_token_type, ...requested })
      assert.equal(tokensIn(answer).issued_token_type, ACCESS_TOKEN)
    }
})

test('T6 without a subject_token, or with a blank one, nothing stands in for it (RFC 8693 §2.1)', async () => {
  await using app = await testApp()
  const { subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const grant_type = 'urn:ietf:params:oauth:grant-type:token-exchange'
  const bearer = { authorization: `Bearer ${access_token}` }
  const { client } = subsystem
  for (const answer of [
    await client.token({ grant_type, subject_token_type: ACCESS_TOKEN }),
    await client.token({ grant_type, subject_token_type: ACCESS_TOKEN, access_token }),
    await exchange(client, ''),
    await exchange(client, ' '),
    await client.token({ grant_type, subject_token: access_token }),
    await exchange(client, access_token, { subject_token_type: '' }),
  ])
    assertRefused(answer, 'invalid_request')
  // A bearer token in the header is no client, and no subject either.
  const form = { grant_type, subject_token_type: ACCESS_TOKEN }
  assertRefused(await client.token(form, bearer), 'invalid_client')
  const identified = { ...form, client_id: client.id, client_secret: client.secret ?? '' }
  assertRefused(await client.token(identified, bearer), 'invalid_request')
})

test('T6 T8 what is no access token of ours is no subject: refresh token, ID token, forged, expired, revoked (RFC 8693 §2.2.2)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const { access_token, refresh_token } = await parent()
  for (const token of [refresh_token, `${access_token}x`, 'e30.e30.AAAA', 'x'])
    assertRefused(
      await exchange(subsystem.client, token),
      'invalid_request',
      'The subject_token is not valid: invalid_jwt',
    )
  for (const subject_token_type of [
    'urn:ietf:params:oauth:token-type:refresh_token',
    'urn:ietf:params:oauth:token-type:id_token',
    'access_token',
  ])
    assertRefused(await exchange(subsystem.client, access_token, { subject_token_type }), 'invalid_request')
  const other = await parent()
  await portal.client.api(other.access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  assertRefused(await exchange(subsystem.client, other.access_token), 'invalid_request')
  app.clock.advance(3600_000)
  assertRefused(
    await exchange(subsystem.client, access_token),
    'invalid_request',
    'The subject_token is not valid: jwt_expired',
  )
})

test('T6 an actor token, a resource and other token types are refused, not ignored (RFC 8693 §2.1, §2.2.2)', async () => {
  await using app = await testApp()
  const { subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const refused = (form: Record<string, string>) => exchange(subsystem.client, access_token, form)
  assertRefused(
    await refused({ actor_token: access_token, actor_token_type: ACCESS_TOKEN }),
    'invalid_request',
  )
  assertRefused(await refused({ actor_token_type: ACCESS_TOKEN }), 'invalid_request')
  assertRefused(await refused({ resource: 'https://api.example.com' }), 'invalid_target')
  const wanted = 'urn:ietf:params:oauth:token-type:refresh_token'
  assertRefused(await refused({ requested_token_type: wanted }), 'invalid_request')
})

test('C2 T6 another client learns nothing from a token it came by, whatever it names (RFC 8693 §2.2.2)', async () => {
  await using app = await testApp()
  const { portal, subsystem, stranger, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const unable = await parent('Person', { scope: 'directory.person.r' })
  const texts = new Set<string>()
  for (const token of [access_token, unable.access_token, `${access_token}x`])
    for (const form of [{}, { audience: portal.client.id }, { audience: stranger.name }]) {
      const answer = await exchange(stranger.client, token, form)
      assertRefused(answer, 'invalid_request')
      texts.add(answer.text)
    }
  assert.equal(texts.size, 1)
  // A subsystem cannot send it on to others, nor have it made for the portal.
  const sentOn = await exchange(subsystem.client, access_token, { audience: portal.client.id })
  assertRefused(sentOn, 'invalid_request')
})

test('T6 an audience that is none, or another vendor’s, is invalid_target (RFC 8693 §2.2.2)', async () => {
  await using app = await testApp()
  const { portal, subsystem, stranger, parent, subsystemActs } = await buildDelegation(app)
  const { access_token } = await parent()
  const texts = new Set<string>()
  for (const audience of [
    'unknown_app',
    'directory',
    `${subsystem.name}/none`,
    `${subsystem.name}/`,
    'https://api.example.com',
    stranger.name,
    stranger.client.id,
    subsystem.id,
  ]) {
    const answer = await exchange(portal.client, access_token, { audience })
    assertRefused(answer, 'invalid_target')
    texts.add(answer.text)
  }
  assert.equal(texts.size, 1)
  await subsystemActs.deactivateApp()
  assertRefused(await exchange(portal.client, access_token, { audience: subsystem.name }), 'invalid_target')
})

test('the client must prove itself: none, a wrong secret and public credentials exchange nothing (RFC 8693 §2.1, C5)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const audience = subsystem.client.id
  const wrong = app.client({ id: portal.client.id, secret: 'wrong' })
  assertRefused(await exchange(wrong, access_token, { audience }), 'invalid_client')
  assertRefused(
    await exchange(app.client({ id: portal.client.id }), access_token, { audience }),
    'invalid_client',
  )
  assertRefused(await exchange(portal.publicClient, access_token, { audience }), 'unauthorized_client')
  const nobody = await portal.client.send(
    '/oauth/access_token',
    new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: access_token,
      subject_token_type: ACCESS_TOKEN,
    }).toString(),
    { 'content-type': 'application/x-www-form-urlencoded' },
  )
  assertRefused(nobody, 'invalid_client')
})

test('the rules are those of /oauth/delegate: no scope to delegate, delegated before, public, wider, foreign, lost right (oauth.md §8)', async () => {
  await using app = await testApp()
  const { Org, owner, portal, subsystem, parent, acts } = await buildDelegation(app)
  const as = (token: string, form = {}) => exchange(subsystem.client, token, form)
  const plain = await parent('Organization', { scope: `${Org}.directory.organization.r` })
  assertRefused(await as(plain.access_token), 'invalid_scope', 'parent_has_no_delegation_permission')
  const { access_token } = await parent()
  const delegated = tokensIn(await delegateTo(subsystem, access_token))
  const again = await as(delegated.access_token)
  assertRefused(again, 'invalid_scope', 'delegation_access_token_cannot_delegate')
  const wider = await as(access_token, { scope: 'directory.sites.r' })
  assertRefused(wider, 'invalid_scope', 'scope_was_not_granted_in_parent')
  const foreign = await as(access_token, { scope: `Org/${owner.id}.directory.organization.r` })
  assertRefused(foreign, 'invalid_scope', 'different_bearer_ids')
  const open = await parent('Organization', { client: portal.publicClient })
  assertRefused(await as(open.access_token), 'invalid_request')
  const onBehalf = await parent('on behalf')
  await acts.giveRoles('admin')
  const lost = await as(onBehalf.access_token)
  assertRefused(lost, 'invalid_request', 'The subject_token lost its ground: roles changed')
})

test('T6 the exchanged token ends no later than the subject token, and with it (G-29, G-22)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  app.clock.advance(3540_000)
  const body = tokensIn(await exchange(subsystem.client, access_token))
  assert.equal(body.expires_in, 60)
  await portal.client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  assert.equal((await subsystem.client.api(body.access_token, '/api/v1/access_token')).status, 403)
  assertRefused(await subsystem.client.refresh(body.refresh_token), 'invalid_grant')
})
