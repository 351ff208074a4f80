import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  changeRoles,
  membershipsOf,
  removeMember,
  rolesFromBits,
} from '../../../src/modules/directory/index.ts'
import { buildApp, buildOrganization, buildPerson } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { allow, begin, cancel, choicesOn, choose, fieldOn, linkOn, readingOf } from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import type { Answer, TestBrowser } from '../../support/test-browser.ts'
import { answerParameters, claimsOf, codeIn } from '../../support/test-client.ts'

const INSTALL = { scope: 'Org.directory.organization.r' }
const ON_BEHALF = { scope: 'Per>Org.directory.organization.r' }
const NEW_ORGANIZATION = { name: 'Ottersberg Druck', 'kinds[]': 'printer', country_code: 'DE' }

function create(browser: TestBrowser, form: Answer, fields: Record<string, string>): Promise<Answer> {
  return browser.submit(
    form,
    fields,
    ({ action, text }) => action.includes('/new') && text.includes('name="name"'),
  )
}

test('an organization installs an app: its administrator chooses it and allows (oauth.md §4.2, §3.6 step 5)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const choice = await begin(browser, client, { ...INSTALL, redirect_uri: DEMO.organizationRedirectUrl })
  const consent = await choose(browser, choice, DEMO.linden)
  assert.match(readingOf(consent), /Stock Keeper by Stockworks would like to access Linden Press/)
  const answer = await allow(browser, consent)
  assert.ok(answer.location?.startsWith(`${DEMO.organizationRedirectUrl}?code=`))
  const { body } = await client.token({ code: codeIn(answer) })
  assert.deepEqual(body.bearer, { id: DEMO.linden, type: 'Organization' })
  assert.equal(claimsOf(body.access_token).sub, `Organization/${DEMO.linden}`)
})

test('only administered organizations can be chosen, the others say whom to ask (§3.6 step 5, G-38)', async () => {
  await using app = await testApp()
  const member = await app.signedIn(DEMO.member)
  const choice = await begin(member, app.client(DEMO.stockKeeper), { ...INSTALL, lang: 'en' })
  assert.deepEqual(choicesOn(choice), [DEMO.harbor])
  assert.match(
    readingOf(choice),
    /Linden Press You are a member. Only owners and admins may connect apps: ask Mara Lindqvist/,
  )
})

test('on behalf of an organization works any member: all can be chosen (C-14)', async () => {
  await using app = await testApp()
  const member = await app.signedIn(DEMO.member)
  const choice = await begin(member, app.client(DEMO.stockKeeper), ON_BEHALF)
  assert.deepEqual(choicesOn(choice).sort(), [DEMO.linden, DEMO.harbor])
})

test('a named organization is not asked for (oauth.md §4.2 step 3)', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const scope = `Org/${DEMO.linden}.directory.organization.r`
  const consent = await begin(owner, app.client(DEMO.stockKeeper), { scope })
  assert.match(readingOf(consent), /would like to access Linden Press/)
  assert.doesNotMatch(consent.text, /Choose another organization/)
})

test('T4 who does not administer the named organization is told whom to ask, and Cancel leads to access_denied (C-14)', async () => {
  await using app = await testApp()
  const member = await app.signedIn(DEMO.member)
  const client = app.client(DEMO.stockKeeper)
  const scope = `Org/${DEMO.linden}.directory.organization.r`
  const page = await begin(member, client, { scope, state: 's', lang: 'en' })
  assert.match(readingOf(page), /Stock Keeper is not connected to Linden Press yet/)
  assert.match(readingOf(page), /Mara Lindqvist Owner/)
  assert.match(page.text, /<button[^>]*value="cancel">Cancel<\/button>/)
  assert.doesNotMatch(page.text, /value="allow"/)
  // Neither does an answer help that nobody asked for.
  const forced = await allow(member, page)
  assert.deepEqual(
    [forced.status, new URL(`http://hub${forced.location}`).pathname],
    [303, '/oauth/authorize/continue'],
  )
  const parameters = answerParameters(await cancel(member, page))
  assert.deepEqual([parameters.get('error'), parameters.get('state')], ['access_denied', 's'])
})

