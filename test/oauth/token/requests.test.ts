import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../../support/demo.ts'
import { testApp } from '../../support/test-app.ts'
import { claimsOf } from '../../support/test-client.ts'
import { assertRefused, newCode, tokensIn } from '../../support/tokens.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_BODY = { 'content-type': 'application/json' }
const TOKEN = '/oauth/access_token'
const { id, secret } = DEMO.stockKeeper

const MISSING = 'The request is missing a required parameter.'
const NOT_FOUND = 'The application, grant, refresh token or device authorization could not be found.'

test('grant_type is authorization_code when it is missing or empty (oauth.md §5.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  for (const grantType of [{}, { grant_type: '' }, { grant_type: 'authorization_code' }]) {
    const { body } = await client.token({ ...grantType, ...(await newCode(app)) })
    assert.equal(body.scope, 'directory.person.r', JSON.stringify(grantType))
  }
})

test('a grant type that does not exist is unsupported_grant_type (oauth.md §15.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  for (const grant_type of ['implicit', 'AUTHORIZATION_CODE', '__proto__', 'constructor'])
    assertRefused(await client.token({ grant_type, code: 'x' }), 'unsupported_grant_type')
})

test('parameters come from the query of a POST, a form or a JSON object alike (oauth.md §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const requests = [
    (all: Record<string, string>) => client.send(`${TOKEN}?${new URLSearchParams(all)}`, '', {}),
    (all: Record<string, string>) => client.send(TOKEN, new URLSearchParams(all).toString(), FORM),
    (all: Record<string, string>) => client.send(TOKEN, JSON.stringify(all), JSON_BODY),
    (all: Record<string, string>) =>
      client.send(TOKEN, JSON.stringify(all), { 'content-type': 'application/json; charset=utf-8' }),
    ({ code = '', ...rest }: Record<string, string>) =>
      client.send(`${TOKEN}?code=${code}`, new URLSearchParams(rest).toString(), FORM),
  ]
  for (const send of requests) {
    const answer = await send({ client_id: id, client_secret: secret, ...(await newCode(app)) })
    assert.equal(tokensIn(answer).scope, 'directory.person.r')
  }
})

test('R4 a name that stands twice in a JSON object is refused, however it is written (G-04, RFC 8259 §4)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { code } = await newCode(app)
  const rest = JSON.stringify({ client_id: id, code }).slice(1)
  const once = `"client_secret":"${secret}"`
  const twice = `"client_secret":"wrong",${once}`
  for (const members of [twice, twice.replace('_', '\\u005f'), `"state":1,"state":1,${once}`]) {
    const answer = await client.send(TOKEN, `{${members},${rest}`, JSON_BODY)
    assertRefused(answer, 'invalid_request', 'The body names a member twice.')
  }
  // The same name in different objects, in a text, or as a value is no repetition.
  const harmless = `"a":{"code":":","code ":"\\"{"},"b":[{"code":1},{"code":2}],"c":"code","d":"{\\"e\\":1,\\"e\\":2}"`
  const answer = await client.send(TOKEN, `{${harmless},${once},${rest}`, JSON_BODY)
  assert.equal(answer.status, 200, answer.text)
})

test('a body of another type is not read, its request may still be whole in the query (oauth.md §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { code } = await newCode(app)
  const query = new URLSearchParams({ client_id: id, client_secret: secret, code })
  const answer = await client.send(`${TOKEN}?${query}`, 'code=other', { 'content-type': 'text/plain' })
  assert.equal(answer.status, 200, answer.text)
})

test('unknown parameters are ignored, repeated or not (oauth.md §2.2, G-04)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { code } = await newCode(app)
  const body = `foo=1&foo=2&organization%5Bkinds%5D%5B%5D=a&organization%5Bkinds%5D%5B%5D=b&__proto__=x&code=${code}`
  assert.equal((await client.send(TOKEN, body, { ...FORM, authorization: client.basic })).status, 200)
})

