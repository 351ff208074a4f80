import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import {
  createForeignFetch,
  foreignUrl,
  getFrom,
  type Network,
} from '../../src/platform/outbound-http/foreign-fetch.ts'
import { isPublicAddress } from '../../src/platform/outbound-http/public-address.ts'
import { buildApp } from '../support/builders.ts'
import { DEMO_PRINT, TEST_OWNER, testAccounts } from '../support/test-accounts.ts'
import { testApp } from '../support/test-app.ts'
import { plain, served } from '../support/uploads.ts'

const LOGO = 'https://pictures.example/logo.png'
const PUBLIC = '93.184.215.14'

/** A network with one host, that notes where it was asked to go. */
async function network(changes: Partial<Network> = {}) {
  const body = await plain(64, 64).png().toBuffer()
  const asked: string[] = []
  const made: Network = {
    lookup: async () => [PUBLIC],
    get: async ({ url, address }) => {
      asked.push(`${url} at ${address}`)
      return { status: 200, contentType: 'image/png', body }
    },
    ...changes,
  }
  return { asked, network: made }
}

test('logo and portraits are fetched once, made anew, and served by the hub (directory-api.md §16)', async () => {
  const { asked, network: reached } = await network()
  await using app = await testApp({ network: reached })
  const [owner] = DEMO_PRINT.member_attributes
  const avatar = 'https://pictures.example/ada.png'
  const made = await testAccounts(app).make({
    ...DEMO_PRINT,
    logo_url: LOGO,
    member_attributes: [{ ...owner, avatar_url: avatar }],
  })
  assert.deepEqual(asked.toSorted(), [`${avatar} at ${PUBLIC}`, `${LOGO} at ${PUBLIC}`])
  for (const url of [made.logo_url, made.memberships[0].person.avatar_url]) {
    assert.ok(url.startsWith(`${app.publicUrl}/pictures/`), url)
    const picture = await served(app, new URL(url).pathname)
    assert.equal(picture.headers['content-type'], 'image/webp')
  }
})

test('one vendor has one account made at a time, and waits for no other vendor (attack S11)', async () => {
  const waiting: { url: string; answer: () => void }[] = []
  const body = await plain(64, 64).png().toBuffer()
  const { network: slow } = await network({
    get: ({ url }) =>
      new Promise(resolve => {
        const answer = () => resolve({ status: 200, contentType: 'image/png', body })
        waiting.push({ url: String(url), answer })
      }),
  })
  await using app = await testApp({ network: slow })
  const one = testAccounts(app)
  const other = testAccounts(app, (await buildApp(app)).client)
  const logoOf = (name: string) => `https://pictures.example/${name}.png`
  const wish = (name: string) => ({ name, kinds: ['printer'], logo_url: logoOf(name) })
  const first = [one.post(wish('a')), one.post(wish('b')), one.post(wish('c'))]
  const second = other.post(wish('d'))
  const asked: string[] = []
  for (let answered = 0; answered < 4; answered += 1) {
    // All that can be asked for is asked for before anything is answered.
    while (waiting.length < (answered === 0 ? 2 : 1)) await new Promise(resolve => setImmediate(resolve))
    const { answer, url } = waiting.shift() ?? assert.fail()
    const ofOne = [...waiting.map(({ url: other }) => other), url].filter(held => held !== logoOf('d'))
    assert.ok(ofOne.length <= 1, ofOne.join(' '))
    asked.push(url)
    answer()
  }
  assert.deepEqual(asked.toSorted(), ['a', 'b', 'c', 'd'].map(logoOf))
  const answers = await Promise.all([...first, second])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 201, 201, 201],
  )
})