test('a member is told so too when the organization is connected already', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const scope = `Org/${DEMO.linden}.directory.organization.r`
  await client.authorize(await app.signedIn(DEMO.owner), { scope })
  const page = await begin(await app.signedIn(DEMO.member), client, { scope, lang: 'en' })
  assert.doesNotMatch(readingOf(page), /is not connected/)
  assert.match(readingOf(page), /Only owners and admins may allow that/)
})

test('T4 an organization one does not belong to does not exist, nor does one that is none', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  for (const scope of [
    `Org/${DEMO.harbor}.directory.organization.r`,
    `Per>Org/${DEMO.harbor}.directory.organization.r`,
    'Org/0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff.directory.organization.r',
    'Org/nobody.directory.organization.r',
  ]) {
    const parameters = answerParameters(await begin(owner, client, { scope }))
    assert.equal(parameters.get('error'), 'invalid_scope', scope)
    assert.equal(parameters.get('error_description'), 'bearer_does_not_exist')
    // Who is not signed in is asked to do so first: it depends on the person (P-05).
    const asked = await app.anonymous().get(client.authorizeUrl({ scope }))
    assert.match(String(asked.location), /^\/signin/)
  }
})

test('T4 a choice that was made up is none: the question is asked again', async () => {
  await using app = await testApp()
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const choice = await begin(owner, client, INSTALL)
  for (const organization of [DEMO.harbor, 'nobody', '', "' or 1=1", '__proto__']) {
    const again = await owner.follow(await owner.submit(choice, { organization }))
    assert.deepEqual(choicesOn(again), [DEMO.linden], organization)
  }
})

test('one may go back and choose another organization', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const person = await buildPerson(app)
  const first = await buildOrganization(app, { owner: person })
  const second = await buildOrganization(app, { owner: person })
  const choice = await begin(person.browser, client, INSTALL)
  const consent = await choose(person.browser, choice, first.id)
  const again = await person.browser.follow(
    await person.browser.get(linkOn(consent, '/oauth/authorize/organization?')),
  )
  assert.deepEqual(choicesOn(again).sort(), [first.id, second.id].sort())
  const other = await choose(person.browser, again, second.id)
  const { body } = await client.token({ code: codeIn(await allow(person.browser, other)) })
  assert.equal(body.bearer.id, second.id)
})

test('who belongs to no organization creates one in the flow and is its owner (oauth.md §4.2 step 3)', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const { id: personId, browser } = await buildPerson(app)
  const empty = await begin(browser, client, INSTALL)
  assert.match(readingOf(empty), /You belong to none yet/)
  const form = await browser.get(linkOn(empty, '/oauth/authorize/organizations/new'))
  const consent = await browser.follow(await create(browser, form, NEW_ORGANIZATION))
  assert.match(readingOf(consent), /would like to access Ottersberg Druck/)
  const { body } = await client.token({ code: codeIn(await allow(browser, consent)) })
  const [membership] = await membershipsOf(app.db, personId)
  assert.equal(membership?.organization.id, body.bearer.id)
  assert.deepEqual(rolesFromBits(membership?.membership.roles ?? 0), ['owner'])
  const organization = await client.api(body.access_token, '/api/v1/organization')
  assert.equal(organization.body.name, 'Ottersberg Druck')
})