test('R4 a parameter given twice in one place, or differently in query and body, is invalid_request (G-04)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { code } = await newCode(app)
  const headers = { ...FORM, authorization: client.basic }
  const faulty = [
    client.send(TOKEN, `code=${code}&code=${code}`, headers),
    client.send(`${TOKEN}?code=${code}&code=x`, '', { authorization: client.basic }),
    client.send(`${TOKEN}?code=other`, `code=${code}`, headers),
    client.send(TOKEN, `code=${code}&grant_type=authorization_code&grant_type=refresh_token`, headers),
    client.send(TOKEN, `code=${code}&scope=a&scope=b`, headers),
    client.send(TOKEN, `code=${code}&redirect_uri=a&redirect_uri=b`, headers),
    client.send(TOKEN, `code=${code}&client_id=${id}&client_id=${id}`, headers),
    client.send(TOKEN, JSON.stringify({ code: [code] }), { ...JSON_BODY, authorization: client.basic }),
    client.send(TOKEN, JSON.stringify({ code: { $ne: 1 } }), { ...JSON_BODY, authorization: client.basic }),
  ]
  for (const answer of await Promise.all(faulty)) assertRefused(answer, 'invalid_request')
  // None of them burned the code (G-31), and the same value in both places is one value.
  assert.equal((await client.send(`${TOKEN}?code=${code}`, `code=${code}`, headers)).status, 200)
})

test('an empty parameter counts as absent, null in JSON too (G-04)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  assertRefused(await client.token({ code: '' }), 'invalid_request', MISSING)
  const { code } = await newCode(app)
  const body = JSON.stringify({ code, redirect_uri: null, code_verifier: '', scope: null })
  const answer = await client.send(TOKEN, body, { ...JSON_BODY, authorization: client.basic })
  assert.equal(answer.status, 200, answer.text)
})

test('a missing code and an unknown one have the texts that clients compare (oauth.md §5.1)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  assertRefused(await client.token({}), 'invalid_request', MISSING)
  assertRefused(await client.send(TOKEN, '', {}), 'invalid_request', MISSING)
  assertRefused(await client.token({ code: 'gac_unknown' }), 'invalid_grant', NOT_FOUND)
  assertRefused(await client.token({ code: '\u0000"é' }), 'invalid_grant', NOT_FOUND)
  const missing = await client.token({ grant_type: 'refresh_token' })
  assertRefused(missing, 'invalid_request', MISSING)
  assertRefused(await client.refresh('grt_unknown'), 'invalid_grant', NOT_FOUND)
})

test('scope on the exchange of a code is ignored, whatever it says (oauth.md §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  for (const scope of ['directory.person.rw', 'zaikio.person.r', 'not a scope', 'Org.warehouse.items.rw']) {
    const tokens = tokensIn(await client.token({ scope, ...(await newCode(app)) }))
    assert.equal(tokens.scope, 'directory.person.r')
    assert.deepEqual(claimsOf(tokens.access_token).scope, ['directory.person.r'])
  }
})

test('redirect_uri on the exchange may be absent, or must be the one that was used (oauth.md §5, C-11)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  assert.equal((await client.token(await newCode(app))).status, 200)
  const same = { ...(await newCode(app)), redirect_uri: DEMO.redirectUrl }
  assert.equal((await client.token(same)).status, 200)
  const others = [DEMO.organizationRedirectUrl, `${DEMO.redirectUrl}/`, 'https://evil.example']
  for (const redirect_uri of others)
    assertRefused(await client.token({ ...(await newCode(app)), redirect_uri }), 'invalid_grant')
})

test('scopes are answered with commas, with blanks only when the request used nothing else (C-12)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const asked = {
    'directory.person.r,user:read': 'directory.person.r,user:read',
    'directory.person.r user:read': 'directory.person.r user:read',
    'directory.person.r, user:read': 'directory.person.r,user:read',
    'directory.person.r': 'directory.person.r',
  }
  for (const [scope, expected] of Object.entries(asked)) {
    const tokens = tokensIn(await client.token(await newCode(app, { scope })))
    assert.equal(tokens.scope, expected)
    assert.equal(tokensIn(await client.refresh(tokens.refresh_token)).scope, expected, 'also after a refresh')
    assert.deepEqual(claimsOf(tokens.access_token).scope, expected.split(/[ ,]/).toSorted())
  }
})

test('a body that is no JSON is invalid_request, one that is too large is told so (oauth.md §2.5)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  assertRefused(await client.send(TOKEN, '{"code":', JSON_BODY), 'invalid_request')
  for (const body of ['[]', '"code"', 'null', '7'])
    assertRefused(await client.send(TOKEN, body, JSON_BODY), 'invalid_request', MISSING)
  const large = await client.send(TOKEN, `code=${'a'.repeat(2 ** 21)}`, FORM)
  assert.equal(large.status, 413)
  assert.equal(large.body.error, 'invalid_request')
})
