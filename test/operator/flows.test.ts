import assert from 'node:assert/strict'
import { test } from 'node:test'
import sql from 'sql-template-tag'
import { fillIn } from '../support/accounts.ts'
import { DEMO } from '../support/demo.ts'
import { readingOf } from '../support/flow.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { type Answer, formsOf, type TestBrowser } from '../support/test-browser.ts'

const FLOWS = ['person', 'organization', 'device', 'client_credentials', 'refresh', 'delegation']

for (const flow of FLOWS) {
  test(`"Try the flows" runs ${flow} for real: the API answers its token, in any state of the demo`, async () => {
    await using app = await testApp()
    const browser = app.anonymous()
    for (const run of ['the first time', 'again']) {
      const page = await runFlow(browser, flow)
      assert.equal(page.status, 200)
      const reading = readingOf(page)
      assert.doesNotMatch(reading, /stopped here/, run)
      assert.match(reading, /This hub accepts the token/, run)
      assert.match(reading, /GET \/api\/v1\/(person|organization).*200 OK/, run)
      assert.equal(await apiStatus(app, tokenOn(page)), 200, run)
    }
  })
}

test('a run leaves no session behind and signs nobody in', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  await runFlow(browser, 'organization')
  const [row] = await app.db.read<{ count: number }>(
    sql`select count(*) as count from browser_session where ended_at is null`,
  )
  assert.equal(row?.count, 0)
  assert.equal((await browser.get('/account/tokens')).status, 303)
})

test('a run that the demo data does not allow any more shows the answer it got and says so', async () => {
  await using app = await testApp()
  await app.db.transaction(tx =>
    tx.write(sql`update person set banned_at = ${app.clock.now()} where email = ${DEMO.owner}`),
  )
  for (const flow of FLOWS.filter(name => name !== 'client_credentials')) {
    const page = await runFlow(app.anonymous(), flow)
    assert.equal(page.status, 200)
    assert.match(readingOf(page), /The flow stopped here/, flow)
  }
})

test('runs are limited per address block', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const statuses = []
  for (let run = 0; run < 25; run += 1) statuses.push((await runFlow(browser, 'client_credentials')).status)
  assert.deepEqual(new Set(statuses.slice(0, 20)), new Set([200]))
  assert.deepEqual(new Set(statuses.slice(20)), new Set([429]))
})

test('there are no flows to try in production, and none but those of the list', async () => {
  await using sandbox = await testApp()
  assert.equal((await sandbox.anonymous().get('/sandbox/flows/implicit')).status, 404)
  await using production = await testApp({
    environment: {
      ENVIRONMENT: 'production',
      PUBLIC_URL: 'https://hub.example',
      MAIL_URL: 'smtp://localhost',
    },
  })
  for (const path of ['/sandbox/flows/person', '/sandbox/token'])
    assert.equal((await production.anonymous().get(path)).status, 404)
})

test('the token verifier tells good, changed, expired, revoked and unknown tokens apart', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const token = tokenOn(await runFlow(browser, 'organization'))
  const verdict = async (text: string) => readingOf(await fillIn(browser, '/sandbox/token', { token: text }))
  assert.match(await verdict(token), /Access token.*Organization Linden Press.*This hub accepts the token/)
  assert.match(await verdict(`  Bearer ${token}\n`), /This hub accepts the token/)
  assert.match(await verdict(`${token.slice(0, -4)}AAAA`), /The signature is wrong/)
  assert.match(await verdict('not a token'), /neither a signed token nor a refresh token/)
  assert.match(await verdict(''), /Paste a token/)
  assert.match(await verdict('x'.repeat(20_000)), /longer than any token/)
  app.clock.advance(2 * 3600_000)
  assert.match(await verdict(token), /It has expired/)
})

test('a forged token names nobody of this hub (attack O5)', async () => {
  await using app = await testApp()
  const browser = app.anonymous()
  const [head = '', , signature = ''] = tokenOn(await runFlow(browser, 'organization')).split('.')
  const payload = Buffer.from(JSON.stringify({ sub: `Organization/${DEMO.harbor}` })).toString('base64url')
  const page = await fillIn(browser, '/sandbox/token', { token: `${head}.${payload}.${signature}` })
  assert.doesNotMatch(readingOf(page), /Harbor Labels/)
})

async function runFlow(browser: TestBrowser, flow: string): Promise<Answer> {
  const path = `/sandbox/flows/${flow}`
  const page = await browser.get(path)
  assert.ok(formsOf(page.text).some(({ action }) => action === path))
  return browser.submit(page, {}, ({ action }) => action === path)
}

function tokenOn(page: Answer): string {
  const [, token] = /id="whole-token">([^<]+)</.exec(page.text) ?? []
  assert.ok(token)
  return token
}

async function apiStatus(app: TestApp, token: string): Promise<number> {
  const authorization = `Bearer ${token}`
  const answer = await app.app.server.inject({ url: '/api/v1/access_token', headers: { authorization } })
  return answer.statusCode
}
