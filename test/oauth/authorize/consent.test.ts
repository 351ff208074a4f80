import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  buildApp,
  buildConnection,
  buildOrganization,
  buildPerson,
  CALLBACK,
} from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { allow, begin, cancel, readingOf } from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import { answerParameters, codeIn, newPkce } from '../../support/test-client.ts'

const READ = { scope: 'directory.person.r' }
const challenge = { code_challenge: newPkce().challenge, code_challenge_method: 'S256' }

test('the first consent names app, vendor, bearer, what is asked, and where one is sent (oauth.md §4.2 step 4)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, app.client(DEMO.stockKeeper), { scope: 'directory.person.r,user:write' })
  const text = readingOf(page)
  assert.match(text, /Stock Keeper by Stockworks would like to access your account Mara Lindqvist/)
  assert.match(
    text,
    /In your Grantory directory See your name, e\u2011mail address and picture \(read only\)/,
  )
  assert.match(text, /You will be sent to localhost:3000/)
  assert.match(text, /Signed in as Mara Lindqvist/)
  const sources = /form-action ([^;]*)/.exec(String(page.headers['content-security-policy']))?.[1]
  assert.equal(sources, "'self' http://localhost:3000")
})

test('scopes are grouped by the app that provides them, under its title (oauth.md §4.2 step 4)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const scope = `Org/${DEMO.linden}.warehouse.items.r,Org/${DEMO.linden}.directory.sites.rw`
  const text = readingOf(await begin(browser, app.client(DEMO.stockKeeper), { scope }))
  assert.match(text, /In your Grantory directory See and change sites and addresses (?!\(read only\))/)
  assert.match(text, /In Warehouse by Stockworks See items in stock \(read only\)/)
})

test('a scope that is asked for under several names is one question (G-01, oauth.md §16.2)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const page = await begin(browser, client, {
    scope: 'directory.person.r,zaikio.person.r,Per.zaikio.person.r,user:read',
  })
  assert.equal(page.text.match(/See your name, e\u2011mail address/g)?.length, 1)
  const { body } = await client.token({ code: codeIn(await allow(browser, page)) })
  assert.equal(body.scope, 'directory.person.r,zaikio.person.r,user:read')
})

test('what was allowed once is not asked again, more is asked as new (oauth.md §1, §3.6 step 7)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  await client.authorize(browser, { scope: 'directory.person.rw' })
  for (const scope of ['directory.person.rw', 'directory.person.r', 'zaikio.person.rw']) {
    const passed = await browser.get(client.authorizeUrl({ scope }))
    const { body } = await client.token({ code: codeIn(passed) })
    assert.equal(body.scope, scope)
  }
  const upgrade = await begin(browser, client, { scope: 'directory.person.r,user:read' })
  const text = readingOf(upgrade)
  assert.match(text, /asks for one more permission in your account/)
  assert.match(text, /Allowed before: 1 permission/)
  assert.match(text, /Mara Lindqvist connected the app on/)
  const { body } = await client.token({ code: codeIn(await allow(browser, upgrade)) })
  assert.equal(body.scope, 'directory.person.r,user:read')
})

test('allowing is remembered even if the app never comes for its token (C-61)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  await allow(browser, await begin(browser, client, READ))
  assert.ok(codeIn(await browser.get(client.authorizeUrl(READ))))
})

test('Cancel gives nothing and leads back with access_denied; it does not take away what was allowed (oauth.md §4.3)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const answer = await cancel(browser, await begin(browser, client, { ...READ, state: 's' }))
  assert.equal(answer.status, 302)
  const parameters = answerParameters(answer)
  assert.deepEqual([...parameters.keys()], ['error', 'error_description', 'state', 'iss'])
  assert.deepEqual([parameters.get('error'), parameters.get('state')], ['access_denied', 's'])
  assert.match(readingOf(await begin(browser, client, READ)), /would like to access your account/)

  await client.authorize(browser, READ)
  await cancel(browser, await begin(browser, client, { scope: 'user:read' }))
  assert.ok(codeIn(await browser.get(client.authorizeUrl(READ))))
})

