import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commandLine } from '../support/command.ts'
import { DEMO } from '../support/demo.ts'
import { freePort, listeningApp } from '../support/listening-app.ts'
import { perform, standIn } from '../support/perform.ts'
import type { TestApp } from '../support/test-app.ts'
import { LINDEN, newTokens } from '../support/tokens.ts'

const { id, secret } = DEMO.stockKeeper
const CREDENTIALS = ['--client-id', id, '--client-secret', secret]
const DELEGABLE = `${LINDEN.scope},Org/${DEMO.linden}.directory.delegations.rw`

/** A hub at which Linden Press has let Stock Keeper in. */
async function connectedHub(): Promise<TestApp> {
  const hub = await listeningApp()
  await newTokens(hub, { scope: DELEGABLE })
  return hub
}

test('client-credentials: the demo app gets a token for Linden Press and reads it (RFC 6749 §4.4)', async () => {
  await using hub = await connectedHub()
  await using grantory = await commandLine()
  const words = ['perform', 'client-credentials', '--call', '/api/v1/organization', '--verify']
  const { exitCode, stdout, stderr } = await grantory.run(words, {
    environment: { PUBLIC_URL: hub.publicUrl },
  })
  assert.equal(exitCode, 0, stderr)
  assert.match(stdout, /^ {2}> grant_type=client_credentials$/m)
  assert.match(stdout, /"name": "Linden Press"/)
  assert.match(stdout, new RegExp(`"sub": "Organization/${DEMO.linden}"`))
  assert.match(stdout, /^Next: grantory perform refresh --refresh-token -/m)
  assert.ok(!stdout.includes(secret))
})

