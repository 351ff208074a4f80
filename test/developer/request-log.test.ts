import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DAY_MS } from '../../src/platform/durations.ts'
import { textsOf } from '../../src/platform/web/texts.ts'
import { DEMO } from '../support/demo.ts'
import { addPlainMember } from '../support/developer.ts'
import { cancel, readingOf } from '../support/flow.ts'
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

test('it tells what came of asking people, and what to do, but not who said no (G-11, attack O5)', async () => {
  await using app = await testApp()
  const developer = await app.signedIn(DEMO.developer)
  const owner = await app.signedIn(DEMO.owner)
  const client = app.client(DEMO.stockKeeper)
  await client.tokensFor(owner, 'directory.person.r')
  await owner.get(
    client.authorizeUrl({ scope: 'directory.organization_members.rw', redirect_uri: DEMO.redirectUrl }),
  )
  await owner.get(client.authorizeUrl({ scope: 'directory.person.r', redirect_uri: 'https://else.example/' }))
  const asked = client.authorizeUrl({
    ...{ scope: 'directory.person.r', redirect_uri: DEMO.redirectUrl, prompt: 'consent' },
  })
  await cancel(owner, await owner.follow(await owner.get(asked)))
  const page = await developer.get(LOG)
  const reading = readingOf(page)
  assert.match(reading, /The person did not allow it.*Offer to start again\./)
  assert.match(reading, /The redirect URL is not registered.*Add it under OAuth & Permissions/)
  assert.match(reading, /Your app does not desire this scope.*scope_is_not_included_in_desired_scopes/)
  assert.match(reading, /Access allowed Authorization request · a person/)
  const denied = await developer.get(`${LOG}?outcome=refused`)
  assert.doesNotMatch(readingOf(denied), /Access allowed|Person\//)
  assert.doesNotMatch(denied.text, /else\.example/)
  assert.doesNotMatch(readingOf(await developer.get(`${LOG}?outcome=issued`)), /did not allow/)
})

test('every reason a grant can end for, and every fault of scopes, has words and a cure in both languages', () => {
  const errors = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  const part = (title: string) => errors.split(new RegExp(`^##+ ${title}$`, 'm'))[1]?.split(/^##+ /m)[0] ?? ''
  const cells = (text: string) => [...text.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = '']) => cell)
  const named = [...cells(part('Why a grant ended')), ...cells(part('Scopes'))]
  const reasons = named.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, reason = '']) => reason))
  assert.ok(reasons.length > 20)
  for (const lang of ['en', 'de'] as const)
    for (const reason of reasons)
      assert.ok(textsOf(lang).requestLog.reasons[reason]?.every(Boolean), `${lang}: ${reason}`)
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
  for (let count = 0; count < 18; count += 1) {
    ids.push(String((await client.refresh(`unknown ${count}`)).headers['x-request-id']))
    const asked = await developer.get(client.authorizeUrl({ scope: `malformed ${count}` }))
    ids.push(String(asked.headers['x-request-id']))
  }
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
