import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserAt, fillIn, NEW_PERSON } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

const MINUTE_MS = 60_000
/** The test's requests come from 127.0.0.1; trusting it, each browser can have an address of its own. */
const BEHIND_PROXY = { environment: { TRUSTED_PROXIES: '127.0.0.1' } }

const signIn = (app: TestApp, address: string, email: string, password: string) =>
  fillIn(browserAt(app, address), '/signin', { email, password })

/** Fails so often; gives the statuses. */
async function guess(app: TestApp, times: number, address: string, email: string): Promise<number[]> {
  const statuses: number[] = []
  for (let index = 0; index < times; index += 1) {
    statuses.push((await signIn(app, address, email, 'wrong')).status)
  }
  return statuses
}

test('S2 of 100 parallel guesses ten are checked; the right password among the rest does not help (G-25)', async () => {
  await using app = await testApp(BEHIND_PROXY)
  const browsers = Array.from({ length: 100 }, (_, index) => browserAt(app, `203.0.113.${index}`))
  const pages = await Promise.all(browsers.map(browser => browser.get('/signin')))
  const answers = await Promise.all(
    browsers.map((browser, index) => {
      const page = pages[index]
      assert.ok(page)
      return browser.submit(page, { email: DEMO.owner, password: `guess ${index}` })
    }),
  )
  const statuses = answers.map(({ status }) => status)
  assert.equal(statuses.filter(status => status === 422).length, 10)
  assert.equal(statuses.filter(status => status === 429).length, 90)

  const refused = await signIn(app, '203.0.113.200', DEMO.owner, DEMO.password)
  assert.equal(refused.status, 429)
  assert.equal(refused.headers['retry-after'], '5')
  assert.match(refused.text, /Too many attempts. Wait 5\u00a0seconds, then try again/)
})

test('the wait passes: an account is never locked (G-25)', async () => {
  await using app = await testApp(BEHIND_PROXY)
  const statuses = await guess(app, 11, '203.0.113.1', DEMO.owner)
  assert.deepEqual(statuses, [...Array(10).fill(422), 429])
  app.clock.advance(4_999)
  assert.equal((await signIn(app, '203.0.113.2', DEMO.owner, DEMO.password)).status, 429)
  app.clock.advance(1)
  assert.equal((await signIn(app, '203.0.113.2', DEMO.owner, DEMO.password)).status, 303)
})

test('success clears the failures of the account, and only of this account (G-25)', async () => {
  await using app = await testApp(BEHIND_PROXY)
  await guess(app, 9, '203.0.113.1', DEMO.owner)
  await guess(app, 10, '203.0.113.1', DEMO.member)
  assert.equal((await signIn(app, '203.0.113.1', DEMO.owner, DEMO.password)).status, 303)
  assert.deepEqual(await guess(app, 10, '203.0.113.1', DEMO.owner), Array(10).fill(422))
  assert.equal((await signIn(app, '203.0.113.1', DEMO.member, DEMO.password)).status, 429)
})

test('S1 unknown accounts are limited as known ones are', async () => {
  await using app = await testApp(BEHIND_PROXY)
  const unknown = 'nobody@linden.example'
  const known = await guess(app, 12, '203.0.113.1', DEMO.owner)
  assert.deepEqual(await guess(app, 12, '203.0.113.2', unknown), known)
  const pages = await Promise.all(
    [DEMO.owner, unknown].map(async email => {
      const { text, headers } = await signIn(app, '203.0.113.3', email, 'wrong')
      return [
        headers['retry-after'],
        text.replaceAll(/(name="_csrf" value|data-options)="[^"]*"/g, '').replaceAll(email, ''),
      ]
    }),
  )
  assert.deepEqual(pages[0], pages[1])
})

test('S2 guesses from elsewhere do not keep the owner out where the account was used before', async () => {
  await using app = await testApp(BEHIND_PROXY)
  assert.equal((await signIn(app, '192.0.2.1', DEMO.owner, DEMO.password)).status, 303)
  await guess(app, 12, '203.0.113.1', DEMO.owner)
  assert.equal((await signIn(app, '198.51.100.1', DEMO.owner, DEMO.password)).status, 429)
  assert.equal((await signIn(app, '192.0.2.1', DEMO.owner, DEMO.password)).status, 303)
})

test('S2 an address block fails 100 times in 15 minutes, on however many accounts; others are not concerned (G-25)', async () => {
  await using app = await testApp(BEHIND_PROXY)
  for (let account = 0; account < 100; account += 1) {
    const { status } = await signIn(app, '203.0.113.1', `person${account}@linden.example`, 'wrong')
    assert.equal(status, 422)
  }
  const refused = await signIn(app, '203.0.113.1', DEMO.owner, DEMO.password)
  assert.equal(refused.status, 429)
  assert.equal(refused.headers['retry-after'], '900')
  assert.equal((await signIn(app, '203.0.113.2', DEMO.owner, DEMO.password)).status, 303)
  app.clock.advance(15 * MINUTE_MS)
  assert.equal((await signIn(app, '203.0.113.1', DEMO.owner, DEMO.password)).status, 303)
})

