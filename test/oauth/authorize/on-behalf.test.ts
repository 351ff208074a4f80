import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildApp, buildConnection, buildOrganization, buildPerson } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { allow, begin, cancel, choose, readingOf } from '../../support/flow.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import { answerParameters, claimsOf, codeIn } from '../../support/test-client.ts'

const ORGANIZATION = 'directory.organization.r'
const SITES = 'directory.sites.rw'
const PERSON = 'directory.person.r'
const onBehalf = (...scopes: string[]) => ({ scope: scopes.map(scope => `Per>Org.${scope}`).join(',') })

/** An app, an organization that has allowed it to read, and a member of it. */
async function workplace(app: TestApp, { connected = true } = {}) {
  const built = await buildApp(app, { desires: [PERSON, ORGANIZATION, SITES] })
  const [owner, member] = [await buildPerson(app), await buildPerson(app)]
  const organization = await buildOrganization(app, {
    owner,
    members: { [member.id]: ['member', 'designer'] },
  })
  const bearer = { type: 'Organization', id: organization.id } as const
  if (connected) await buildConnection(app, { appId: built.id, bearer, granted: [ORGANIZATION] })
  return { ...built, owner, member, organization }
}

test('a member acts for a connected organization: asked for themselves only, named with their roles (oauth.md §9, §6)', async () => {
  await using app = await testApp()
  const { client, member, organization } = await workplace(app)
  const choice = await begin(member.browser, client, onBehalf(ORGANIZATION, PERSON))
  const consent = await choose(member.browser, choice, organization.id)
  const text = readingOf(consent)
  assert.match(text, new RegExp(`would like to work in your name at ${organization.name}`))
  assert.match(text, /From you .*See your name, e\u2011mail address and picture/)
  assert.doesNotMatch(text, /See name, logo and country/)
  const { body } = await client.token({ code: codeIn(await allow(member.browser, consent)) })
  assert.equal(body.scope, `${ORGANIZATION},${PERSON}`)
  assert.deepEqual(body.bearer, { id: organization.id, type: 'Organization' })
  assert.deepEqual(body.bearer_on_behalf_of, { id: member.id, type: 'Person', roles: ['member', 'designer'] })
  const claims = claimsOf(body.access_token)
  assert.equal(claims.sub, `Person/${member.id}>Organization/${organization.id}`)
  assert.equal(claims.roles, 4 + 128)
  // The second time nothing is asked.
  const again = await choose(
    member.browser,
    await begin(member.browser, client, onBehalf(ORGANIZATION, PERSON)),
    organization.id,
  )
  assert.ok(codeIn(again))
})

test('what the organization has not allowed is dropped for a member, without any error (oauth.md §9)', async () => {
  await using app = await testApp()
  const { client, member, organization } = await workplace(app)
  const scopes = { scope: `Per>Org/${organization.id}.${ORGANIZATION},Per>Org/${organization.id}.${SITES}` }
  const consent = await begin(member.browser, client, scopes)
  assert.doesNotMatch(readingOf(consent), /sites/)
  assert.match(readingOf(consent), new RegExp(`asks nothing of you. It works with what ${organization.name}`))
  const { body } = await client.token({ code: codeIn(await allow(member.browser, consent)) })
  assert.equal(body.scope, ORGANIZATION)
})

test('an administrator is asked for the organization too, in the same consent (oauth.md §9)', async () => {
  await using app = await testApp()
  const { client, owner, organization } = await workplace(app)
  const choice = await begin(owner.browser, client, onBehalf(ORGANIZATION, SITES, PERSON))
  const consent = await choose(owner.browser, choice, organization.id)
  const text = readingOf(consent)
  assert.match(text, new RegExp(`From ${organization.name} .*See and change sites.*From you .*See your name`))
  const { body } = await client.token({ code: codeIn(await allow(owner.browser, consent)) })
  assert.equal(body.scope, `${ORGANIZATION},${SITES},${PERSON}`)
})

