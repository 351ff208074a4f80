import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activateApp, switchCredentials } from '../../../src/modules/apps/index.ts'
import { rolesFromBits } from '../../../src/modules/directory/index.ts'
import { actOn, buildApp } from '../../support/builders.ts'
import { buildDelegation, delegateTo, exchange } from '../../support/delegation.ts'
import { DEMO } from '../../support/demo.ts'
import { ROLES } from '../../support/scene.ts'
import { testApp } from '../../support/test-app.ts'
import { allowAll, claimsOf, type TokenAnswer } from '../../support/test-client.ts'
import { assertRefused, tokensIn } from '../../support/tokens.ts'

const HOUR_MS = 3600_000

/** The endpoint refuses a bearer token with the status and the identifier of the API, in its own shape. */
function assertTokenRefused(answer: TokenAnswer, status: number, identifier: string): void {
  assert.equal(answer.status, status, answer.text)
  assert.deepEqual(answer.body, {
    error: 'invalid_token',
    error_description: identifier,
    errors: [identifier],
  })
}

test('a token that may delegate gives the subsystem a token for the same bearer, with all scopes but that one (oauth.md §8)', async () => {
  await using app = await testApp()
  const { organization, items, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const answer = await delegateTo(subsystem, access_token)
  const body = tokensIn(answer)
  assert.equal(body.scope, `directory.organization.r,${items}`)
  assert.deepEqual(body.audiences, [subsystem.name])
  assert.deepEqual(body.bearer, { id: organization.id, type: 'Organization' })
  assert.deepEqual([body.token_type, body.expires_in], ['bearer', 3600])
  assert.equal('bearer_on_behalf_of' in body, false)
  const { aud, sub, scope } = claimsOf(body.access_token)
  assert.deepEqual([aud, sub], [[subsystem.name], `Organization/${organization.id}`])
  assert.deepEqual(scope, ['directory.organization.r', items].toSorted())
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.equal(answer.headers['access-control-allow-origin'], '*')
  const used = await subsystem.client.api(body.access_token, '/api/v1/organization')
  assert.equal(used.body.id, organization.id)
})

test('delegate_access_scope narrows it: prefixes are stripped, rw covers r, the token says what was asked (P-14, P-03, C-56)', async () => {
  await using app = await testApp()
  const { Org, organization, provider, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const read = `${provider.name}.items.r`
  for (const [wish, given] of [
    [read, read],
    [`${Org}.${read}`, read],
    [`Org.${read},Org.directory.organization.r`, `${read},directory.organization.r`],
    [`${read} zaikio.organization.r`, `${read} zaikio.organization.r`],
    [`Org/${organization.id.toUpperCase()}.${read}`, read],
    [`${read},,${read}`, read],
    [',', ''],
  ] as const) {
    const body = tokensIn(await delegateTo(subsystem, access_token, { delegate_access_scope: wish }))
    assert.equal(body.scope, given, wish)
    assert.deepEqual(claimsOf(body.access_token).scope, given.split(/[ ,]/).filter(Boolean).toSorted())
  }
  const empty = tokensIn(await delegateTo(subsystem, access_token, { delegate_access_scope: '' }))
  assert.match(empty.scope, /organization\.r/, 'an empty parameter is none (G-04)')
})

test('a parent token narrowed by a refresh delegates what it has itself, not what its grant has (G-09, oauth.md §8)', async () => {
  await using app = await testApp()
  const { Org, items, portal, subsystem, parent } = await buildDelegation(app)
  const { refresh_token } = await parent()
  const scope = `${Org}.directory.organization.r,${Org}.directory.delegations.rw`
  const { access_token } = tokensIn(await portal.client.refresh(refresh_token, { scope }))
  assert.equal(tokensIn(await delegateTo(subsystem, access_token)).scope, 'directory.organization.r')
  const wider = await delegateTo(subsystem, access_token, { delegate_access_scope: items })
  assertRefused(wider, 'invalid_scope', 'scope_was_not_granted_in_parent')
})

test('an on-behalf token hands on the person and their roles; a refresh carries those of the moment (oauth.md §8, §9, G-28)', async () => {
  await using app = await testApp()
  const { admin, organization, subsystem, parent, acts } = await buildDelegation(app)
  const { access_token } = await parent('on behalf')
  const first = tokensIn(await delegateTo(subsystem, access_token))
  const person = { id: admin.id, type: 'Person' }
  assert.deepEqual(first.bearer_on_behalf_of, { ...person, roles: ROLES })
  const { sub, roles } = claimsOf(first.access_token)
  assert.equal(sub, `Person/${admin.id}>Organization/${organization.id}`)
  assert.deepEqual(rolesFromBits(roles), ROLES)
  assert.equal((await subsystem.client.api(first.access_token, '/api/v1/person')).body.id, admin.id)
  await acts.giveRoles(...ROLES, 'developer')
  const second = tokensIn(await subsystem.client.refresh(first.refresh_token))
  assert.deepEqual(second.bearer_on_behalf_of.roles, [...ROLES, 'developer'])
  await acts.giveRoles('admin')
  assertRefused(await subsystem.client.refresh(second.refresh_token), 'invalid_grant', 'roles changed')
})

test('T6 the token ends no later than its parent; after a refresh it lives 60 minutes, and the parent may end (G-29, G-22)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const { access_token, refresh_token } = await parent()
  app.clock.advance(HOUR_MS - 90_000)
  const first = tokensIn(await delegateTo(subsystem, access_token))
  assert.equal(first.expires_in, 90)
  assert.equal(claimsOf(first.access_token).exp, claimsOf(access_token).exp)
  tokensIn(await portal.client.refresh(refresh_token))
  app.clock.advance(90_000)
  const expired = await subsystem.client.api(first.access_token, '/api/v1/organization')
  assert.deepEqual([expired.status, expired.body.errors], [403, ['jwt_expired']])
  assertTokenRefused(await delegateTo(subsystem, access_token), 403, 'jwt_expired')
  const second = tokensIn(await subsystem.client.refresh(first.refresh_token))
  assert.equal(second.expires_in, 3600)
  assert.equal((await subsystem.client.api(second.access_token, '/api/v1/organization')).status, 200)
})

test('T6 a token without a refresh token is not turned into one that has: machines, the implicit grant (G-10, G-12)', async () => {
  await using app = await testApp()
  const { admin, portal, subsystem, parent, scopes } = await buildDelegation(app)
  const { client } = portal
  await parent('Organization')
  const switches = { machineRefreshTokens: false, allowsImplicitGrant: true }
  const act = { clientId: client.id, actor: 'operator', switches }
  await app.db.transaction(tx => switchCredentials(tx, act, app.clock.now()))
  const grant = { grant_type: 'client_credentials', scope: scopes.Organization }
  const machine = (await client.token(grant)).body
  assert.equal(machine.refresh_token, undefined)
  const request = { response_type: 'token', scope: scopes.Person, redirect_uri: DEMO.redirectUrl }
  const { location } = await allowAll(await app.signedIn(admin.email), client.authorizeUrl(request))
  const implicit = new URLSearchParams(location?.split('#')[1]).get('access_token') ?? ''
  for (const token of [machine.access_token, implicit])
    for (const answer of [await delegateTo(subsystem, token), await exchange(client, token)]) {
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.body.refresh_token, undefined)
    }
})

