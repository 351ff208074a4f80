import assert from 'node:assert/strict'
import { test } from 'node:test'
import { switchCredentials } from '../../../src/modules/apps/index.ts'
import { NEW_PERSON } from '../../support/accounts.ts'
import { buildApp, buildConnection, buildPerson, CALLBACK } from '../../support/builders.ts'
import { DEMO } from '../../support/demo.ts'
import { allow, begin, choicesOn, fieldOn, interactionOn, linkOn } from '../../support/flow.ts'
import { testApp } from '../../support/test-app.ts'
import { answerParameters, codeIn, newPkce } from '../../support/test-client.ts'

const PERSON_SCOPE = { scope: 'directory.person.r' }

test('everything but the client may be left out: code, first redirect URL, all desired Person scopes (oauth.md §4.1, P-07)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const answer = await client.authorize(browser, {})
  assert.ok(answer.location?.startsWith(`${DEMO.redirectUrl}?code=`), String(answer.location))
  assert.deepEqual([...answerParameters(answer).keys()], ['code', 'iss'])
  const { body } = await client.token({ code: codeIn(answer) })
  const asked = 'directory.person.r,directory.person.rw,directory.sites.rw,directory.delegations.rw'
  assert.equal(body.scope, `${asked},user:read,user:write`)
})

test('the answer is code first, in letters that need no decoding, then state, then iss (oauth.md §4.2, C-51, G-16, R8)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const states = ['xyz', '', `${'a'.repeat(600)}+/=--`, 'a b&c=d#e?f', '"><script>', 'ümlaut ✓', '%2B%00']
  for (const state of states) {
    const answer = await client.authorize(browser, { ...PERSON_SCOPE, state })
    assert.equal(answer.status, 302)
    assert.match(String(answer.location), /\?code=[A-Za-z0-9._~-]+&state=/)
    const parameters = answerParameters(answer)
    assert.deepEqual([...parameters.keys()], ['code', 'state', 'iss'])
    assert.equal(parameters.get('state'), state)
    assert.equal(parameters.get('iss'), app.publicUrl)
  }
})

test('a redirect URL with a query of its own keeps it in front (oauth.md §4.2, §4.3)', async () => {
  await using app = await testApp()
  const url = `${CALLBACK}?tenant=7&x=%2F`
  const { client, id } = await buildApp(app, { redirectUrls: [url, 'myapp://auth/done'] })
  const { id: personId, browser } = await buildPerson(app)
  await buildConnection(app, {
    appId: id,
    bearer: { type: 'Person', id: personId },
    granted: ['directory.person.r'],
  })
  const passed = await browser.get(client.authorizeUrl({ ...PERSON_SCOPE, redirect_uri: url, state: 's' }))
  assert.match(
    String(passed.location),
    /^https:\/\/app\.example\.com\/callback\?tenant=7&x=%2F&code=gac_\w+&state=s&iss=/,
  )
  const refused = await browser.get(client.authorizeUrl({ scope: 'x', redirect_uri: url }))
  assert.ok(refused.location?.startsWith(`${url}&error=invalid_scope&error_description=malformed_scope`))
  const native = await browser.get(
    client.authorizeUrl({ ...PERSON_SCOPE, redirect_uri: 'myapp://auth/done' }),
  )
  assert.ok(native.location?.startsWith('myapp://auth/done?code='), String(native.location))
})

test('R2 a native app answers at whatever loopback port it got (RFC 8252 §7.3, G-06)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const redirect_uri = 'http://127.0.0.1:51004/callback'
  const answer = await app.client(DEMO.stockKeeper).authorize(browser, { ...PERSON_SCOPE, redirect_uri })
  assert.ok(answer.location?.startsWith(`${redirect_uri}?code=`), String(answer.location))
})

test('a trailing slash is tolerated, and so is a client id in upper case (oauth.md §2.1)', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  for (const path of ['/oauth/authorize/', '/oauth/authorize']) {
    const answer = await browser.get(`${path}?client_id=${DEMO.stockKeeper.id.toUpperCase()}`)
    assert.match(String(answer.location), /^\/signin\?interaction=/)
  }
})

test('plain challenges are for credentials that may (G-05)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeperPublic)
  const switches = { allowsPlainPkce: true }
  const act = { clientId: client.id, actor: 'operator', switches }
  await app.db.transaction(tx => switchCredentials(tx, act, app.clock.now()))
  const { verifier } = newPkce()
  const challenge = { code_challenge: verifier, code_challenge_method: 'plain' }
  const answer = await client.authorize(browser, { ...PERSON_SCOPE, ...challenge })
  const tokens = await client.token({ code: codeIn(answer), code_verifier: verifier })
  assert.equal(tokens.status, 200, tokens.text)
})

