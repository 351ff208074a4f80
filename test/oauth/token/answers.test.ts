import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XMLParser } from 'fast-xml-parser'
import { DEMO } from '../../support/demo.ts'
import { type TestApp, testApp } from '../../support/test-app.ts'
import type { TokenAnswer } from '../../support/test-client.ts'
import { LINDEN, newCode, tokensIn } from '../../support/tokens.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = 'application/json; charset=utf-8'

/** Redeems a fresh code at this path, asking for the answer so. */
async function redeemed(app: TestApp, path: string, headers: Record<string, string>, scope?: string) {
  const client = app.client(DEMO.stockKeeper)
  const { code } = await newCode(app, scope === undefined ? {} : { scope })
  return client.send(path, `code=${code}`, { ...FORM, authorization: client.basic, ...headers })
}

/** Redeems a code that does not exist. */
function refused(app: TestApp, path: string, headers: Record<string, string>): Promise<TokenAnswer> {
  const client = app.client(DEMO.stockKeeper)
  return client.send(path, 'code=unknown', { ...FORM, authorization: client.basic, ...headers })
}

test('the answer has the members of the contract, in its order, and no others (oauth.md §6)', async () => {
  await using app = await testApp()
  const { status, text, body, headers } = await redeemed(app, '/oauth/access_token', {})
  assert.equal(status, 200)
  assert.equal(headers['content-type'], JSON_TYPE)
  assert.deepEqual(Object.keys(JSON.parse(text)), [
    'access_token',
    'refresh_token',
    'token_type',
    'scope',
    'audiences',
    'expires_in',
    'bearer',
  ])
  assert.match(body.access_token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
  assert.match(body.refresh_token, /^[\x21-\x7e]{40,}$/)
  assert.equal(body.token_type, 'bearer')
  assert.equal(body.scope, 'directory.person.r')
  assert.deepEqual(body.audiences, ['stock_keeper'])
  assert.equal(body.expires_in, 3600)
  assert.deepEqual(Object.keys(body.bearer), ['id', 'type'])
  assert.equal(body.bearer.type, 'Person')
})

test('expires_in is 3600 whatever part of a second has passed (oauth.md §11)', async () => {
  for (const at of ['2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.999Z']) {
    await using app = await testApp({ at })
    const { body } = await redeemed(app, '/oauth/access_token', {})
    assert.equal(body.expires_in, 3600, at)
    const refreshed = await app.client(DEMO.stockKeeper).refresh(body.refresh_token)
    assert.equal(refreshed.body.expires_in, 3600, at)
  }
})

test('bearer_on_behalf_of is there exactly when somebody acts on behalf (oauth.md §6, §9)', async () => {
  await using app = await testApp()
  const { body: alone } = await redeemed(app, '/oauth/access_token', {}, LINDEN.scope)
  assert.equal('bearer_on_behalf_of' in alone, false)
  assert.deepEqual(alone.bearer, { id: DEMO.linden, type: 'Organization' })
  const { body } = await redeemed(app, '/oauth/access_token', {}, LINDEN.onBehalfScope)
  assert.deepEqual(body.bearer, { id: DEMO.linden, type: 'Organization' })
  assert.deepEqual(Object.keys(body.bearer_on_behalf_of), ['id', 'type', 'roles'])
  assert.equal(body.bearer_on_behalf_of.type, 'Person')
  assert.deepEqual(body.bearer_on_behalf_of.roles, ['owner'])
})

test('JSON is what .json, application/json, */*, no Accept, and lists that hold JSON ask for (oauth.md §2.3)', async () => {
  await using app = await testApp()
  const ways: [string, Record<string, string>][] = [
    ['/oauth/access_token', {}],
    ['/oauth/access_token/', {}],
    ['/oauth/access_token.json', {}],
    ['/oauth/access_token.json', { accept: 'text/xml' }],
    ['/oauth/access_token', { accept: 'application/json' }],
    ['/oauth/access_token', { accept: '*/*' }],
    ['/oauth/access_token', { accept: 'application/json, text/plain, */*' }],
    ['/oauth/access_token', { accept: 'application/xml, application/json;q=0.1' }],
    ['/oauth/access_token', { accept: 'image/png' }],
    ['/oauth/access_token', { accept: '' }],
    ['/oauth/access_token', { accept: 'text/html' }],
  ]
  for (const [path, headers] of ways) {
    const answer = await redeemed(app, path, headers)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], JSON_TYPE, JSON.stringify([path, headers]))
    assert.equal(answer.body.token_type, 'bearer')
  }
})