test('an answer without a decision is a Cancel', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const isDecision = ({ action }: { action: string }) => action.startsWith('/oauth/authorize/decision')
  for (const fields of [{}, { decision: 'ALLOW' }, { decision: '' }]) {
    const again = await begin(browser, app.client(DEMO.stockKeeper), READ)
    assert.equal(
      answerParameters(await browser.submit(again, fields, isDecision)).get('error'),
      'access_denied',
    )
  }
})

test('a first connection always asks, even when nothing is asked for (G-20)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const page = await begin(browser, client, { scope: ' ' })
  assert.match(readingOf(page), /Stock Keeper asks for no data/)
  const { body } = await client.token({ code: codeIn(await allow(browser, page)) })
  assert.equal(body.scope, '')
  assert.ok(codeIn(await browser.get(client.authorizeUrl({ scope: ' ' }))))
})

test('scopes that cannot be had are dropped without a word (oauth.md §3.6 step 6)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  // A person has no members, and this one is not connected to the warehouse.
  const scope = 'directory.person.r,directory.organization_members.r,warehouse.items.r'
  const page = await begin(browser, client, { scope })
  assert.doesNotMatch(readingOf(page), /items|members/)
  const { body } = await client.token({ code: codeIn(await allow(browser, page)) })
  assert.equal(body.scope, 'directory.person.r')
})

test('G-20 who may pass without a screen: confidential credentials, public ones only by https', async () => {
  await using app = await testApp()
  const loopback = 'http://127.0.0.1/callback'
  const built = await buildApp(app, {
    redirectUrls: [CALLBACK, loopback, 'http://[::1]/callback', 'http://localhost:8081', 'myapp://auth/done'],
  })
  const person = await buildPerson(app)
  const bearer = { type: 'Person', id: person.id } as const
  await buildConnection(app, { appId: built.id, bearer, granted: ['directory.person.r'] })
  const asked = { ...READ, ...challenge }

  for (const redirect_uri of [CALLBACK, loopback, 'http://localhost:8081', 'myapp://auth/done'])
    assert.ok(codeIn(await person.browser.get(built.client.authorizeUrl({ ...asked, redirect_uri }))))
  assert.ok(
    codeIn(await person.browser.get(built.publicClient.authorizeUrl({ ...asked, redirect_uri: CALLBACK }))),
  )

  for (const redirect_uri of [
    loopback,
    'http://127.0.0.1:51004/callback',
    'http://[::1]:51004/callback',
    'http://localhost:8081',
    'myapp://auth/done',
  ]) {
    const parameters = { ...asked, redirect_uri }
    const page = await begin(person.browser, built.publicClient, parameters)
    assert.match(readingOf(page), /Continue only if you have just opened it yourself/, redirect_uri)
    const silent = await person.browser.get(
      built.publicClient.authorizeUrl({ ...parameters, prompt: 'none' }),
    )
    assert.equal(answerParameters(silent).get('error'), 'interaction_required')
    const continued = await allow(person.browser, page)
    assert.ok(continued.location?.startsWith(`${redirect_uri}?code=`), String(continued.location))
  }
})

test('the confirmation tells as whom and for which organization, and can be declined', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeperPublic)
  const asked = { scope: `Org/${DEMO.linden}.directory.organization.r`, ...challenge }
  await client.authorize(browser, asked)
  const page = await begin(browser, client, asked)
  assert.match(readingOf(page), /Continue to Stock Keeper\?.*Mara Lindqvist.*Linden Press/)
  assert.equal(answerParameters(await cancel(browser, page)).get('error'), 'access_denied')
})

test('O7 R3 names in a consent are text, whatever stands in them', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const { browser, id } = await buildPerson(app)
  const name = '<img src=x onerror=alert(1)>"\'&'
  const organization = await buildOrganization(app, { owner: { id }, name })
  const page = await begin(browser, client, { scope: `Org/${organization.id}.directory.organization.r` })
  assert.ok(!page.text.includes('<img src=x'))
  assert.ok(readingOf(page).includes(name))
})