test('C2 T6 the refresh token is redeemed with the subsystem’s credentials, and with no other (P-14)', async () => {
  await using app = await testApp()
  const { portal, subsystem, stranger, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const { refresh_token } = tokensIn(await delegateTo(subsystem, access_token))
  for (const { client } of [portal, stranger])
    assertRefused(await client.refresh(refresh_token), 'invalid_grant')
  const next = tokensIn(await subsystem.client.refresh(refresh_token))
  assert.deepEqual(claimsOf(next.access_token).aud, [subsystem.name])
})

test('T6 what the parent has not, no subsystem gets: wider permission, other scope, other app (oauth.md §8)', async () => {
  await using app = await testApp()
  const { Org, provider, subsystem, parent } = await buildDelegation(app)
  const read = `${Org}.${provider.name}.items.r`
  const { access_token } = await parent('Organization', { scope: `${read},${Org}.directory.delegations.rw` })
  for (const wish of [
    `${provider.name}.items.rw`,
    `${provider.name}.items.w`,
    'directory.organization.r',
    'warehouse.items.r',
    `${provider.name}.items.r,directory.organization.r`,
  ]) {
    const answer = await delegateTo(subsystem, access_token, { delegate_access_scope: wish })
    assertRefused(answer, 'invalid_scope', 'scope_was_not_granted_in_parent')
    assert.deepEqual(answer.body.errors, { scopes: ['scope_was_not_granted_in_parent'] })
  }
  const malformed = await delegateTo(subsystem, access_token, { delegate_access_scope: 'items' })
  assertRefused(malformed, 'invalid_scope', 'malformed_scope')
})

test('T6 a prefix that names another organization or person is refused, not stripped (P-14)', async () => {
  await using app = await testApp()
  const { admin, organization, subsystem, owner, parent } = await buildDelegation(app)
  const { access_token: forOrganization } = await parent()
  const { access_token: forPerson } = await parent('Person')
  const { access_token: onBehalf } = await parent('on behalf')
  for (const [token, prefix] of [
    [forOrganization, `Org/${owner.id}`],
    [forOrganization, `Per/${admin.id}`],
    [forPerson, `Per/${owner.id}`],
    [forPerson, `Org/${organization.id}`],
    [onBehalf, `Per/${owner.id}>Org/${organization.id}`],
    [onBehalf, `Per>Org/${owner.id}`],
  ] as const) {
    const wish = { delegate_access_scope: `${prefix}.directory.person.r` }
    assertRefused(await delegateTo(subsystem, token, wish), 'invalid_scope', 'different_bearer_ids')
  }
  for (const prefix of [`Per/${admin.id}>Org/${organization.id}`, 'Per>Org', `Org/${organization.id}`]) {
    const wish = { delegate_access_scope: `${prefix}.directory.organization.r` }
    assert.equal(tokensIn(await delegateTo(subsystem, onBehalf, wish)).scope, 'directory.organization.r')
  }
})

test('T6 a token without the scope to delegate does not, and one for its reading half neither (oauth.md §8)', async () => {
  await using app = await testApp()
  const { Org, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent('Organization', { scope: `${Org}.directory.organization.r` })
  const answer = await delegateTo(subsystem, access_token)
  assertRefused(answer, 'invalid_scope', 'parent_has_no_delegation_permission')
})

test('the scope to delegate counts under every name of the platform app (G-01)', async () => {
  await using app = await testApp()
  const { Org, subsystem, parent } = await buildDelegation(app)
  const scope = `${Org}.directory.organization.r,${Org}.zaikio.delegations.rw`
  const { access_token } = await parent('Organization', { scope })
  assert.equal(tokensIn(await delegateTo(subsystem, access_token)).scope, 'directory.organization.r')
})

test('T6 a delegated token does not delegate, whatever it is asked for (oauth.md §8)', async () => {
  await using app = await testApp()
  const { Org, portal, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const refused = 'delegation_access_token_cannot_delegate'
  for (const wish of [
    'directory.delegations.rw',
    'zaikio.delegations.rw',
    `${Org}.directory.delegations.r`,
    'directory.organization.r,directory.delegations.rw',
  ]) {
    const answer = await delegateTo(subsystem, access_token, { delegate_access_scope: wish })
    assertRefused(answer, 'invalid_scope', refused)
    assert.deepEqual(answer.body.errors, { scopes: [refused] })
  }
  const delegated = tokensIn(await delegateTo(subsystem, access_token))
  const renewed = tokensIn(await subsystem.client.refresh(delegated.refresh_token))
  for (const token of [delegated.access_token, renewed.access_token])
    for (const target of [portal, subsystem])
      assertRefused(await delegateTo(target, token), 'invalid_scope', refused)
})

test('T6 a token of public credentials does not delegate: 403 (oauth.md §8)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent('Organization', { client: portal.publicClient })
  const answer = await delegateTo(subsystem, access_token)
  assert.deepEqual([answer.status, answer.body.error], [403, 'unauthorized_client'])
})

test('credentials that were confidential at the issue and no longer are deny it like a refresh (oauth.md §11)', async () => {
  await using app = await testApp()
  const { subsystem, parent, acts } = await buildDelegation(app)
  const { access_token } = await parent()
  await acts.makePublic()
  assertRefused(await delegateTo(subsystem, access_token), 'invalid_grant', 'credentials changed')
})

test('T6 an app of another vendor, the platform app and an unknown client are answered alike (P-14, C2)', async () => {
  await using app = await testApp()
  const { subsystem, stranger, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const texts = new Set<string>()
  for (const client_id of [stranger.client.id, stranger.publicClient.id, 'unknown', stranger.id, 'Ünknown']) {
    const answer = await delegateTo(subsystem, access_token, { client_id })
    assertRefused(answer, 'invalid_grant')
    texts.add(answer.text)
  }
  assert.equal(texts.size, 1)
})

test('the vendor’s other credentials may be named, in any case of letters: public ones, and those of the same app (P-14)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const open = tokensIn(await delegateTo(subsystem, access_token, { client_id: subsystem.publicClient.id }))
  assert.equal((await subsystem.publicClient.refresh(open.refresh_token)).status, 200)
  const upper = { client_id: portal.client.id.toUpperCase() }
  assert.deepEqual(tokensIn(await delegateTo(portal, access_token, upper)).audiences, [portal.name])
})

test('C9 a subsystem that is deleted, switched off, or without its credentials gets nothing', async () => {
  await using app = await testApp()
  for (const act of ['deleteCredentials', 'deactivateApp', 'deleteApp'] as const) {
    const { subsystem, subsystemActs, parent } = await buildDelegation(app)
    const { access_token } = await parent()
    const { refresh_token, ...before } = tokensIn(await delegateTo(subsystem, access_token))
    await subsystemActs[act]()
    assertRefused(await delegateTo(subsystem, access_token), 'invalid_grant')
    assertRefused(await subsystem.client.refresh(refresh_token), 'invalid_grant')
    const used = await subsystem.client.api(before.access_token, '/api/v1/organization')
    assert.deepEqual(used.body.errors, ['invalid_jwt'], act)
    assert.equal((await subsystem.client.api(access_token, '/api/v1/organization')).status, 200)
  }
})

test('C9 a subsystem that the operator has not activated gets nothing, until it is active', async () => {
  const environment = { ENVIRONMENT: 'production', PUBLIC_URL: 'https://hub.example.com' }
  await using app = await testApp({ environment })
  const { portal, parent } = await buildDelegation(app)
  const draft = await buildApp(app, { vendorId: portal.vendorId, isActive: false })
  const { access_token } = await parent()
  assertRefused(await delegateTo(draft, access_token), 'invalid_grant')
  const now = app.clock.now()
  await app.db.transaction(tx => activateApp(tx, actOn(draft.id), app.app.apps, now))
  assert.equal((await delegateTo(draft, access_token)).status, 200)
})

test('T6 without a parent token it is 401, with a wrong or revoked one 403, as in the API (oauth.md §8, §10.3)', async () => {
  await using app = await testApp()
  const { portal, subsystem, parent } = await buildDelegation(app)
  const none = await delegateTo(subsystem, null)
  assertTokenRefused(none, 401, 'no_jwt_passed')
  assert.equal(none.headers['www-authenticate'], 'Bearer realm="oauth"')
  const byClient = await delegateTo(subsystem, null, {}, { headers: { authorization: portal.client.basic } })
  assertTokenRefused(byClient, 401, 'no_jwt_passed')

  const { access_token, refresh_token } = await parent()
  for (const wrong of [`${access_token}x`, refresh_token, 'e30.e30.AAAA']) {
    const answer = await delegateTo(subsystem, wrong)
    assertTokenRefused(answer, 403, 'invalid_jwt')
    assert.match(String(answer.headers['www-authenticate']), /^Bearer .*error="invalid_token"/)
  }
  await portal.client.api(access_token, '/api/v1/revoked_access_tokens', { method: 'POST' })
  assertTokenRefused(await delegateTo(subsystem, access_token), 403, 'invalid_jwt')
})

test('a parent whose grant lost a right is refused like a refresh of it (oauth.md §11)', async () => {
  await using app = await testApp()
  const { subsystem, parent, acts } = await buildDelegation(app)
  const { access_token } = await parent('on behalf')
  await acts.giveRoles('admin')
  assertRefused(await delegateTo(subsystem, access_token), 'invalid_grant', 'roles changed')
  await acts.giveRoles(...ROLES)
  assert.equal((await delegateTo(subsystem, access_token)).status, 200)
  await acts.removeDesiredScope('directory.organization.r')
  assertRefused(await delegateTo(subsystem, access_token), 'invalid_grant', 'scope no longer granted')
})

test('the client id must be named once; parameters come from query, form or JSON, answers in each format (oauth.md §2.2, §2.3)', async () => {
  await using app = await testApp()
  const { subsystem, parent } = await buildDelegation(app)
  const { access_token } = await parent()
  const authorization = `Bearer ${access_token}`
  const { client } = subsystem
  assertRefused(await client.send('/oauth/delegate', '', { authorization }), 'invalid_request')
  const form = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  const twice = `client_id=${client.id}&client_id=${client.id}`
  assertRefused(await client.send('/oauth/delegate', twice, form), 'invalid_request')

  assert.equal(
    (await client.send(`/oauth/delegate?client_id=${client.id}`, '', { authorization })).status,
    200,
  )
  const json = { authorization, 'content-type': 'application/json' }
  const object = JSON.stringify({ client_id: client.id, delegate_access_scope: 'directory.organization.r' })
  assert.equal(
    tokensIn(await client.send('/oauth/delegate.json', object, json)).scope,
    'directory.organization.r',
  )
  const xml = await client.send('/oauth/delegate.xml', object, json)
  assert.match(xml.text, new RegExp(`<OAuth>.*<audiences>${subsystem.name}</audiences>`))
  const text = await client.send('/oauth/delegate', object, { ...json, accept: 'text/plain' })
  assert.match(text.text, /^access_token=[^&]+&token_type=bearer$/)
  const fault = await client.send('/oauth/delegate.xml', object, { 'content-type': 'application/json' })
  assert.match(fault.text, /<error>invalid_token<\/error><error_description>no_jwt_passed</)
})

test('browsers of any origin may call it (oauth.md §2.6)', async () => {
  await using app = await testApp()
  const { statusCode, headers } = await app.app.server.inject({ method: 'OPTIONS', url: '/oauth/delegate' })
  assert.equal(statusCode, 204)
  assert.match(String(headers['access-control-allow-headers']), /Authorization/)
})