test('XML is what .xml and an XML type in the first place ask for, of the type asked for (oauth.md §2.3, §6)', async () => {
  await using app = await testApp()
  const ways: [string, Record<string, string>, string][] = [
    ['/oauth/access_token.xml', {}, 'application/xml'],
    ['/oauth/access_token.xml', { accept: 'application/json' }, 'application/xml'],
    ['/oauth/access_token.xml', { accept: 'text/xml' }, 'text/xml'],
    ['/oauth/access_token', { accept: 'text/xml' }, 'text/xml'],
    ['/oauth/access_token', { accept: 'application/xml' }, 'application/xml'],
    ['/oauth/access_token', { accept: 'application/xml, text/plain;q=0.5' }, 'application/xml'],
  ]
  for (const [path, headers, type] of ways) {
    const { text, headers: received } = await redeemed(app, path, headers, LINDEN.onBehalfScope)
    assert.equal(received['content-type'], `${type}; charset=utf-8`)
    assert.ok(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<OAuth>'))
    const { OAuth: answer } = new XMLParser({ parseTagValue: false }).parse(text)
    assert.equal(answer.token_type, 'bearer')
    assert.equal(answer.expires_in, '3600')
    assert.equal(answer.audiences, 'stock_keeper')
    assert.deepEqual(answer.bearer, { id: DEMO.linden, type: 'Organization' })
    assert.equal(answer.bearer_on_behalf_of.roles, 'owner')
  }
})

test('text has exactly two fields (oauth.md §6)', async () => {
  await using app = await testApp()
  for (const accept of ['text/plain', 'text/plain, text/xml;q=0.9']) {
    const { text, headers } = await redeemed(app, '/oauth/access_token', { accept })
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
    assert.match(text, /^access_token=[\w-]+\.[\w-]+\.[\w-]+&token_type=bearer$/)
  }
})

test('errors are identifier and description in each format (oauth.md §2.5)', async () => {
  await using app = await testApp()
  const text = 'The application, grant, refresh token or device authorization could not be found.'
  const json = await refused(app, '/oauth/access_token', {})
  assert.equal(json.headers['content-type'], JSON_TYPE)
  assert.deepEqual(json.body, { error: 'invalid_grant', error_description: text })
  const xml = await refused(app, '/oauth/access_token.xml', {})
  assert.equal(xml.headers['content-type'], 'application/xml; charset=utf-8')
  assert.equal(
    xml.text,
    `<?xml version="1.0" encoding="UTF-8"?>\n<OAuth><error>invalid_grant</error><error_description>${text}</error_description></OAuth>\n`,
  )
  const plain = await refused(app, '/oauth/access_token', { accept: 'text/plain' })
  assert.equal(plain.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(plain.text, `invalid_grant\n${text}`)
  for (const answer of [json, xml, plain]) assert.equal(answer.status, 400)
})

test('an error is a page for those who accept HTML, with the headers of pages (oauth.md §2.3)', async () => {
  await using app = await testApp()
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  const page = await refused(app, '/oauth/access_token', { accept })
  assert.equal(page.status, 400)
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  assert.match(page.text, /^<!doctype html>/i)
  assert.match(page.text, /could not be found/)
  assert.match(String(page.headers['content-security-policy']), /frame-ancestors 'none'/)
})

test('a refused scope carries its identifier where one client looks for it (oauth.md §2.5)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const { refresh_token } = tokensIn(await redeemed(app, '/oauth/access_token', {}))
  const refresh = { grant_type: 'refresh_token', refresh_token, scope: 'directory.sites.rw' }
  const { status, body } = await client.token(refresh)
  assert.equal(status, 400)
  assert.deepEqual(body, {
    error: 'invalid_scope',
    error_description: 'ungranted_scope',
    errors: { scopes: ['ungranted_scope'] },
  })
  const { text } = await client.token(refresh, { accept: 'text/xml' })
  assert.match(text, /<errors><scopes>ungranted_scope<\/scopes><\/errors>/)
})

test('nothing is cached and any origin may read, on success and on errors (oauth.md §2.3, §2.6)', async () => {
  await using app = await testApp()
  const origin = { origin: 'https://spa.example.com' }
  const answers = [
    await redeemed(app, '/oauth/access_token', origin),
    await refused(app, '/oauth/access_token.json', origin),
    await app.client(DEMO.stockKeeper).token({ code: 'x' }, { ...origin, authorization: 'Basic bad' }),
  ]
  for (const { headers } of answers) {
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['pragma'], 'no-cache')
    assert.equal(headers['access-control-allow-origin'], '*')
    assert.equal(headers['access-control-allow-credentials'], undefined)
    assert.equal(
      headers['access-control-expose-headers'],
      'Link, Current-Page, Total-Count, Total-Pages, RateLimit-Reset, RateLimit-Rule',
    )
    assert.equal(headers['vary'], 'Origin')
    assert.equal(headers['set-cookie'], undefined)
  }
})

test('a preflight is answered for both spellings of the path (oauth.md §2.6)', async () => {
  await using app = await testApp()
  for (const url of ['/oauth/access_token', '/oauth/access_token.json', '/oauth/revoke']) {
    const { statusCode, headers } = await app.app.server.inject({
      method: 'OPTIONS',
      url,
      headers: {
        origin: 'https://spa.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    assert.equal(statusCode, 204)
    assert.equal(headers['access-control-allow-origin'], '*')
    assert.equal(headers['access-control-allow-methods'], 'GET, POST, PATCH, PUT, DELETE, OPTIONS')
    assert.equal(
      headers['access-control-allow-headers'],
      'Authorization, Content-Type, Accept, Accept-Language',
    )
  }
})
