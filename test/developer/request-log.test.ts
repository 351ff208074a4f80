import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '../../src/platform/durations.ts'
import { DEMO } from '../support/demo.ts'
import { addPlainMember } from '../support/developer.ts'
import { readingOf } from '../support/flow.ts'
import { testApp } from '../support/test-app.ts'

const LOG = '/developer/apps/stock_keeper/log'

test('a vendor reads why its requests for tokens were refused, which the client is not told (G-11)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  assert.match(readingOf(await developer.get(LOG)), /No requests yet/)
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  const { body } = await client.tokensFor(owner, 'directory.person.r')
  app.clock.advance(60_000)
  await app.client({ id: DEMO.stockKeeper.id, secret: 'wrong' }).refresh(body.refresh_token)
  const refused = await client.refresh('unknown')
  assert.equal(refused.body.error, 'invalid_grant')

  const page = await developer.get(LOG)
  const reading = readingOf(page)
  assert.match(reading, /There is no such refresh token.*Wrong client secret.*Tokens issued/)
  assert.ok(reading.includes(String(refused.headers['x-request-id'])))
  for (const secret of [body.access_token, body.refresh_token, 'wrong', DEMO.stockKeeper.secret])
    assert.ok(!reading.includes(`${secret} `), secret)
  assert.doesNotMatch(readingOf(await developer.get(`${LOG}?outcome=refused`)), /Tokens issued/)
  assert.doesNotMatch(readingOf(await developer.get(`${LOG}?outcome=issued`)), /Wrong client secret/)
  assert.match(readingOf(await developer.get(`${LOG}?lang=de`)), /Falsches Geheimnis/)
})

test('the log keeps seven days, and says so', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  await app.client(DEMO.stockKeeper).refresh('unknown')
  assert.match(readingOf(await developer.get(LOG)), /of the last 7 days.*There is no such refresh token/)
  app.clock.advance(6.5 * DAY_MS)
  await app.app.runJobs()
  const signedIn = await app.signedIn(DEMO.developer)
  assert.match(readingOf(await signedIn.get(LOG)), /There is no such refresh token/)
  app.clock.advance(DAY_MS)
  await app.app.runJobs()
  assert.match(readingOf(await signedIn.get(LOG)), /No requests yet/)
})

test('the log is paged, each entry stands in it once', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const client = app.client(DEMO.stockKeeper)
  const ids: string[] = []
  for (let count = 0; count < 35; count += 1)
    ids.push(String((await client.refresh(`unknown ${count}`)).headers['x-request-id']))
  const first = await developer.get(LOG)
  const older = /href="([^"]*before=[^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const second = await developer.get(older)
  for (const id of ids) {
    const pages = [first, second].filter(({ text }) => text.includes(`>${id}<`))
    assert.equal(pages.length, 1, id)
  }
  assert.doesNotMatch(second.text, />Older</)
})

test('an organization is named only where the app is connected to it (attack O5)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const client = app.client(DEMO.stockKeeper)
  const ask = (id: string) =>
    client.token({ grant_type: 'client_credentials', scope: `Org/${id}.directory.organization.r` })
  await ask(DEMO.harbor)
  const reading = readingOf(await developer.get(LOG))
  assert.doesNotMatch(reading, /Harbor Labels/)
})

test('the log of an app is for those who develop it (attacks O5, O6)', async () => {
  await using app = await testApp()
  await addPlainMember(app)
  assert.equal((await (await app.signedIn(DEMO.owner)).get(LOG)).status, 404)
  assert.equal((await (await app.signedIn(DEMO.member)).get(LOG)).status, 403)
})
