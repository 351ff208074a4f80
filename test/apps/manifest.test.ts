import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseManifest } from '../../src/modules/apps/manifest.ts'

/** The example of platform.md §4.11. */
const documented = {
  entry_point_url: null,
  webhook_url: null,
  category: 'other',
  oauth_redirect_urls: ['https://stock.example.com/callback'],
  translations: [{ locale: 'en', title: 'Stock Keeper', summary: null, description: null }],
  desired_oauth_scopes: ['zaikio.organization.r', 'zaikio.person.r'],
  subscribed_events: ['zaikio.member_joined'],
  oauth_scopes: [
    {
      name: 'items',
      kind: 'read_write',
      bearer_kind: 'Organization',
      translations: [{ locale: 'en', title: 'Read and change items', description: null }],
    },
  ],
  events: [
    {
      name: 'item_reserved',
      bearer_kind: 'Organization',
      example: null,
      translations: [{ locale: 'en', title: 'Item reserved', description: null }],
    },
  ],
}

/** The paths of the faults of a document. */
function faulty(document: unknown): string[] {
  const parsed = parseManifest(document, 'production')
  return parsed.ok ? [] : parsed.faults.map(({ path }) => path)
}

test('the documented manifest is read (platform.md §4.11)', () => {
  const parsed = parseManifest(documented, 'production')
  assert(parsed.ok)
  assert.deepEqual(parsed.manifest.redirectUrls, ['https://stock.example.com/callback'])
  assert.deepEqual(
    parsed.manifest.desiredScopes?.map(({ text }) => text),
    ['zaikio.organization.r', 'zaikio.person.r'],
  )
  assert.equal(parsed.manifest.providedScopes?.[0]?.permission, 'rw')
  assert.equal(parsed.manifest.providedEvents?.[0]?.name, 'item_reserved')
  assert.equal(parsed.manifest.entryPointUrl, null)
})

test('an absent key is absent, so that it leaves things as they are (P-33)', () => {
  const parsed = parseManifest({ name: 'stock_keeper' }, 'production')
  assert(parsed.ok)
  const { name, ...others } = parsed.manifest
  assert.equal(name, 'stock_keeper')
  assert.deepEqual(
    Object.values(others).filter(value => value !== undefined),
    [],
  )
})

test('bearer_kind is all and credentials are confidential when a manifest does not say', () => {
  const { bearer_kind: _, ...scope } = documented.oauth_scopes[0] ?? {}
  const parsed = parseManifest({ oauth_scopes: [scope], credentials: [{}] }, 'production')
  assert(parsed.ok)
  assert.equal(parsed.manifest.providedScopes?.[0]?.bearerKind, 'all')
  assert.deepEqual(parsed.manifest.credentials, [{ name: null, description: null, isConfidential: true }])
})

test('every fault of a manifest is told at once, by its path', () => {
  assert.deepEqual(
    faulty({
      name: 7,
      type: 'internal',
      category: 'games',
      entry_point_url: 'javascript:alert(1)',
      logo_url: 'data:image/svg+xml,x',
      webhook_url: 'ftp://example.com',
      oauth_redirect_urls: [
        'https://app.example.com/cb',
        'http://app.example.com/cb',
        'https://app.example.com/cb',
      ],
      translations: [{ locale: 'fr', title: '' }, { title: 'x\u202e' }],
      desired_oauth_scopes: ['Org.directory.sites.r', 'directory.sites.read', 3],
      oauth_scopes: [{ name: 'Items2', kind: 'all', bearer_kind: 'Team', translations: [] }, {}],
      events: [{ name: 'app.item', translations: [{ locale: 'en', title: 'x' }], example: {} }],
      subscribed_events: ['member_joined'],
      credentials: [{ name: 'mobile' }, { confidential: 'no' }, { name: 'a' }, { name: 'a' }],
      redirect_urls: [],
    }).sort(),
    [
      'category',
      'credentials[0].name',
      'credentials[1].confidential',
      'credentials[3]',
      'desired_oauth_scopes[0]',
      'desired_oauth_scopes[1]',
      'desired_oauth_scopes[2]',
      'entry_point_url',
      'events[0].example',
      'events[0].name',
      'logo_url',
      'name',
      'oauth_redirect_urls[1]',
      'oauth_redirect_urls[2]',
      'oauth_scopes[0].bearer_kind',
      'oauth_scopes[0].kind',
      'oauth_scopes[0].name',
      'oauth_scopes[0].translations',
      'oauth_scopes[1]',
      'oauth_scopes[1]',
      'oauth_scopes[1]',
      'redirect_urls',
      'subscribed_events[0]',
      'translations[0].locale',
      'translations[0].title',
      'translations[1]',
      'translations[1].title',
      'type',
      'webhook_url',
    ],
  )
})

test('what is no manifest at all is refused without a crash', () => {
  for (const document of [null, 3, 'x', [], JSON.parse('{"__proto__": {"name": "x"}}'), { constructor: 1 }]) {
    assert.notDeepEqual(faulty(document), [], JSON.stringify(document))
  }
  assert.deepEqual(faulty({ oauth_redirect_urls: 'https://app.example.com/cb' }), ['oauth_redirect_urls'])
  assert.deepEqual(faulty({ desired_oauth_scopes: Array(1000).fill('directory.person.r') }), [
    'desired_oauth_scopes',
  ])
})