test('client-credentials: whoever did not let the app in is named with cause and cure, exit code 5', async () => {
  await using hub = await listeningApp()
  const { exitCode, lines, data } = await perform(hub.publicUrl, ['client-credentials']).outcome
  assert.equal(exitCode, 5)
  assert.equal(lines[0], 'grantory: the server refused: invalid_scope (bearer_does_not_exist)')
  assert.match(lines.join('\n'), /cause: .*not connected to the app[\s\S]*docs\/errors\.md#scopes/)
  assert.deepEqual(data.refusal, { error: 'invalid_scope', error_description: 'bearer_does_not_exist' })
  assert.equal(data.steps[1].answer.status, 400)
})

test('a client secret comes from the command line, standard input or the environment, and is never shown unasked', async () => {
  await using hub = await connectedHub()
  const flow = ['client-credentials', '--scope', LINDEN.scope]
  const fromEnvironment = { GRANTORY_CLIENT_ID: id, GRANTORY_CLIENT_SECRET: secret }
  for (const [words, surroundings] of [
    [CREDENTIALS, {}],
    [['--client-id', id, '--client-secret', '-'], { readInput: async () => `${secret}\n` }],
    [[], { environment: fromEnvironment }],
    [['--client-id', id], { environment: { GRANTORY_CLIENT_SECRET: secret } }],
  ] as const) {
    const performing = perform(hub.publicUrl, [...flow, ...words], surroundings)
    const { exitCode, data } = await performing.outcome
    assert.equal(exitCode, 0, performing.told())
    assert.ok(!`${performing.told()}${JSON.stringify(data)}`.includes(secret), words.join(' '))
  }
  const shown = perform(hub.publicUrl, [...flow, ...CREDENTIALS, '--show-secrets'])
  await shown.outcome
  assert.match(shown.told(), new RegExp(`curl -u ${id}:${secret} `))
})

test('the secret of the environment is not sent for another client than that of the environment', async () => {
  await using server = await standIn(() => ({ body: { access_token: 'opaque' } }))
  const environment = { GRANTORY_CLIENT_ID: 'one', GRANTORY_CLIENT_SECRET: 'the secret of one' }
  await perform(server.url, ['client-credentials', '--client-id', 'other'], { environment }).outcome
  const [got] = server.got
  assert.equal(got?.headers.authorization, undefined)
  assert.equal(got?.form.get('client_id'), 'other')
  assert.equal(got?.form.get('client_secret'), null)
})

test('refresh: the token comes from standard input and becomes new ones; used up it is refused (RFC 6749 §6)', async () => {
  await using hub = await listeningApp()
  const tokens = await newTokens(hub)
  const readInput = async () => `${tokens.refresh_token}\n`
  const first = perform(hub.publicUrl, ['refresh', '--refresh-token', '-'], { readInput })
  const { exitCode, data } = await first.outcome
  assert.equal(exitCode, 0, first.told())
  assert.notEqual(data.tokens.refresh_token, tokens.refresh_token)
  assert.ok(!first.told().includes(tokens.refresh_token), 'what was sent is hidden')
  assert.ok(first.told().includes(data.tokens.refresh_token), 'what was got is shown')
  assert.match(first.told(), /refresh_token="\$GRANTORY_REFRESH_TOKEN"/)

  hub.clock.advance(60_000)
  const environment = { GRANTORY_REFRESH_TOKEN: tokens.refresh_token }
  const again = await perform(hub.publicUrl, ['refresh'], { environment }).outcome
  assert.equal(again.exitCode, 5)
  assert.match(again.lines.join('\n'), /invalid_grant[\s\S]*cure: /)
})

test('refresh: --scope narrows; what the grant does not hold is refused (G-09)', async () => {
  await using hub = await listeningApp()
  const tokens = await newTokens(hub, { scope: 'directory.person.r,user:read' })
  const flow = ['refresh', '--refresh-token', tokens.refresh_token, '--scope']
  const wider = await perform(hub.publicUrl, [...flow, 'directory.person.rw']).outcome
  assert.equal(wider.data.refusal.error, 'invalid_scope')
  const narrower = await perform(hub.publicUrl, [...flow, 'directory.person.r']).outcome
  assert.deepEqual(narrower.data.decoded.access_token.claims.scope, ['directory.person.r'])
})

test('a command line that cannot be understood ends with 2 before anything is sent', async () => {
  for (const words of [
    ['refresh'],
    ['delegate', '--client-id', 'app', '--subsystem', 'sub'],
    ['delegate', '--token', 'token', '--client-id', 'app'],
    ['client-credentials', '--client-secret', 'alone'],
    ['client-credentials', '--hub', 'ftp://hub.example.com'],
    ['client-credentials', '--hub', 'hub.example.com'],
    ['client-credentials', '--parameter', 'nothing'],
    ['client-credentials', '--refresh-token', 'no option of this flow'],
    ['client-credentials', '--hub', 'https://hub.example.com'],
    ['delegate', '--standard', '--hub', 'https://hub.example.com', '--token', 'token', '--subsystem', 'sub'],
    ['refresh', '--client-id', 'app', '--client-secret', '-', '--refresh-token', '-'],
  ]) {
    const performing = perform('http://127.0.0.1:9', words)
    const { exitCode, lines } = await performing.outcome
    assert.equal(exitCode, 2, `${words.join(' ')}: ${lines.join('\n')}`)
    assert.equal(performing.told(), '')
  }
})

test('a hub that does not answer, or says it cannot, is an outage with exit code 4', async () => {
  const away = await perform(`http://127.0.0.1:${await freePort()}`, ['client-credentials']).outcome
  assert.equal(away.exitCode, 4)
  assert.match(away.lines[0] ?? '', /does not answer .*ECONNREFUSED/)

  await using server = await standIn(() => ({ status: 503, body: { error: 'temporarily_unavailable' } }))
  const ill = await perform(server.url, ['client-credentials']).outcome
  assert.equal(ill.exitCode, 4)
  assert.match(ill.lines[0] ?? '', /temporarily_unavailable/)
})

test('metadata of another issuer, or none, is refused before a secret is sent (RFC 8414 §3.3)', async () => {
  const answer = () => ({ status: 404, body: 'nothing here' })
  await using other = await standIn(answer, () => ({ issuer: 'https://other.example' }))
  const { exitCode, lines } = await perform(other.url, ['client-credentials', ...CREDENTIALS]).outcome
  assert.equal(exitCode, 5)
  assert.match(lines.join('\n'), /that of https:\/\/other\.example[\s\S]*--hub https:\/\/other\.example/)
  assert.equal(other.got.length, 0)

  const none = await perform(`${other.url}/tenant`, ['client-credentials', ...CREDENTIALS]).outcome
  assert.equal(none.exitCode, 5)
  assert.deepEqual(
    other.got.map(({ path }) => path),
    ['/.well-known/oauth-authorization-server/tenant', '/tenant/.well-known/openid-configuration'],
  )
})

test('an issuer with a path is found where RFC 8414 §3.1 puts it, and a server may know secrets in the body only', async () => {
  const methods = { token_endpoint_auth_methods_supported: ['client_secret_post'] }
  const metadata = (url: string) => ({ issuer: `${url}/tenant`, ...methods })
  await using server = await standIn(() => ({ body: { access_token: 'opaque' } }), metadata)
  const performing = perform(`${server.url}/tenant`, ['client-credentials', ...CREDENTIALS])
  assert.equal((await performing.outcome).exitCode, 0, performing.told())
  assert.match(performing.told(), /\/\.well-known\/oauth-authorization-server\/tenant$/m)
  assert.match(performing.told(), /^ {2}> client_secret=\[secret\]$/m)
  assert.equal(server.got[0]?.form.get('client_secret'), secret)
  assert.equal(server.got[0]?.headers.authorization, undefined)
})

test('--parameter adds to the request, as often as it is given', async () => {
  await using server = await standIn(() => ({ body: { access_token: 'opaque' } }))
  const words = ['--parameter', 'resource=https://api.example.com/?a=b', '--parameter', 'audience=x']
  await perform(server.url, ['client-credentials', ...CREDENTIALS, ...words]).outcome
  assert.equal(server.got[0]?.form.get('resource'), 'https://api.example.com/?a=b')
  assert.equal(server.got[0]?.form.get('audience'), 'x')
})

test('a redirect of the token endpoint is shown and not followed: the secret stays here', async () => {
  await using elsewhere = await standIn(() => ({ body: { access_token: 'caught' } }))
  const headers = { location: `${elsewhere.url}/token` }
  await using server = await standIn(() => ({ status: 307, headers, body: '' }))
  const performing = perform(server.url, ['client-credentials', ...CREDENTIALS])
  assert.equal((await performing.outcome).exitCode, 5)
  assert.match(performing.told(), /< location: http/)
  assert.deepEqual(elsewhere.got, [])
})

test('what a server says cannot steer the terminal (O7)', async () => {
  const evil = '\u001b]0;owned\u0007\u009b2J\u202e'
  const body = { error: `invalid_grant${evil}`, error_description: evil }
  await using server = await standIn(() => ({ status: 400, body }))
  const performing = perform(server.url, ['refresh', '--refresh-token', 'x'])
  const { lines } = await performing.outcome
  assert.doesNotMatch(`${performing.told()}${lines.join('\n')}`, /[^\P{Cc}\n]|\u202e/u)
})

test('--verify refuses a token that is opaque, expired, unsigned, or signed by another key (RFC 7515 §5.2)', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256' }] }
  const later = Math.floor(Date.now() / 1000) + 600
  const jwt = (header: object, claims: object, key = privateKey) => {
    const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const input = `${encoded(header)}.${encoded(claims)}`
    const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
    return `${input}.${signature.toString('base64url')}`
  }
  const header = { alg: 'ES256', kid: 'one' }
  for (const [token, exitCode] of [
    [jwt(header, { exp: later }), 0],
    [jwt({ alg: 'ES256' }, { exp: later }), 0],
    // No date goes so far.
    [jwt(header, { exp: 9e15 }), 0],
    ['opaque', 5],
    [jwt(header, { exp: 1 }), 5],
    [jwt(header, { exp: later, nbf: later }), 5],
    [jwt(header, { exp: later }, stranger), 5],
    [jwt({ alg: 'ES256', kid: 'two' }, { exp: later }), 5],
    [jwt({ alg: 'none' }, { exp: later }), 5],
    [jwt({ alg: 'HS256', kid: 'one' }, { exp: later }), 5],
    [jwt({ alg: 'RS256', kid: 'one' }, { exp: later }), 5],
  ] as const) {
    await using server = await standIn(({ path }) =>
      path === '/keys' ? { body: keys } : { body: { access_token: token } },
    )
    const { lines, ...outcome } = await perform(server.url, ['client-credentials', '--verify']).outcome
    assert.equal(outcome.exitCode, exitCode, `${token}: ${lines.join('\n')}`)
  }
})

