import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import express from 'express'
import session from 'express-session'
import * as openidClient from 'openid-client'
import passport from 'passport'
import OAuth2Strategy from 'passport-oauth2'
import { AuthorizationCode } from 'simple-oauth2'
import { DEMO } from '../support/demo.ts'
import { listeningApp } from '../support/listening-app.ts'
import type { TestApp } from '../support/test-app.ts'
import { decodeHtml } from '../support/test-browser.ts'
import { allowAll } from '../support/test-client.ts'

const OAUTH = '/developer/apps/stock_keeper/oauth'
const PROCESS = { env: { STOCK_KEEPER_SECRET: DEMO.stockKeeper.secret } }

for (const [kind, client] of [
  ['confidential', DEMO.stockKeeper],
  ['public', DEMO.stockKeeperPublic],
] as const) {
  test(`the snippet for openid-client logs somebody in as it stands, with ${kind} credentials`, async () => {
    await using hub = await listeningApp()
    const code = await snippetOf(hub, 'openid-client', client.id)
    const run = asyncFunction(
      ['client', 'process', 'visit'],
      `${withoutImports(code).replace('// When it comes back', 'const currentUrl = await visit(String(url))\n// $&')}
      return tokens`,
    )
    const tokens = await run(openidClient, PROCESS, (url: string) => visit(hub, url))
    await assertReads(hub, tokens.access_token)
  })
}

test('the snippet for simple-oauth2 logs somebody in as it stands', async () => {
  await using hub = await listeningApp()
  const code = await snippetOf(hub, 'simple-oauth2', DEMO.stockKeeper.id)
  const run = asyncFunction(
    ['AuthorizationCode', 'process', 'visit'],
    `${withoutImports(code).replace('// When it comes back', "const code = new URL(await visit(url)).searchParams.get('code')\n// $&")}
    return token`,
  )
  const token = await run(AuthorizationCode, PROCESS, (url: string) => visit(hub, url))
  await assertReads(hub, token.access_token)
})

test('the snippet for passport logs somebody in as it stands', async () => {
  await using hub = await listeningApp()
  const code = await snippetOf(hub, 'passport', DEMO.stockKeeper.id)
  const site = new passport.Passport()
  await asyncFunction(['passport', 'OAuth2Strategy', 'process'], withoutImports(code))(
    site,
    OAuth2Strategy,
    PROCESS,
  )
  const app = express()
  app.use(session({ secret: 'a secret of this test', resave: false, saveUninitialized: false }))
  app.get('/log-in', site.authenticate('hub', { session: false }))
  app.get(
    new URL(DEMO.redirectUrl).pathname,
    site.authenticate('hub', { session: false }),
    (request, response) => {
      response.json(request.user)
    },
  )
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  try {
    const start = await fetch(`${origin}/log-in`, { redirect: 'manual' })
    const back = await visit(hub, start.headers.get('location') ?? '')
    const { pathname, search } = new URL(back)
    const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? ''
    const user = await (await fetch(`${origin}${pathname}${search}`, { headers: { cookie } })).json()
    await assertReads(hub, (user as { accessToken: string }).accessToken)
  } finally {
    server.close()
  }
})

/** The code as a developer copies it from the page. */
async function snippetOf(hub: TestApp, snippet: string, client: string): Promise<string> {
  const developer = await hub.signedIn(DEMO.developer)
  const { text } = await developer.get(`${OAUTH}?${new URLSearchParams({ snippet, client })}`)
  return decodeHtml(/<code id="snippet">(.*?)<\/code>/s.exec(text)?.[1] ?? '')
}

function withoutImports(code: string): string {
  return code.replace(/^import .*$/gm, '')
}

// Runs text that the product wrote, with whatever libraries it expects.
// biome-ignore lint/suspicious/noExplicitAny: a snippet has no types
function asyncFunction(parameters: string[], body: string): (...given: unknown[]) => Promise<any> {
  const AsyncFunction = (async () => {}).constructor as new (...texts: string[]) => () => Promise<unknown>
  return new AsyncFunction(...parameters, body)
}

/** Goes to the hub as the owner of Linden Press and allows everything; where the hub leads back to. */
async function visit(hub: TestApp, url: string): Promise<string> {
  const { pathname, search } = new URL(url)
  const { location } = await allowAll(await hub.signedIn(DEMO.owner), pathname + search)
  return location ?? ''
}

async function assertReads(hub: TestApp, accessToken: string): Promise<void> {
  const headers = { authorization: `Bearer ${accessToken}` }
  assert.equal((await fetch(`${hub.publicUrl}/api/v1/person`, { headers })).status, 200)
}