test('login and login_hint suggest the address, and never more than that', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  for (const [name, value] of [
    ['login', 'ada@example.org'],
    ['login_hint', 'ada@example.org'],
    ['login', '"><script>alert(1)</script>'],
  ] as const) {
    const browser = app.anonymous()
    const page = await begin(browser, client, { [name]: value })
    assert.equal(fieldOn(page, 'email'), value)
    assert.ok(!page.text.includes('<script>alert'))
  }
})

test('the sign-in page is that of the app, with the way to register and the way back (oauth.md §4.2 step 2)', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const page = await browser.follow(
    await browser.get(app.client(DEMO.stockKeeper).authorizeUrl({ state: 's' })),
  )
  assert.match(page.text, /Sign in to Stock Keeper/)
  linkOn(page, '/signup?interaction=')
  const cancelled = await browser.get(linkOn(page, '/oauth/authorize/cancel'))
  assert.equal(cancelled.status, 302)
  const parameters = answerParameters(cancelled)
  assert.deepEqual([parameters.get('error'), parameters.get('state')], ['access_denied', 's'])
})

test('signup=false takes registration off the flow, signup=true is the default', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const open = async (parameters: Record<string, string>) => {
    const browser = app.anonymous()
    const page = await begin(browser, client, parameters)
    return { browser, page }
  }
  for (const signup of ['true', '1', '']) assert.match((await open({ signup })).page.text, /href="\/signup/)
  for (const signup of ['false', '0']) {
    const { browser, page } = await open({ signup, show_signup: '1' })
    assert.match(page.text, /Sign in to/)
    assert.doesNotMatch(page.text, /href="\/signup/)
    // Neither does the address work that somebody knows.
    const id = interactionOn(page)
    const forced = await browser.get(`/signup?interaction=${id}`)
    assert.equal(forced.location, `/signin?interaction=${id}`)
  }
})

test('show_signup and prompt=signup open the registration form, prefilled by person[…] (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const person = { first_name: 'Ada', name: 'Lovelace', email: 'ada@example.org' }
  const prefill = Object.fromEntries(Object.entries(person).map(([key, value]) => [`person[${key}]`, value]))
  for (const wish of [{ show_signup: '1' }, { show_signup: 'true' }, { prompt: 'signup' }]) {
    const browser = app.anonymous()
    const page = await begin(browser, client, { ...wish, ...prefill })
    assert.match(page.text, /Create your account/)
    for (const [field, value] of Object.entries(person)) assert.equal(fieldOn(page, field), value)
  }
  for (const wish of [{ show_signup: '0' }, { show_signup: 'false' }, { show_signup: '' }]) {
    const browser = app.anonymous()
    const page = await begin(browser, client, { ...wish, ...prefill })
    assert.match(page.text, /Sign in to/)
  }
})

test('who is signed in and has allowed the app need not register, whatever the app suggests', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(DEMO.owner)
  await client.authorize(browser, PERSON_SCOPE)
  for (const wish of [{ prompt: 'signup' }, { show_signup: '1' }, { login: DEMO.member }])
    assert.ok(codeIn(await browser.get(client.authorizeUrl({ ...PERSON_SCOPE, ...wish }))))
})

test('who registers in the flow goes on with it', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const client = app.client(DEMO.stockKeeper)
  const form = await begin(browser, client, { ...PERSON_SCOPE, prompt: 'signup' })
  const consent = await browser.follow(
    await browser.submit(form, NEW_PERSON, ({ action }) => action.startsWith('/signup')),
  )
  assert.match(consent.text, /would like to access your account/)
  const tokens = await client.token({ code: codeIn(await allow(browser, consent)) })
  const person = await client.api(tokens.body.access_token, '/api/v1/person')
  assert.equal(person.body.email, NEW_PERSON.email)
})

test('force_login and prompt=login want the password again, even with a live session (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(DEMO.owner)
  await client.authorize(browser, PERSON_SCOPE)
  for (const wish of [{ force_login: '1' }, { force_login: 'true' }, { prompt: 'login' }]) {
    app.clock.advance(1000)
    const page = await begin(browser, client, { ...PERSON_SCOPE, ...wish })
    assert.match(page.text, /Confirm that it is you/)
    // Going on without is no way past it.
    const id = interactionOn(page)
    const skipped = await browser.get(`/oauth/authorize/continue?interaction=${id}&account=${'x'}`)
    assert.match(String(skipped.location), /^\/signin/)
    app.clock.advance(1000)
    const answer = await browser.follow(
      await browser.submit(page, { password: DEMO.password }, ({ action }) => action.startsWith('/signin')),
    )
    assert.ok(codeIn(answer))
  }
  const passed = await browser.get(client.authorizeUrl({ ...PERSON_SCOPE, force_login: '0' }))
  assert.ok(codeIn(passed))
})