/** What the program says when a server refuses with this. */
async function explained(error: string, description?: string): Promise<string> {
  const body = { error, error_description: description }
  await using server = await standIn(() => ({ status: 400, body }))
  const { lines } = await perform(server.url, ['client-credentials']).outcome
  return lines.join('\n')
}

test('a refusal is explained from the error catalogue: by its text, by what stands for a text, by itself', async () => {
  for (const [error, description, expected] of [
    ['invalid_request', 'The parameter scope is repeated.', /cure: Send it once/],
    ['invalid_client', 'Client authentication failed.', /cause: Wrong id or secret[\s\S]*#token-endpoint/],
    [
      'invalid_grant',
      'connection revoked',
      /cause: The person .*took the access back[\s\S]*#why-a-grant-ended/,
    ],
    ['invalid_scope', 'ungranted_scope', /cure: [\s\S]*#scopes/],
    ['unsupported_grant_type', 'Words of another server', /cause: It is not one of/],
    ['invalid_grant', 'Words of another server', /^ {2}see docs\/errors\.md#token-endpoint$/m],
    ['unheard_of', undefined, /unheard_of\n {2}see docs\/errors\.md$/],
  ] as const) {
    assert.match(await explained(error, description), expected)
  }
})

test('every identifier of the token endpoint has its place in the error catalogue', async () => {
  const source = readFileSync(
    new URL('../../src/modules/oauth/protocol/oauth-error.ts', import.meta.url),
    'utf8',
  )
  const [, union = ''] = /type OAuthErrorCode =(.*?)\n\n/s.exec(source) ?? []
  const identifiers = [...union.matchAll(/'([a-z_]+)'/g)].map(([, identifier = '']) => identifier)
  assert.ok(identifiers.length > 0)
  for (const error of identifiers) assert.match(await explained(error), /see docs\/errors\.md#/, error)
})
