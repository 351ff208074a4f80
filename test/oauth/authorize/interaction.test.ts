import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { buildApp, buildPerson } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import {
  allow,
  assertGone,
  begin,
  cancel,
  decisionFormOn,
  givenOut,
  interactionOn,
  linkOn,
  readingOf,
} from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import { codeIn } from '../../support/test-client.ts'

const READ = { scope: 'directory.person.r' }

test('G-19 a form that was opened in another browser is refused with the way to start again', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, app.client(DEMO.stockKeeper), READ)
  // The same person, signed in elsewhere, and somebody else with the same address.
  for (const email of [DEMO.owner, DEMO.member]) {
    const other = await app.signedIn(email)
    const there = await other.get(`/oauth/authorize/continue?interaction=${interactionOn(page)}&lang=en`)
    await assertGone(app, there, 410, /This request was opened in another browser/)
    assert.match(readingOf(there), /Start again at Stock Keeper/)
    const own = await begin(other, app.client(DEMO.stockKeeper), READ)
    const { action } = decisionFormOn(page)
    const answer = await other.post(`${action}&lang=en`, { ...decisionFormOn(own).hidden, decision: 'allow' })
    await assertGone(app, answer, 410, /This request was opened in another browser/)
  }
  assert.ok(codeIn(await allow(browser, page)), 'where it began it can be answered')
})

test('G-19 who is not signed in gets no further with the request of another browser', async () => {
  await using app = await testApp()
  const page = await begin(await app.signedIn(DEMO.owner), app.client(DEMO.stockKeeper), READ)
  for (const path of ['/signin', '/signup', '/oauth/authorize/cancel', '/oauth/authorize/account']) {
    const stranger = app.anonymous()
    const there = await stranger.follow(await stranger.get(`${path}?interaction=${interactionOn(page)}`))
    await assertGone(app, there, 410, /This request was opened in another browser/)
  }
})

test('G-19 a request belongs to the person who went on with it', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, app.client(DEMO.stockKeeper), READ)
  // In another tab somebody else signs in: same browser, other session.
  const credentials = { email: DEMO.member, password: DEMO.password }
  await browser.submit(await browser.get('/signin?account=other'), credentials)
  // The form of the first tab belongs to a session that is gone.
  const answer = await allow(browser, page)
  assert.equal(answer.status, 403)
  const there = await browser.get(`/oauth/authorize/continue?interaction=${interactionOn(page)}&lang=en`)
  await assertGone(app, there, 410, /This request belongs to another account/)
  // Even with a form of their own session they do not get through.
  const own = await begin(browser, app.client(DEMO.stockKeeper), READ)
  const forged = await browser.post(`${decisionFormOn(page).action}&lang=en`, {
    ...decisionFormOn(own).hidden,
    decision: 'allow',
  })
  await assertGone(app, forged, 410, /This request belongs to another account/)
})

test('G-19 the link "use another account" hands the request on', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, client, { ...READ, lang: 'en' })
  app.clock.advance(1000)
  const signIn = await browser.follow(await browser.get(linkOn(page, '/oauth/authorize/account')))
  assert.match(readingOf(signIn), /Sign in to Stock Keeper/)
  // The former session is not enough any more.
  const skipped = await browser.get(`/oauth/authorize/continue?interaction=${interactionOn(page)}`)
  assert.match(String(skipped.location), /^\/signin/)
  app.clock.advance(1000)
  const credentials = { email: DEMO.member, password: DEMO.password }
  const consent = await browser.follow(
    await browser.submit(signIn, credentials, ({ action }) => action.startsWith('/signin')),
  )
  const { body } = await client.token({ code: codeIn(await allow(browser, consent)) })
  assert.equal((await client.api(body.access_token, '/api/v1/person')).body.email, DEMO.member)
})

test('G-19 an answered request is answered: by Allow, by Cancel, by passing', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const cancelled = await begin(browser, client, READ)
  await cancel(browser, cancelled)
  for (const again of [await allow(browser, cancelled), await cancel(browser, cancelled)])
    await assertGone(app, again, 410, /This request was answered already/)
  const page = await browser.get(`/oauth/authorize/continue?interaction=${interactionOn(cancelled)}`)
  await assertGone(app, page, 410, /This request was answered already/)
  // The page can be read in the other language by a link that works.
  const german = await browser.get(linkOn(await allow(browser, cancelled), '/oauth/authorize/continue'))
  assert.match(readingOf(german), /bereits|schon/)

  const allowed = await begin(browser, client, READ)
  assert.ok(codeIn(await allow(browser, allowed)))
  assert.equal((await allow(browser, allowed)).status, 410)
  assert.equal((await givenOut(app)).codes, 1)
})

test('R7 the way to start again is a web address of the app, or none', async () => {
  await using app = await testApp()
  const { browser } = await buildPerson(app)
  const startOf = async (wishes: Parameters<typeof buildApp>[1]) => {
    const { client } = await buildApp(app, wishes)
    const page = await begin(browser, client, READ)
    await cancel(browser, page)
    const gone = await cancel(browser, page)
    assert.equal(gone.status, 410)
    return [...gone.text.matchAll(/class="btn[^"]*" href="([^"]*)"/g)].map(([, href]) => href)
  }
  const entryPointUrl = 'https://app.example.com/start'
  assert.deepEqual(await startOf({ entryPointUrl }), [entryPointUrl, '/'])
  assert.deepEqual(await startOf({}), ['https://app.example.com/', '/'])
  assert.deepEqual(await startOf({ redirectUrls: ['myapp://auth/done'] }), ['/'])
})

test('G-19 a request ends after an hour, and one that never was is told the same way', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const page = await begin(browser, app.client(DEMO.stockKeeper), READ)
  app.clock.advance(59 * 60_000)
  assert.equal(
    (await browser.get(`/oauth/authorize/continue?interaction=${interactionOn(page)}`)).status,
    200,
  )
  app.clock.advance(60_000)
  await assertGone(app, await allow(browser, page), 410, /This request is no longer open/)
  for (const id of ['0190c8a4-7d2e-7b31-9f04-5a6b1c2d3eff', '', "' or 1=1 --", '%00', '__proto__', '../..'])
    await assertGone(
      app,
      await browser.get(`/oauth/authorize/continue?interaction=${encodeURIComponent(id)}`),
      410,
      /This request is no longer open/,
    )
  await assertGone(app, await browser.get('/oauth/authorize/continue'), 410, /no longer open/)
  app.clock.advance(25 * 60 * 60_000)
  await app.runJobs()
  assert.deepEqual(await app.db.read(sql`select id from interaction`), [])
})
