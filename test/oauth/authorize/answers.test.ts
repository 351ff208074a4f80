import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { removeDesiredScope } from '../../../src/modules/apps/index.ts'
import { actOn, buildApp, buildOrganization, buildPerson } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import {
  allow,
  assertGone,
  begin,
  cancel,
  choicesOn,
  choose,
  decisionFormOn,
  givenOut,
  linkOn,
  readingOf,
} from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import { type Answer, formsOf, type TestBrowser } from '../../support/test-browser.ts'
import { answerParameters, codeIn } from '../../support/test-client.ts'

const READ = { scope: 'directory.person.r' }
const INSTALL = { scope: 'Org.directory.organization.r' }

/** Answers with the fields of one page as if they had been on another. */
function answerWith(browser: TestBrowser, page: Answer, fields: Record<string, string>): Promise<Answer> {
  const { action, hidden } = decisionFormOn(page)
  return browser.post(action, { ...hidden, decision: 'allow', ...fields })
}

test('O2 one answer wins: 20 times Allow at once give one code and one connection', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, app.client(DEMO.stockKeeper), READ)
  // One that came too late to decide anything is told so by the next page.
  const press = async () => browser.follow(await allow(browser, page))
  const answers = await Promise.all(Array.from({ length: 20 }, press))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [302, ...Array(19).fill(410)])
  assert.deepEqual(await givenOut(app), { codes: 1, connections: 1 })
})

test('O2 Allow and Cancel at once: one of them wins', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, app.client(DEMO.stockKeeper), READ)
  const answers = await Promise.all(
    Array.from({ length: 10 }, async (_, turn) =>
      browser.follow(await (turn % 2 ? allow(browser, page) : cancel(browser, page))),
    ),
  )
  const [won, ...more] = answers.filter(({ status }) => status === 302)
  assert.ok(won && more.length === 0)
  const isAllowed = answerParameters(won).has('code')
  assert.deepEqual(
    await givenOut(app),
    isAllowed ? { codes: 1, connections: 1 } : { codes: 0, connections: 0 },
  )
})

test('O2 two requests allowed at once establish one connection, and tell it once', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(DEMO.owner)
  const pages = [await begin(browser, client, READ), await begin(browser, client, READ)]
  const answers = await Promise.all(pages.map(page => allow(browser, page)))
  // Whoever comes second finds that what was shown as new is allowed already, and passes.
  for (const answer of answers) {
    const isRefused = answer.status === 409
    const next = isRefused ? await browser.get(linkOn(answer, '/oauth/authorize/continue')) : answer
    assert.ok(codeIn(await browser.follow(next)))
  }
  assert.deepEqual(await givenOut(app), { codes: 2, connections: 1 })
  const events = await app.db.read(sql`select id from event where name = 'established_connection'
    and subject like 'Per/%'`)
  assert.equal(events.length, 1)
})

test('O1 who chooses another organization in another tab does not allow it for that one', async () => {
  await using app = await testApp()
  const { client } = await buildApp(app)
  const person = await buildPerson(app)
  const first = await buildOrganization(app, { owner: person })
  const second = await buildOrganization(app, { owner: person })
  const choice = await begin(person.browser, client, INSTALL)
  const tab = await choose(person.browser, choice, first.id)
  assert.ok(readingOf(tab).includes(first.name), 'the page names the organization')
  const otherTab = await choose(person.browser, choice, second.id)
  const answer = await allow(person.browser, tab)
  assert.equal(answer.status, 409)
  assert.match(readingOf(answer), /Something has changed meanwhile.*Nothing was allowed/)
  const lookAgain = await person.browser.get(linkOn(answer, '/oauth/authorize/continue'))
  assert.ok(readingOf(lookAgain).includes(second.name))
  const { body } = await client.token({ code: codeIn(await allow(person.browser, otherTab)) })
  assert.equal(body.bearer.id, second.id)
})

