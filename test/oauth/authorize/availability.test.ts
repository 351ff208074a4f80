import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deactivateApp } from '../../../src/modules/apps/index.ts'
import { addMember, bitsFromRoles } from '../../../src/modules/directory/index.ts'
import {
  actOn,
  buildApp,
  buildConnection,
  buildOrganization,
  buildPerson,
  CALLBACK,
} from '../../support/builders.ts'
import { allow, begin, cancel, choicesOn, choose, linkOn, readingOf } from '../../support/flow.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { Answer, TestBrowser } from '../../support/test-browser.ts'
import { answerParameters, codeIn } from '../../support/test-client.ts'

const PUBLIC_URL = 'https://hub.example.com'
const READ = { scope: 'directory.person.r' }
const INSTALL = { scope: 'Org.directory.organization.r' }

function production(): Promise<TestApp> {
  return testApp({ environment: { ENVIRONMENT: 'production', PUBLIC_URL } })
}

/** A vendor with an owner and a member, and a stranger with an organization of their own. */
async function people(app: TestApp) {
  const [owner, member, stranger] = [await buildPerson(app), await buildPerson(app), await buildPerson(app)]
  const vendor = await buildOrganization(app, { owner, members: { [member.id]: ['member'] } })
  const elsewhere = await buildOrganization(app, { owner: stranger })
  return { owner, member, stranger, vendor, elsewhere }
}

/** The page must refuse in these words, and Cancel lead to the app with access_denied (P-11). */
async function assertUnavailable(browser: TestBrowser, page: Answer, reason: RegExp): Promise<void> {
  assert.deepEqual([page.status, page.location], [200, null])
  assert.match(readingOf(page), reason)
  assert.doesNotMatch(page.text, /value="allow"/)
  const answer = await cancel(browser, page)
  assert.ok(answer.location?.startsWith(`${CALLBACK}?error=access_denied`), String(answer.location))
}

test('in production everybody connects a public app that is active (oauth.md §4.5)', async () => {
  await using app = await production()
  const { stranger, elsewhere } = await people(app)
  const { client } = await buildApp(app)
  const alone = await allow(stranger.browser, await begin(stranger.browser, client, READ))
  assert.equal(answerParameters(alone).get('iss'), PUBLIC_URL)
  assert.equal((await client.token({ code: codeIn(alone) })).status, 200)
  const choice = await begin(stranger.browser, client, INSTALL)
  assert.ok(codeIn(await allow(stranger.browser, await choose(stranger.browser, choice, elsewhere.id))))
})

test('before its review a public app is for the vendor organization and its members (oauth.md §4.5)', async () => {
  await using app = await production()
  const { owner, member, stranger, vendor, elsewhere } = await people(app)
  const { client } = await buildApp(app, { vendorId: vendor.id, isActive: false })
  for (const { browser } of [owner, member])
    assert.ok(codeIn(await allow(browser, await begin(browser, client, READ))))
  const installed = await choose(owner.browser, await begin(owner.browser, client, INSTALL), vendor.id)
  assert.ok(codeIn(await allow(owner.browser, installed)))

  const reason = /is not published yet/
  for (const scope of [READ.scope, INSTALL.scope, `Org/${elsewhere.id}.directory.organization.r`])
    await assertUnavailable(stranger.browser, await begin(stranger.browser, client, { scope }), reason)
  const silent = await stranger.browser.get(client.authorizeUrl({ ...READ, prompt: 'none' }))
  assert.equal(answerParameters(silent).get('error'), 'access_denied')
})

