import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { parseManifest } from '../../src/modules/apps/index.ts'
import { DEMO } from '../support/demo.ts'
import { testApp } from '../support/test-app.ts'

const app = await testApp()
after(() => app[Symbol.asyncDispose]())
const { required, ...schema } = parse((await app.anonymous().get('/docs/schemas/AppConfiguration.yml')).text)
const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)

const TEXTS = [{ locale: 'en', title: 'Items' }]
const SCOPE = { name: 'items', kind: 'read_only', translations: TEXTS }
const EVENT = { name: 'item_reserved', translations: TEXTS }

test('the schema of a configuration and the hub agree about what is one (platform.md §4.11)', () => {
  const long = (length: number) => 'a'.repeat(length)
  const documents: Record<string, unknown>[] = [
    {},
    { category: 'warehouse' },
    { category: 'nothing' },
    { category: null },
    { entry_point_url: null },
    { entry_point_url: '' },
    { entry_point_url: 7 },
    { oauth_redirect_urls: ['https://stock.example/callback'] },
    { oauth_redirect_urls: 'https://stock.example/callback' },
    { oauth_redirect_urls: [7] },
    { translations: [] },
    { translations: TEXTS },
    { translations: [{ locale: 'fr', title: 'Articles' }] },
    { translations: [{ locale: 'en' }] },
    { translations: [{ locale: 'en', title: ' ' }] },
    ...[100, 101].map(length => ({ translations: [{ locale: 'en', title: long(length) }] })),
    ...[300, 301].map(length => ({ translations: [{ ...TEXTS[0], summary: long(length) }] })),
    ...[5000, 5001].map(length => ({ translations: [{ ...TEXTS[0], description: long(length) }] })),
    { translations: [{ ...TEXTS[0], summary: null, description: null }] },
    { desired_oauth_scopes: ['directory.person.r'] },
    { desired_oauth_scopes: {} },
    { subscribed_events: ['directory.member_joined'] },
    { subscribed_events: ['member_joined'] },
    { oauth_scopes: [SCOPE] },
    ...['name', 'kind', 'translations'].map(key => ({ oauth_scopes: [{ ...SCOPE, [key]: undefined }] })),
    ...['it', 'Items', 'items2', long(60), long(61)].map(name => ({ oauth_scopes: [{ ...SCOPE, name }] })),
    ...['read_write', 'write_only', 'r'].map(kind => ({ oauth_scopes: [{ ...SCOPE, kind }] })),
    ...['all', 'Person', 'Organization', 'person'].map(bearer_kind => ({
      oauth_scopes: [{ ...SCOPE, bearer_kind }],
    })),
    { oauth_scopes: [{ ...SCOPE, translations: [] }] },
    { events: [EVENT] },
    ...['name', 'translations'].map(key => ({ events: [{ ...EVENT, [key]: undefined }] })),
    ...['it', 'item', 'item.reserved', long(60), long(61)].map(name => ({ events: [{ ...EVENT, name }] })),
    ...[null, '{}', '', long(5000), long(5001)].map(example => ({ events: [{ ...EVENT, example }] })),
    { events: Array.from({ length: 201 }, (_, index) => ({ ...EVENT, name: `${EVENT.name}_${index}` })) },
  ]
  for (const document of documents) {
    const sent: unknown = JSON.parse(JSON.stringify(document))
    assert.equal(isValid(sent), parseManifest(sent, 'sandbox').ok, JSON.stringify(sent).slice(0, 200))
  }
})

test('the configuration of every app of the demo is what the schema says, whole', async () => {
  assert.deepEqual(required, ['category', 'oauth_redirect_urls'])
  for (const client of [app.client(DEMO.stockKeeper), app.client(DEMO.warehouse)]) {
    const { body } = await client.api(null, '/api/v1/app', { headers: { authorization: client.basic } })
    assert.ok(isValid(body.configuration), JSON.stringify(isValid.errors))
    for (const key of required) assert.ok(key in body.configuration, key)
  }
})

test('the manifest names every guide and reference, and all of it is there (platform.md §13)', async () => {
  const browser = app.anonymous()
  const answer = await browser.get('/docs/manifest.json')
  assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  const { title, logo, guides, references } = JSON.parse(answer.text)
  assert.equal(title, 'Grantory')
  assert.equal(guides.items['Verify tokens'].url, '/docs/guides/verify-tokens.md')
  assert.equal(references.API, '/docs/api.yml')
  const items = Object.values<{ url: string }>(guides.items).map(({ url }) => url)
  for (const path of [logo, guides.url, ...items, ...Object.values<string>(references)])
    assert.equal((await browser.get(path)).status, 200, path)
})

test('llms.txt leads to the Markdown of every page', async () => {
  const browser = app.anonymous()
  const { text, headers } = await browser.get('/llms.txt')
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
  assert.match(text, /^# Grantory\n\n> /)
  const links = [...text.matchAll(/\]\((http[^)]*)\)/g)].map(([, url = '']) => url)
  assert.ok(links.length > 10)
  for (const url of links) assert.equal((await browser.get(new URL(url).pathname)).status, 200, url)
})

test('what programs read may be kept and is asked for again by its tag', async () => {
  const first = await app.anonymous().get('/docs/api.yml')
  assert.equal(first.headers['cache-control'], 'public, max-age=300')
  const again = await app.anonymous().get('/docs/api.yml', { 'if-none-match': String(first.headers['etag']) })
  assert.equal(again.status, 304)
})