test('prompt=select_account asks which account, and takes the one signed in or another', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(DEMO.owner)
  await client.authorize(browser, PERSON_SCOPE)
  app.clock.advance(1000)
  const url = client.authorizeUrl({ ...PERSON_SCOPE, prompt: 'select_account' })
  const page = await browser.follow(await browser.get(url))
  assert.match(page.text, /You are signed in already/)
  const chosen = await browser.get(linkOn(page, '/oauth/authorize/continue'))
  assert.ok(codeIn(chosen))

  const again = await browser.follow(await browser.get(url))
  app.clock.advance(1000)
  const form = await browser.get(linkOn(again, '/signin?account=other'))
  const other = { email: DEMO.member, password: DEMO.password }
  const consent = await browser.follow(
    await browser.submit(form, other, ({ action }) => action.startsWith('/signin')),
  )
  const tokens = await client.token({ code: codeIn(await allow(browser, consent)) })
  const person = await client.api(tokens.body.access_token, '/api/v1/person')
  assert.equal(person.body.email, DEMO.member)
})

test('prompt=consent asks again for what was allowed before (P-08)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const browser = await app.signedIn(DEMO.owner)
  await client.authorize(browser, PERSON_SCOPE)
  const page = await begin(browser, client, { ...PERSON_SCOPE, prompt: 'consent' })
  assert.match(page.text, /would like to access your account/)
  assert.match(page.text, /See your name, e\u2011mail address and picture/)
  assert.doesNotMatch(page.text, /0 more permissions/)
  assert.ok(codeIn(await allow(browser, page)))
  // An unknown value asks nothing.
  assert.ok(codeIn(await browser.get(client.authorizeUrl({ ...PERSON_SCOPE, prompt: 'whatever' }))))
})

test('prompt_email_confirmation holds the person until the address is confirmed (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const { client, id } = await buildApp(app)
  const { id: personId, email, browser } = await buildPerson(app, { isConfirmed: false })
  const bearer = { type: 'Person', id: personId } as const
  await buildConnection(app, { appId: id, bearer, granted: ['directory.person.r'] })
  const url = client.authorizeUrl({ ...PERSON_SCOPE, prompt_email_confirmation: '1' })
  const held = await browser.follow(await browser.get(url))
  assert.match(held.text, new RegExp(email))
  assert.ok(codeIn(await browser.get(client.authorizeUrl(PERSON_SCOPE))), 'nobody else asks for it')

  const [mail] = await app.mails(email)
  const [link = ''] = /http\S+\/email\/confirm\S+/.exec(mail?.text ?? '') ?? []
  const confirm = await browser.get(link.slice(app.publicUrl.length))
  const confirmed = await browser.submit(confirm, {}, ({ action }) => action.startsWith('/email/confirm'))
  assert.equal(confirmed.status, 200)
  const consent = await browser.follow(await browser.get(linkOn(confirmed, '/oauth/authorize/continue')))
  assert.ok(
    codeIn(await allow(browser, consent)),
    'connections from before the confirmation have ended (G-26)',
  )
})

test('lang and ui_locales choose the language; an unknown one leaves the default (oauth.md §4.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  for (const [parameters, language] of [
    [{ lang: 'de' }, 'de'],
    [{ lang: 'en-US' }, 'en'],
    [{ ui_locales: 'de-AT en' }, 'de'],
    [{ lang: 'fr' }, 'en'],
    [{}, 'en'],
  ] as const) {
    const browser = app.anonymous()
    const page = await begin(browser, client, { ...parameters })
    assert.match(page.text, new RegExp(`<html lang="${language}"`), JSON.stringify(parameters))
  }
  const member = await app.signedIn(DEMO.member)
  const german = await member.follow(await member.get(client.authorizeUrl(PERSON_SCOPE)))
  assert.match(german.text, /<html lang="de"/)
  const english = await member.follow(await member.get(client.authorizeUrl({ ...PERSON_SCOPE, lang: 'en' })))
  assert.match(english.text, /<html lang="en"/)
})

test('what real clients send (clients.md §6, §7, §8, §11)', async () => {
  await using app = await testApp()
  const browser = await app.signedIn(DEMO.owner)
  const { challenge } = newPkce()
  const passport = `response_type=code&redirect_uri=${encodeURIComponent(DEMO.redirectUrl)}&scope=directory.person.r%20user%3Aread&client_id=${DEMO.stockKeeper.id}`
  const page = `client_id=${DEMO.stockKeeperPublic.id}&redirect_uri=${DEMO.redirectUrl}&code_challenge_method=S256&code_challenge=${challenge}&scope=Per>Org.directory.organization.r,Per>Org.directory.person.r`
  const consent = await browser.follow(await browser.get(`/oauth/authorize?${passport}`))
  const tokens = await app.client(DEMO.stockKeeper).token({ code: codeIn(await allow(browser, consent)) })
  assert.equal(tokens.body.scope, 'directory.person.r user:read')
  const choice = await browser.follow(await browser.get(`/oauth/authorize?${page}`))
  assert.match(choice.text, /For which organization do you use Stock Keeper\?/)
  assert.deepEqual(choicesOn(choice), [DEMO.linden])
})
