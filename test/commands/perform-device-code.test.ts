import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Surroundings } from '../../src/commands/command.ts'
import { commandLine } from '../support/command.ts'
import { DEMO } from '../support/demo.ts'
import { letIn } from '../support/devices.ts'
import { listeningApp } from '../support/listening-app.ts'
import { type Answered, perform, standIn } from '../support/perform.ts'
import type { TestApp } from '../support/test-app.ts'

const AUTHORIZATION = {
  device_code: 'the-device-code',
  user_code: 'KMXR-TZWQ',
  verification_uri: 'https://hub.example.com/verify',
  verification_uri_complete: 'https://hub.example.com/verify?code=KMXR-TZWQ',
  expires_in: 900,
  interval: 5,
}
const TOKENS: Answered = { body: { access_token: 'opaque', token_type: 'bearer' } }
const PENDING: Answered = { status: 400, body: { error: 'authorization_pending' } }

/** Time that passes only while somebody waits; `waited` are the spans, in seconds. */
function patience(): { waited: number[]; surroundings: Pick<Surroundings, 'clock' | 'pause'> } {
  const waited: number[] = []
  let now = Date.parse('2026-01-01T00:00:00Z')
  return {
    waited,
    surroundings: {
      clock: { now: () => now },
      async pause(ms) {
        waited.push(ms / 1000)
        now += ms
      },
    },
  }
}

/** A server that answers polls in this order, the last one for ever. */
function pollsAnswered(answers: Answered[], authorization: object = AUTHORIZATION) {
  let polls = 0
  return standIn(({ path }) => {
    if (path === '/device') return { body: authorization }
    polls += 1
    return answers[Math.min(polls, answers.length) - 1] ?? TOKENS
  })
}

/** The person enters the code and allows, at the first wait of the device. */
function decidingPerson(hub: TestApp, told: () => string): Pick<Surroundings, 'clock' | 'pause'> {
  let isAsked = false
  return {
    clock: hub.clock,
    async pause(ms) {
      hub.clock.advance(ms)
      const [, userCode] = /^and enter (\S+)$/m.exec(told()) ?? []
      if (isAsked || userCode === undefined) return
      isAsked = true
      await letIn(await hub.signedIn(DEMO.owner), { userCode })
    },
  }
}

test('device-code: the person enters the code and allows, the device gets its token (RFC 8628)', async () => {
  await using hub = await listeningApp()
  let told = () => ''
  const surroundings = decidingPerson(hub, () => told())
  const performing = perform(
    hub.publicUrl,
    ['device-code', '--call', '/api/v1/person', '--verify'],
    surroundings,
  )
  told = performing.told
  const { exitCode, data, lines } = await performing.outcome
  assert.equal(exitCode, 0, lines.join('\n'))
  assert.deepEqual(data.tokens.audiences, ['stock_keeper'])
  assert.match(performing.told(), /"email": "owner@linden\.example"/)
  assert.match(performing.told(), /Sign in as owner@linden\.example with the password grantory-demo\./)
})

test('device-code: it shows where to go and the code, and polls at the interval until it has a token (RFC 8628 §3.4)', async () => {
  await using server = await pollsAnswered([PENDING, PENDING, PENDING, TOKENS])
  const { waited, surroundings } = patience()
  const performing = perform(server.url, ['device-code', '--scope', 'directory.person.r'], surroundings)
  const { exitCode, data } = await performing.outcome
  assert.equal(exitCode, 0, performing.told())
  assert.match(performing.told(), /Open https:\/\/hub\.example\.com\/verify\nand enter KMXR-TZWQ\n/)
  assert.deepEqual(waited, [5, 5, 5, 5])
  const [asked, polled] = server.got
  assert.deepEqual(Object.fromEntries(asked?.form ?? []), {
    scope: 'directory.person.r',
    client_id: DEMO.stockKeeperPublic.id,
  })
  assert.deepEqual(Object.fromEntries(polled?.form ?? []), {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: 'the-device-code',
    client_id: DEMO.stockKeeperPublic.id,
  })
  assert.equal(data.steps.length, 4, 'of equal answers one is kept')
})