test('organization[…] prefills that form, in the older spellings too (oauth.md §4.1, C-40)', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const { browser } = await buildPerson(app)
  const open = async (query: string) => {
    const page = await browser.follow(await browser.get(client.authorizeUrl(INSTALL) + query))
    return browser.get(linkOn(page, '/oauth/authorize/organizations/new'))
  }
  const checked = (page: Answer) =>
    [...page.text.matchAll(/<input[^>]*>/g)]
      .map(([input]) => input)
      .filter(input => input.includes('kinds[]') && / checked/.test(input))
      .map(input => /value="([^"]*)"/.exec(input)?.[1])
  const kinds = '&organization[kinds][]=printer&organization[kinds][]=publisher'
  const name = `&organization[name]=${encodeURIComponent('Müller & "Söhne" <script>')}`
  const full = await open(`${name}&organization[country_code]=nl${kinds}`)
  assert.equal(fieldOn(full, 'name'), 'Müller & "Söhne" <script>')
  assert.deepEqual(checked(full), ['printer', 'publisher'])
  assert.match(full.text, /<option value="NL" selected/)
  for (const [kind, meant] of [
    ['printer', 'printer'],
    ['publisher', 'publisher'],
    ['software_vendor', 'software_developer'],
    ['developer', 'software_developer'],
  ] as const)
    assert.deepEqual(checked(await open(`&organization[kind]=${kind}`)), [meant])
  assert.deepEqual(checked(await open('&organization[kind]=nonsense&organization[kinds][]=__proto__')), [])
  // Without a wish the country is that of the person.
  assert.match((await open('')).text, /<option value="DE" selected/)
})

test('what is missing is said beside the field, and what was typed is kept', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const { browser } = await buildPerson(app)
  const empty = await begin(browser, client, INSTALL)
  const form = await browser.get(linkOn(empty, '/oauth/authorize/organizations/new'))
  const kinds = await create(browser, form, { name: 'Ottersberg', country_code: 'DE' })
  assert.deepEqual([kinds.status, fieldOn(kinds, 'name')], [422, 'Ottersberg'])
  assert.match(readingOf(kinds), /Choose at least one/)
  const name = await create(browser, form, { ...NEW_ORGANIZATION, name: '  ' })
  assert.match(readingOf(name), /Enter the name of the organization/)
  const country = await create(browser, form, { ...NEW_ORGANIZATION, country_code: 'XX' })
  assert.match(readingOf(country), /Choose a country/)
  const parameters = answerParameters(await cancel(browser, form))
  assert.equal(parameters.get('error'), 'access_denied')
})

test('a form that is sent twice makes one organization, also at once', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const { id: personId, browser } = await buildPerson(app)
  const empty = await begin(browser, client, INSTALL)
  const form = await browser.get(linkOn(empty, '/oauth/authorize/organizations/new'))
  await Promise.all(Array.from({ length: 10 }, () => create(browser, form, NEW_ORGANIZATION)))
  await create(browser, form, NEW_ORGANIZATION)
  assert.equal((await membershipsOf(app.db, personId)).length, 1)
})

test('T4 who is administrator no more when answering is not heard', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const [owner, admin] = [await buildPerson(app), await buildPerson(app)]
  const { id } = await buildOrganization(app, { owner, members: { [admin.id]: ['admin'] } })
  const consent = await choose(admin.browser, await begin(admin.browser, client, INSTALL), id)
  const change = { organizationId: id, personId: admin.id, roles: 4 }
  await app.db.transaction(tx => changeRoles(tx, change, app.app.directoryHooks, app.clock.now()))
  const answer = await admin.browser.follow(await allow(admin.browser, consent))
  assert.match(readingOf(answer), /An owner or admin has to allow/)
  assert.equal(answer.location, null)
})

test('T4 who has left the organization when answering chooses again', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const [owner, admin] = [await buildPerson(app), await buildPerson(app)]
  const { id } = await buildOrganization(app, { owner, members: { [admin.id]: ['admin'] } })
  const consent = await choose(admin.browser, await begin(admin.browser, client, INSTALL), id)
  const key = { organizationId: id, personId: admin.id }
  await app.db.transaction(tx => removeMember(tx, key, app.app.directoryHooks, app.clock.now()))
  const answer = await admin.browser.follow(await allow(admin.browser, consent))
  assert.match(readingOf(answer), /You belong to none yet/)
})