test('an organization that is not connected needs its administrator first; they connect both at once (oauth.md §9)', async () => {
  await using app = await testApp()
  const { client, owner, member, organization } = await workplace(app, { connected: false })
  const asked = await begin(member.browser, client, onBehalf(ORGANIZATION))
  const page = await choose(member.browser, asked, organization.id)
  assert.match(readingOf(page), new RegExp(`is not connected to ${organization.name} yet`))
  assert.equal(answerParameters(await cancel(member.browser, page)).get('error'), 'access_denied')

  const choice = await begin(owner.browser, client, onBehalf(ORGANIZATION, PERSON))
  const consent = await choose(owner.browser, choice, organization.id)
  assert.match(readingOf(consent), new RegExp(`Both members of ${organization.name} can then use`))
  const { body } = await client.token({ code: codeIn(await allow(owner.browser, consent)) })
  assert.equal(body.bearer_on_behalf_of.id, owner.id)
  const later = await begin(member.browser, client, onBehalf(ORGANIZATION))
  assert.match(
    readingOf(await choose(member.browser, later, organization.id)),
    /would like to work in your name/,
  )
})

test('what only persons have is kept on the person’s connection, the rest on the organization’s (G-23)', async () => {
  await using app = await testApp()
  const { client, owner, organization } = await workplace(app, { connected: false })
  const choice = await begin(owner.browser, client, onBehalf(ORGANIZATION, SITES, PERSON))
  const answer = await allow(owner.browser, await choose(owner.browser, choice, organization.id))
  const { body } = await client.token({ code: codeIn(answer) })
  const organizationView = await client.api(body.access_token, '/api/v1/organization')
  assert.deepEqual(organizationView.body.granted_oauth_scopes, [ORGANIZATION, SITES])
  const personView = await client.api(body.access_token, '/api/v1/person')
  assert.deepEqual(personView.body.granted_oauth_scopes, [PERSON])
  // So the person passes alone with it, and the organization without it.
  assert.ok(codeIn(await owner.browser.get(client.authorizeUrl({ scope: PERSON }))))
  const alone = await owner.browser.get(
    client.authorizeUrl({ scope: `Org/${organization.id}.${ORGANIZATION},Org/${organization.id}.${PERSON}` }),
  )
  assert.equal((await client.token({ code: codeIn(alone) })).body.scope, ORGANIZATION)
})

test('T4 on behalf of an organization acts nobody who does not belong to it', async () => {
  await using app = await testApp()
  const { client, organization } = await workplace(app)
  const stranger = await buildPerson(app)
  const scope = `Per>Org/${organization.id}.${ORGANIZATION}`
  const answer = await begin(stranger.browser, client, { scope })
  assert.equal(answerParameters(answer).get('error_description'), 'bearer_does_not_exist')
  const named = `Per/${stranger.id}>Org/${organization.id}.${ORGANIZATION}`
  const withId = await begin(stranger.browser, client, { scope: named })
  assert.equal(answerParameters(withId).get('error_description'), 'unpermitted_bearer_id')
})

test('the single-page app gets its welcome and its organization (clients.md §8, C-16)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  await client.authorize(await app.signedIn(DEMO.owner), { scope: `Org/${DEMO.linden}.${ORGANIZATION}` })
  const member = await app.signedIn(DEMO.member)
  const choice = await begin(member, client, { ...onBehalf(ORGANIZATION, PERSON), lang: 'en' })
  const answer = await allow(member, await choose(member, choice, DEMO.linden))
  const { body } = await client.token({ code: codeIn(answer) })
  assert.ok('bearer_on_behalf_of' in body)
  assert.equal((await client.api(body.access_token, '/api/v1/person.json')).body.email, DEMO.member)
  assert.equal((await client.api(body.access_token, '/api/v1/organization.json')).body.name, 'Linden Press')
})
