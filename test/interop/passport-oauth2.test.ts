import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import express from 'express'
import session from 'express-session'
import type { OAuth2 } from 'oauth'
import passport from 'passport'
import OAuth2Strategy from 'passport-oauth2'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import type { TestBrowser } from '../support/test-browser.ts'
import { allowAll } from '../support/test-client.ts'

/** What the site knows of somebody who logged in: the token answer, and the person it read. */
type Visitor = { answer: Record<string, unknown>; profile: { email?: string } }

/** A strategy as packages for one provider make it: the profile is read from the API (clients.md §6). */
function hubStrategy(hubUrl: string, options: Partial<OAuth2Strategy.StrategyOptions>): OAuth2Strategy {
  const strategy = new OAuth2Strategy(
    {
      authorizationURL: `${hubUrl}/oauth/authorize`,
      tokenURL: `${hubUrl}/oauth/access_token`,
      clientID: DEMO.stockKeeper.id,
      clientSecret: DEMO.stockKeeper.secret,
      scope: ['directory.person.r', 'directory.person.rw'],
      ...options,
    } as OAuth2Strategy.StrategyOptions, // Its types demand a callback URL, its code does not.
    (
      _access: string,
      _refresh: string,
      answer: Record<string, unknown>,
      profile: unknown,
      done: OAuth2Strategy.VerifyCallback,
    ) => done(null, { answer, profile }),
  )
  // What a subclass of the strategy sees as its own.
  const { _oauth2: api } = strategy as OAuth2Strategy & { _oauth2: OAuth2 }
  api.useAuthorizationHeaderforGET(true)
  strategy.userProfile = (accessToken, done) =>
    api.get(`${hubUrl}/api/v1/person`, accessToken, (error, body) =>
      error ? done(error) : done(null, JSON.parse(String(body))),
    )
  return strategy
}

/** A site with passport that listens on a port of its own. */
async function passportSite(hub: TestApp, options: Partial<OAuth2Strategy.StrategyOptions> = {}) {
  const app = express()
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

  const passports = new passport.Passport()
  passports.use(hubStrategy(hub.publicUrl, { callbackURL: `${url}/callback`, ...options }))
  app.use(session({ secret: 'a secret of this test', resave: false, saveUninitialized: false }))
  app.get('/log-in', passports.authenticate('oauth2', { session: false }))
  app.get(
    '/callback',
    passports.authenticate('oauth2', { session: false, failureRedirect: '/failed' }),
    (request, response) => void response.json(request.user),
  )
  app.use(((error, _request, response, _next) => {
    response.status(500).json({ name: error.name, code: error.code, message: error.message })
  }) satisfies express.ErrorRequestHandler)

  return {
    /** Sends somebody to the hub; `comeBack` brings them back with the answer's query. */
    async logIn() {
      const start = await fetch(`${url}/log-in`, { redirect: 'manual' })
      const cookie = start.headers
        .getSetCookie()
        .map(line => line.split(';', 1)[0])
        .join('; ')
      const sent = new URL(start.headers.get('location') ?? '')
      const comeBack = (query: string) =>
        fetch(`${url}/callback${query}`, { redirect: 'manual', headers: { cookie } })
      return { path: sent.pathname + sent.search, sent: sent.searchParams, comeBack }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Logs in through the hub, allowing what is asked. */
async function visit(site: Awaited<ReturnType<typeof passportSite>>, browser: TestBrowser) {
  const { path, comeBack, sent } = await site.logIn()
  const answer = await allowAll(browser, path)
  assert.ok(answer.location, answer.text)
  return { sent, at: new URL(answer.location), response: await comeBack(new URL(answer.location).search) }
}

async function assertLoggedIn(response: Response): Promise<void> {
  const text = await response.text()
  assert.equal(response.status, 200, text)
  const { answer, profile }: Visitor = JSON.parse(text)
  assert.equal(profile.email, DEMO.owner)
  assert.equal(answer['scope'], 'directory.person.r directory.person.rw') // As asked: with a space (C-12).
  assert.deepEqual(answer['audiences'], ['stock_keeper'])
}

test('passport-oauth2 logs in without state and PKCE, as its simplest strategy does (clients.md §6)', async () => {
  await using hub = await listeningApp()
  await using site = await passportSite(hub)
  const { sent, response } = await visit(site, await hub.signedIn(DEMO.owner))
  assert.equal(sent.get('state'), null)
  assert.equal(sent.get('code_challenge'), null)
  await assertLoggedIn(response)
})

test('passport-oauth2 logs in with state and PKCE (clients.md §6)', async () => {
  await using hub = await listeningApp()
  await using site = await passportSite(hub, { state: true, pkce: true })
  const { sent, response } = await visit(site, await hub.signedIn(DEMO.owner))
  assert.equal(sent.get('code_challenge_method'), 'S256')
  await assertLoggedIn(response)
})

test('passport-oauth2 logs in with public credentials: its empty secret is none (clients.md §6, oauth.md §2.4)', async () => {
  await using hub = await listeningApp()
  const credentials = { clientID: DEMO.stockKeeperPublic.id, clientSecret: '' }
  await using site = await passportSite(hub, { ...credentials, state: true, pkce: true })
  const { response } = await visit(site, await hub.signedIn(DEMO.owner))
  await assertLoggedIn(response)
})

test('passport-oauth2 without PKCE is refused for public credentials (oauth.md §4.6)', async () => {
  await using hub = await listeningApp()
  const credentials = { clientID: DEMO.stockKeeperPublic.id, clientSecret: '' }
  await using site = await passportSite(hub, { ...credentials, state: true })
  const { response } = await visit(site, await hub.signedIn(DEMO.owner))
  assert.equal(response.status, 500)
  assert.deepEqual(await response.json(), {
    name: 'AuthorizationError',
    code: 'invalid_request',
    message: 'This app is required to use PKCE',
  })
})

test('passport-oauth2 without a callback URL comes back to the first registered one (clients.md §6)', async () => {
  await using hub = await listeningApp()
  // An empty callback URL is what a misspelled option leaves.
  await using site = await passportSite(hub, { callbackURL: '' })
  const { sent, at, response } = await visit(site, await hub.signedIn(DEMO.owner))
  assert.equal(sent.get('redirect_uri'), null)
  assert.equal(at.origin + at.pathname, DEMO.redirectUrl)
  await assertLoggedIn(response)
})

test('for passport-oauth2 a cancelled consent is a failed login, no error (oauth.md §4.3)', async () => {
  await using hub = await listeningApp()
  await using site = await passportSite(hub, { state: true, pkce: true })
  const browser = await hub.signedIn(DEMO.owner)
  const { path, comeBack } = await site.logIn()
  const consent = await browser.follow(await browser.get(path))
  const answer = await browser.submit(consent, { decision: 'cancel' })
  const response = await comeBack(new URL(answer.location ?? '').search)
  assert.equal(response.status, 302)
  assert.equal(response.headers.get('location'), '/failed')
})

test('passport-oauth2 reads identifier and text of a refused exchange (oauth.md §2.5)', async () => {
  await using hub = await listeningApp()
  await using site = await passportSite(hub)
  const used = await visit(site, await hub.signedIn(DEMO.owner))
  const { comeBack } = await site.logIn()
  const response = await comeBack(used.at.search)
  assert.equal(response.status, 500)
  assert.deepEqual(await response.json(), {
    name: 'TokenError',
    code: 'invalid_grant',
    message: 'The application, grant, refresh token or device authorization could not be found.',
  })
})