test('a picture that cannot be had is said at its field, and nothing is made (attack F1)', async () => {
  const words = {
    url: 'must be an https URL without port and credentials',
    unreachable: 'could not be fetched',
    size: 'is too large (maximum is 200 KB)',
    type: 'is not a PNG, JPEG, GIF or WebP image',
  }
  const answering = (status: number, contentType: string, body: Buffer | string) => ({
    get: async () => ({ status, contentType, body: Buffer.from(body) }),
  })
  const png = await plain(8, 8).png().toBuffer()
  const cases: [string, string, Partial<Network>][] = [
    ['http://pictures.example/a.png', words.url, {}],
    ['https://pictures.example:8443/a.png', words.url, {}],
    ['https://user:secret@pictures.example/a.png', words.url, {}],
    ['file:///etc/passwd', words.url, {}],
    ['nonsense', words.url, {}],
    ['https://127.0.0.1/a.png', words.unreachable, {}],
    ['https://0x7f.1/a.png', words.unreachable, {}],
    ['https://2130706433/a.png', words.unreachable, {}],
    ['https://[::ffff:127.0.0.1]/a.png', words.unreachable, {}],
    ['https://169.254.169.254/latest', words.unreachable, {}],
    [LOGO, words.unreachable, { lookup: async () => ['10.0.0.5'] }],
    [LOGO, words.unreachable, { lookup: async () => [PUBLIC, '127.0.0.1'] }],
    [LOGO, words.unreachable, { lookup: async () => [] }],
    [LOGO, words.unreachable, { lookup: () => Promise.reject(new Error('ENOTFOUND')) }],
    [LOGO, words.unreachable, answering(302, 'image/png', png)],
    [LOGO, words.unreachable, answering(404, 'image/png', png)],
    [LOGO, words.size, { get: async () => 'too_large' }],
    [LOGO, words.type, answering(200, 'text/html', png)],
    [LOGO, words.type, answering(200, 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [LOGO, words.type, answering(200, 'image/png', 'no picture')],
  ]
  for (const [logo_url, text, changes] of cases) {
    await using app = await testApp({ network: (await network(changes)).network })
    const accounts = testAccounts(app)
    assert.deepEqual(await accounts.refused({ name: 'A', logo_url }), { logo_url: [text] }, logo_url)
    assert.deepEqual((await accounts.list()).body, [])
  }
})

test('a refused account fetches nothing (attack F1)', async () => {
  const { asked, network: reached } = await network()
  await using app = await testApp({ network: reached })
  const [owner] = DEMO_PRINT.member_attributes
  await testAccounts(app).refused({
    ...DEMO_PRINT,
    logo_url: LOGO,
    member_attributes: [{ ...owner, email: 'owner@linden.example' }],
  })
  assert.deepEqual(asked, [])
  assert.ok(TEST_OWNER)
})

test('only addresses of the public internet are gone to (attack F1)', () => {
  const refused = [
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.0.1', '169.254.169.254', '172.16.0.1'],
    ...[
      '172.31.255.255',
      '192.0.0.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
    ],
    ...['255.255.255.255', '240.0.0.1', '::', '::1', '::ffff:127.0.0.1', '::ffff:93.184.215.14', 'fe80::1'],
    ...['fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1'],
    ...['2001:db8::1', '100::1', 'localhost', ''],
  ]
  assert.deepEqual(refused.filter(isPublicAddress), [])
  for (const address of [PUBLIC, '8.8.8.8', '172.32.0.1', '2606:2800:21f:cb07::1'])
    assert.ok(isPublicAddress(address))
})

test('every spelling of a local address is read as that address (attack F1)', async () => {
  const { network: reached } = await network({ lookup: async () => ['127.0.0.1'] })
  const fetchForeign = createForeignFetch(reached)
  const limits = { bytesMax: 1000, timeoutMs: 1000, accept: 'image/*' }
  for (const host of [
    'localhost',
    '127.1',
    '0177.0.0.1',
    '0x7f000001',
    '[::1]',
    '[::]',
    'app.internal',
    'LOCALHOST.',
  ])
    assert.deepEqual(await fetchForeign(`https://${host}/`, limits), { ok: false, fault: 'not_public' }, host)
  assert.equal(foreignUrl('https://pictures.example/a.png#part')?.host, 'pictures.example')
})

test('the connection goes to the address that was looked at, within its limits (attack F1: rebinding, 100 MB, slow body)', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/slow')
      return void response.writeHead(200, { 'content-type': 'image/png' }).write('x')
    if (request.url === '/told') return void response.writeHead(200, { 'content-length': '5000' }).end()
    if (request.url === '/large') return void response.writeHead(200).end(Buffer.alloc(5000))
    if (request.url === '/away') return void response.writeHead(302, { location: '/large' }).end()
    if (request.url === '/cut')
      return void response.writeHead(200, { 'content-length': '9' }).write('x', () => response.destroy())
    response.writeHead(200, { 'content-type': 'text/plain' }).end(request.headers.host)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const at = server.address()
    const port = typeof at === 'object' ? at?.port : 0
    const get = (path: string, timeoutMs = 5000) =>
      getFrom({
        url: new URL(`http://pictures.example:${port}${path}`),
        address: '127.0.0.1',
        ...{ bytesMax: 1000, timeoutMs, accept: 'image/*' },
      })
    const answer = await get('/')
    assert.ok(answer !== 'too_large')
    assert.equal(answer.body.toString(), `pictures.example:${port}`)
    assert.equal(await get('/large'), 'too_large')
    assert.equal(await get('/told'), 'too_large')
    const away = await get('/away')
    assert.equal(away === 'too_large' ? 0 : away.status, 302, 'a redirect is not followed')
    await assert.rejects(get('/slow', 200))
    await assert.rejects(get('/cut'))
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