test('S2 all addresses of an IPv6 /64, in every spelling, are one block; IPv4 in IPv6 clothing is IPv4', async () => {
  await using app = await testApp(BEHIND_PROXY)
  const spellings = ['2001:db8:0:1::1', '2001:0DB8:0000:0001:ffff:ffff:ffff:ffff', '2001:db8::1:0:0:0:2']
  for (let account = 0; account < 100; account += 1) {
    const address = spellings[account % 3] ?? ''
    await signIn(app, address, `person${account}@linden.example`, 'wrong')
  }
  assert.equal((await signIn(app, '2001:db8:0:1:9::', DEMO.owner, DEMO.password)).status, 429)
  assert.equal((await signIn(app, '2001:db8:0:2::1', DEMO.owner, DEMO.password)).status, 303)

  for (let account = 0; account < 100; account += 1) {
    const address = account % 2 ? '203.0.113.9' : '::ffff:203.0.113.9'
    await signIn(app, address, `person${account + 100}@linden.example`, 'wrong')
  }
  assert.equal((await signIn(app, '::FFFF:203.0.113.9', DEMO.owner, DEMO.password)).status, 429)
})

test('S2 X-Forwarded-For counts only from a trusted proxy, and only its last hop that can be read', async () => {
  await using direct = await testApp()
  for (let account = 0; account < 100; account += 1) {
    await signIn(direct, `203.0.113.${account}`, `person${account}@linden.example`, 'wrong')
  }
  assert.equal((await signIn(direct, '198.51.100.1', DEMO.owner, DEMO.password)).status, 429)

  await using proxied = await testApp(BEHIND_PROXY)
  for (let account = 0; account < 100; account += 1) {
    const spoofed = `198.51.100.${account}, 203.0.113.1`
    await signIn(proxied, spoofed, `person${account}@linden.example`, 'wrong')
  }
  assert.equal((await signIn(proxied, '198.51.100.200, 203.0.113.1', DEMO.owner, DEMO.password)).status, 429)
  assert.equal((await signIn(proxied, 'nonsense', DEMO.owner, DEMO.password)).status, 303)
})

test('sign-up tells that an address is taken, ten times; then it tells nothing for a while (G-26)', async () => {
  await using app = await testApp(BEHIND_PROXY)
  const register = (email: string, address: string) =>
    fillIn(browserAt(app, address), '/signup', { ...NEW_PERSON, email })
  for (let index = 0; index < 10; index += 1) {
    const taken = await register(DEMO.owner, '203.0.113.1')
    assert.equal(taken.status, 422)
    assert.match(taken.text, /There is an account with this e-mail address already/)
  }
  const refused = await register(DEMO.owner, '203.0.113.2')
  assert.equal(refused.status, 429)
  assert.doesNotMatch(refused.text, /There is an account/)
  assert.equal((await register('new@example.org', '203.0.113.1')).status, 303)
})

test('S2 of 30 parallel sign-ups with one taken address ten are told so; other faults tell nothing and do not count', async () => {
  await using app = await testApp(BEHIND_PROXY)
  const browser = browserAt(app, '203.0.113.1')
  const page = await browser.get('/signup')
  const inParallel = (fields: Partial<typeof NEW_PERSON>) =>
    Promise.all(
      Array.from({ length: 30 }, () =>
        browser.clone().submit(page, { ...NEW_PERSON, email: DEMO.owner, ...fields }),
      ),
    )
  const faulty = await inParallel({ name: '' })
  assert.ok(faulty.every(({ status, text }) => status === 422 && !text.includes('There is an account')))
  const told = await inParallel({})
  assert.equal(told.filter(({ text }) => text.includes('There is an account')).length, 10)
  assert.equal(told.filter(({ status }) => status === 429).length, 20)
})

test('S1 a reset is asked for ten times; further requests wait, whether there is an account or not (G-25)', async () => {
  await using app = await testApp(BEHIND_PROXY)
  const ask = (email: string) => fillIn(browserAt(app, '203.0.113.1'), '/password/forgot', { email })
  for (const email of [DEMO.owner, 'nobody@linden.example']) {
    const statuses: number[] = []
    for (let index = 0; index < 11; index += 1) statuses.push((await ask(email)).status)
    assert.deepEqual(statuses, [...Array(10).fill(200), 429], email)
  }
  assert.equal((await app.mails(DEMO.owner)).length, 10)
})
