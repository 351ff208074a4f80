import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { commandLine } from '../support/command.ts'
import { DEMO } from '../support/demo.ts'
import { cancel } from '../support/flow.ts'
import { freePort, listeningApp } from '../support/listening-app.ts'
import { ADDRESS, allowAt, perform, standIn } from '../support/perform.ts'
import { newTokens } from '../support/tokens.ts'

const FLOW = 'authorization-code'

/** Where the answer is waited for, with the state that is expected, taken from the told address. */
function expectedAt(address: string): { redirectUri: string; state: string } {
  const { searchParams } = new URL(address)
  return { redirectUri: searchParams.get('redirect_uri') ?? '', state: searchParams.get('state') ?? '' }
}

test('a person allows, and the program shows each step, the token and what the API says (RFC 6749 §4.1, RFC 8252 §7.3)', async () => {
  await using hub = await listeningApp()
  await using grantory = await commandLine()
  const words = ['perform', FLOW, '--call', '/api/v1/person', '--verify']
  const begun = grantory.begin(words, { environment: { PUBLIC_URL: hub.publicUrl } })
  const [, address = ''] = await begun.said(ADDRESS)
  const page = await allowAt(await hub.signedIn(DEMO.owner), address)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /you can close this page/)

  const { exitCode, stdout, stderr } = await begun.outcome
  assert.equal(exitCode, 0, stderr)
  assert.match(stdout, /Stock Keeper of the demo data, because none was named/)
  assert.match(stdout, /^ {2}> POST http:\/\/localhost:\d+\/oauth\/access_token$/m)
  assert.match(stdout, /^ {2}< 200 OK$/m)
  assert.match(stdout, /"sub": "Person\//)
  assert.match(stdout, /"email": "owner@linden\.example"/)
  assert.match(stdout, /^Verified: the signature is good \(RS256/m)
  assert.match(stdout, /\$ curl -u 0190c8a4-\S+:"\$GRANTORY_CLIENT_SECRET" --data-urlencode grant_type=/)
  assert.ok(!stdout.includes(DEMO.stockKeeper.secret), 'the secret of the client stays hidden')
})

test('--json is one document with all steps and tokens; where to go is told on standard error', async () => {
  await using hub = await listeningApp()
  await using grantory = await commandLine()
  const environment = { PUBLIC_URL: hub.publicUrl }
  const begun = grantory.begin(['perform', FLOW, '--json'], { environment })
  const [, address = ''] = await begun.said(ADDRESS)
  await allowAt(await hub.signedIn(DEMO.owner), address)

  const { exitCode, json, stderr } = await begun.outcome
  assert.equal(exitCode, 0, stderr)
  assert.match(stderr, ADDRESS)
  assert.deepEqual(
    json.steps.map(({ answer }: { answer: { status: number } }) => answer.status),
    [200, 200],
  )
  const [, { request }] = json.steps
  assert.equal(request.headers.authorization, 'Basic [secret]')
  const challenge = createHash('sha256').update(request.body.code_verifier).digest('base64url')
  assert.equal(new URL(address).searchParams.get('code_challenge'), challenge)
  assert.equal(json.decoded.access_token.claims.aud[0], 'stock_keeper')
  const { body } = await hub.client(DEMO.stockKeeper).api(json.tokens.access_token, '/api/v1/person')
  assert.equal(body.email, DEMO.owner)
})

test('public credentials need no secret: the verifier is enough (RFC 7636)', async () => {
  await using hub = await listeningApp()
  const performing = perform(hub.publicUrl, [
    FLOW,
    '--client-id',
    DEMO.stockKeeperPublic.id,
    '--scope',
    'directory.person.r',
  ])
  const [, address = ''] = await performing.said(ADDRESS)
  await allowAt(await hub.signedIn(DEMO.owner), address)
  const { exitCode, data } = await performing.outcome
  assert.equal(exitCode, 0)
  const [, { request }] = data.steps
  assert.equal(request.headers.authorization, undefined)
  assert.equal(request.body.client_id, DEMO.stockKeeperPublic.id)
})

test('--no-pkce sends no challenge: public credentials are refused, and cause and cure are told', async () => {
  await using hub = await listeningApp()
  const words = [FLOW, '--client-id', DEMO.stockKeeperPublic.id, '--scope', 'directory.person.r', '--no-pkce']
  const performing = perform(hub.publicUrl, words)
  const [, address = ''] = await performing.said(ADDRESS)
  const { pathname, search } = new URL(address)
  const { location } = await hub.anonymous().get(`${pathname}${search}`)
  assert.match(await (await fetch(location ?? '')).text(), /was refused/)
  const { exitCode, lines } = await performing.outcome
  assert.equal(exitCode, 5)
  assert.match(lines.join('\n'), /refused: invalid_request \(This app is required to use PKCE\)/)
  assert.match(lines.join('\n'), /cure: Send `code_challenge`[\s\S]*docs\/errors\.md#at-your-redirect-url/)
})

test('a person who cancels is told as such, with exit code 5', async () => {
  await using hub = await listeningApp()
  const performing = perform(hub.publicUrl, [FLOW])
  const [, address = ''] = await performing.said(ADDRESS)
  const browser = await hub.signedIn(DEMO.owner)
  const { pathname, search } = new URL(address)
  const page = await browser.follow(await browser.get(`${pathname}${search}`))
  const { location } = await cancel(browser, page)
  await fetch(location ?? '')
  const { exitCode, data } = await performing.outcome
  assert.equal(exitCode, 5)
  assert.equal(data.refusal.error, 'access_denied')
  assert.equal(data.steps.length, 1)
})

test('an answer with another state is not counted, and the right one is still waited for (RFC 6749 §10.12)', async () => {
  await using hub = await listeningApp()
  const performing = perform(hub.publicUrl, [FLOW])
  const [, address = ''] = await performing.said(ADDRESS)
  const { redirectUri } = expectedAt(address)
  const strangers = [
    `${redirectUri}?code=stolen&state=guessed&iss=${hub.publicUrl}`,
    `${redirectUri}?error=access_denied`,
  ]
  for (const stranger of strangers) assert.equal((await fetch(stranger)).status, 400)
  assert.equal((await fetch(new URL('/favicon.ico', redirectUri))).status, 404)
  await performing.said(/another state/)
  await allowAt(await hub.signedIn(DEMO.owner), address)
  assert.equal((await performing.outcome).exitCode, 0)
})

test('an answer of another server, or of none where the server names itself, ends the flow (RFC 9207 §2.4, R8)', async () => {
  await using hub = await listeningApp()
  for (const issuer of ['&iss=https%3A%2F%2Fevil.example', '']) {
    const performing = perform(hub.publicUrl, [FLOW])
    const [, address = ''] = await performing.said(ADDRESS)
    const { redirectUri, state } = expectedAt(address)
    await fetch(`${redirectUri}?code=stolen&state=${state}${issuer}`)
    const { exitCode, lines, data } = await performing.outcome
    assert.equal(exitCode, 5)
    assert.match(lines.join('\n'), /RFC 9207/)
    assert.equal(data.steps.length, 1, 'the code is not sent')
  }
})

test('a server that does not announce iss need not send it', async () => {
  await using server = await standIn(() => ({ body: { access_token: 'opaque', token_type: 'bearer' } }))
  const performing = perform(server.url, [FLOW, '--client-id', 'app'])
  const [, address = ''] = await performing.said(ADDRESS)
  const { redirectUri, state } = expectedAt(address)
  await fetch(`${redirectUri}?code=good&state=${state}`)
  const { exitCode, data } = await performing.outcome
  assert.equal(exitCode, 0)
  assert.deepEqual(data.decoded, {}, 'an opaque token is not decoded')
  assert.equal(server.got[0]?.form.get('code'), 'good')
  assert.equal(server.got[0]?.form.get('redirect_uri'), redirectUri)
})

test('nobody who comes back in time, and Ctrl+C, end the waiting with 5', async () => {
  await using hub = await listeningApp()
  const waited: number[] = []
  const late = perform(hub.publicUrl, [FLOW, '--timeout', '30s'], {
    async pause(ms) {
      waited.push(ms)
    },
  })
  const { exitCode, lines } = await late.outcome
  assert.equal(exitCode, 5)
  assert.match(lines.join('\n'), /nobody came back/)
  assert.deepEqual(waited, [30_000])

  await using grantory = await commandLine()
  const begun = grantory.begin(['perform', FLOW], { environment: { PUBLIC_URL: hub.publicUrl } })
  await begun.said(/Waiting for the answer/)
  begun.signal('SIGINT')
  const stopped = await begun.outcome
  assert.equal(stopped.exitCode, 5)
  assert.match(stopped.stderr, /stopped before anybody came back/)
})

test('--port, --redirect-uri and the parameters of the request go as they were given; --open opens the address', async () => {
  await using hub = await listeningApp()
  const port = await freePort()
  const opened: string[] = []
  const words = [
    FLOW,
    '--port',
    String(port),
    '--login',
    DEMO.owner,
    '--prompt',
    'consent',
    '--lang',
    'de',
    '--parameter',
    'organization[name]=Linden & Sons',
    '--open',
  ]
  const performing = perform(hub.publicUrl, words, { openBrowser: url => opened.push(url) })
  const [, address = ''] = await performing.said(ADDRESS)
  await performing.said(/Waiting/)
  assert.deepEqual(opened, [address])
  const { searchParams } = new URL(address)
  assert.equal(searchParams.get('redirect_uri'), `http://127.0.0.1:${port}/callback`)
  for (const [name, value] of [
    ['login', DEMO.owner],
    ['prompt', 'consent'],
    ['lang', 'de'],
    ['organization[name]', 'Linden & Sons'],
  ] as const) {
    assert.equal(searchParams.get(name), value)
  }
  const second = await perform(hub.publicUrl, words).outcome
  assert.equal(second.exitCode, 5)
  assert.match(second.lines.join('\n'), new RegExp(`port ${port} of 127.0.0.1 is in use`))
  await allowAt(await hub.signedIn(DEMO.owner), address)
  assert.equal((await performing.outcome).exitCode, 0)
})

test('a redirect URI where nobody can listen is refused before anything is sent', async () => {
  for (const words of [
    ['--redirect-uri', 'https://app.example.com/callback'],
    ['--redirect-uri', 'http://localhost.evil.example/callback'],
    ['--redirect-uri', 'myapp://done'],
    ['--port', '70000'],
    ['--timeout', 'soon'],
    ['--timeout', '99999d'],
  ]) {
    const performing = perform('http://127.0.0.1:9', [FLOW, ...words])
    const { exitCode } = await performing.outcome
    assert.equal(exitCode, 2, words.join(' '))
    assert.equal(performing.told(), '')
  }
})

test('what was allowed before needs no screen, and gives a token at once', async () => {
  await using hub = await listeningApp()
  await newTokens(hub)
  const performing = perform(hub.publicUrl, [FLOW, '--prompt', 'none'])
  const [, address = ''] = await performing.said(ADDRESS)
  const browser = await hub.signedIn(DEMO.owner)
  const { pathname, search } = new URL(address)
  const { location } = await browser.get(`${pathname}${search}`)
  await fetch(location ?? '')
  assert.equal((await performing.outcome).exitCode, 0)
})
