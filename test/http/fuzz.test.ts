import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

/** Enough to find what is wrong with one parameter in a hundred; `FUZZ_RUNS` looks for longer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300)

const NAMES = [
  ...[
    'client_id',
    'client_secret',
    'redirect_uri',
    'response_type',
    'response_mode',
    'scope',
    'state',
    'lang',
  ],
  ...['code_challenge', 'code_challenge_method', 'prompt', 'force_login', 'login', 'signup', 'show_signup'],
  ...[
    'grant_type',
    'code',
    'code_verifier',
    'refresh_token',
    'resource',
    'interaction',
    'return_to',
    'token',
  ],
  ...['token_type_hint', 'device_code', 'user_code', 'username', 'password', 'subject_token', 'audience'],
  ...[
    'subject_token_type',
    'requested_token_type',
    'delegate_access_scope',
    'actor_token',
    'form_id',
    'note',
  ],
  ...[
    'person[email]',
    'person[name]',
    'organization[name]',
    'organization[kinds][]',
    '__proto__',
    'constructor',
    '',
  ],
]
const VALUES = [
  ...[DEMO.stockKeeper.id, DEMO.stockKeeper.secret, DEMO.stockKeeperPublic.id, DEMO.warehouse.id],
  ...[DEMO.redirectUrl, DEMO.loopbackRedirectUrl, 'http://127.0.0.1:8080/callback', 'javascript:alert(1)'],
  ...['code', 'token', 'S256', 'plain', 'true', '1', 'none', 'login', 'consent', 'de', 'authorization_code'],
  ...['urn:ietf:params:oauth:grant-type:device_code', 'urn:ietf:params:oauth:grant-type:token-exchange'],
  ...['urn:ietf:params:oauth:token-type:access_token', 'grt_', 'a.b.c', 'BCDF-GHJK', DEMO.owner],
  ...['refresh_token', 'password', 'client_credentials', 'directory.person.r', 'user:read,user:write'],
  ...['warehouse.items.rw', `Org/${DEMO.linden}`, `Org/${DEMO.linden}.directory.organization.r`, 'Per>Org'],
  ...[
    'Per.directory.person.r',
    'Org.directory.organization.r',
    'Per>Org.warehouse.items.r',
    '\0',
    '',
    ' ',
    ',',
  ],
]

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom(...VALUES), { maxLength: 20 }).map(list => list.join(',')),
  },
)
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
)
const parameters = fc.array(fc.tuple(name, value), { maxLength: 12 })
/** Most requests name a client and a redirect URL, as else they are refused at the first step. */
const request = fc.record({
  parameters,
  isPlausible: fc.boolean(),
  accept: fc.constantFrom('*/*', 'application/xml', 'text/plain', 'text/html', ',;q='),
})

const PLAUSIBLE: [string, string][] = [
  ['client_id', DEMO.stockKeeper.id],
  ['redirect_uri', DEMO.redirectUrl],
]

function encode({
  parameters,
  isPlausible,
}: {
  parameters: [string, string][]
  isPlausible: boolean
}): string {
  return new URLSearchParams([...(isPlausible ? PLAUSIBLE : []), ...parameters]).toString()
}

/** What came back, and that it was no failure of the server. */
function assertNoFailure(answer: { statusCode: number; body: string }, sent: string): void {
  assert.ok(answer.statusCode < 500, `${answer.statusCode} for ${sent}: ${answer.body.slice(0, 300)}`)
}

async function fuzz<T>(
  arbitrary: fc.Arbitrary<T>,
  check: (app: TestApp, sent: T) => Promise<void>,
): Promise<void> {
  await using app = await testApp()
  await fc.assert(
    fc.asyncProperty(arbitrary, sent => check(app, sent)),
    { numRuns: RUNS },
  )
}

test('whatever is sent to the token endpoint, the server does not fail', () =>
  fuzz(request, async ({ app }, sent) => {
    const { accept } = sent
    const text = encode(sent)
    const url = '/oauth/access_token'
    const form = { 'content-type': 'application/x-www-form-urlencoded', accept }
    assertNoFailure(await app.server.inject({ method: 'POST', url, headers: form, payload: text }), text)
    assertNoFailure(
      await app.server.inject({ method: 'POST', url: `${url}?${text}`, headers: { accept } }),
      text,
    )
    const basic = Buffer.from(sent.parameters.flat().slice(0, 2).join(':')).toString('base64')
    const authorized = { ...form, authorization: `Basic ${basic}` }
    assertNoFailure(
      await app.server.inject({ method: 'POST', url, headers: authorized, payload: text }),
      text,
    )
  }))

test('whatever is sent about tokens or by a device, the server does not fail, and the log takes it (T6, T8, T9)', () =>
  fuzz(request, async ({ app, db }, sent) => {
    const text = encode(sent)
    const { id, secret } = DEMO.stockKeeper
    const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
    const form = { 'content-type': 'application/x-www-form-urlencoded', accept: sent.accept }
    const post = async (url: string, authorization?: string) => {
      const headers = authorization === undefined ? form : { ...form, authorization }
      assertNoFailure(
        await app.server.inject({ method: 'POST', url, headers, payload: text }),
        `${url} ${text}`,
      )
    }
    for (const url of ['/oauth/introspect', '/oauth/revoke', '/api/v1/revoked_access_tokens'])
      for (const authorization of [undefined, basic]) await post(url, authorization)
    for (const authorization of [undefined, basic, `Bearer ${sent.parameters[0]?.[1].trim() || 'x'}`]) {
      // Characters that no header can have do not come that far.
      if (authorization === undefined || /^[\x20-\x7e]+$/.test(authorization))
        await post('/oauth/delegate', authorization)
    }
    await post('/oauth/device_authorizations/authorize')
    await post('/oauth/access_token', basic)
    for (const url of [`/oauth/device_authorizations/verify?${text}`, `/api/v1/access_token?${text}`])
      assertNoFailure(await app.server.inject({ url, headers: { accept: sent.accept } }), url)
    await app.flushTokenLog()
    const dropped = await db.read(
      sql`select 1 as found from audit_entry where action = 'token_entries_dropped'`,
    )
    assert.deepEqual(dropped, [], text)
  }))

test('whatever JSON is sent to the token endpoint, the server does not fail', () =>
  fuzz(
    fc.oneof(
      fc.json(),
      fc.dictionary(name, fc.oneof(value, fc.jsonValue())).map(object => JSON.stringify(object)),
    ),
    async ({ app }, payload) => {
      const headers = { 'content-type': 'application/json' }
      assertNoFailure(
        await app.server.inject({ method: 'POST', url: '/oauth/access_token', headers, payload }),
        payload,
      )
    },
  ))

test('whatever is sent to the authorization endpoint, the server does not fail and leads to no foreign address', () =>
  fuzz(request, async ({ app }, sent) => {
    const text = encode(sent)
    const answer = await app.server.inject({
      url: `/oauth/authorize?${text}`,
      headers: { accept: 'text/html' },
    })
    assertNoFailure(answer, text)
    const { location } = answer.headers
    const isOwn =
      location === undefined ||
      /^\/(?![/\\])|^http:\/\/(?:localhost:3000\/auth|127\.0\.0\.1(?::\d+)?\/callback)/.test(location)
    assert.ok(isOwn, `${location} for ${text}`)
  }))