test('O1 the organization is carried through signing in, registering and prompt=consent', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const browser = app.anonymous()
  const scope = `Org/${DEMO.linden}.directory.organization.r`
  const signIn = await begin(browser, client, { scope, prompt: 'login consent' })
  const consent = await browser.follow(
    await browser.submit(signIn, { email: DEMO.owner, password: DEMO.password }),
  )
  assert.match(readingOf(consent), /would like to access Linden Press/)
  const { body } = await client.token({ code: codeIn(await allow(browser, consent)) })
  assert.equal(body.bearer.id, DEMO.linden)
})

test('O2 an answer to another question is refused: tampered, missing, or of another request', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, client, READ)
  const other = await begin(browser, client, { scope: 'directory.person.rw' })
  const { shown = '' } = decisionFormOn(page).hidden
  const wrong = ['', 'x', shown.toUpperCase(), `${shown} `, decisionFormOn(other).hidden['shown'] ?? '']
  for (const digest of wrong)
    await assertGone(app, await answerWith(browser, page, { shown: digest }), 409, /Something has changed/)
  // What is allowed stands on our side: fields that name scopes or organizations change nothing.
  const answer = await answerWith(browser, page, { scope: 'directory.person.rw', organization: DEMO.linden })
  const { body } = await client.token({ code: codeIn(answer) })
  assert.deepEqual([body.scope, body.bearer.type], ['directory.person.r', 'Person'])
})

test('O2 what was taken off the question while the page was open is not allowed', async () => {
  await using app = await testApp()
  const built = await buildApp(app, { desires: ['directory.person.r', 'user:read'] })
  const { browser } = await buildPerson(app)
  const page = await begin(browser, built.client, { scope: 'directory.person.r,user:read' })
  const removal = { ...actOn(built.id), scope: 'user:read' }
  await app.db.transaction(tx => removeDesiredScope(tx, removal, app.app.apps, app.clock.now()))
  const answer = await browser.follow(await allow(browser, page))
  assert.equal(answerParameters(answer).get('error_description'), 'scope_is_not_included_in_desired_scopes')
  assert.deepEqual(await givenOut(app), { codes: 0, connections: 0 })
})

test('O2 S9 a form from another site, or without the token of this session, is not heard', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, app.client(DEMO.stockKeeper), READ)
  const { action, hidden } = decisionFormOn(page)
  const answer = { ...hidden, decision: 'allow' }
  const stranger = app.anonymous()
  const { hidden: theirs } = formsOf((await stranger.get('/signin')).text)[0] ?? {}
  for (const [form, headers] of [
    [{ ...answer, _csrf: '' }, {}],
    [{ ...answer, _csrf: theirs?.['_csrf'] ?? '' }, {}],
    [answer, { origin: 'https://evil.example' }],
    [answer, { origin: 'null' }],
    [answer, { 'sec-fetch-site': 'cross-site' }],
  ] as const)
    assert.equal((await browser.post(action, form, headers)).status, 403)
  assert.equal((await browser.post(action, { decision: 'allow', shown: hidden['shown'] ?? '' })).status, 403)
  assert.equal((await browser.get(`${action}&decision=allow`)).status, 404)
  assert.deepEqual(await givenOut(app), { codes: 0, connections: 0 })
  const own = await browser.post(action, answer, { origin: app.publicUrl, 'sec-fetch-site': 'same-origin' })
  assert.ok(codeIn(own))
})

test('O3 no page of the flow can be framed or cached, and none runs foreign script', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const owner = await app.signedIn(DEMO.owner)
  const member = await app.signedIn(DEMO.member)
  const consent = await begin(owner, client, READ)
  const choice = await begin(owner, client, INSTALL)
  assert.deepEqual(choicesOn(choice), [DEMO.linden])
  const asked = { scope: `Org/${DEMO.linden}.directory.organization.r` }
  const pages = [
    consent,
    choice,
    await owner.get(linkOn(choice, '/oauth/authorize/organizations/new')),
    await begin(member, client, asked),
    await begin(app.anonymous(), client, READ),
    await begin(app.anonymous(), client, { ...READ, show_signup: '1' }),
    await owner.get('/oauth/authorize/continue?interaction=x'),
    await owner.get('/oauth/authorize?client_id=x'),
  ]
  for (const { headers } of pages) {
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.match(policy, /script-src 'self';/)
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['x-content-type-options'], 'nosniff')
  }
})