test('a private app is for the vendor organization and its members, and never offers registration (P-09, P-11)', async () => {
  await using app = await production()
  const { member, stranger, vendor } = await people(app)
  const { client } = await buildApp(app, { vendorId: vendor.id, type: 'private' })
  assert.ok(codeIn(await allow(member.browser, await begin(member.browser, client, READ))))
  await assertUnavailable(stranger.browser, await begin(stranger.browser, client, READ), /is a private app/)
  const signIn = await begin(app.anonymous(), client, { ...READ, prompt: 'signup' })
  assert.match(readingOf(signIn), /Sign in to/)
  assert.doesNotMatch(signIn.text, /href="\/signup/)
})

test('a private app is installed in its vendor’s organization at once, with all it desires (platform.md §4.1)', async () => {
  await using app = await production()
  const { owner, vendor } = await people(app)
  const { client } = await buildApp(app, { vendorId: vendor.id, type: 'private' })
  const passed = await owner.browser.get(
    client.authorizeUrl({ scope: `Org/${vendor.id}.directory.organization.r` }),
  )
  const { body } = await client.token({ code: codeIn(passed) })
  assert.deepEqual([body.scope, body.bearer.id], ['directory.organization.r', vendor.id])
})

test('other organizations of a vendor’s member cannot be chosen, and none can be created for it', async () => {
  await using app = await production()
  const { owner, vendor, elsewhere } = await people(app)
  const membership = { organizationId: elsewhere.id, personId: owner.id, roles: bitsFromRoles(['admin']) }
  await app.db.transaction(tx => addMember(tx, membership, app.clock.now()))
  const { client } = await buildApp(app, { vendorId: vendor.id, type: 'private' })
  const choice = await begin(owner.browser, client, INSTALL)
  assert.deepEqual(choicesOn(choice), [vendor.id])
  assert.match(readingOf(choice), new RegExp(`${elsewhere.name} .* is not available to this organization`))
  assert.doesNotMatch(choice.text, /organizations\/new/)
  const address = linkOn(choice, '/oauth/authorize/account').replace('/account', '/organizations/new')
  assert.match(String((await owner.browser.get(address)).location), /^\/oauth\/authorize\/continue/)
  // Neither does it help to choose it all the same.
  const forced = await owner.browser.submit(choice, { organization: elsewhere.id })
  await assertUnavailable(owner.browser, await owner.browser.follow(forced), /is a private app/)
})

test('who may not decide for an organization the app is not for is told the latter', async () => {
  await using app = await production()
  const { stranger, vendor } = await people(app)
  const owner = await buildPerson(app)
  const workplace = await buildOrganization(app, { owner, members: { [stranger.id]: ['member'] } })
  const { client } = await buildApp(app, { vendorId: vendor.id, isActive: false })
  const scope = `Org/${workplace.id}.directory.organization.r`
  const page = await begin(stranger.browser, client, { scope })
  await assertUnavailable(stranger.browser, page, /is not published yet/)
})

test('an add-on is for organizations that are connected to the app it belongs to, and for their members (platform.md §5)', async () => {
  await using app = await production()
  const { member, stranger, vendor, elsewhere } = await people(app)
  const main = await buildApp(app, { vendorId: vendor.id })
  const { client } = await buildApp(app, { vendorId: vendor.id, mainApp: main.name })
  const reason = /is an add-on/
  for (const scope of [READ.scope, `Org/${elsewhere.id}.directory.organization.r`])
    await assertUnavailable(stranger.browser, await begin(stranger.browser, client, { scope }), reason)
  assert.ok(codeIn(await allow(member.browser, await begin(member.browser, client, READ))))

  const bearer = { type: 'Organization', id: elsewhere.id } as const
  await buildConnection(app, { appId: main.id, bearer })
  for (const scope of [READ.scope, `Org/${elsewhere.id}.directory.organization.r`])
    assert.ok(codeIn(await allow(stranger.browser, await begin(stranger.browser, client, { scope }))), scope)
})

test('in the sandbox every app can be connected by everybody (C-45)', async () => {
  await using app = await testApp()
  const { stranger, vendor } = await people(app)
  for (const wishes of [{ type: 'private' as const }, { isActive: false }]) {
    const { client } = await buildApp(app, { vendorId: vendor.id, ...wishes })
    assert.ok(codeIn(await allow(stranger.browser, await begin(stranger.browser, client, READ))))
  }
})

test('C9 an app that is switched off is connected by nobody, whoever was before (oauth.md §12.2)', async () => {
  for (const start of [production, () => testApp()]) {
    await using app = await start()
    const { owner, vendor } = await people(app)
    const { client, publicClient, id } = await buildApp(app, { vendorId: vendor.id })
    const bearer = { type: 'Person', id: owner.id } as const
    await buildConnection(app, { appId: id, bearer, granted: ['directory.person.r'] })
    const code = codeIn(await owner.browser.get(client.authorizeUrl(READ)))
    const open = await begin(owner.browser, client, { ...READ, prompt: 'consent' })
    await app.db.transaction(tx => deactivateApp(tx, actOn(id), app.app.apps, app.clock.now()))

    await assertUnavailable(owner.browser, await begin(owner.browser, client, READ), /is switched off/)
    const silent = await owner.browser.get(client.authorizeUrl({ ...READ, prompt: 'none' }))
    assert.equal(answerParameters(silent).get('error'), 'access_denied')
    // Neither an open page nor a code from before gets through.
    const late = await owner.browser.follow(await allow(owner.browser, open))
    await assertUnavailable(owner.browser, late, /is switched off/)
    assert.equal((await client.token({ code })).body.error, 'invalid_grant')
    const challenge = {
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }
    const other = await begin(owner.browser, publicClient, { ...READ, ...challenge })
    await assertUnavailable(owner.browser, other, /is switched off/)
  }
})