test('device-code: slow_down adds five seconds, a server that is away is asked half as often (RFC 8628 §3.5)', async () => {
  const slower: Answered = { status: 400, body: { error: 'slow_down' } }
  const away: Answered = { status: 503, body: { error: 'temporarily_unavailable' } }
  await using server = await pollsAnswered([PENDING, slower, PENDING, away, PENDING, TOKENS])
  const { waited, surroundings } = patience()
  const performing = perform(server.url, ['device-code'], surroundings)
  assert.equal((await performing.outcome).exitCode, 0, performing.told())
  assert.deepEqual(waited, [5, 5, 10, 10, 20, 20])
})

test('device-code: without an interval it is five seconds (RFC 8628 §3.2)', async () => {
  const { interval: _, ...authorization } = AUTHORIZATION
  await using server = await pollsAnswered([TOKENS], authorization)
  const { waited, surroundings } = patience()
  await perform(server.url, ['device-code'], surroundings).outcome
  assert.deepEqual(waited, [5])
})

test('device-code: a refusal ends it, and so do codes that have expired (RFC 8628 §3.5)', async () => {
  for (const error of ['access_denied', 'expired_token', 'invalid_grant']) {
    await using server = await pollsAnswered([PENDING, { status: 400, body: { error } }])
    const { exitCode, data } = await perform(server.url, ['device-code'], patience().surroundings).outcome
    assert.equal(exitCode, 5)
    assert.equal(data.refusal.error, error)
    assert.equal(server.got.length, 3)
  }
  await using server = await pollsAnswered([PENDING])
  const { waited, surroundings } = patience()
  const { exitCode, lines } = await perform(server.url, ['device-code'], surroundings).outcome
  assert.equal(exitCode, 5)
  assert.match(lines.join('\n'), /have expired/)
  assert.equal(waited.length, 900 / 5)
})

test('device-code: only addresses of the web are shown and opened', async () => {
  const opened: string[] = []
  const openBrowser = (url: string) => opened.push(url)
  const file = 'file:///etc/passwd'
  for (const [changes, exitCode] of [
    [{ verification_uri: file }, 5],
    [{ verification_uri_complete: file }, 0],
  ] as const) {
    await using server = await pollsAnswered([TOKENS], { ...AUTHORIZATION, ...changes })
    const surroundings = { ...patience().surroundings, openBrowser }
    const outcome = await perform(server.url, ['device-code', '--open'], surroundings).outcome
    assert.equal(outcome.exitCode, exitCode)
  }
  assert.deepEqual(opened, [AUTHORIZATION.verification_uri])
})

test('device-code: an answer without codes, and a server without this flow, are refused', async () => {
  await using server = await pollsAnswered([], { user_code: 'KMXR-TZWQ' })
  const { exitCode, lines } = await perform(server.url, ['device-code'], patience().surroundings).outcome
  assert.equal(exitCode, 5)
  assert.match(lines.join('\n'), /RFC 8628 §3\.2/)

  await using without = await standIn(
    () => TOKENS,
    () => ({ device_authorization_endpoint: undefined }),
  )
  const refused = await perform(without.url, ['device-code']).outcome
  assert.equal(refused.exitCode, 5)
  assert.match(refused.lines.join('\n'), /no device_authorization_endpoint/)
})

test('device-code: confidential credentials name and authenticate themselves (RFC 8628 §3.1)', async () => {
  await using server = await pollsAnswered([TOKENS])
  const words = ['device-code', '--client-id', 'app', '--client-secret', 'secret']
  await perform(server.url, words, patience().surroundings).outcome
  const basic = `Basic ${Buffer.from('app:secret').toString('base64')}`
  const [asked, polled] = server.got
  assert.deepEqual([asked?.headers.authorization, asked?.form.get('client_id')], [basic, 'app'])
  assert.equal(polled?.headers.authorization, basic)
})

test('device-code: Ctrl+C ends the waiting, --open opens the address with the code', async () => {
  await using server = await pollsAnswered([PENDING])
  await using grantory = await commandLine()
  const begun = grantory.begin(['perform', 'device-code'], { environment: { PUBLIC_URL: server.url } })
  await begun.said(/Waiting for the decision/)
  begun.signal('SIGINT')
  const { exitCode, stderr } = await begun.outcome
  assert.equal(exitCode, 5)
  assert.match(stderr, /stopped before the person decided/)

  const opened: string[] = []
  const openBrowser = (url: string) => opened.push(url)
  await using quick = await pollsAnswered([TOKENS])
  await perform(quick.url, ['device-code', '--open'], { ...patience().surroundings, openBrowser }).outcome
  assert.deepEqual(opened, [AUTHORIZATION.verification_uri_complete])
})
