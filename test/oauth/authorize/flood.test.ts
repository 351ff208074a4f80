import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO } from '../../support/demo.ts'
import { testApp } from '../../support/test-app.ts'

const BURST = 5

test('requests that wait for a person are limited per address block, and the limit ends (G-18, DoS)', async () => {
  await using app = await testApp({
    environment: { RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: String(BURST) },
  })
  const browser = app.anonymous()
  const url = app.client(DEMO.stockKeeper).authorizeUrl({ scope: 'directory.person.r' })
  for (let count = 0; count < BURST; count += 1) assert.equal((await browser.get(url)).status, 302)

  const limited = await browser.get(url)
  assert.equal(limited.status, 429)
  assert.equal(limited.headers['ratelimit-rule'], '1reqs/1s')
  assert.match(limited.text, /<h1/)

  app.clock.advance(1000)
  assert.equal((await browser.get(url)).status, 302)
})

test('a request that passes without a screen makes no row and is not limited', async () => {
  await using app = await testApp({
    environment: { RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: String(BURST) },
  })
  const browser = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  await client.authorize(browser, { scope: 'directory.person.r' })
  const url = client.authorizeUrl({ scope: 'directory.person.r' })
  for (let count = 0; count < BURST * 2; count += 1) {
    assert.match((await browser.get(url)).location ?? '', /code=/)
  }
})
