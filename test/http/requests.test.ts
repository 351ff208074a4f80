import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

type Sent = { method?: 'POST' | 'PATCH'; headers?: Record<string, string> }

/** A body as given. */
async function send(
  app: TestApp,
  url: string,
  type: string,
  payload: string,
  { method = 'POST', headers }: Sent = {},
) {
  const answer = await app.app.server.inject({
    method,
    url,
    headers: { 'content-type': type, ...headers },
    payload,
  })
  return { status: answer.statusCode, type: String(answer.headers['content-type']), text: answer.body }
}

/** The same faulty body at the three surfaces; `status` and the words of the fault must be the same. */
async function refusedEverywhere(app: TestApp, type: string, payload: string, status: number, words: string) {
  const token = await send(app, '/oauth/access_token', type, payload)
  assert.equal(token.status, status)
  assert.deepEqual(JSON.parse(token.text), { error: 'invalid_request', error_description: words })
  const xml = await send(app, '/oauth/access_token.xml', type, payload)
  assert.equal(xml.status, status)
  assert.match(xml.text, /<error>invalid_request<\/error>/)
  const api = await send(app, '/api/v1/person', type, payload, { method: 'PATCH' })
  assert.equal(api.status, status)
  assert.deepEqual(JSON.parse(api.text), { errors: { base: [words] } })
  const page = await send(app, '/signin', type, payload)
  assert.equal(page.status, status)
  assert.match(page.text, /^<!doctype html>/)
}

test('malformed JSON is refused in each surface’s own shape', async () => {
  await using app = await testApp({ isEmpty: true })
  for (const payload of ['{', '{"a":}', '{"a":1}}', 'nothing', '{"a":"\u0001"}']) {
    await refusedEverywhere(app, JSON_TYPE, payload, 400, 'The body is not valid JSON.')
  }
})

test('a body of more than a megabyte is refused in each surface’s own shape', async () => {
  await using app = await testApp({ isEmpty: true })
  const large = 'x'.repeat(1024 * 1024)
  await refusedEverywhere(app, JSON_TYPE, JSON.stringify({ large }), 413, 'Request body is too large')
  await refusedEverywhere(app, FORM, `large=${large}`, 413, 'Request body is too large')
})

test('a body without content or of another type is no body: parameters may stand in the query (oauth.md §2.2)', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const issued = await client.tokensFor(await app.signedIn(DEMO.owner), 'directory.person.r')
  const bodies = [
    [JSON_TYPE, ''],
    ['text/plain', 'grant_type=password'],
    ['application/octet-stream', '\u0000'],
    ['application/vnd.api+json', '{'],
  ] as const
  let refreshToken = issued.body.refresh_token
  for (const [type, payload] of bodies) {
    const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken })
    const headers = { authorization: client.basic }
    const answer = await send(app, `/oauth/access_token?${query}`, type, payload, { headers })
    assert.equal(answer.status, 200, `${type}: ${answer.text}`)
    refreshToken = JSON.parse(answer.text).refresh_token
  }
})

test('JSON that is no object, deep or huge JSON is read without harm', async () => {
  await using app = await testApp()
  const client = app.client(DEMO.stockKeeper)
  const issued = await client.tokensFor(await app.signedIn(DEMO.owner), 'directory.person.rw')
  const headers = { authorization: `Bearer ${issued.body.access_token}` }
  const nested = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth)
  const bodies = [
    'null',
    '1',
    '"text"',
    '[]',
    nested('[', ']', 200_000),
    `${'{"person":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  ]
  for (const payload of bodies) {
    assert.equal((await send(app, '/oauth/access_token', JSON_TYPE, payload)).status, 400)
    const { status, text } = await send(app, '/api/v1/person', JSON_TYPE, payload, {
      method: 'PATCH',
      headers,
    })
    assert.ok(status < 500, `${status} ${text}`)
  }
})

test('names of JavaScript’s own objects are names like others', async () => {
  await using app = await testApp()
  for (const name of [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__proto__[client_id]',
  ]) {
    const query = new URLSearchParams([
      [name, 'polluted'],
      [name, 'twice'],
    ])
    const body = `{${JSON.stringify(name)}:{"client_id":"polluted","isAdmin":true}}`
    for (const [type, payload] of [
      [FORM, `${query}`],
      [JSON_TYPE, body],
    ] as const) {
      const token = await send(app, `/oauth/access_token?${query}`, type, payload)
      assert.equal(token.status, 400, name)
      assert.equal(JSON.parse(token.text).error, 'invalid_request')
      assert.equal((await send(app, `/signin?${query}`, type, payload)).status, 403, name)
    }
    const page = await app.anonymous().get(`/oauth/authorize?${query}`)
    assert.ok(page.status >= 400 && page.status < 500, `${name}: ${page.status}`)
  }
  assert.equal(Reflect.get({}, 'polluted'), undefined)
  assert.equal(Reflect.get({}, 'client_id'), undefined)
  assert.equal(Reflect.get({}, 'isAdmin'), undefined)
})

test('odd queries are answered like empty ones, odd paths like unknown ones', async () => {
  await using app = await testApp()
  const queries = [
    '?',
    '?=',
    '?x',
    '?&&',
    '?%',
    '?%zz=%zz',
    '?=1&=2',
    '?%C0%AF',
    '?a[]=1&a[b]=2',
    `?${'k=v&'.repeat(3000)}`,
  ]
  for (const query of queries) {
    assert.equal((await app.anonymous().get(`/signin${query}`)).status, 200, query)
    assert.equal((await app.app.server.inject(`/api/v1/roles${query}`)).statusCode, 200, query)
    assert.equal((await send(app, `/oauth/access_token${query}`, FORM, query.slice(1))).status, 400, query)
  }
  for (const path of [
    '/%',
    '/%zz',
    '/%C0%AF',
    `/${'a'.repeat(5000)}`,
    '/assets/%00',
    '/sandbox/mailbox/%zz',
  ]) {
    const page = await app.app.server.inject(path)
    assert.equal(page.statusCode, 404, path)
    assert.match(page.body, /^<!doctype html>/, path)
    assert.equal(page.headers['x-content-type-options'], 'nosniff', path)
    const api = await app.app.server.inject(`/api/v1${path}`)
    assert.deepEqual([api.statusCode, api.body], [404, '{"errors":["not_found"]}'], path)
  }
})

test('methods that an address does not have are unknown addresses, in the surface’s shape', async () => {
  await using app = await testApp()
  for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'] as const) {
    const page = await app.app.server.inject({ method, url: '/signin' })
    assert.deepEqual(
      [page.statusCode, page.headers['content-type']],
      [404, 'text/html; charset=utf-8'],
      method,
    )
  }
  for (const method of ['PUT', 'DELETE', 'POST'] as const) {
    const api = await app.app.server.inject({ method, url: '/api/v1/person' })
    assert.deepEqual([api.statusCode, api.body], [404, '{"errors":["not_found"]}'], method)
    assert.equal((await app.app.server.inject({ method, url: '/healthz' })).statusCode, 404, method)
  }
})

test('HEAD answers like GET, without the body', async () => {
  await using app = await testApp()
  for (const url of [
    '/',
    '/signin',
    '/healthz',
    '/api/v1/roles',
    '/api/v1/person',
    '/.well-known/jwks.json',
  ]) {
    const get = await app.app.server.inject(url)
    const head = await app.app.server.inject({ method: 'HEAD', url })
    assert.equal(head.statusCode, get.statusCode, url)
    assert.equal(head.headers['content-type'], get.headers['content-type'], url)
    assert.equal(head.body, '', url)
  }
})
