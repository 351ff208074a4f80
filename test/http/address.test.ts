import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkInMail } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { TestBrowser } from '../support/test-browser.ts'

/** One request at once per address block, and the clock stands still: the second is refused. */
const ONE_REQUEST = { RATE_LIMIT_BURST: '1', RATE_LIMIT_PER_SECOND: '1' }
const PROXIES = { ...ONE_REQUEST, TRUSTED_PROXIES: '10.0.0.0/8,fd00::/8,192.0.2.1' }
const ADDRESS = '203.0.113.7'

type From = { remoteAddress: string; forwardedFor?: string }

/** Whether a request from there counts as coming from an address that has sent one already. */
async function isKnown({ app }: TestApp, { remoteAddress, forwardedFor }: From): Promise<boolean> {
  const answer = await app.server.inject({
    method: 'POST',
    url: '/oauth/access_token',
    remoteAddress,
    ...(forwardedFor !== undefined && { headers: { 'x-forwarded-for': forwardedFor } }),
  })
  assert.ok([400, 429].includes(answer.statusCode), answer.body)
  return answer.statusCode === 429
}

test('S2 every spelling of an address is one address', async () => {
  await using app = await testApp({ environment: PROXIES, isEmpty: true })
  const spellings = [
    [
      ADDRESS,
      '::ffff:203.0.113.7',
      '::FFFF:cb00:7107',
      '0:0:0:0:0:ffff:203.0.113.7',
      '203.0.113.7:4711',
      '[::ffff:203.0.113.7]:80',
    ],
    [
      '2001:db8:0:1::5',
      '2001:0DB8:0000:0001:ffff:0:0:1',
      '[2001:db8:0:1::6]',
      '[2001:db8:0:1::6]:4711',
      '2001:db8:0:1::5%eth0',
    ],
  ]
  for (const [first = '', ...others] of spellings) {
    assert.equal(await isKnown(app, { remoteAddress: '10.0.0.1', forwardedFor: first }), false, first)
    for (const forwardedFor of others)
      assert.equal(await isKnown(app, { remoteAddress: '10.0.0.1', forwardedFor }), true, forwardedFor)
  }
})

test('S2 neighbours in IPv4 and other networks in IPv6 are other addresses', async () => {
  await using app = await testApp({ environment: PROXIES, isEmpty: true })
  for (const forwardedFor of [
    ADDRESS,
    '203.0.113.8',
    '2001:db8:0:1::5',
    '2001:db8:0:2::5',
    '::ffff:203.0.113.9',
  ]) {
    assert.equal(await isKnown(app, { remoteAddress: '10.0.0.1', forwardedFor }), false, forwardedFor)
  }
})

test('S2 X-Forwarded-For is believed from trusted proxies only, and only as far as they reach', async () => {
  await using app = await testApp({ environment: PROXIES, isEmpty: true })
  const same = (from: From) => isKnown(app, from)
  assert.equal(await same({ remoteAddress: ADDRESS }), false)
  // From the address itself, whatever it claims.
  assert.equal(await same({ remoteAddress: ADDRESS, forwardedFor: '198.51.100.1' }), true)
  assert.equal(await same({ remoteAddress: `::ffff:${ADDRESS}`, forwardedFor: '198.51.100.1' }), true)
  // Through one proxy or several; what stands before was written by the sender.
  for (const remoteAddress of ['10.9.9.9', '::ffff:10.0.0.1', 'fd00::1', '192.0.2.1']) {
    assert.equal(await same({ remoteAddress, forwardedFor: ADDRESS }), true, remoteAddress)
    assert.equal(await same({ remoteAddress, forwardedFor: `198.51.100.1, ${ADDRESS}` }), true)
    assert.equal(await same({ remoteAddress, forwardedFor: `127.0.0.1,${ADDRESS} , 10.1.1.1` }), true)
  }
  // A neighbour of a trusted address is not trusted.
  assert.equal(await same({ remoteAddress: '192.0.2.2', forwardedFor: ADDRESS }), false)
})

test('S2 what is no address in X-Forwarded-For leaves the last proxy that can be named', async () => {
  await using app = await testApp({ environment: PROXIES, isEmpty: true })
  assert.equal(await isKnown(app, { remoteAddress: '10.0.0.1' }), false)
  for (const forwardedFor of [
    '',
    ' ',
    ',',
    'unknown',
    '_hidden',
    '203.0.113',
    '203.0.113.999',
    '<script>',
    '::1::',
    `${ADDRESS}, unknown`,
  ]) {
    assert.equal(await isKnown(app, { remoteAddress: '10.0.0.1', forwardedFor }), true, forwardedFor)
  }
})

test('S2 without trusted proxies X-Forwarded-For means nothing', async () => {
  await using app = await testApp({ environment: ONE_REQUEST, isEmpty: true })
  assert.equal(await isKnown(app, { remoteAddress: '127.0.0.1', forwardedFor: ADDRESS }), false)
  assert.equal(await isKnown(app, { remoteAddress: '127.0.0.1', forwardedFor: '203.0.113.8' }), true)
})

test('S3 links, metadata and redirects name the configured address whatever the request calls the hub', async () => {
  await using app = await testApp({
    environment: { PUBLIC_URL: 'https://hub.example.com', TRUSTED_PROXIES: '127.0.0.1' },
  })
  const claims = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '81',
    forwarded: 'host=evil.example;proto=http',
    'x-original-url': '/evil',
  }
  const browser = new TestBrowser(app.app.server, claims)
  await browser.submit(await browser.get('/password/forgot'), { email: DEMO.owner })
  assert.match(await linkInMail(app, DEMO.owner), /^\/password\/reset\?/)
  const metadata = JSON.parse((await browser.get('/.well-known/oauth-authorization-server')).text)
  assert.equal(metadata.issuer, 'https://hub.example.com')
  const answers = [
    ...['/', '/signin', '/signup', '/.well-known/oauth-authorization-server', '/email/confirmation'],
    app.client(DEMO.stockKeeper).authorizeUrl({ redirect_uri: DEMO.redirectUrl }),
  ]
  for (const path of answers) {
    const { text, location } = await browser.get(path)
    assert.doesNotMatch(text, /evil/, path)
    assert.ok(location === null || location.startsWith('/'), `${path}: ${location}`)
  }
})
